// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GroupCommitTest {
  private static final Lane LANE =
      new Lane("settlement", "confirm", Submissions.BANK_AND_ONE, false);
  private static final Grouping SMALL = new Grouping(10, 1_000_000, 2, Duration.ofMillis(5), 100);

  private static final String HASH = "0a".repeat(32);

  @TempDir Path folder;

  private GroupLedger ledger = new GroupLedger();
  private Outbox outbox;
  private GroupCommit groups;

  private void open(Grouping grouping) throws Exception {
    outbox = new Outbox(ledger.connect(), folder, 100);
    groups = new GroupCommit(outbox, grouping);
  }

  private void restart() throws Exception {
    close();
    open(SMALL);
  }

  @AfterEach
  void close() {
    groups.close();
    outbox.close();
  }

  private static Contribution contribution(String key, String... ids) {
    return contribution(LANE, key, HASH, ids);
  }

  private static Contribution contribution(Lane lane, String key, String hash, String... ids) {
    return new Contribution(
        key,
        hash,
        lane,
        List.of(ids).stream().map(id -> "{\"id\":\"" + id + "\"}").toList(),
        lane.sealed()
            ? List.of(ids).stream().map(id -> "{\"of\":\"" + id + "\"}").toList()
            : List.of());
  }

  private CompletableFuture<Outcome> begin(String id) throws Exception {
    return groups.accept(contribution("pay:" + id, id), "caller");
  }

  private static Outcome end(CompletableFuture<Outcome> outcome) throws Exception {
    return outcome.get(30, TimeUnit.SECONDS);
  }

  private Outcome pay(String id) throws Exception {
    return end(begin(id));
  }

  private void awaitGroups(int count) {
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> ledger.groups().size() == count);
  }

  /** Fills all places for groups under way. */
  private List<CompletableFuture<Outcome>> keepBusy() throws Exception {
    ledger.hold();
    List<CompletableFuture<Outcome>> busy = new ArrayList<>();
    for (int i = 0; i < SMALL.inFlight(); i++) {
      busy.add(begin("busy" + i));
      awaitGroups(i + 1);
    }
    return busy;
  }

  @Test
  void whatComesWhileOthersAreUnderWaySharesATransaction() throws Exception {
    open(SMALL);
    List<CompletableFuture<Outcome>> busy = keepBusy();
    List<CompletableFuture<Outcome>> waiting = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      waiting.add(begin("E" + i));
    }
    ledger.letGo();
    Set<String> transactions = new HashSet<>();
    for (CompletableFuture<Outcome> each : waiting) {
      assertThat(end(each))
          .isInstanceOfSatisfying(
              Outcome.Committed.class, c -> transactions.add(c.transactionId()));
    }
    assertThat(transactions).hasSize(1);
    for (CompletableFuture<Outcome> each : busy) {
      assertThat(end(each)).isInstanceOf(Outcome.Committed.class);
    }
    assertThat(ledger.payments()).hasSize(9).allSatisfy((id, times) -> assertThat(times).isOne());
  }

  @Test
  void whoComesAloneIsSentAtOnce() throws Exception {
    open(new Grouping(10, 1_000_000, 2, Duration.ofHours(1), 100));
    assertThat(pay("E1")).isInstanceOf(Outcome.Committed.class);
    assertThat(pay("E2")).isInstanceOf(Outcome.Committed.class);
    assertThat(ledger.groups()).containsExactly(List.of("E1"), List.of("E2"));
  }

  @Test
  void aGroupIsNoLargerThanItsBoundsAndNoMoreAreUnderWayThanAllowed() throws Exception {
    open(SMALL);
    keepBusy();
    List<CompletableFuture<Outcome>> waiting = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      waiting.add(begin("E" + i));
    }
    assertThat(ledger.groups()).hasSize(SMALL.inFlight());
    ledger.letGo();
    for (CompletableFuture<Outcome> each : waiting) {
      end(each);
    }
    assertThat(ledger.groups()).allSatisfy(g -> assertThat(g).hasSizeLessThanOrEqualTo(10));
    assertThat(ledger.groups()).hasSizeLessThanOrEqualTo(SMALL.inFlight() + 4);
  }

  @Test
  void aGroupEndsBeforeTheContributionThatWouldMakeItTooLong() throws Exception {
    open(new Grouping(10, 40, 1, Duration.ofMillis(5), 100));
    ledger.hold();
    List<CompletableFuture<Outcome>> waiting = new ArrayList<>();
    waiting.add(begin("busy"));
    awaitGroups(1);
    for (int i = 0; i < 6; i++) {
      waiting.add(begin("0123456789-" + i));
    }
    ledger.letGo();
    for (CompletableFuture<Outcome> each : waiting) {
      assertThat(end(each)).isInstanceOf(Outcome.Committed.class);
    }
    assertThat(ledger.groups()).allSatisfy(g -> assertThat(g).hasSizeLessThanOrEqualTo(1));
  }

  @Test
  void aGroupWritesNoMoreKeysThanItsBoundUnlessOneContributionDoes() throws Exception {
    open(new Grouping(10, 1_000_000, 100, 1, Duration.ofMillis(5), 100));
    ledger.hold();
    List<CompletableFuture<Outcome>> waiting = new ArrayList<>();
    waiting.add(begin("busy"));
    awaitGroups(1);
    int[] keys = {50, 50, 1, 5_000, 99, 1};
    for (int i = 0; i < keys.length; i++) {
      Contribution one = contribution("pay:E" + i, "E" + i);
      waiting.add(
          groups.accept(
              new Contribution(one.key(), one.requestHash(), LANE, one.items(), List.of(), keys[i]),
              "caller"));
    }
    ledger.letGo();
    for (CompletableFuture<Outcome> each : waiting) {
      assertThat(end(each)).isInstanceOf(Outcome.Committed.class);
    }
    assertThat(ledger.groups())
        .containsExactly(
            List.of("busy"),
            List.of("E0", "E1"),
            List.of("E2"),
            List.of("E3"),
            List.of("E4", "E5"));
  }

  @Test
  void anItemThatIsRefusedDoesNotHarmItsCompanions() throws Exception {
    open(SMALL);
    keepBusy();
    CompletableFuture<Outcome> good = begin("E1");
    CompletableFuture<Outcome> bad = begin("bad");
    CompletableFuture<Outcome> alsoGood = begin("E2");
    ledger.letGo();
    assertThat(end(good)).isInstanceOf(Outcome.Committed.class);
    assertThat(end(alsoGood)).isInstanceOf(Outcome.Committed.class);
    assertThat(end(bad))
        .isInstanceOfSatisfying(
            Outcome.Refused.class,
            r -> {
              assertThat(r.code()).isEqualTo("WRONG_SECRET");
              assertThat(r.field()).as("of its own request").isEqualTo("items[0].id");
            });
  }

  @Test
  void aContributionOfSeveralItemsStaysInOnePieceAndInOrder() throws Exception {
    open(SMALL);
    keepBusy();
    CompletableFuture<Outcome> one = groups.accept(contribution("c1", "A1", "A2", "A3"), "x");
    CompletableFuture<Outcome> two = groups.accept(contribution("c2", "B1", "bad", "B3"), "y");
    CompletableFuture<Outcome> three =
        groups.accept(contribution("c3", "C1", "C2", "C3", "C4", "C5"), "z");
    ledger.letGo();
    end(one);
    end(three);
    assertThat(end(two))
        .isInstanceOfSatisfying(
            Outcome.Committed.class,
            c -> assertThat(c.result()).contains("\"id\":\"B1\"", "items[1].id", "\"id\":\"B3\""));
    assertThat(ledger.groups()).contains(List.of("A1", "A2", "A3", "B1", "bad", "B3"));
  }

  @Test
  void callersTakeTurns() throws Exception {
    open(SMALL);
    keepBusy();
    List<CompletableFuture<Outcome>> many = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      many.add(groups.accept(contribution("many" + i, "many" + i), "who brings much"));
    }
    CompletableFuture<Outcome> one = groups.accept(contribution("one", "one"), "who brings one");
    ledger.letGo();
    end(one);
    for (CompletableFuture<Outcome> each : many) {
      assertThat(end(each)).isInstanceOf(Outcome.Committed.class);
    }
    assertThat(ledger.groups().subList(SMALL.inFlight(), 2 * SMALL.inFlight()))
        .as("the first groups after those under way")
        .anySatisfy(group -> assertThat(group).contains("one"));
  }

  @Test
  void whatIsTooMuchIsRefusedAndWhatFollowsHasRoomAgain() throws Exception {
    open(new Grouping(10, 1_000_000, 1, Duration.ofMillis(5), 12));
    ledger.hold();
    List<CompletableFuture<Outcome>> accepted = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      accepted.add(begin("E" + i));
    }
    assertThatThrownBy(() -> begin("E12")).isInstanceOf(OutboxFullException.class);
    CompletableFuture<Outcome> patient = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                patient.complete(
                    end(groups.acceptWhenPossible(contribution("pay:E13", "E13"), "caller")));
              } catch (Exception e) {
                patient.completeExceptionally(e);
              }
            });
    assertThat(patient).isNotDone();
    ledger.letGo();
    for (CompletableFuture<Outcome> each : accepted) {
      end(each);
    }
    assertThat(end(patient)).isInstanceOf(Outcome.Committed.class);
    assertThat(pay("E12")).isInstanceOf(Outcome.Committed.class);
    assertThat(groups.unfinished() + groups.waiting()).isZero();
  }

  @Test
  void theSameRequestAgainIsNotInTwoGroups() throws Exception {
    open(SMALL);
    keepBusy();
    CompletableFuture<Outcome> first = begin("E1");
    assertThat(begin("E1")).isSameAs(first);
    assertThat(groups.find("pay:E1", HASH)).containsSame(first);
    ledger.letGo();
    Outcome outcome = end(first);
    assertThat(pay("E1")).as("once it has ended").isEqualTo(outcome);
    assertThat(ledger.groups().stream().flatMap(List::stream).filter("E1"::equals)).hasSize(1);
  }

  @Test
  void aKeyThatIsInUseForAnotherRequestIsRefused() throws Exception {
    open(SMALL);
    ledger.hold();
    CompletableFuture<Outcome> first = begin("E1");
    Contribution other = contribution(LANE, "pay:E1", "0b".repeat(32), "E1");
    assertThatThrownBy(() -> groups.accept(other, "x")).isInstanceOf(KeyInUseException.class);
    ledger.letGo();
    end(first);
    assertThatThrownBy(() -> end(groups.accept(other, "x")))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(KeyInUseException.class);
    assertThatThrownBy(() -> groups.find("pay:E1", "0b".repeat(32)))
        .isInstanceOf(KeyInUseException.class);
  }

  @Test
  void whatWasRefusedIsTriedAnewUnderTheSameKey() throws Exception {
    Set<String> refused = java.util.concurrent.ConcurrentHashMap.newKeySet();
    refused.add("E1");
    ledger =
        new GroupLedger(
            new GroupLedger.Fate() {
              @Override
              public Optional<String> refuses(String id) {
                return refused.contains(id) ? Optional.of("NOT_FUNDED") : Optional.empty();
              }
            });
    open(SMALL);
    assertThat(pay("E1")).isInstanceOf(Outcome.Refused.class);
    assertThat(groups.find("pay:E1", HASH)).isEmpty();
    refused.clear();
    assertThat(pay("E1")).isInstanceOf(Outcome.Committed.class);
    assertThat(groups.find("pay:E1", HASH)).isPresent();
  }

  @Test
  void differentEndorsersOrFunctionsDoNotShareATransaction() throws Exception {
    open(SMALL);
    Lane others =
        new Lane(
            "settlement", "confirm", Endorsers.exactly(List.of("BankMSP", "CustomsMSP")), false);
    keepBusy();
    CompletableFuture<Outcome> one = begin("E1");
    CompletableFuture<Outcome> two =
        groups.accept(contribution(others, "pay:E2", HASH, "E2"), "caller");
    ledger.letGo();
    end(one);
    assertThat(end(two))
        .isInstanceOfSatisfying(
            Outcome.Committed.class,
            c -> assertThat(c.endorsers()).containsExactly("BankMSP", "CustomsMSP"));
    assertThat(ledger.groups()).contains(List.of("E1"), List.of("E2"));
  }

  @Test
  void sealedPartsStayWithTheirItems() throws Exception {
    List<String> seen = new ArrayList<>();
    ledger =
        new GroupLedger(
            new GroupLedger.Fate() {
              @Override
              public void endorsing(Submission group) {
                seen.add(group.argument() + group.sealed().orElse(""));
              }
            });
    open(SMALL);
    Lane sealing = new Lane("customs", "attest", Submissions.BANK_AND_ONE, true);
    end(groups.accept(contribution(sealing, "a", HASH, "E1", "E2"), "caller"));
    assertThat(seen)
        .containsExactly(
            "{\"items\":[{\"id\":\"E1\"},{\"id\":\"E2\"}]}{\"items\":[{\"of\":\"E1\"},{\"of\":\"E2\"}]}");
    assertThatThrownBy(() -> new Contribution("b", HASH, sealing, List.of("{}"), List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aConflictAtCommitSendsTheGroupAgainAndPaysEachOnce() throws Exception {
    AtomicInteger submissions = new AtomicInteger();
    ledger =
        new GroupLedger(
            new GroupLedger.Fate() {
              @Override
              public void submitting() {
                if (submissions.getAndIncrement() == 0) {
                  ledger.payElsewhere("E2");
                }
              }
            });
    open(SMALL);
    assertThat(end(groups.accept(contribution("c", "E1", "E2", "E3"), "caller")))
        .isInstanceOfSatisfying(
            Outcome.Committed.class, c -> assertThat(c.result()).contains("\"existing\":true"));
    assertThat(submissions).hasValue(2);
    assertThat(ledger.payments()).hasSize(3).allSatisfy((id, times) -> assertThat(times).isOne());
  }

  @Test
  void ofACallThatIsRefusedAsAWholeOnlyTheCulpritIsRefused() throws Exception {
    ledger =
        new GroupLedger(
            new GroupLedger.Fate() {
              @Override
              public void endorsing(Submission group) throws LedgerRefusedException {
                if (group.argument().contains("poison")) {
                  throw new LedgerRefusedException("INVALID_ARGUMENT", "items", "not this");
                }
              }
            });
    open(SMALL);
    keepBusy();
    CompletableFuture<Outcome> good = begin("E1");
    CompletableFuture<Outcome> culprit = begin("poison");
    CompletableFuture<Outcome> alsoGood = begin("E2");
    ledger.letGo();
    assertThat(end(good)).isInstanceOf(Outcome.Committed.class);
    assertThat(end(alsoGood)).isInstanceOf(Outcome.Committed.class);
    assertThat(end(culprit))
        .isInstanceOfSatisfying(
            Outcome.Refused.class, r -> assertThat(r.code()).isEqualTo("INVALID_ARGUMENT"));
  }

  @Test
  void whatTheMemberMayNotDoIsRefusedToAllAtOnce() throws Exception {
    ledger =
        new GroupLedger(
            new GroupLedger.Fate() {
              @Override
              public void endorsing(Submission group) throws LedgerRefusedException {
                throw new LedgerRefusedException("PERMISSION_DENIED", "role", "not yours");
              }
            });
    open(SMALL);
    List<CompletableFuture<Outcome>> all = keepBusy();
    for (int i = 0; i < 5; i++) {
      all.add(begin("E" + i));
    }
    ledger.letGo();
    for (CompletableFuture<Outcome> each : all) {
      assertThat(end(each))
          .isInstanceOfSatisfying(
              Outcome.Refused.class, r -> assertThat(r.code()).isEqualTo("PERMISSION_DENIED"));
    }
    assertThat(ledger.groups()).as("none was asked for by itself").hasSizeLessThan(all.size());
  }

  @Test
  void anItemThatALaggingPeerDoesNotKnowYetIsAskedForAgain() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    ledger =
        new GroupLedger(
            new GroupLedger.Fate() {
              @Override
              public Optional<String> refuses(String id) {
                return id.equals("late") && asked.getAndIncrement() < 2
                    ? Optional.of("NOT_FOUND")
                    : Optional.empty();
              }
            });
    open(SMALL);
    assertThat(pay("late")).isInstanceOf(Outcome.Committed.class);
    assertThat(asked).hasValue(3);
  }

  @Test
  void anItemThatStaysUnknownIsRefusedInTheEnd() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    ledger =
        new GroupLedger(
            new GroupLedger.Fate() {
              @Override
              public Optional<String> refuses(String id) {
                asked.incrementAndGet();
                return Optional.of("NOT_FOUND");
              }
            });
    open(SMALL);
    assertThat(pay("unknown")).isInstanceOf(Outcome.Refused.class);
    assertThat(asked).hasValue(1 + LaggingPeer.PAUSES.size());
  }

  @Test
  void whatIsNotInAGroupYetCanBeTakenBack() throws Exception {
    open(SMALL);
    keepBusy();
    CompletableFuture<Outcome> waiting = begin("E1");
    assertThat(groups.withdraw("pay:E1")).isTrue();
    assertThat(waiting).isCompletedExceptionally();
    assertThat(groups.withdraw("pay:E1")).isFalse();
    assertThat(groups.withdraw("pay:busy0")).as("under way").isFalse();
    ledger.letGo();
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> groups.unfinished() + groups.waiting() == 0);
    assertThat(ledger.payments("E1")).isZero();
  }

  @Test
  void aGroupThatWasUnderWayGoesOnAfterARestartAndItsMembersAreKnown() throws Exception {
    open(SMALL);
    ledger.hold();
    CompletableFuture<Outcome> before = groups.accept(contribution("c1", "A1", "A2"), "caller");
    awaitGroups(1);
    close();
    assertThat(before).as("of the gateway that stops").isCompletedExceptionally();
    ledger.letGo();
    open(SMALL);
    Optional<CompletableFuture<Outcome>> its = groups.find("c1", HASH);
    assertThat(end(its.orElseThrow())).isInstanceOf(Outcome.Committed.class);
    assertThat(ledger.payments())
        .containsOnly(java.util.Map.entry("A1", 1), java.util.Map.entry("A2", 1));
    restart();
    assertThat(end(groups.accept(contribution("c1", "A1", "A2"), "caller")))
        .as("from the outbox")
        .isInstanceOf(Outcome.Committed.class);
    assertThat(ledger.payments()).allSatisfy((id, times) -> assertThat(times).isOne());
  }

  @Test
  void outcomesOfEarlierGroupsAreFoundByTheirMembers() throws Exception {
    open(SMALL);
    List<CompletableFuture<Outcome>> all = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      all.add(begin((i % 5 == 4 ? "bad" : "E") + i));
    }
    for (CompletableFuture<Outcome> each : all) {
      end(each);
    }
    restart();
    for (int i : IntStream.range(0, 20).toArray()) {
      String id = (i % 5 == 4 ? "bad" : "E") + i;
      Optional<CompletableFuture<Outcome>> found = groups.find("pay:" + id, HASH);
      assertThat(found.isPresent()).as(id).isEqualTo(id.startsWith("E"));
      if (found.isPresent()) {
        assertThat(end(found.get()))
            .isInstanceOfSatisfying(
                Outcome.Committed.class,
                c -> assertThat(c.result()).contains("\"id\":\"" + id + "\""));
      }
    }
  }

  /** One that cannot be written into a file, by a fault of this program. */
  private static Contribution broken(int number) {
    return contribution(new Lane("settlement", "confirm", null, false), "k" + number, HASH, "E1");
  }

  @Test
  void anUnexpectedFailureOfAGroupIsToldAndTakesNoRoomForEver() throws Exception {
    outbox = new Outbox(ledger.connect(), folder, 2);
    groups = new GroupCommit(outbox, new Grouping(1, 1_000, 1, Duration.ofMillis(5), 2));
    for (int i = 0; i < 5; i++) {
      CompletableFuture<Outcome> outcome = groups.accept(broken(i), "caller");
      assertThatThrownBy(() -> end(outcome)).isInstanceOf(ExecutionException.class);
    }
    assertThat(groups.unfinished()).isZero();
    assertThat(groups.waiting()).isZero();
    assertThat(outbox.unfinished()).isZero();
    assertThat(pay("E1")).isInstanceOf(Outcome.Committed.class);
  }

  @Test
  void aLaneEndsWhenNothingComesAndBeginsAgain() throws Exception {
    outbox = new Outbox(ledger.connect(), folder, 100);
    groups = new GroupCommit(outbox, SMALL, Duration.ofMillis(20));
    for (int round = 0; round < 5; round++) {
      for (int i = 0; i < 20; i++) {
        Lane own = new Lane("settlement", "confirm" + i, Submissions.BANK_AND_ONE, false);
        String id = round + "-" + i;
        assertThat(end(groups.accept(contribution(own, "pay:" + id, HASH, id), "caller")))
            .isInstanceOf(Outcome.Committed.class);
      }
      Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> groups.lanes() == 0);
    }
  }

  @Test
  void whatIsTakenBackAtTheMomentOfItsAcceptanceHarmsNobody() throws Exception {
    open(SMALL);
    for (int i = 0; i < 300; i++) {
      Lane own = new Lane("settlement", "confirm" + i, Submissions.BANK_AND_ONE, false);
      String id = "E" + i;
      String key = "pay:" + id;
      Contribution contribution = contribution(own, key, HASH, id);
      CompletableFuture<Boolean> withdrawn =
          CompletableFuture.supplyAsync(
              () -> {
                while (!groups.withdraw(key)) {
                  if (ledger.payments(id) > 0) {
                    return false;
                  }
                }
                return true;
              });
      CompletableFuture<Outcome> outcome = groups.accept(contribution, "caller");
      if (withdrawn.get(30, TimeUnit.SECONDS)) {
        assertThatThrownBy(() -> end(outcome)).hasCauseInstanceOf(LedgerUnavailableException.class);
      } else {
        assertThat(end(outcome)).isInstanceOf(Outcome.Committed.class);
      }
    }
  }

  @Test
  void whoWaitsIsToldWhenTheGatewayStops() throws Exception {
    open(SMALL);
    List<CompletableFuture<Outcome>> all = keepBusy();
    all.add(begin("E1"));
    close();
    for (CompletableFuture<Outcome> each : all) {
      assertThatThrownBy(() -> end(each)).hasCauseInstanceOf(LedgerUnavailableException.class);
    }
    ledger.letGo();
    open(SMALL);
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> groups.unfinished() == 0);
    assertThat(ledger.payments()).as("accepted, and so done").containsKeys("busy0", "busy1");
    assertThat(ledger.payments("E1")).isZero();
  }
}
