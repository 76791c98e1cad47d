// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.common.base.Splitter;
import com.google.common.collect.Iterables;
import com.google.rpc.ErrorInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import portolan.api.v1.AttestReservesRequest;
import portolan.api.v1.EscrowState;
import portolan.api.v1.HoldRequest;
import portolan.api.v1.Money;
import portolan.api.v1.PublishRuleRequest;
import portolan.api.v1.RegisterProductRequest;
import portolan.api.v1.ReleaseRequest;
import portolan.client.PortolanException;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.group.ItemResult;
import portolan.gateway.fabric.FabricLedger;
import portolan.gateway.outbox.LedgerRefusedException;
import portolan.network.Role;

/**
 * Who may call which function of the contracts. The contracts are called straight at the peers, as
 * a member could whose gateway is not ours.
 */
@OnRealNetwork
class AuthorisationTest {
  /** A function that changes the ledger and the roles of which its caller must hold one. */
  record Submitting(String chaincode, String function, Set<Role> roles) {
    @Override
    public String toString() {
      return chaincode + "." + function;
    }
  }

  private static final Set<Role> EVERY_ROLE = EnumSet.allOf(Role.class);

  private static final Set<Role> RECALLING =
      Set.of(Role.SUPPLIER, Role.LOGISTICS, Role.PLATFORM, Role.CUSTOMS);

  private static final List<Submitting> SUBMITTING =
      List.of(
          new Submitting("provenance", "changeParties", EVERY_ROLE),
          new Submitting("provenance", "registerProducts", Set.of(Role.SUPPLIER)),
          new Submitting("provenance", "placeOrders", Set.of(Role.PLATFORM)),
          new Submitting(
              "provenance", "capture", Set.of(Role.SUPPLIER, Role.LOGISTICS, Role.PLATFORM)),
          new Submitting("provenance", "openRecall", RECALLING),
          new Submitting("provenance", "markRecalled", RECALLING),
          new Submitting("provenance", "liftRecall", RECALLING),
          new Submitting("customs", "publishRules", Set.of(Role.CUSTOMS)),
          new Submitting("customs", "lodge", Set.of(Role.PLATFORM)),
          new Submitting("customs", "attest", Set.of(Role.PLATFORM, Role.BANK, Role.LOGISTICS)),
          new Submitting("customs", "assess", Set.of(Role.CUSTOMS)),
          new Submitting("customs", "release", Set.of(Role.CUSTOMS)),
          new Submitting("customs", "hold", Set.of(Role.CUSTOMS)),
          new Submitting("settlement", "attestReserves", Set.of(Role.BANK)),
          new Submitting("settlement", "mint", Set.of(Role.BANK)),
          new Submitting("settlement", "fund", Set.of(Role.PLATFORM)),
          new Submitting("settlement", "advise", Set.of(Role.PLATFORM, Role.BANK)),
          new Submitting("settlement", "confirm", Set.of(Role.LOGISTICS, Role.PLATFORM)),
          new Submitting("settlement", "refund", EVERY_ROLE),
          new Submitting("settlement", "accept", EVERY_ROLE),
          new Submitting("settlement", "claim", EVERY_ROLE),
          new Submitting("settlement", "offer", EVERY_ROLE),
          new Submitting("settlement", "agree", EVERY_ROLE),
          new Submitting("settlement", "award", Set.of(Role.BANK)),
          new Submitting("settlement", "confirmMilestone", EVERY_ROLE),
          new Submitting("settlement", "agreeToReturn", EVERY_ROLE),
          new Submitting("settlement", "confirmReturn", EVERY_ROLE),
          new Submitting("settlement", "escalate", EVERY_ROLE),
          new Submitting("settlement", "reportLoss", EVERY_ROLE),
          new Submitting("settlement", "hold", Set.of(Role.BANK)),
          new Submitting("settlement", "reportIncident", EVERY_ROLE),
          new Submitting("settlement", "holdRecalled", EVERY_ROLE),
          new Submitting("settlement", "screen", EVERY_ROLE),
          new Submitting("settlement", "decideHold", Set.of(Role.BANK)),
          new Submitting("settlement", "appointOfficer", Set.of(Role.BANK)),
          new Submitting("settlement", "setLimit", Set.of(Role.BANK)),
          new Submitting("settlement", "offerReceivable", EVERY_ROLE),
          new Submitting("settlement", "buyReceivable", EVERY_ROLE),
          new Submitting("settlement", "expire", EVERY_ROLE),
          new Submitting("settlement", "redeem", EVERY_ROLE),
          new Submitting("settlement", "confirmRedemptions", Set.of(Role.BANK)),
          new Submitting("settlement", "returnRedemptions", Set.of(Role.BANK)),
          new Submitting("settlement", "publishReferenceRates", Set.of(Role.BANK)),
          new Submitting("settlement", "merge", EVERY_ROLE),
          new Submitting("settlement", "forget", EVERY_ROLE),
          new Submitting("settlement", "appointDealer", Set.of(Role.BANK)),
          new Submitting("settlement", "lockQuote", EVERY_ROLE),
          new Submitting("settlement", "executeLock", EVERY_ROLE),
          new Submitting("settlement", "expireLock", EVERY_ROLE));

