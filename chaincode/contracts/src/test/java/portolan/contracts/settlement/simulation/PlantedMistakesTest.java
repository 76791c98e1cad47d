// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hyperledger.fabric.protos.msp.SerializedIdentity;
import org.hyperledger.fabric.shim.Chaincode;
import org.hyperledger.fabric.shim.ChaincodeStub;
import org.hyperledger.fabric.shim.ResponseUtils;
import org.junit.jupiter.api.Test;
import portolan.contracts.settlement.ClearedGoods;
import portolan.contracts.transaction.Peer;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonArray;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.QualifiedId;
import portolan.domain.group.Group;
import portolan.domain.money.Money;

/**
 * Mistakes that real systems made, each planted in every member's build: the simulation finds each
 * of them, and says what is wrong.
 */
final class PlantedMistakesTest {
  private static final int ROUNDS = 150;
  private static final int HISTORIES = 4;

  /** A hold that is wrong shows at whatever the members try next with the escrow. */
  private static final String ANY_MOVE = "\\w+ of [\\w, ]+: expected|auditor: ";

  private static final String PAID_THOUGH_RECALLED =
      "confirm of \\w+: expected Refused\\[codes=\\[RECALLED]]";

  private static Histories histories(Supplier<Mistake> mistake) {
    return new Histories(
        () -> {
          Mistake planted = mistake.get();
          return Episode.honest().mistaken("settlement", planted::stub);
        },
        ROUNDS);
  }

  private static Optional<Histories.Failure> firstFailure(Histories histories) {
    for (long seed = 0; seed < HISTORIES; seed++) {
      Optional<Histories.Failure> failure = histories.play(seed, new Episode.Statistics());
      if (failure.isPresent()) {
        return failure;
      }
    }
    return Optional.empty();
  }

  private static void assertCaught(Supplier<Mistake> mistake, String says) {
    assertThat(firstFailure(histories(mistake)))
        .isPresent()
        .get()
        .satisfies(failure -> assertThat(failure.cause()).hasMessageFindingMatch(says));
  }

  private static Fields fields(byte[] value) {
    return Fields.parse("stored", value);
  }

  private static byte[] bytes(JsonObject json) {
    return json.canonicalBytes();
  }

  /** Remembers what was written and reads that, whatever has become of it since. */
  private static final class Forgetful extends Mistake {
    private final String prefix;
    private final String reader;
    private final Map<String, byte[]> remembered = new ConcurrentHashMap<>();

    /** Of keys with that prefix that the writer wrote, in the reader. */
    Forgetful(String prefix, String writer, String reader) {
      super(writer, reader);
      this.prefix = prefix;
      this.reader = reader;
    }

    @Override
    void write(ChaincodeStub ledger, String key, byte[] value) {
      if (key.startsWith(prefix)) {
        remembered.putIfAbsent(key, value);
      }
      super.write(ledger, key, value);
    }

    /** Not a read of the ledger, so nothing notices at commit that it is outdated. */
    @Override
    byte[] read(ChaincodeStub ledger, String key) {
      return ledger.getFunction().equals(reader) && remembered.containsKey(key)
          ? remembered.get(key)
          : super.read(ledger, key);
    }
  }

  /** Does not look at an escrow of which another transaction has begun the refund. */
  private static final class SecondRefund extends Mistake {
    private final Map<String, byte[]> funded = new ConcurrentHashMap<>();
    private final Map<String, String> refundedBy = new ConcurrentHashMap<>();

    SecondRefund() {
      super("fund", "refund");
    }

    @Override
    void write(ChaincodeStub ledger, String key, byte[] value) {
      if (key.startsWith("gate/")) {
        if (ledger.getFunction().equals("refund")) {
          refundedBy.putIfAbsent(key, ledger.getTxId());
        } else if (!fields(value).has("held")) {
          funded.put(key, value);
        }
      }
      super.write(ledger, key, value);
    }

    @Override
    byte[] read(ChaincodeStub ledger, String key) {
      boolean begun =
          ledger.getFunction().equals("refund")
              && funded.containsKey(key)
              && !ledger.getTxId().equals(refundedBy.getOrDefault(key, ledger.getTxId()));
      return begun ? funded.get(key) : super.read(ledger, key);
    }
  }

