// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.keeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.RefusedException;
import portolan.domain.encoding.Sha256;
import portolan.domain.settlement.Evidence;
import portolan.domain.settlement.Outcome;
import portolan.domain.settlement.Rulebook;
import portolan.domain.settlement.Trigger;
import portolan.domain.settlement.escrow.DeclaredGoods;
import portolan.domain.settlement.escrow.Delivered;
import portolan.domain.settlement.escrow.EscrowState;
import portolan.domain.settlement.escrow.Funded;
import portolan.domain.settlement.escrow.Refunded;
import portolan.domain.settlement.exchange.LockState;
import portolan.domain.settlement.timing.Timer;
import portolan.domain.worldstate.SettlementFunction;
import portolan.gateway.block.CommittedBlock;
import portolan.gateway.outbox.LedgerUnavailableException;
import portolan.gateway.projection.timers.Timers;

/**
 * Keepers in virtual time before a ledger that consists of the domain's states alone: members fund,
 * deliver, claim and lock at random, keepers crash and come back, calls are lost, clocks are wrong.
 */
class KeeperSimulationTest {
  private static final Instant START = Instant.parse("2026-11-21T09:00:00Z");
  private static final Duration STEP = Duration.ofMillis(500);
  private static final List<String> MEMBERS = List.of("AMSP", "BMSP", "CMSP", "BankMSP");
  private static final Rulebook RULES = new Rulebook("SupplierMSP", 40, 20, 30, Outcome.REFUNDED);
  private static final Commitment REASON = new Commitment(Sha256.hex("broken, salted"));

  private static final Evidence.Secret SECRET = new Evidence.Secret("the right secret");

  @TempDir private Path folder;
  private Instant now = START;

  /** The chain, and where it has led to. */
  private final class World {
    final List<CommittedBlock> blocks = new ArrayList<>();
    final Map<String, EscrowState> escrows = new TreeMap<>();
    final Map<String, LockState> locks = new TreeMap<>();
    int refused;
    int existing;

    void write(String id, EscrowState state) {
      escrows.put(id, state);
      add(
          new CommittedBlock.KeyWrite(
              "escrow/" + id, false, ByteString.copyFromUtf8("not the keeper's business")),
          new CommittedBlock.KeyWrite(
              "gate/" + id, false, ByteString.copyFrom(state.toJson().canonicalBytes())));
    }

    void write(String id, LockState state) {
      locks.put(id, state);
      add(
          new CommittedBlock.KeyWrite(
              "lock-gate/" + id, false, ByteString.copyFrom(state.toJson().canonicalBytes())));
    }

    private void add(CommittedBlock.KeyWrite... writes) {
      blocks.add(
          new CommittedBlock(
              blocks.size(),
              List.of(
                  new CommittedBlock.Transaction(
                      0,
                      "tx" + blocks.size(),
                      now,
                      new CommittedBlock.Call(
                          "PlatformMSP",
                          SettlementFunction.CHAINCODE,
                          "",
                          List.of(),
                          ByteString.EMPTY),
                      List.of(
                          new CommittedBlock.Writes(
                              SettlementFunction.CHAINCODE,
                              List.of(writes),
                              List.of(),
                              List.of())))),
              0));
    }

    portolan.gateway.outbox.Outcome call(String by, Timer timer, Instant at) {
      try {
        boolean moved =
            switch (timer.call()) {
              case REFUND ->
                  move(
                      timer.id(),
                      escrows.get(timer.id()).refund(new Refunded(by, at), now, Optional.empty()));
              case EXPIRE -> move(timer.id(), escrows.get(timer.id()).expire(by, at, now, RULES));
              case EXPIRE_LOCK -> {
                LockState before = locks.get(timer.id());
                LockState after = before.expire(new LockState.Expired(by, at), now);
                if (!after.equals(before)) {
                  write(timer.id(), after);
                }
                yield !after.equals(before);
              }
            };
        existing += moved ? 0 : 1;
        return moved
            ? new portolan.gateway.outbox.Outcome.Committed("tx", 0, List.of(), "", 0)
            : new portolan.gateway.outbox.Outcome.Existing("");
      } catch (RefusedException e) {
        refused++;
        return new portolan.gateway.outbox.Outcome.Refused(e.refusal().code(), "", "", "");
      }
    }

    private boolean move(String id, EscrowState after) {
      boolean moved = !after.equals(escrows.get(id));
      if (moved) {
        write(id, after);
      }
      return moved;
    }