  /** Submitted by anybody, but only on a channel that has no members yet. */
  private static final String FOUND = "found";

  /** Functions that only read, by chaincode. */
  private static Set<String> reading(String chaincode) {
    return switch (chaincode) {
      case "provenance" ->
          Set.of(
              "members", "roles", "partiesBallots", "product", "order", "recall", "held", "sealed");
      case "customs" -> Set.of("released", "assessed", "declaration", "rule", "sealed");
      case "settlement" ->
          Set.of(
              "escrow",
              "banks",
              "arrivals",
              "withheld",
              "receivable",
              "planned",
              "note",
              "allowances",
              "redemption",
              "redemptionOrder",
              "returnAdvice",
              "paymentsDue",
              "payments",
              "lock",
              "exchangePlan",
              "dealer",
              "referenceRates",
              "myNotes",
              "audit");
      default -> throw new IllegalArgumentException(chaincode);
    };
  }

  /** The member without whose endorsement nothing of the chaincode takes effect. */
  private static String guardian(String chaincode) {
    return chaincode.equals("customs") ? RealNetwork.CUSTOMS : RealNetwork.BANK;
  }

  private final RealNetwork network;
  private final Trades trades;

  AuthorisationTest(RealNetwork network) {
    this.network = network;
    this.trades = new Trades(network);
  }

  static List<Submitting> submitting() {
    return SUBMITTING;
  }

