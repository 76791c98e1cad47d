// SPDX-License-Identifier: Apache-2.0
package portolan.gateway;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import portolan.gateway.architecture.WithoutTests;
import portolan.gateway.outbox.Ledger;

class ArchitectureTest {
  private static final String API = "portolan.gateway.api..";
  private static final String FABRIC = "portolan.gateway.fabric..";
  private static final String KEEPER = "portolan.gateway.keeper..";
  private static final String OUTBOX = "portolan.gateway.outbox..";
  private static final String STATEMENTS = "portolan.gateway.statements..";
  private static final String PROJECTION = "portolan.gateway.projection..";
  private static final String STORE = "portolan.gateway.store..";
  private static final String ISO_20022 = "portolan.gateway.iso20022..";
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new WithoutTests())
          .importPackages("portolan.gateway");

  /** A rule about a package that is empty would hold whatever happens. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "portolan.gateway.api",
        "portolan.gateway.api.account",
        "portolan.gateway.api.bank",
        "portolan.gateway.api.call",
        "portolan.gateway.api.customs",
        "portolan.gateway.api.escrow",
        "portolan.gateway.api.exchange",
        "portolan.gateway.api.ledger",
        "portolan.gateway.api.money",
        "portolan.gateway.api.provenance",
        "portolan.gateway.api.registry",
        "portolan.gateway.api.transport",
        "portolan.gateway.configuration",
        "portolan.gateway.fabric",
        "portolan.gateway.iso20022",
        "portolan.gateway.keeper",
        "portolan.gateway.members",
        "portolan.gateway.outbox",
        "portolan.gateway.projection.journal",
        "portolan.gateway.statements",
        "portolan.gateway.store"
      })
  void everyPackageIsLookedAt(String name) {
    assertThat(CLASSES.stream().filter(c -> c.getPackageName().equals(name))).isNotEmpty();
  }

  /** So a payment costs the same however much there is on the ledger. */
  @Test
  void notesAreChosenAndListedWithoutAskingTheLedger() {
    noClasses()
        .that()
        .haveNameMatching(
            "portolan\\.gateway\\.api\\.money\\.(Wallet|NoteLeases|NoteMerges|NoteList).*")
        .should()
        .callMethodWhere(target(name("evaluate")))
        .check(CLASSES);
  }

  @Test
  void theOutboxKnowsNeitherTheApiNorFabricsClient() {
    noClasses()
        .that()
        .resideInAPackage(OUTBOX)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(API, FABRIC, "portolan.gateway", "org.hyperledger.fabric.client..")
        .check(CLASSES);
  }

  @Test
  void theFabricSideKnowsTheOutboxesLedgerAndNotTheApi() {
    noClasses()
        .that()
        .resideInAPackage(FABRIC)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(API)
        .check(CLASSES);
    classes().that().haveSimpleName("FabricLedger").should().implement(Ledger.class).check(CLASSES);
  }

  @Test
  void theKeeperKnowsTheOutboxAndTheDomainOnly() {
    noClasses()
        .that()
        .resideInAPackage(KEEPER)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            API, FABRIC, STATEMENTS, ISO_20022, "portolan.gateway", "org.hyperledger.fabric..")
        .check(CLASSES);
  }

  @Test
  void onlyTheApiUsesVertx() {
    noClasses()
        .that()
        .resideOutsideOfPackage(API)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.vertx..", "portolan.api..")
        .check(CLASSES);
  }

  @Test
  void onlyTheFabricSideTalksToThePeer() {
    noClasses()
        .that()
        .resideOutsideOfPackage(FABRIC)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.hyperledger.fabric.client..", "io.grpc..", "org.conscrypt..")
        .check(CLASSES);
  }

  @Test
  void messagesOfTheBankRailsKnowTheDomainAlone() {
    classes()
        .that()
        .resideInAPackage(ISO_20022)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(ISO_20022, "portolan.domain..", "java..", "javax.xml..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideOutsideOfPackage(ISO_20022)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("javax.xml..")
        .check(CLASSES);
  }

  @Test
  void onlyTheOutboxTheStatementsTheProjectionsAndTheirStoreUseTheDatabase() {
    noClasses()
        .that()
        .resideOutsideOfPackages(OUTBOX, STATEMENTS, PROJECTION, STORE)
        .should()
        .dependOnClassesThat(
            com.tngtech.archunit.base.DescribedPredicate.describe(
                "are of the database",
                c ->
                    c.getPackageName().startsWith("org.h2")
                        || (c.getPackageName().equals("java.sql")
                            && !c.getSimpleName().equals("SQLException"))))
        .check(CLASSES);
  }

  @Test
  void nothingPointsBackToTheProgramsAndTheNetwork() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "portolan.gateway..",
            "portolan.api..",
            "portolan.domain..",
            "portolan.credentials..",
            "java..",
            "javax.net.ssl..",
            "javax.xml..",
            "io.vertx..",
            "io.grpc..",
            "com.google.api..",
            "com.google.protobuf..",
            "com.google.rpc..",
            "com.google.common..",
            "com.fasterxml.jackson..",
            "org.hyperledger.fabric.client..",
            "org.hyperledger.fabric.protos..",
            "org.conscrypt..",
            "org.h2..")
        .check(CLASSES);
  }
}