    boolean isOver() {
      return escrows.values().stream().allMatch(s -> s.endsBy().isEmpty())
          && locks.values().stream().allMatch(s -> s.endsBy().isEmpty());
    }
  }

  /** A member's keeper, which can crash at any time. */
  private final class Member implements AutoCloseable {
    private final World world;
    private final String mspId;
    private final Duration clock;
    private final Random chance;
    private final int lost;
    private Timers timers;
    private Keeper keeper;

    Member(World world, String mspId, Duration clock, Random chance, int lostInHundred)
        throws IOException {
      this.world = world;
      this.mspId = mspId;
      this.clock = clock;
      this.chance = chance;
      this.lost = lostInHundred;
      Files.createDirectories(folder.resolve(mspId));
      start();
    }

    void start() {
      timers = new Timers(folder.resolve(mspId), mspId, () -> MEMBERS);
      keeper = new Keeper(mspId, timers, this::call, () -> now.plus(clock));
    }

    private CompletableFuture<portolan.gateway.outbox.Outcome> call(Timer timer) {
      if (chance.nextInt(100) < lost) {
        return CompletableFuture.failedFuture(new LedgerUnavailableException("lost", null));
      }
      portolan.gateway.outbox.Outcome outcome = world.call(mspId, timer, now.plus(clock));
      return chance.nextInt(100) < lost
          ? CompletableFuture.failedFuture(new LedgerUnavailableException("no answer", null))
          : CompletableFuture.completedFuture(outcome);
    }

    void work() {
      int next = (int) timers.position();
      if (next < world.blocks.size()) {
        timers.apply(world.blocks.subList(next, world.blocks.size()));
      }
      keeper.round();
    }

    void crash() {
      timers.close();
      start();
    }

    @Override
    public void close() {
      timers.close();
    }
  }

  private static EscrowState funded(Instant deadline, long inspectionSeconds) {
    return new Funded(
        "PlatformMSP/O",
        "PlatformMSP/D",
        "CustomsMSP",
        new Trigger.Secret(Sha256.hex(SECRET.text())),
        deadline,
        inspectionSeconds,
        false);
  }

  private void somethingHappens(World world, Random chance, int n) {
    List<String> ids = List.copyOf(world.escrows.keySet());
    switch (chance.nextInt(6)) {
      case 0, 1 ->
          world.write("PlatformMSP/E" + n, funded(now.plusSeconds(1 + chance.nextInt(90)), 40));
      case 2 ->
          world.write(
              "PlatformMSP/L" + n, new LockState.Locked(now.plusSeconds(1 + chance.nextInt(60))));
      default -> {
        if (!ids.isEmpty()) {
          String id = ids.get(chance.nextInt(ids.size()));
          EscrowState state = world.escrows.get(id);
          try {
            world.move(
                id,
                switch (chance.nextInt(3)) {
                  case 0 ->
                      state.confirm(
                          new Delivered(SECRET, "CarrierMSP", now),
                          Optional.of(
                              new DeclaredGoods(
                                  "PlatformMSP/O", "PlatformMSP", "CustomsMSP", REASON)));
                  case 1 -> state.claim(REASON, now, RULES);
                  default -> state.accept();
                });
          } catch (RefusedException e) {
            // Not in this state.
          }
        }
      }
    }
  }

