// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.hyperledger.fabric.protos.peer.BlockAndPrivateData;
import org.hyperledger.fabric.shim.Chaincode;
import org.hyperledger.fabric.shim.ChaincodeStub;
import org.hyperledger.fabric.shim.ResponseUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import portolan.contracts.Contracts;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Sha256;
import portolan.domain.group.Group;
import portolan.domain.group.ItemResult;
import portolan.domain.money.Currency;
import portolan.domain.settlement.EscrowTerms;
import portolan.domain.settlement.Evidence;
import portolan.domain.settlement.NoteCounts;
import portolan.domain.settlement.Outcome;
import portolan.domain.settlement.Rulebook;
import portolan.domain.settlement.Trigger;
import portolan.domain.settlement.escrow.Delivered;
import portolan.domain.settlement.escrow.Escalated;
import portolan.domain.settlement.escrow.Escrow;
import portolan.domain.settlement.escrow.EscrowState;
import portolan.domain.settlement.escrow.Funded;
import portolan.domain.settlement.escrow.Inspection;
import portolan.domain.settlement.escrow.Negotiation;
import portolan.domain.settlement.exchange.LockState;
import portolan.domain.settlement.timing.Timer;
import portolan.gateway.fabric.BlockReading;
import portolan.gateway.keeper.Keeper;
import portolan.gateway.outbox.Outcome.Committed;
import portolan.gateway.outbox.Outcome.Existing;
import portolan.gateway.outbox.Outcome.Refused;
import portolan.gateway.projection.timers.Timers;
import portolan.network.Consortium;
import portolan.network.ConsortiumFile;
import portolan.network.RegistryFounding;
import portolan.twin.CallRefusedException;
import portolan.twin.Member;
import portolan.twin.Twin;
import portolan.twin.channel.Definition;
import portolan.twin.channel.Ordering;
import portolan.twin.channel.PeerContext;

/** Keepers and the contracts in virtual time: weeks pass, and the clocks are what we say. */
class KeepersOnTwinTest {
  private static final Instant START = Instant.parse("2026-11-21T09:00:00Z");
  private static final String SETTLEMENT = "settlement";
  private static final String BANK = "BankMSP";
  private static final String FUNDER = "PlatformMSP";
  private static final int DAY = 86_400;
  private static final Rulebook RULES =
      new Rulebook("SupplierMSP", 30 * DAY, 3 * DAY, 7 * DAY, Outcome.REFUNDED);
  private static final List<String> KEEPERS = List.of("SupplierMSP", "LogisticsMSP", BANK);

  private final Consortium consortium = ConsortiumFile.byDefault();
  private final List<Served> keepers = new ArrayList<>();
  @TempDir private Path folder;
  private Twin twin;

  /** A keeper whose calls go to the twin's peers as its member's. */
  private final class Served {
    private final String mspId;
    private final Timers timers;
    private final Keeper keeper;
    private final BlockReading reading;

    Served(String mspId, Duration clock) throws Exception {
      this.mspId = mspId;
      InstantSource its = () -> twin.timeline().instant().plus(clock);
      timers =
          new Timers(
              Files.createDirectories(folder.resolve(mspId)),
              mspId,
              () -> consortium.members().stream().map(Consortium.Member::mspId).toList());
      keeper = new Keeper(mspId, timers, timer -> call(timer, its.instant()), its);
      reading = new BlockReading(mspId);
    }

    /** The bank endorses, and the first other member that agrees with it. */
    private CompletableFuture<portolan.gateway.outbox.Outcome> call(Timer timer, Instant at) {
      RuntimeException failure = null;
      for (Consortium.Member partner : consortium.members()) {
        if (!partner.mspId().equals(BANK)) {
          try {
            String answer =
                twin.as(mspId)
                    .endorsedBy(BANK, partner.mspId())
                    .at(at)
                    .submit(
                        SETTLEMENT,
                        timer.call().function().functionName(),
                        Group.of(List.of(timer.call().item(timer.id()))).canonical());
            return CompletableFuture.completedFuture(outcome(answer));
          } catch (CallRefusedException e) {
            failure = e;
          }
        }
      }
      return CompletableFuture.failedFuture(failure);
    }

    private portolan.gateway.outbox.Outcome outcome(String answer) {
      return switch (ItemResult.parse(answer.getBytes(UTF_8)).getFirst()) {
        case ItemResult.Accepted a when a.existing() -> new Existing(answer);
        case ItemResult.Accepted a -> new Committed("", 0, List.of(), answer, 0);
        case ItemResult.Refused r -> new Refused(r.refusal().code(), "", "", answer);
      };
    }

