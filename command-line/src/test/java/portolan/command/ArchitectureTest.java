// SPDX-License-Identifier: Apache-2.0
package portolan.command;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchitectureTest {
  private static final String BENCH = "portolan.command.bench..";
  private static final String DEMO = "portolan.command.demo..";
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("portolan.command");

  /** A rule about a package that is empty would hold whatever happens. */
  @ParameterizedTest
  @ValueSource(strings = {"portolan.command", "portolan.command.bench", "portolan.command.demo"})
  void everyPackageIsLookedAt(String name) {
    assertThat(CLASSES.stream().filter(c -> c.getPackageName().equals(name))).isNotEmpty();
  }

  @Test
  void theDemoTalksToGatewaysByTheirPublicApiOnlyAndDoesNotKnowTheBenchmark() {
    noClasses()
        .that()
        .resideInAPackage(DEMO)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "portolan.gateway..", "org.hyperledger..", "portolan.contracts..", BENCH)
        .check(CLASSES);
  }

  @Test
  void onlyTheTwinsWiringLinksTheContractsAndTheTwin() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("portolan.command.ledger.TwinNetwork")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("portolan.contracts..", "portolan.twin..")
        .check(CLASSES);
  }
}
