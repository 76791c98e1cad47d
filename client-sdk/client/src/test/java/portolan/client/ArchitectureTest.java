// SPDX-License-Identifier: Apache-2.0
package portolan.client;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("portolan.client");

  @Test
  void theClientKnowsThePublicApiAndNothingElseOfPortolan() {
    assertThat(CLASSES).isNotEmpty();
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "portolan.client..",
            "portolan.api..",
            "portolan.credentials..",
            "java..",
            "javax.net.ssl..",
            "io.grpc..",
            "com.google.protobuf..",
            "com.google.rpc..")
        .check(CLASSES);
  }
}