  /** Does not write some keys. */
  private static final class Omission extends Mistake {
    private final Pattern omitted;

    Omission(String omitted, String function) {
      super(function);
      this.omitted = Pattern.compile(omitted);
    }

    @Override
    void write(ChaincodeStub ledger, String key, byte[] value) {
      if (!omitted.matcher(key).matches()) {
        super.write(ledger, key, value);
      }
    }
  }

  @Test
  void aHoldThatIsNotCountedInTheBalance() {
    assertCaught(
        () ->
            new Mistake("fund") {
              @Override
              void delete(ChaincodeStub ledger, String key) {
                // What is set aside stays where it was.
              }
            },
        "fund of .*: auditor: a transaction makes \\d+ of .* from nothing");
  }

  @Test
  void twoRefundsAtOnceThatAreBothPaid() {
    assertCaught(
        SecondRefund::new, "refund of \\w+: expected (Before|Refused\\[codes=\\[NOT_FUNDED]])");
  }

  @Test
  void oneSideOfACommitThatIsLostInSilence() {
    assertCaught(
        () -> new Omission("note/.*\\.EXECUTED\\.2", "lockQuote"),
        "auditor: lock-gate/\\S+ pays out another amount when \\w+ than it holds");
  }

  @Test
  void twoPartialCommitsThatRacePastTheTotal() {
    assertCaught(
        () -> new Forgetful("allowance/", "attestReserves", "mint"),
        "mint of \\w+: expected Refused\\[codes=\\[.*(NOT_FOUND|PERMISSION_DENIED).*]]");
  }

  @Test
  void aHoldWithARateWhoseConvertedAmountWasNeverRecorded() {
    assertCaught(
        () -> new Omission("note/.*\\.EXECUTED\\..", "lockQuote"),
        "auditor: lock-gate/\\S+ has ends without any payout");
  }

  @Test
  void aPendingCreditThatLetsAnOverdraftThrough() {
    assertCaught(
        PendingCredit::new,
        "redeem of \\w+: expected Refused\\[codes=\\[NOTE_(GATED|VOID)]], was answered "
            + "\\{\"state\":\"REQUESTED\"");
  }

  /** Takes what somebody will get for what it has. */
  private static final class PendingCredit extends Mistake {
    PendingCredit() {
      super("redeem");
    }

    @Override
    byte[] read(ChaincodeStub ledger, String key) {
      byte[] value = super.read(ledger, key);
      return key.startsWith("note/") && value != null && value.length > 0
          ? bytes(fields(value).json().toBuilder().remove("gate").build())
          : value;
    }
  }

  @Test
  void aTimeOutThatDoesNotGiveThePositionBack() {
    assertCaught(() -> new Omission("lock-gate/.*", "expireLock"), "auditor: balances are .*");
  }

  @Test
  void anExpiredQuoteThatIsExecutedOnRetry() {
    assertCaught(
        () ->
            new Mistake("executeLock") {
              @Override
              byte[] read(ChaincodeStub ledger, String key) {
                byte[] value = super.read(ledger, key);
                return key.startsWith("lock-gate/") && fields(value).has("deadline")
                    ? bytes(
                        fields(value).json().toBuilder()
                            .remove("deadline")
                            .put("deadline", "2999-01-01T00:00:00.000Z")
                            .build())
                    : value;
              }
            },
        "executeLock of \\w+: expected Refused\\[codes=\\[LOCK_EXPIRED]]");
  }

  /** Here every peer's clock is a little off that of the others. */
  @Test
  void aDeadlineTakenFromTheEndorsersWallClock() {
    assertCaught(
        () ->
            new Mistake("fund") {
              @Override
              Instant timestamp(ChaincodeStub ledger, Peer peer) {
                return peer.clock().instant().minusMillis(peer.mspId().length());
              }
            },
        "ProposalResponsePayloads do not match");
  }

  private static final Pattern AMOUNT = Pattern.compile("\"amount\":\"(\\d+)\"");

