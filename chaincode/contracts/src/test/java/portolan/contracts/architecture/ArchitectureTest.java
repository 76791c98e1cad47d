// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import portolan.contracts.architecture.planted.RefusesWithItsOwnWord;
import portolan.domain.encoding.Refusal;
import portolan.domain.group.ItemResult;
import portolan.domain.worldstate.RefusalCode;

final class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importLocations(where("portolan/domain", "portolan/contracts"));

  /** By place: to look for packages means to list every jar and the whole JDK. */
  private static List<Location> where(String... packages) {
    List<Location> places = new ArrayList<>();
    for (String name : packages) {
      ArchitectureTest.class
          .getClassLoader()
          .resources(name)
          .map(Location::of)
          .forEach(places::add);
    }
    return places;
  }

  @Test
  void bothModulesAreLookedAt() {
    assertThat(CLASSES.stream().anyMatch(c -> c.getName().startsWith("portolan.domain."))).isTrue();
    assertThat(CLASSES.stream().anyMatch(c -> c.getName().startsWith("portolan.contracts.")))
        .isTrue();
  }

  @Test
  void theDomainKnowsNothingButJava() {
    classes()
        .that()
        .resideInAPackage("portolan.domain..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("portolan.domain..", "java..")
        .check(CLASSES);
  }

  @Test
  void theContractsKnowTheDomainTheShimAndFabricsMessagesOnly() {
    classes()
        .that()
        .resideInAPackage("portolan.contracts..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "portolan.contracts..",
            "portolan.domain..",
            "java..",
            "org.hyperledger.fabric.shim..",
            "org.hyperledger.fabric.metrics..",
            "org.hyperledger.fabric.traces..",
            "org.hyperledger.fabric.protos..",
            "com.google.protobuf..",
            "io.grpc.stub..")
        .check(CLASSES);
  }

  /** So that it can be taken to another contract. */
  @Test
  void batchingKnowsTheShimAndFabricsMessagesOnly() {
    classes()
        .that()
        .resideInAPackage("portolan.contracts.batching..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "portolan.contracts.batching..",
            "java..",
            "org.hyperledger.fabric.shim",
            "org.hyperledger.fabric.protos.peer..",
            "com.google.protobuf..",
            "io.grpc.stub..")
        .check(CLASSES);
  }

  @Test
  void noPackagesDependOnEachOtherInACycle() {
    slices().matching("portolan.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void oneDomainsContractDoesNotReachIntoAnothers() {
    List<String> domains = List.of("provenance", "customs", "settlement", "benchmark");
    for (String domain : domains) {
      for (String other : domains) {
        if (!domain.equals(other)) {
          noClasses()
              .that()
              .resideInAPackage("portolan.contracts." + domain + "..")
              .should()
              .dependOnClassesThat()
              .resideInAPackage("portolan.contracts." + other + "..")
              .check(CLASSES);
        }
      }
    }
  }

  /** Only the process may ask for the time; what is written comes from the transaction. */
  @Test
  void clockAndRandomnessAreOutOfReach() {
    noClasses()
        .that()
        .haveNameNotMatching("portolan\\.contracts\\.ChaincodeProcess.*")
        .should()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(java.time.Instant.class, "now")
        .orShould()
        .callMethod(java.time.InstantSource.class, "system")
        .orShould()
        .callMethod(java.time.LocalDate.class, "now")
        .orShould()
        .callMethod(java.time.LocalDateTime.class, "now")
        .orShould()
        .callMethod(java.util.UUID.class, "randomUUID")
        .orShould()
        .dependOnClassesThat()
        .belongToAnyOf(
            java.util.Random.class,
            java.security.SecureRandom.class,
            java.util.concurrent.ThreadLocalRandom.class,
            java.time.Clock.class)
        .check(CLASSES);
  }

  /** The compiler checks a code that it knows; text is what only an answer that is read has. */
  private static ArchRule contractsRefuseWithCodesOfTheCatalogue() {
    return noClasses()
        .that()
        .doNotBelongToAnyOf(Refusal.class, ItemResult.class)
        .should()
        .callConstructor(Refusal.class, String.class, String.class, String.class)
        .because("contracts refuse with a RefusalCode");
  }

  @Test
  void contractsRefuseWithListedCodesOnly() {
    contractsRefuseWithCodesOfTheCatalogue().check(CLASSES);
  }

  @Test
  void aCodeThatIsNotListedIsFound() {
    assertThat(
            contractsRefuseWithCodesOfTheCatalogue()
                .evaluate(new ClassFileImporter().importClasses(RefusesWithItsOwnWord.class))
                .hasViolation())
        .isTrue();
  }

  /** The codes of a catalogue that no class but itself mentions. */
  private static Set<String> unused(Class<? extends Enum<?>> catalogue, JavaClasses classes) {
    Set<String> unused =
        Arrays.stream(catalogue.getEnumConstants())
            .map(Enum::name)
            .collect(Collectors.toCollection(TreeSet::new));
    classes.stream()
        .filter(c -> !c.isEquivalentTo(catalogue))
        .flatMap(c -> c.getFieldAccessesFromSelf().stream())
        .filter(access -> access.getTargetOwner().isEquivalentTo(catalogue))
        .forEach(access -> unused.remove(access.getTarget().getName()));
    return unused;
  }

  @Test
  void everyListedCodeIsUsed() {
    assertThat(unused(RefusalCode.class, CLASSES)).isEmpty();
  }

  @Test
  void aListedCodeThatIsNeverUsedIsFound() {
    assertThat(
            unused(
                RefusesWithItsOwnWord.Catalogue.class,
                new ClassFileImporter().importClasses(RefusesWithItsOwnWord.class)))
        .containsExactly("NEVER_USED");
  }

  /** In words too, so that no comment or constant brings them back. */
  @Test
  void noSourceOfTheChaincodeMentionsFloatingPointTypes() throws IOException {
    Pattern word = Pattern.compile("\\b([Dd]ouble|[Ff]loat|strictfp)(Value)?\\b");
    List<String> found = new ArrayList<>();
    int sources = 0;
    for (String module : List.of("domain", "contracts")) {
      Path root = Path.of("..", module, "src", "main", "java");
      try (Stream<Path> files = Files.walk(root)) {
        for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
          sources++;
          Matcher matcher = word.matcher(Files.readString(file));
          if (matcher.find()) {
            found.add(file + ": " + matcher.group());
          }
        }
      }
    }
    assertThat(sources).isGreaterThan(50);
    assertThat(found).isEmpty();
  }
}