  private void passUntilOver(World world, List<Member> alive, Duration atMost) {
    Instant limit = now.plus(atMost);
    while (!world.isOver()) {
      assertThat(now).as("open: %s %s", world.escrows, world.locks).isBefore(limit);
      now = now.plus(STEP);
      for (Member member : alive) {
        member.work();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void everyEscrowAndEveryLockEndsWithOneKeeperLeftWhateverHappened(long seed) throws Exception {
    Random chance = new Random(seed);
    World world = new World();
    // One's clock is a minute behind, as if its gateway's machine had not been set.
    try (Member a = new Member(world, "AMSP", Duration.ZERO, chance, 10);
        Member b = new Member(world, "BMSP", Duration.ofMinutes(-1), chance, 10);
        Member c = new Member(world, "CMSP", Duration.ZERO, chance, 10)) {
      List<Member> all = List.of(a, b, c);
      for (int n = 0; n < 400; n++) {
        now = now.plus(STEP);
        somethingHappens(world, chance, n);
        for (Member member : all) {
          if (chance.nextInt(50) == 0) {
            member.crash();
          }
          if (chance.nextInt(4) > 0) {
            member.work();
          }
        }
      }
      // Inspection, negotiation and arbitration, a refund's 90 s, turns, and lost calls' pauses.
      passUntilOver(world, List.of(all.get((int) (seed % 3))), Duration.ofMinutes(12));
    }
    assertThat(world.escrows).hasSizeGreaterThan(50);
    assertThat(world.locks).hasSizeGreaterThan(20);
  }

  @Test
  void asARuleOneKeeperActsAndTheOthersFindItDone() throws Exception {
    Random chance = new Random(1);
    World world = new World();
    try (Member a = new Member(world, "AMSP", Duration.ZERO, chance, 0);
        Member b = new Member(world, "BMSP", Duration.ZERO, chance, 0);
        Member c = new Member(world, "CMSP", Duration.ZERO, chance, 0)) {
      for (int n = 0; n < 200; n++) {
        world.write("PlatformMSP/E" + n, funded(START.plusSeconds(1 + n), 0));
      }
      passUntilOver(world, List.of(a, b, c), Duration.ofMinutes(4));
    }
    assertThat(world.existing + world.refused).isZero();
  }

  @Test
  void aKeeperWhoseClockIsAheadIsRefusedAndTriesAgain() throws Exception {
    World world = new World();
    world.write("PlatformMSP/E1", funded(START.plusSeconds(60), 0));
    try (Member fast = new Member(world, "AMSP", Duration.ofSeconds(50), new Random(1), 0)) {
      passUntilOver(world, List.of(fast), Duration.ofMinutes(3));
    }
    assertThat(world.refused).isPositive();
    assertThat(now).isAfterOrEqualTo(START.plusSeconds(60));
  }

  @Test
  void aListThatIsMadeAnewFromTheChainIsTheOneThatSurvivedCrashes() throws Exception {
    Random chance = new Random(7);
    World world = new World();
    try (Member member = new Member(world, "AMSP", Duration.ZERO, chance, 0)) {
      for (int n = 0; n < 300; n++) {
        now = now.plusMillis(100);
        somethingHappens(world, chance, n);
        if (chance.nextInt(10) == 0) {
          member.crash();
        }
        if (chance.nextInt(5) == 0) {
          member.work();
        }
      }
      member.work();
    }
    Path fresh = Files.createDirectories(folder.resolve("fresh"));
    try (Timers anew = new Timers(fresh, "AMSP", () -> MEMBERS)) {
      // Nothing is due for it yet that was not for the first one, which had called it.
      anew.apply(world.blocks);
    }
    assertThat(timers(fresh)).isNotEmpty().isEqualTo(timers(folder.resolve("AMSP")));
  }

  private static Set<Timer> timers(Path directory) {
    Set<Timer> timers = new HashSet<>();
    try (Timers its = new Timers(directory, "AMSP", () -> MEMBERS)) {
      its.due(START.plus(Duration.ofDays(400)), 10_000, Keeper.PAUSES).stream()
          .map(Timers.Due::timer)
          .forEach(timers::add);
    }
    return timers;
  }

  @Test
  void aBlockThatIsNotTheNextOneIsRefused() throws Exception {
    World world = new World();
    try (Member member = new Member(world, "AMSP", Duration.ZERO, new Random(1), 0)) {
      assertThatThrownBy(() -> member.timers.apply(List.of(new CommittedBlock(1, List.of(), 0))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("expected block 0");
    }
  }

  @Test
  void callsWithoutAnOutcomeAreLimited() throws Exception {
    World world = new World();
    for (int n = 0; n < 3 * Keeper.MAX_UNDER_WAY / 2; n++) {
      world.write("PlatformMSP/E" + n, funded(START, 0));
    }
    List<CompletableFuture<portolan.gateway.outbox.Outcome>> waiting = new ArrayList<>();
    try (Timers timers = new Timers(folder, "AMSP", List::of)) {
      Keeper keeper =
          new Keeper(
              "AMSP",
              timers,
              timer -> {
                waiting.add(new CompletableFuture<>());
                return waiting.getLast();
              },
              () -> START.plusSeconds(10));
      timers.apply(world.blocks);
      keeper.round();
      keeper.round();
      assertThat(waiting).hasSize(Keeper.MAX_UNDER_WAY);
      waiting.forEach(
          w ->
              w.complete(new portolan.gateway.outbox.Outcome.Committed("tx", 0, List.of(), "", 0)));
      keeper.round();
      assertThat(waiting).hasSize(world.blocks.size());
      assertThat(keeper.status())
          .isEqualTo(
              new Keeper.Status(world.blocks.size(), world.blocks.size(), Keeper.MAX_UNDER_WAY));
    }
  }
}
