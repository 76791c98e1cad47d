// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import portolan.gateway.block.LedgerBlocks;
import portolan.gateway.fabric.planted.FabricThatKnowsTheKeeper;
import portolan.gateway.keeper.planted.KeeperThatKnowsItsMessages;
import portolan.gateway.keeper.planted.KeeperThatKnowsTheApi;
import portolan.gateway.keeper.planted.KeeperThatKnowsVertx;
import portolan.gateway.outbox.planted.OutboxThatKnowsProjections;
import portolan.gateway.projection.Position;
import portolan.gateway.projection.Projection;
import portolan.gateway.projection.planted.ProjectionThatCallsTheOutbox;
import portolan.gateway.projection.planted.ProjectionThatKeepsNoPosition;
import portolan.gateway.projection.planted.ProjectionThatParsesEnvelopes;
import portolan.gateway.store.planted.StoreThatKnowsTheOutbox;

/** What may know what on the gateway's side of the ledger; each rule fails where it should. */
class LedgerArchitectureTest {
  private static final String BLOCK = "portolan.gateway.block..";
  private static final String FABRIC = "portolan.gateway.fabric..";
  private static final String HEALTH = "portolan.gateway.health..";
  private static final String KEEPER = "portolan.gateway.keeper..";
  private static final String OUTBOX = "portolan.gateway.outbox..";
  private static final String PROJECTION = "portolan.gateway.projection..";
  private static final String STORE = "portolan.gateway.store..";
  private static final Set<String> PORTS =
      Set.of(
          "HealthSource",
          "Ledger",
          "LedgerRefusedException",
          "LedgerUnavailableException",
          "Submission");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(location -> !location.contains("gateway/server"))
          .importPackages("portolan.gateway");

  private static final DescribedPredicate<JavaClass> NO_PORT_OF_THE_OUTBOX =
      describe(
          "are of the outbox and no ports",
          c ->
              c.getPackageName().startsWith("portolan.gateway.outbox")
                  && !PORTS.contains(outermost(c).getSimpleName()));

  private static JavaClass outermost(JavaClass its) {
    return its.getEnclosingClass().map(LedgerArchitectureTest::outermost).orElse(its);
  }

  private static final ArchRule STORE_KNOWS_NOTHING =
      noClasses()
          .that()
          .resideInAnyPackage(STORE, HEALTH)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(BLOCK, FABRIC, KEEPER, OUTBOX, PROJECTION);

  private static final ArchRule OUTBOX_KNOWS_ITS_STORE_ALONE =
      noClasses()
          .that()
          .resideInAPackage(OUTBOX)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(BLOCK, FABRIC, KEEPER, PROJECTION, "org.hyperledger.fabric.client..");

  private static final ArchRule FABRIC_KNOWS_PORTS =
      noClasses()
          .that()
          .resideInAPackage(FABRIC)
          .should()
          .dependOnClassesThat(
              NO_PORT_OF_THE_OUTBOX.or(
                  JavaClass.Predicates.resideInAnyPackage(KEEPER, PROJECTION)));

  private static final ArchRule PROJECTIONS_KNOW_PORTS =
      noClasses()
          .that()
          .resideInAnyPackage(PROJECTION, BLOCK)
          .should()
          .dependOnClassesThat(
              NO_PORT_OF_THE_OUTBOX.or(JavaClass.Predicates.resideInAnyPackage(FABRIC, KEEPER)));

  private static final ArchRule NOTHING_KNOWS_THE_API =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("portolan.api..", "portolan.gateway.api..", "io.vertx..");

  private static final ArchRule NO_CYCLES =
      slices().matching("portolan.gateway.(**)").should().beFreeOfCycles();

  /** From its {@code apply}, by whatever calls, to where a position is written. */
  private static final ArchRule EVERY_PROJECTION_WRITES_ITS_POSITION =
      classes()
          .that()
          .implement(Projection.class)
          .and()
          .doNotHaveModifier(JavaModifier.ABSTRACT)
          .should(
              new ArchCondition<JavaClass>("write their position when they apply blocks") {
                @Override
                public void check(JavaClass its, ConditionEvents events) {
                  if (!reachesPosition(its)) {
                    events.add(
                        SimpleConditionEvent.violated(
                            its, its.getName() + " applies blocks and writes no position"));
                  }
                }
              });

