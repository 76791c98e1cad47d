// SPDX-License-Identifier: Apache-2.0
package portolan.twin.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class ArchitectureTest {
  private static final String FACADE = "portolan.twin";

  /** Each may use those before it, none that comes after. */
  private static final List<String> PACKAGES =
      List.of(
          "time",
          "ledger",
          "identity",
          "policy",
          "channel",
          "block",
          "simulation",
          "validation",
          "store",
          "peer",
          "gateway");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(FACADE);

  @Test
  void everyPackageHasItsPlace() {
    assertThat(
            CLASSES.stream()
                .map(c -> c.getPackageName())
                .filter(name -> !name.equals(FACADE))
                .map(name -> name.substring(FACADE.length() + 1))
                .collect(Collectors.toSet()))
        .containsExactlyInAnyOrderElementsOf(PACKAGES);
  }

  @Test
  void arrowsGoOneWay() {
    for (int i = 0; i < PACKAGES.size(); i++) {
      for (String later : PACKAGES.subList(i + 1, PACKAGES.size())) {
        noClasses()
            .that()
            .resideInAPackage(FACADE + "." + PACKAGES.get(i))
            .should()
            .dependOnClassesThat()
            .resideInAPackage(FACADE + "." + later)
            .check(CLASSES);
      }
    }
    slices().matching("portolan.twin.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void nothingDependsOnTheFacade() {
    noClasses()
        .that()
        .resideInAPackage(FACADE + ".(*)..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(FACADE)
        .check(CLASSES);
  }

  @Test
  void onlyTheGatewayAndTheFacadeSpeakGrpc() {
    noClasses()
        .that()
        .resideOutsideOfPackages(FACADE, FACADE + ".gateway")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.grpc..")
        .check(CLASSES);
  }

  @Test
  void aTwinKnowsNoContractOfOurs() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("portolan.contracts..", "portolan.domain..", "portolan.gateway..")
        .check(CLASSES);
  }
}
