// SPDX-License-Identifier: Apache-2.0
package portolan.network;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchitectureTest {
  private static final String COMMANDS = "portolan.network.cli..";
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("portolan.network");

  /** A rule about a package that is empty would hold whatever happens. */
  @ParameterizedTest
  @ValueSource(strings = {"portolan.network", "portolan.network.cli"})
  void everyPackageIsLookedAt(String name) {
    assertThat(CLASSES.stream().filter(c -> c.getPackageName().equals(name))).isNotEmpty();
  }

  @Test
  void theNetworkKnowsNeitherItsCommandsNorHowTheyAreParsed() {
    noClasses()
        .that()
        .resideOutsideOfPackage(COMMANDS)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(COMMANDS, "picocli..")
        .check(CLASSES);
  }

  @Test
  void theCommandsUseTheNetworkAndNothingBelowIt() {
    noClasses()
        .that()
        .resideInAPackage(COMMANDS)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.hyperledger..", "io.grpc..", "org.bouncycastle..")
        .check(CLASSES);
  }

  @Test
  void onlyTheMakingOfCertificatesUsesBouncyCastle() {
    noClasses()
        .that()
        .doNotHaveSimpleName("CertificateAuthority")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.bouncycastle..")
        .check(CLASSES);
  }

  @Test
  void nothingPointsToTheGatewayTheContractsOrThePrograms() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "portolan.network..",
            "portolan.credentials..",
            // The founding writes the registry by the records that the contract reads it by.
            "portolan.domain.encoding..",
            "portolan.domain.gs1..",
            "portolan.domain.membership..",
            "portolan.domain.worldstate..",
            "java..",
            "javax.net.ssl..",
            "javax.security.auth..",
            "picocli..",
            "io.grpc..",
            "com.google.protobuf..",
            "com.fasterxml.jackson..",
            "org.hyperledger.fabric.client..",
            "org.hyperledger.fabric.protos..",
            "org.bouncycastle..")
        .check(CLASSES);
  }
}