  @ParameterizedTest
  @ValueSource(strings = {"provenance", "customs", "settlement"})
  void theTableHasEveryFunctionOfTheContract(String chaincode) throws Exception {
    Set<String> expected = new TreeSet<>(reading(chaincode));
    SUBMITTING.stream()
        .filter(f -> f.chaincode().equals(chaincode))
        .forEach(f -> expected.add(f.function()));
    if (chaincode.equals("provenance")) {
      expected.add(FOUND);
    }
    try (FabricLedger ledger = network.ledger(RealNetwork.BANK)) {
      LedgerRefusedException refusal =
          catchThrowableOfType(
              LedgerRefusedException.class, () -> ledger.evaluate(chaincode, "noSuchThing", "{}"));

      assertThat(refusal.code()).isEqualTo("UNKNOWN_FUNCTION");
      assertThat(refusal.getMessage()).startsWith("expected one of ");
      assertThat(
              Splitter.on(", ").split(refusal.getMessage().substring("expected one of ".length())))
          .containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  @ParameterizedTest
  @MethodSource("submitting")
  void onlyAHolderOfTheRoleMayCall(Submitting function) throws Exception {
    List<String> holders = network.holders(function.roles());
    ContractCall call =
        new ContractCall(function.chaincode(), function.function(), "{}", Optional.empty());
    for (String member : network.members()) {
      try (FabricLedger ledger = network.ledger(member)) {
        LedgerRefusedException refusal = refusal(ledger, call);

        if (holders.contains(member)) {
          // It may call; what it is told is what is wrong with this call.
          assertThat(refusal.code()).as(member).isEqualTo("INVALID_ARGUMENT");
          assertThat(refusal.field()).as(member).isEqualTo("items");
        } else {
          assertThat(refusal.code()).as(member).isEqualTo("PERMISSION_DENIED");
          assertThat(refusal.field()).as(member).isEqualTo("role");
          assertThat(refusal.getMessage()).as(member).contains(member);
        }
      }
    }
  }

  private static LedgerRefusedException refusal(FabricLedger caller, ContractCall call) {
    String guardian = guardian(call.chaincode());
    String other = caller.mspId().equals(guardian) ? RealNetwork.MERCHANT : caller.mspId();
    LedgerRefusedException refusal =
        catchThrowableOfType(
            LedgerRefusedException.class, () -> call.endorse(caller, List.of(guardian, other)));
    assertThat(refusal).as(call + " by " + caller.mspId()).isNotNull();
    return refusal;
  }

  @Test
  void aFoundedConsortiumCannotBeFoundedAnewByAnybody() throws Exception {
    for (String member : network.members()) {
      JsonObject alone =
          Json.object()
              .putAll(
                  "members",
                  List.of(
                      Json.object()
                          .put("mspId", member)
                          .put("name", "Ours alone")
                          .putTexts("roles", List.of("bank", "customs"))
                          .build()))
              .build();
      ContractCall call =
          new ContractCall("provenance", FOUND, alone.canonical(), Optional.empty());
      try (FabricLedger ledger = network.ledger(member)) {
        assertThat(refusal(ledger, call).code()).as(member).isEqualTo("ALREADY_EXISTS");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ORDER", "PAYMENT", "WAYBILL"})
  void eachDocumentIsAttestedByAHolderOfItsOwnRole(String kind) throws Exception {
    Role attestor =
        switch (kind) {
          case "ORDER" -> Role.PLATFORM;
          case "PAYMENT" -> Role.BANK;
          default -> Role.LOGISTICS;
        };
    ContractCall call =
        ContractCall.of(
                "customs",
                "attest",
                Json.object()
                    .put("declarationId", "PlatformMSP/DECL-0")
                    .put("kind", kind)
                    .put("commitment", "0".repeat(64))
                    .put("ref", "0".repeat(32))
                    .build())
            .sealing(Json.object().put("document", Json.object().build()).build());
    List<String> others =
        new ArrayList<>(network.holders(Set.of(Role.PLATFORM, Role.BANK, Role.LOGISTICS)));
    others.removeAll(network.holders(Set.of(attestor)));
    assertThat(others).hasSize(2);
    for (String member : others) {
      try (FabricLedger ledger = network.ledger(member)) {
        String answer = call.endorse(ledger, List.of(RealNetwork.CUSTOMS, member)).result();

        ItemResult item = Iterables.getOnlyElement(ItemResult.parse(answer.getBytes(UTF_8)));
        assertThat(item)
            .isInstanceOfSatisfying(
                ItemResult.Refused.class,
                r -> {
                  assertThat(r.refusal().code()).isEqualTo("PERMISSION_DENIED");
                  assertThat(r.refusal().field()).isEqualTo("items[0].kind");
                });
      }
    }
  }

  @Test
  void onlyTheBankAuditsAndOnlyAtItsOwnPeer() throws Exception {
    ContractCall audit = new ContractCall("settlement", "audit", "{}", Optional.empty());
    for (String member : network.members()) {
      try (FabricLedger ledger = network.ledger(member)) {
        for (String peer : network.members()) {
          if (!member.equals(RealNetwork.BANK) || !peer.equals(RealNetwork.BANK)) {
            assertDenied(audit, ledger, peer);
          }
        }
      }
    }
  }

  @Test
  void whatIsSealedIsReadOnlyAtTheReadersOwnPeer() throws Exception {
    String ref = Json.object().put("ref", "0".repeat(32)).build().canonical();
    String redemption = Json.object().put("redemptionId", "PlatformMSP/RED-0").build().canonical();
    String page = Json.object().put("limit", 10).build().canonical();
    List<ContractCall> reading =
        List.of(
            new ContractCall("provenance", "sealed", ref, Optional.empty()),
            new ContractCall("customs", "sealed", ref, Optional.empty()),
            new ContractCall("settlement", "myNotes", page, Optional.empty()),
            new ContractCall("settlement", "redemptionOrder", redemption, Optional.empty()),
            new ContractCall("settlement", "returnAdvice", redemption, Optional.empty()));
    for (String member : network.members()) {
      try (FabricLedger ledger = network.ledger(member)) {
        for (String peer : network.members()) {
          for (ContractCall call : peer.equals(member) ? List.<ContractCall>of() : reading) {
            assertDenied(call, ledger, peer);
          }
        }
      }
    }
  }

  private static void assertDenied(ContractCall call, FabricLedger caller, String peer) {
    assertThatThrownBy(() -> call.endorse(caller, List.of(peer)))
        .as("%s by %s at the peer of %s", call, caller.mspId(), peer)
        .isInstanceOfSatisfying(
            LedgerRefusedException.class, e -> assertThat(e.code()).isEqualTo("PERMISSION_DENIED"));
  }

  @Test
  void aGatewayTellsTheClientThatItsMemberLacksTheRole() {
    Trades.Funded escrow = trades.funded(trades.releasedDeclaration(), 86_400);
    String declaration = trades.attestedDeclaration(19_470).getDeclarationId();

    assertDenied(() -> trades.confirm(RealNetwork.SUPPLIER, escrow.escrowId(), escrow.secret()));
    assertDenied(
        () ->
            network
                .client(RealNetwork.PLATFORM)
                .customs()
                .publishRule(
                    PublishRuleRequest.newBuilder()
                        .setRule(Trades.rule(Trades.newId("RULE")))
                        .build()));
    assertDenied(
        () ->
            network
                .client(RealNetwork.PLATFORM)
                .customs()
                .release(ReleaseRequest.newBuilder().setDeclarationId(declaration).build()));
    assertDenied(
        () ->
            network
                .client(RealNetwork.LOGISTICS)
                .customs()
                .hold(
                    HoldRequest.newBuilder()
                        .setDeclarationId(declaration)
                        .setReason("because")
                        .build()));
    assertDenied(
        () ->
            network
                .client(RealNetwork.MERCHANT)
                .money()
                .attestReserves(
                    AttestReservesRequest.newBuilder()
                        .setAttestationId(Trades.newId("RES"))
                        .setAmount(Money.newBuilder().setCurrency("GBP").setMinorUnits(1))
                        .build()));
    assertDenied(
        () ->
            network
                .client(RealNetwork.LOGISTICS)
                .provenance()
                .registerProduct(
                    RegisterProductRequest.newBuilder()
                        .setGtin("04012345999990")
                        .setName("Kite")
                        .setHsCode("950300")
                        .setOriginCountry("CN")
                        .build()));

    trades.awaitState(escrow.escrowId(), EscrowState.ESCROW_STATE_FUNDED);
  }

  private static void assertDenied(Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            PortolanException.class,
            e -> {
              assertThat(e.code()).isEqualTo(Status.Code.PERMISSION_DENIED);
              assertThat(ErrorDetails.of((StatusRuntimeException) e.getCause()))
                  .isEqualTo(
                      ErrorInfo.newBuilder()
                          .setDomain("portolan")
                          .setReason("PERMISSION_DENIED")
                          .putMetadata("field", "role")
                          .build());
            });
  }
}