    long ended() {
      return keeper.status().ended();
    }

    void work() {
      for (var block = twin.nodes().peer(mspId).block(timers.position());
          block.isPresent();
          block = twin.nodes().peer(mspId).block(timers.position())) {
        timers.apply(
            List.of(reading.read(BlockAndPrivateData.newBuilder().setBlock(block.get()).build())));
      }
      keeper.round();
    }
  }

  @BeforeEach
  void open() {
    Twin.Builder builder =
        Twin.named(consortium.channel())
            .virtualTime(START)
            .ordering(Ordering.byDefault().withBlocks(1, Duration.ofMillis(2)));
    consortium.members().forEach(m -> builder.member(Member.create(m.mspId())));
    consortium.definitions().forEach(d -> builder.chaincode(definition(d, Map.of())));
    twin = builder.open();
    RegistryFounding founding = RegistryFounding.of(consortium);
    twin.as(BANK)
        .endorsedBy(founding.endorsers().toArray(String[]::new))
        .submit(founding.chaincode(), founding.function(), founding.argument());
  }

  private Definition definition(Consortium.Definition definition, Map<String, Duration> wrong) {
    return Definition.of(
            definition.name(),
            peer -> Contracts.chaincode(definition.name(), peer.mspId(), clock(peer, wrong)))
        .withPolicy(consortium.signaturePolicy(definition));
  }

  private static InstantSource clock(PeerContext peer, Map<String, Duration> wrong) {
    Duration off = wrong.getOrDefault(peer.mspId(), Duration.ZERO);
    return () -> peer.clock().instant().plus(off);
  }

  @AfterEach
  void close() {
    keepers.forEach(k -> k.timers.close());
    twin.close();
  }

  /**
   * Puts states on the ledger as if members had brought them about. From then on these members'
   * peers see another time.
   */
  private void plant(Map<String, JsonObject> states, Map<String, Duration> wrong) {
    Definition honest =
        consortium.definitions().stream()
            .filter(d -> d.name().equals(SETTLEMENT))
            .map(d -> definition(d, wrong))
            .findFirst()
            .orElseThrow();
    consortium
        .members()
        .forEach(m -> twin.serve(m.mspId(), honest.servedBy(peer -> new Planting())));
    states.forEach(
        (key, state) ->
            twin.as(BANK)
                .endorsedBy(BANK, FUNDER)
                .submit(SETTLEMENT, "plant", key, state.canonical()));
    consortium.members().forEach(m -> twin.serve(m.mspId(), honest));
  }

  private static final class Planting implements Chaincode {
    @Override
    public Response init(ChaincodeStub stub) {
      return ResponseUtils.newSuccessResponse();
    }

    @Override
    public Response invoke(ChaincodeStub stub) {
      stub.putStringState(stub.getParameters().get(0), stub.getParameters().get(1));
      return ResponseUtils.newSuccessResponse();
    }
  }

  private static JsonObject escrow(String id) {
    return new Escrow(
            new EscrowTerms(
                    id,
                    "PlatformMSP/O1",
                    "PlatformMSP/D1",
                    "CustomsMSP",
                    BANK,
                    new Currency("USD"),
                    Sha256.hex(id),
                    DAY)
                .under(RULES),
            FUNDER,
            START,
            new NoteCounts(1, 1, 0, 0),
            Sha256.hex("payload"))
        .toJson();
  }

  /** An escrow in every phase, and a lock. */
  private void plantAll(Map<String, Duration> wrong) {
    Delivered delivery =
        new Delivered(new Evidence.Secret("long secret of E1"), "LogisticsMSP", START);
    Commitment reason = new Commitment(Sha256.hex("broken, salted"));
    Instant day = START.plusSeconds(DAY);
    Map<String, EscrowState> escrows =
        Map.of(
            "PlatformMSP/E-FUNDED",
                new Funded(
                    "PlatformMSP/O1",
                    "PlatformMSP/D1",
                    "CustomsMSP",
                    new Trigger.Secret(Sha256.hex("s")),
                    day,
                    30 * DAY,
                    false),
            "PlatformMSP/E-INSPECTION", new Inspection(delivery, day.plusSeconds(90)),
            "PlatformMSP/E-NEGOTIATION",
                new Negotiation(delivery, reason, day)
                    .offer("PlatformMSP/X1", 1, List.of("SupplierMSP")),
            "PlatformMSP/E-ESCALATED", new Escalated(delivery, reason, day));
    escrows.forEach(
        (id, state) ->
            plant(Map.of("escrow/" + id, escrow(id), "gate/" + id, state.toJson()), wrong));
    plant(Map.of("lock-gate/PlatformMSP/L", new LockState.Locked(day).toJson()), wrong);
  }