  private static byte[] with(byte[] value, LongUnaryOperator change) {
    Matcher amount = AMOUNT.matcher(new String(value, UTF_8));
    return amount
        .replaceAll(
            found ->
                "\"amount\":\"%d\""
                    .formatted(
                        Math.min(
                            Money.MAX_MINOR_UNITS,
                            change.applyAsLong(Long.parseLong(found.group(1))))))
        .getBytes(UTF_8);
  }

  @Test
  void aDeltaThatIsSummedInFloatingPoint() {
    assertCaught(
        () ->
            new Mistake("mint") {
              @Override
              void write(ChaincodeStub ledger, String key, byte[] value) {
                super.write(
                    ledger,
                    key,
                    key.startsWith("mint/") ? with(value, units -> (long) (double) units) : value);
              }
            },
        "mint of \\w+ in block \\d+: auditor: a transaction makes -?\\d+ of .* from nothing");
  }

  @Test
  void amountsThatAreConvertedToDoubleInALimitCheck() {
    assertCaught(
        DoubleLimit::new,
        "expected Refused\\[codes=\\[EXCEEDS_ALLOWANCE]]|is not what was attested");
  }

  /** Above 2^53 the next double may be far away. */
  private static final class DoubleLimit extends Mistake {
    DoubleLimit() {
      super("mint");
    }

    @Override
    byte[] read(ChaincodeStub ledger, String key) {
      byte[] value = super.read(ledger, key);
      return key.startsWith("allowance/") && value != null && value.length > 0
          ? with(value, units -> Math.max(units, (long) (double) units))
          : value;
    }
  }

  @Test
  void screeningThatLetsThePaymentPassWhenItIsDown() {
    assertCaught(OpenScreening::new, "confirm of \\w+: expected Refused\\[codes=\\[NOT_RELEASED]]");
  }

  /** What customs says nothing about is taken for released. */
  private static final class OpenScreening extends Mistake {
    OpenScreening() {
      super("confirm");
    }

    @Override
    Chaincode.Response answer(String chaincode, List<byte[]> call, Chaincode.Response response) {
      if (!chaincode.equals("customs")) {
        return response;
      }
      List<JsonObject> goods =
          fields(call.get(1)).texts("declarationIds", 1, 1000, Format.QUALIFIED).stream()
              .map(id -> ClearedGoods.released(id.replace('D', 'O')))
              .toList();
      return ResponseUtils.newSuccessResponse(
          bytes(Json.object().putAll("declarations", goods).build()));
    }
  }

  @Test
  void aDeliveryThatPaysForRecalledGoods() {
    assertCaught(() -> sayingWhatIsHeld(PlantedMistakesTest::noneRecalled), PAID_THOUGH_RECALLED);
  }

  @Test
  void aDeliveryThatHearsOfOneRecallOnly() {
    assertCaught(() -> sayingWhatIsHeld(PlantedMistakesTest::oneRecallOf), PAID_THOUGH_RECALLED);
  }

  /** What a delivery learns of recalled goods. */
  private static Mistake sayingWhatIsHeld(Function<Fields, List<JsonObject>> told) {
    return new Mistake("confirm") {
      @Override
      Chaincode.Response answer(String chaincode, List<byte[]> call, Chaincode.Response response) {
        if (!new String(call.getFirst(), UTF_8).equals("held")) {
          return response;
        }
        Fields answer = fields(response.getPayload());
        return ResponseUtils.newSuccessResponse(
            bytes(
                answer.json().toBuilder()
                    .replace("orders", JsonArray.of(told.apply(answer)))
                    .build()));
      }
    };
  }

  private static List<JsonObject> oneRecallOf(Fields answer) {
    return answer.objects("orders", 1, 1000).stream()
        .map(
            order ->
                order.has("recalls")
                    ? Json.object()
                        .putTexts(
                            "recalls",
                            order.texts("recalls", 1, 1000, Format.QUALIFIED).subList(0, 1))
                        .build()
                    : Json.object().build())
        .toList();
  }

