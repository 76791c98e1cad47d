// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The arrows server -> ledger -> domain, and packages that stay small and free of cycles. Each rule
 * is also held against classes that were planted to break it.
 */
class PackageRulesTest {
  private static final int MOST_FILES = 12;
  private static final Path API = Path.of("src/main/java/portolan/gateway/api");
  private static final String PLANTED = "portolan.gateway.architecture.planted";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new WithoutTests())
          .importPackages("portolan.gateway", "portolan.domain");
  private static final DescribedPredicate<JavaClass> LEDGER =
      PackageRules.ofModule("gateway/ledger", "gateway-ledger");
  private static final DescribedPredicate<JavaClass> SERVER =
      PackageRules.ofModule("gateway/server", "gateway-server");
  private static final DescribedPredicate<JavaClass> DOMAIN =
      PackageRules.ofModule("chaincode/domain", "domain");

  private static JavaClasses planted(String name) {
    return new ClassFileImporter().importPackages(PLANTED + "." + name);
  }

  private static void assertBroken(ArchRule rule, JavaClasses planted, String by) {
    assertThat(planted).isNotEmpty();
    assertThatThrownBy(() -> rule.check(planted))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(by);
  }

  /** A rule about a module that is not found would hold whatever happens. */
  @Test
  void theModulesAreLookedAt() {
    assertThat(CLASSES.that(LEDGER))
        .extracting(JavaClass::getSimpleName)
        .contains("FabricLedger", "Outbox", "Keeper", "Members");
    assertThat(CLASSES.that(SERVER))
        .extracting(JavaClass::getSimpleName)
        .contains("MemberGateway", "PublicApi", "EscrowApi", "IssuedStatement");
    assertThat(CLASSES.that(DOMAIN)).extracting(JavaClass::getSimpleName).contains("EscrowTerms");
    assertThat(CLASSES.that(LEDGER.and(SERVER))).isEmpty();
  }

  @Test
  void theLedgersSideKnowsNeitherThePublicApiNorVertx() {
    PackageRules.nothingPoints(LEDGER, resideInAnyPackage("portolan.api..", "io.vertx.."))
        .check(CLASSES);

    assertBroken(
        PackageRules.nothingPoints(
            resideInAPackage(PLANTED + ".side"),
            resideInAnyPackage("portolan.api..", "io.vertx..")),
        planted("side"),
        "io.vertx.core.Vertx");
  }

  @Test
  void theLedgersSideKnowsNothingOfTheServers() {
    PackageRules.nothingPoints(LEDGER, SERVER).check(CLASSES);

    assertBroken(
        PackageRules.nothingPoints(resideInAPackage(PLANTED + ".side"), SERVER),
        planted("side"),
        "portolan.gateway.MemberGateway");
  }

  @Test
  void theDomainKnowsNothingOfTheGateway() {
    PackageRules.nothingPoints(DOMAIN, SERVER.or(LEDGER)).check(CLASSES);

    assertBroken(
        PackageRules.nothingPoints(resideInAPackage(PLANTED + ".side"), SERVER.or(LEDGER)),
        planted("side"),
        "portolan.gateway.outbox.Outbox");
  }

  @Test
  void whoServesMembersLooksIntoNoEnvelope() {
    EnvelopeRule.ONLY_FABRIC_PARSES_THEM.check(CLASSES.that(SERVER));

    assertBroken(
        EnvelopeRule.ONLY_FABRIC_PARSES_THEM,
        planted("envelope"),
        "org.hyperledger.fabric.protos.common.Envelope");
  }

  @Test
  void noPackageOfTheGatewayNeedsItself() {
    PackageRules.noCycleBetweenPackagesBelow("portolan.gateway").check(CLASSES);

    assertBroken(
        PackageRules.noCycleBetweenPackagesBelow(PLANTED),
        planted("cycle"),
        "Cycle detected: Slice " + PLANTED + ".cycle.first");
  }

  @Test
  void noPackageOfTheApiHasMoreThanTwelveFiles(@TempDir Path planted) throws Exception {
    assertThat(PackageRules.packagesLargerThan(MOST_FILES, API)).isEmpty();
    assertThat(PackageRules.packagesLargerThan(1, API))
        .as("it looks at them")
        .hasSizeGreaterThan(10);

    Path crowded = Files.createDirectories(planted.resolve("api/crowded"));
    for (int i = 0; i <= MOST_FILES; i++) {
      Files.createFile(crowded.resolve("Call" + i + ".java"));
    }
    assertThat(PackageRules.packagesLargerThan(MOST_FILES, planted))
        .containsExactly("crowded has 13 files");
  }
}