  private static boolean reachesPosition(JavaClass its) {
    Deque<JavaCodeUnit> left = new ArrayDeque<>();
    Set<String> seen = new HashSet<>();
    its.getMethods().stream().filter(m -> m.getName().equals("apply")).forEach(left::add);
    while (!left.isEmpty()) {
      JavaCodeUnit unit = left.pop();
      if (!seen.add(unit.getFullName())) {
        continue;
      }
      boolean writes =
          unit.getMethodCallsFromSelf().stream()
              .anyMatch(
                  call ->
                      call.getTargetOwner().isEquivalentTo(Position.class)
                          && call.getTarget().getName().equals("write"));
      if (writes) {
        return true;
      }
      unit.getCallsFromSelf().stream()
          .filter(call -> call.getTargetOwner().getPackageName().startsWith("portolan.gateway"))
          .flatMap(call -> call.getTarget().resolveMember().stream())
          .forEach(left::add);
    }
    return false;
  }

  private static void assertFailsOn(ArchRule rule, Class<?>... planted) {
    Class<?>[] all =
        Stream.concat(
                Arrays.stream(planted),
                Stream.of(LedgerBlocks.class, Projection.class, Position.class))
            .toArray(Class<?>[]::new);
    assertThat(
            rule.allowEmptyShould(true)
                .evaluate(new ClassFileImporter().importClasses(all))
                .hasViolation())
        .as(rule.getDescription())
        .isTrue();
  }

  /** A rule about a package that is empty would hold whatever happens. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "portolan.gateway.block",
        "portolan.gateway.fabric",
        "portolan.gateway.health",
        "portolan.gateway.keeper",
        "portolan.gateway.outbox",
        "portolan.gateway.projection",
        "portolan.gateway.projection.journal",
        "portolan.gateway.projection.timers",
        "portolan.gateway.store"
      })
  void everyPackageIsLookedAt(String name) {
    assertThat(CLASSES.stream().filter(c -> c.getPackageName().equals(name))).isNotEmpty();
  }

  @Test
  void storesKnowNeitherTheLedgerNorWhatIsKept() {
    STORE_KNOWS_NOTHING.check(CLASSES);
    assertFailsOn(STORE_KNOWS_NOTHING, StoreThatKnowsTheOutbox.class);
  }

  @Test
  void theOutboxKnowsItsStoreAndNobodyWhoUsesIt() {
    OUTBOX_KNOWS_ITS_STORE_ALONE.check(CLASSES);
    assertFailsOn(OUTBOX_KNOWS_ITS_STORE_ALONE, OutboxThatKnowsProjections.class);
  }

  @Test
  void theFabricSideKnowsTheOutboxesPorts() {
    FABRIC_KNOWS_PORTS.check(CLASSES);
    assertFailsOn(FABRIC_KNOWS_PORTS, FabricThatKnowsTheKeeper.class);
  }

  @Test
  void projectionsKnowTheOutboxesPorts() {
    PROJECTIONS_KNOW_PORTS.check(CLASSES);
    assertFailsOn(PROJECTIONS_KNOW_PORTS, ProjectionThatCallsTheOutbox.class);
  }

  @Test
  void thisSideKnowsNothingOfThePublicApi() {
    NOTHING_KNOWS_THE_API.check(CLASSES);
    assertFailsOn(NOTHING_KNOWS_THE_API, KeeperThatKnowsTheApi.class);
    assertFailsOn(NOTHING_KNOWS_THE_API, KeeperThatKnowsItsMessages.class);
    assertFailsOn(NOTHING_KNOWS_THE_API, KeeperThatKnowsVertx.class);
  }

  @Test
  void packagesHaveNoCycles() {
    NO_CYCLES.check(CLASSES);
    assertFailsOn(NO_CYCLES, OutboxThatKnowsProjections.class, ProjectionThatCallsTheOutbox.class);
  }

  @Test
  void onlyTheFabricSideParsesEnvelopes() {
    EnvelopeRule.ONLY_FABRIC_PARSES_THEM.check(CLASSES);
    assertFailsOn(EnvelopeRule.ONLY_FABRIC_PARSES_THEM, ProjectionThatParsesEnvelopes.class);
  }

  @Test
  void everyProjectionWritesItsPosition() {
    assertThat(
            CLASSES.stream()
                .filter(c -> c.isAssignableTo(Projection.class) && !c.isInterface())
                .map(JavaClass::getSimpleName))
        .contains("Journal", "Timers");
    EVERY_PROJECTION_WRITES_ITS_POSITION.check(CLASSES);
    assertFailsOn(EVERY_PROJECTION_WRITES_ITS_POSITION, ProjectionThatKeepsNoPosition.class);
  }
}