  private static List<JsonObject> noneRecalled(Fields answer) {
    return answer.values("orders", 1, 1000).stream().map(order -> Json.object().build()).toList();
  }

  @Test
  void aHoldThatKeepsOneReason() {
    assertCaught(
        () ->
            new Mistake("fund", "hold", "reportIncident") {
              @Override
              void write(ChaincodeStub ledger, String key, byte[] value) {
                super.write(ledger, key, key.startsWith("gate/") ? withOneReason(value) : value);
              }
            },
        ANY_MOVE);
  }

  private static byte[] withOneReason(byte[] gate) {
    JsonObject json = fields(gate).json();
    return json.member("reasons").orElse(JsonArray.of(List.of()))
                instanceof JsonArray(List<Json> reasons)
            && reasons.size() > 1
        ? bytes(json.toBuilder().replace("reasons", JsonArray.of(reasons.subList(0, 1))).build())
        : gate;
  }

  @Test
  void anIncidentThatIsLostUnderAnotherHold() {
    assertCaught(
        () ->
            new Mistake("reportIncident") {
              @Override
              void write(ChaincodeStub ledger, String key, byte[] value) {
                if (!key.startsWith("gate/") || !fields(ledger.getState(key)).has("held")) {
                  super.write(ledger, key, value);
                }
              }
            },
        ANY_MOVE);
  }

  @Test
  void aVoteBeforeAHitThatCountsForTheHit() {
    assertCaught(
        () ->
            new Mistake("screen", "reportIncident", "hold") {
              @Override
              void write(ChaincodeStub ledger, String key, byte[] value) {
                super.write(
                    ledger,
                    key,
                    key.startsWith("gate/") && fields(value).has("held")
                        ? withVotesOf(ledger.getState(key), value)
                        : value);
              }
            },
        ANY_MOVE);
  }

  private static byte[] withVotesOf(byte[] before, byte[] gate) {
    return before.length == 0
        ? gate
        : fields(before)
            .json()
            .member("votes")
            .map(votes -> bytes(fields(gate).json().toBuilder().put("votes", votes).build()))
            .orElse(gate);
  }

  @Test
  void aDecisionThatWasTakenBackAndIsSentAgain() {
    assertCaught(
        () ->
            new Mistake("decideHold") {
              @Override
              void write(ChaincodeStub ledger, String key, byte[] value) {
                super.write(
                    ledger,
                    key,
                    key.startsWith("gate/") && fields(value).has("votes")
                        ? withNumberOf(ledger.getState(key), value)
                        : value);
              }
            },
        "decideHold of \\w+: expected|auditor: the number of the holds of .* does not grow");
  }

  private static byte[] withNumberOf(byte[] before, byte[] gate) {
    return bytes(
        fields(gate).json().toBuilder()
            .replace("number", fields(before).json().member("number").orElseThrow())
            .build());
  }

  @Test
  void aNumberThatBeginsAnewWithTheNextHold() {
    assertCaught(
        () -> new Omission("holds/.*", "decideHold"),
        "(decideHold|screen) of \\w+: expected|auditor: the number of the holds of .* does not grow");
  }

  @Test
  void aBankThatBuysTheClaimThatItJudges() {
    assertCaught(
        OtherKeeper::new,
        "offerReceivable of \\w+: expected Refused\\[codes=\\[INVALID_ARGUMENT]]");
  }

  /** Takes another bank for the keeper of what the financier itself keeps. */
  private static final class OtherKeeper extends Mistake {
    OtherKeeper() {
      super("offerReceivable");
    }

    @Override
    byte[] read(ChaincodeStub ledger, String key) {
      byte[] value = super.read(ledger, key);
      if (!key.startsWith("escrow/") || value == null || value.length == 0) {
        return value;
      }
      String bank = fields(value).text("bank", 64);
      String other = bank.equals(Members.BANK) ? Members.OTHER_BANK : Members.BANK;
      return isFinancier(ledger, bank) && !isFinancier(ledger, other)
          ? bytes(fields(value).json().toBuilder().remove("bank").put("bank", other).build())
          : value;
    }