  private EscrowState state(String id) {
    return EscrowState.fromJson(Fields.parse(id, value("gate/" + id).getBytes(UTF_8)));
  }

  private String value(String key) {
    return twin.nodes().peer(FUNDER).value(SETTLEMENT, key).orElseThrow().toStringUtf8();
  }

  private void pass(Duration time, Duration step) {
    Instant end = twin.timeline().instant().plus(time);
    while (twin.timeline().instant().isBefore(end)) {
      twin.pass(step);
      for (Served keeper : keepers) {
        keeper.work();
      }
    }
  }

  /**
   * Whoever is left, and whichever way the clock of a member's peer is wrong: all has ended a few
   * turns after its time.
   */
  @ParameterizedTest
  @CsvSource({
    "0, CustomsMSP, PT-1H",
    "1, LogisticsMSP, PT1H",
    "2, SupplierMSP, PT-30S",
    "0, SupplierMSP, PT24H"
  })
  void everyEscrowEndsWithOneOfThreeKeepersLeftAndOneClockWrong(
      int left, String member, Duration wrong) throws Exception {
    Map<String, Duration> clocks = Map.of(member, wrong);
    plantAll(clocks);
    for (String keeper : KEEPERS) {
      keepers.add(new Served(keeper, Duration.ZERO));
    }
    pass(Duration.ofHours(23), Duration.ofHours(1));
    assertThat(state("PlatformMSP/E-FUNDED").name()).isEqualTo(EscrowState.Name.FUNDED);
    Served survivor = keepers.get(left);
    keepers.stream().filter(k -> k != survivor).forEach(k -> k.timers.close());
    keepers.retainAll(List.of(survivor));

    pass(Duration.ofMinutes(65), Duration.ofSeconds(5));

    assertThat(state("PlatformMSP/E-FUNDED").name()).isEqualTo(EscrowState.Name.REFUNDED);
    assertThat(state("PlatformMSP/E-INSPECTION").name()).isEqualTo(EscrowState.Name.DELIVERED);
    assertThat(state("PlatformMSP/E-NEGOTIATION").name()).isEqualTo(EscrowState.Name.ESCALATED);
    assertThat(state("PlatformMSP/E-ESCALATED").name()).isEqualTo(EscrowState.Name.REFUNDED);
    assertThat(value("lock-gate/PlatformMSP/L")).contains("EXPIRED");
    pass(Duration.ofDays(7), Duration.ofHours(6));
    pass(Duration.ofMinutes(1), Duration.ofSeconds(5));
    assertThat(state("PlatformMSP/E-NEGOTIATION").name()).isEqualTo(EscrowState.Name.REFUNDED);
    assertThat(survivor.keeper.status().timers()).isZero();
  }

  @Test
  void nothingEndsBeforeItsTimeThoughAKeepersClockIsAhead() throws Exception {
    plantAll(Map.of());
    keepers.add(new Served("SupplierMSP", Duration.ofSeconds(9)));
    pass(Duration.ofDays(1).minusSeconds(10), Duration.ofHours(1));
    while (twin.timeline().instant().isBefore(START.plusSeconds(DAY))) {
      assertThat(state("PlatformMSP/E-FUNDED").name()).isEqualTo(EscrowState.Name.FUNDED);
      pass(Duration.ofSeconds(1), Duration.ofSeconds(1));
    }
    pass(Duration.ofSeconds(30), Duration.ofSeconds(1));
    assertThat(state("PlatformMSP/E-FUNDED").name()).isEqualTo(EscrowState.Name.REFUNDED);
  }

  @Test
  void threeKeepersWriteEveryStepOnce() throws Exception {
    plantAll(Map.of());
    for (String keeper : KEEPERS) {
      keepers.add(new Served(keeper, Duration.ZERO));
    }
    long before = twin.nodes().height();
    pass(Duration.ofDays(1), Duration.ofHours(1));
    pass(Duration.ofMinutes(3), Duration.ofSeconds(1));
    // Four escrows and a lock, one step each, and nobody was second.
    assertThat(twin.nodes().height() - before).isEqualTo(5);
    assertThat(keepers.stream().mapToLong(Served::ended).sum()).isEqualTo(5);
  }
}