    private static boolean isFinancier(ChaincodeStub ledger, String member) {
      return String.join("", ledger.getStringArgs()).contains("\"financier\":\"" + member + "\"");
    }
  }

  @Test
  void aDeadlineThatTakesBackWhatALossPays() {
    assertCaught(ForgottenLoss::new, "refund of \\w+: expected Refused\\[codes=\\[WRONG_STATE]]");
  }

  /** Does not see that somebody has reported a loss. */
  private static final class ForgottenLoss extends Mistake {
    ForgottenLoss() {
      super("refund");
    }

    @Override
    byte[] read(ChaincodeStub ledger, String key) {
      byte[] value = super.read(ledger, key);
      return key.startsWith("gate/")
              && value != null
              && value.length > 0
              && fields(value).text("state", 16).equals("LOSS_CLAIM")
          ? bytes(
              fields(value).json().toBuilder()
                  .remove("state")
                  .put("state", "FUNDED")
                  .remove("reason")
                  .remove("reportedBy")
                  .remove("until")
                  .build())
          : value;
    }
  }

  @Test
  void aSplitThatIsMadeThoughNotAllHaveAgreedWhomItCosts() {
    assertCaught(
        OneForAll::new, "agree of .*: auditor: |expected .*, was answered .*|balances are .*");
  }

  /** Takes the agreement of one for that of all. */
  private static final class OneForAll extends Mistake {
    OneForAll() {
      super("offer");
    }

    @Override
    void write(ChaincodeStub ledger, String key, byte[] value) {
      if (!key.startsWith("gate/") || !fields(value).has("offer")) {
        super.write(ledger, key, value);
        return;
      }
      Fields offer = fields(value).object("offer");
      List<String> needed = offer.texts("needed", 1, 100, Format.MEMBER).subList(0, 1);
      super.write(
          ledger,
          key,
          bytes(
              fields(value).json().toBuilder()
                  .remove("offer")
                  .put(
                      "offer",
                      offer.json().toBuilder().remove("needed").putTexts("needed", needed).build())
                  .build()));
    }
  }

  @Test
  void anIdThatAnybodyMayTakeBeforeItsOwner() {
    assertCaught(
        SharedNames::new,
        "redeem of \\w+: expected Refused\\[codes=\\[PERMISSION_DENIED]], was answered ");
  }

  /** Serves whoever uses an id, as if it were the caller's. */
  private static final class SharedNames extends Mistake {
    SharedNames() {
      super("redeem");
    }

    @Override
    List<byte[]> arguments(ChaincodeStub ledger) {
      List<JsonObject> items =
          fields(ledger.getArgs().get(1)).objects("items", 1, Group.MAX_ITEMS).stream()
              .map(item -> named(item, caller(ledger)))
              .toList();
      return List.of(
          ledger.getArgs().getFirst(), bytes(Json.object().putAll("items", items).build()));
    }

    private static JsonObject named(Fields item, String caller) {
      QualifiedId id = QualifiedId.parse(item.text("redemptionId", Format.QUALIFIED));
      return item.json().toBuilder()
          .replace("redemptionId", Json.text(new QualifiedId(caller, id.id()).toString()))
          .build();
    }

    private static String caller(ChaincodeStub ledger) {
      try {
        return SerializedIdentity.parseFrom(ledger.getCreator()).getMspid();
      } catch (InvalidProtocolBufferException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Test
  void ofAHistoryThatFailsLittleIsLeft() {
    Histories histories = histories(PendingCredit::new);
    Histories.Failure failure = firstFailure(histories).orElseThrow();
    List<Round> shortened = histories.shortened(failure, Duration.ofMinutes(2));
    assertThat(commands(failure.played())).isGreaterThan(100);
    // Reserves, a mint, a fund, and the redemption of what it promises.
    assertThat(commands(shortened)).isBetween(2, 12);
    assertThat(Shortening.inWords(shortened)).contains("redeem of ", "attestReserves of ");
  }

  private static int commands(List<Round> rounds) {
    return rounds.stream()
        .flatMap(round -> round.events().stream())
        .mapToInt(event -> event instanceof Event.Call call ? call.commands().size() : 1)
        .sum();
  }
}
