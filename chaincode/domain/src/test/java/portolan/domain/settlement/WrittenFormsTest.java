// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.RefusedException;
import portolan.domain.encoding.Sha256;
import portolan.domain.membership.MemberSignature;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;
import portolan.domain.money.RemainderRule;
import portolan.domain.settlement.escrow.HoldDecision;
import portolan.domain.settlement.escrow.HoldReason;
import portolan.domain.settlement.exchange.CurrencyPair;
import portolan.domain.settlement.exchange.ExchangePlan;
import portolan.domain.settlement.exchange.Quote;
import portolan.domain.settlement.exchange.Rate;
import portolan.domain.settlement.exchange.Rounding;
import portolan.domain.settlement.exchange.Side;
import portolan.domain.settlement.exchange.SignedQuote;
import portolan.domain.settlement.instruction.AcceptGoods;
import portolan.domain.settlement.instruction.AdviseNote;
import portolan.domain.settlement.instruction.AgreeToReturn;
import portolan.domain.settlement.instruction.AgreeToSplit;
import portolan.domain.settlement.instruction.AppointDealer;
import portolan.domain.settlement.instruction.AppointOfficer;
import portolan.domain.settlement.instruction.AttestReserves;
import portolan.domain.settlement.instruction.AwardClaim;
import portolan.domain.settlement.instruction.BuyReceivable;
import portolan.domain.settlement.instruction.ClaimDefect;
import portolan.domain.settlement.instruction.ConfirmDelivery;
import portolan.domain.settlement.instruction.ConfirmRedemption;
import portolan.domain.settlement.instruction.ConfirmReturn;
import portolan.domain.settlement.instruction.DecideHold;
import portolan.domain.settlement.instruction.EndLock;
import portolan.domain.settlement.instruction.EscalateReturn;
import portolan.domain.settlement.instruction.ExpirePhase;
import portolan.domain.settlement.instruction.FundEscrow;
import portolan.domain.settlement.instruction.HoldPayment;
import portolan.domain.settlement.instruction.HoldRecalled;
import portolan.domain.settlement.instruction.LockQuote;
import portolan.domain.settlement.instruction.MintNotes;
import portolan.domain.settlement.instruction.OfferReceivable;
import portolan.domain.settlement.instruction.OfferSplit;
import portolan.domain.settlement.instruction.RedeemNotes;
import portolan.domain.settlement.instruction.RefundEscrow;
import portolan.domain.settlement.instruction.ReportIncident;
import portolan.domain.settlement.instruction.ReportLoss;
import portolan.domain.settlement.instruction.ReturnRedemption;
import portolan.domain.settlement.instruction.ScreenPayment;
import portolan.domain.settlement.instruction.SetLimit;

/** What is sent or stored reads as it was written, needs every member, and has no other. */
final class WrittenFormsTest {
  private static final Currency EUR = new Currency("EUR");
  private static final Uetr UETR = new Uetr("97ed4827-7b6f-4491-a06f-b548d5a7512d");
  private static final Commitment COMMITMENT = new Commitment(Sha256.hex("something"));
  private static final Rulebook RULES = new Rulebook("SupplierMSP", 60, 120, 180, Outcome.REFUNDED);
  private static final ReturnAdvice ADVICE =
      new ReturnAdvice(
          new Money(new Currency("EUR"), 95),
          new Money(new Currency("EUR"), 5),
          Optional.of("Account closed"),
          "ab".repeat(16));

  private static final RedemptionOrder ORDER =
      new RedemptionOrder(
          new Money(EUR, 5), "Creditor", new Iban("DE89370400440532013000"), Sha256.hex("order"));

  static NoteOpening note(String owner, long units) {
    return new NoteOpening(new Money(EUR, units), owner, Sha256.hex(owner + units));
  }

  private static EscrowTerms terms(Optional<Rulebook> rules) {
    EscrowTerms terms =
        new EscrowTerms(
            "PlatformMSP/E1",
            "PlatformMSP/O1",
            "PlatformMSP/D1",
            "CustomsMSP",
            "BankMSP",
            EUR,
            Sha256.hex("secret"),
            60);
    return rules.map(terms::under).orElse(terms);
  }

  private static SettlementPlan plan() {
    return new SettlementPlan(
        List.of(note("PlatformMSP", 5)),
        List.of(PayoutPlan.of(List.of(note("SupplierMSP", 4)), List.of(note("PlatformMSP", 4)))),
        List.of(note("PlatformMSP", 1)),
        Sha256.hex("plan"));
  }

  /** Two escrows, with everything that terms can have. */
  private static FundEscrow milestones() {
    Map<Outcome, List<NoteOpening>> outcomes = new EnumMap<>(Outcome.class);
    for (Outcome outcome : Outcome.values()) {
      outcomes.put(outcome, List.of(note(outcome + "MSP", 2)));
    }
    EscrowTerms signed =
        new EscrowTerms(
            "PlatformMSP/E2",
            "PlatformMSP/O1",
            "PlatformMSP/D1",
            "CustomsMSP",
            "BankMSP",
            EUR,
            new Trigger.Signature("CarrierMSP"),
            60,
            Optional.of(new Rulebook("SupplierMSP", 60, 120, 180, 240, Outcome.DELIVERED)),
            Optional.of("CarrierMSP"),
            Optional.of("ScreenerMSP"));
    return FundEscrow.of(
        List.of(signed, terms(Optional.empty()).when(new Trigger.Release())),
        List.of("BankMSP/M1.1"),
        new SettlementPlan(
            List.of(note("PlatformMSP", 6)),
            List.of(new PayoutPlan(outcomes), plan().escrows().getFirst()),
            List.of(),
            Sha256.hex("plan")));
  }

  private static ReceivableOffer receivable() {
    return new ReceivableOffer(note("SupplierMSP", 9), new Money(EUR, 8), Sha256.hex("receivable"));
  }

  private static ReceivablePlan receivablePlan() {
    return new ReceivablePlan(
        receivable(),
        List.of(note("BankMSP", 10)),
        note("BankMSP", 9),
        note("SupplierMSP", 8),
        List.of(note("BankMSP", 2)));
  }

  private static Quote quote() {
    return new Quote(
        "Q1",
        "BankMSP",
        "PlatformMSP",
        new CurrencyPair(EUR, new Currency("USD")),
        "BankMSP",
        "OtherBankMSP",
        Side.FIX_SOURCE,
        new Rate(BigInteger.TWO, BigInteger.ONE),
        Rounding.HALF_EVEN,
        100,
        "BankMSP/ECB",
        Instant.parse("2026-11-21T09:01:00Z"),
        60,
        List.of("BankMSP/M1.1"),
        Sha256.hex("nonce"));
  }

  private static SignedQuote signedQuote() {
    return new SignedQuote(
        quote(),
        new MemberSignature(
            "A".repeat(96), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"));
  }

  private static ExchangePlan exchangePlan() {
    return new ExchangePlan(
        signedQuote(),
        50,
        List.of(new ExchangePlan.Input("BankMSP/M2.1", note("PlatformMSP", 60))),
        List.of(note("BankMSP", 200)),
        Sha256.hex("plan"));
  }

  /** A value and its form; only a closed one refuses what it does not know. */
  private record Form(
      Object value, Supplier<JsonObject> writer, Function<Fields, Object> reader, boolean closed) {
    /** Written in the test, not before it. */
    private JsonObject json() {
      return writer.get();
    }

    @Override
    public String toString() {
      return value.getClass().getSimpleName();
    }

    private Object read(JsonObject other) {
      return reader.apply(Fields.of("", other));
    }
  }

  private static Form closed(
      Object value, Supplier<JsonObject> json, Function<Fields, Object> reader) {
    return new Form(value, json, reader, true);
  }

  /** Of what the contract itself has stored. */
  private static Form stored(
      Object value, Supplier<JsonObject> json, Function<Fields, Object> reader) {
    return new Form(value, json, reader, false);
  }

  static Stream<Form> forms() {
    AcceptGoods accept = new AcceptGoods("PlatformMSP/E1");
    AdviseNote advise = new AdviseNote("BankMSP/M1.1", "SupplierMSP");
    AgreeToSplit agree = new AgreeToSplit("PlatformMSP/E1", "PlatformMSP/S1");
    AppointDealer appoint =
        new AppointDealer("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    AttestReserves attest = new AttestReserves("BankMSP/A1", new Money(EUR, 7), 9);
    AwardClaim split =
        new AwardClaim(
            "PlatformMSP/E1", "PlatformMSP/S1", AwardClaim.Verdict.SPLIT, List.of(COMMITMENT));
    AwardClaim refund =
        new AwardClaim("PlatformMSP/E1", "PlatformMSP/S1", AwardClaim.Verdict.REFUNDED, List.of());
    ClaimDefect claim = new ClaimDefect("PlatformMSP/E1", COMMITMENT);
    ConfirmDelivery confirm = new ConfirmDelivery("PlatformMSP/E1", "sixteen letters!");
    ConfirmRedemption paid = new ConfirmRedemption("SupplierMSP/R1", UETR);
    EndLock end = new EndLock("PlatformMSP/L1");
    ExpirePhase expire = new ExpirePhase("PlatformMSP/E1");
    FundEscrow fund = FundEscrow.of(terms(Optional.of(RULES)), List.of("BankMSP/M1.1"), plan());
    LockQuote lock = new LockQuote("PlatformMSP/L1", COMMITMENT);
    MintNotes mint =
        new MintNotes("BankMSP/M1", "BankMSP/A1", "PlatformMSP", 5, List.of(COMMITMENT));
    OfferSplit offer = new OfferSplit("PlatformMSP/E1", "PlatformMSP/S1", List.of(COMMITMENT));
    RedeemNotes redeem =
        new RedeemNotes("SupplierMSP/R1", "BankMSP", List.of("BankMSP/M1.1"), COMMITMENT, UETR);
    RefundEscrow giveBack = new RefundEscrow("PlatformMSP/E1");
    ReturnRedemption returned =
        new ReturnRedemption("SupplierMSP/R1", new ReturnReason("AC04"), COMMITMENT);
    Mint minted =
        new Mint(
            "BankMSP/M1",
            "BankMSP/A1",
            "BankMSP",
            "PlatformMSP",
            new Money(EUR, 5),
            2,
            Sha256.hex("payload"));
    Note free = new Note(COMMITMENT, "BankMSP", Optional.empty());
    Note planned =
        new Note(COMMITMENT, "BankMSP", Optional.of(Gate.of("PlatformMSP/E1", Outcome.DELIVERED)));
    Note shared =
        new Note(
            COMMITMENT,
            "BankMSP",
            Optional.of(new Gate("PlatformMSP/E1", new Gate.Offered("PlatformMSP/S1"))));
    Note locked =
        new Note(
            COMMITMENT,
            "BankMSP",
            Optional.of(new LockGate("PlatformMSP/L1", LockOutcome.EXPIRED)));
    SplitPlan shares = new SplitPlan(plan().escrows().getFirst(), List.of(note("SupplierMSP", 4)));
    AgreeToReturn goBack = new AgreeToReturn("PlatformMSP/E1", Sha256.hex("return"));
    AppointOfficer officer = new AppointOfficer("Ada", appoint.certificate());
    BuyReceivable buy =
        new BuyReceivable(
            "PlatformMSP/X1", List.of("BankMSP/M1.1"), COMMITMENT, COMMITMENT, List.of(COMMITMENT));
    ConfirmDelivery signed =
        new ConfirmDelivery("PlatformMSP/E1", new Evidence.Document(COMMITMENT));
    ConfirmDelivery milestone = new ConfirmDelivery("PlatformMSP/E1", new Evidence.Release());
    ConfirmReturn back = new ConfirmReturn("PlatformMSP/E1", "sixteen letters!");
    DecideHold decide =
        new DecideHold(
            "PlatformMSP/E1", 7, "Ada", HoldDecision.Verdict.SEIZE, signedQuote().signature());
    EscalateReturn escalate = new EscalateReturn("PlatformMSP/E1");
    HoldPayment hold = new HoldPayment("PlatformMSP/E1", HoldReason.RECALL);
    HoldRecalled recalled = new HoldRecalled("PlatformMSP/E1", "SupplierMSP/R1");
    OfferReceivable sell =
        new OfferReceivable(
            "PlatformMSP/X1",
            "PlatformMSP/E1",
            "PlatformMSP/E1.DELIVERED.1",
            "BankMSP",
            COMMITMENT);
    ReportLoss loss = new ReportLoss("PlatformMSP/E1", COMMITMENT);
    ReportIncident incident = new ReportIncident("PlatformMSP/E1", HoldReason.SEAL, COMMITMENT);
    ScreenPayment screen = new ScreenPayment("PlatformMSP/E1", true, COMMITMENT);
    SetLimit limit = new SetLimit(new Money(EUR, 9));
    FundedPlan kept = FundedPlan.of(plan(), 0);
    Allocation allocation = new Allocation(RemainderRule.LARGEST, List.of(1L));
    PayoutPlan payouts =
        new PayoutPlan(plan().escrows().getFirst().outcomes(), Optional.of(allocation));
    return Stream.of(
        closed(goBack, goBack::toJson, AgreeToReturn::fromJson),
        closed(officer, officer::toJson, AppointOfficer::fromJson),
        closed(buy, buy::toJson, BuyReceivable::fromJson),
        closed(signed, signed::toJson, ConfirmDelivery::fromJson),
        closed(milestone, milestone::toJson, ConfirmDelivery::milestone),
        closed(back, back::toJson, ConfirmReturn::fromJson),
        closed(decide, decide::toJson, DecideHold::fromJson),
        closed(escalate, escalate::toJson, EscalateReturn::fromJson),
        closed(hold, hold::toJson, HoldPayment::fromJson),
        closed(recalled, recalled::toJson, HoldRecalled::fromJson),
        closed(sell, sell::toJson, OfferReceivable::fromJson),
        closed(loss, loss::toJson, ReportLoss::fromJson),
        closed(incident, incident::toJson, ReportIncident::fromJson),
        closed(screen, screen::toJson, ScreenPayment::fromJson),
        closed(limit, limit::toJson, SetLimit::fromJson),
        closed(milestones(), () -> milestones().toJson(), FundEscrow::fromJson),
        closed(kept, kept::toJson, FundedPlan::fromJson),
        closed(allocation, allocation::toJson, Allocation::fromJson),
        closed(payouts, payouts::toJson, PayoutPlan::fromJson),
        closed(receivable(), () -> receivable().toJson(), ReceivableOffer::fromJson),
        closed(receivablePlan(), () -> receivablePlan().toJson(), ReceivablePlan::fromJson),
        closed(accept, accept::toJson, AcceptGoods::fromJson),
        closed(advise, advise::toJson, AdviseNote::fromJson),
        closed(agree, agree::toJson, AgreeToSplit::fromJson),
        closed(appoint, appoint::toJson, AppointDealer::fromJson),
        closed(attest, attest::toJson, AttestReserves::fromJson),
        closed(split, split::toJson, AwardClaim::fromJson),
        closed(refund, refund::toJson, AwardClaim::fromJson),
        closed(claim, claim::toJson, ClaimDefect::fromJson),
        closed(confirm, confirm::toJson, ConfirmDelivery::fromJson),
        closed(paid, paid::toJson, ConfirmRedemption::fromJson),
        closed(end, end::toJson, EndLock::fromJson),
        closed(expire, expire::toJson, ExpirePhase::fromJson),
        closed(fund, fund::toJson, FundEscrow::fromJson),
        closed(lock, lock::toJson, LockQuote::fromJson),
        closed(mint, mint::toJson, MintNotes::fromJson),
        closed(offer, offer::toJson, OfferSplit::fromJson),
        closed(redeem, redeem::toJson, RedeemNotes::fromJson),
        closed(giveBack, giveBack::toJson, RefundEscrow::fromJson),
        closed(returned, returned::toJson, ReturnRedemption::fromJson),
        closed(plan(), () -> plan().toJson(), SettlementPlan::fromJson),
        closed(ORDER, ORDER::toJson, RedemptionOrder::fromJson),
        closed(ADVICE, ADVICE::toJson, ReturnAdvice::fromJson),
        closed(RULES, RULES::toJson, Rulebook::fromJson),
        closed(
            note("SupplierMSP", 3), () -> note("SupplierMSP", 3).toJson(), NoteOpening::fromJson),
        closed(quote(), () -> quote().toJson(), Quote::fromJson),
        closed(quote().rate(), () -> quote().rate().toJson(), Rate::fromJson),
        closed(signedQuote(), () -> signedQuote().toJson(), SignedQuote::fromJson),
        closed(exchangePlan(), () -> exchangePlan().toJson(), ExchangePlan::fromJson),
        stored(minted, minted::toJson, Mint::fromJson),
        stored(free, free::toJson, Note::fromJson),
        stored(planned, planned::toJson, Note::fromJson),
        stored(shared, shared::toJson, Note::fromJson),
        stored(locked, locked::toJson, Note::fromJson),
        stored(shares, shares::toJson, SplitPlan::fromJson));
  }

  @ParameterizedTest
  @MethodSource("forms")
  void everyFormReadsAsItWasWritten(Form form) {
    assertThat(form.read(form.json())).isEqualTo(form.value());
  }

  @ParameterizedTest
  @MethodSource("forms")
  void whatIsSentHasNoMemberThatNobodyKnows(Form form) {
    JsonObject more = form.json().toBuilder().put("surplus", 1).build();
    if (form.closed()) {
      assertThatThrownBy(() -> form.read(more))
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining("surplus");
    } else {
      assertThat(form.read(more)).isEqualTo(form.value());
    }
  }

  @ParameterizedTest
  @MethodSource("forms")
  void noMemberCanBeLeftOutUnnoticed(Form form) {
    for (String member : form.json().members().keySet()) {
      JsonObject fewer = form.json().toBuilder().remove(member).build();
      try {
        assertThat(form.read(fewer)).as(member).isNotEqualTo(form.value());
      } catch (RefusedException e) {
        // A delivery has one kind of evidence or the other.
        assertThat(e.refusal().field()).isIn(member, "secret");
      }
    }
  }

  @Test
  void partsOfAFormHaveNoMemberThatNobodyKnowsEither() {
    JsonObject fund =
        FundEscrow.of(terms(Optional.empty()), List.of("BankMSP/M1.1"), plan()).toJson();
    assertThatThrownBy(() -> FundEscrow.fromJson(Fields.of("", withSurplus(fund, "escrows", ""))))
        .hasMessageContaining("escrows[0].surplus");
    assertThatThrownBy(
            () -> FundEscrow.fromJson(Fields.of("", withSurplus(fund, "escrows", "outcomes"))))
        .hasMessageContaining("escrows[0].outcomes.surplus");
    JsonObject input =
        Json.object()
            .put("noteId", "BankMSP/M1.1")
            .put("opening", note("AMSP", 1).toJson())
            .put("x", 1)
            .build();
    JsonObject exchange =
        exchangePlan().toJson().toBuilder()
            .remove("inputs")
            .putAll("inputs", List.of(input))
            .build();
    assertThatThrownBy(() -> ExchangePlan.fromJson(Fields.of("", exchange)))
        .hasMessageContaining("inputs[0].x");
  }

  /** In the first object of a list, or in an object of that. */
  private static JsonObject withSurplus(JsonObject whole, String list, String inside) {
    JsonObject first = Fields.of("", whole).objects(list, 1, 100).getFirst().json();
    JsonObject changed =
        inside.isEmpty()
            ? first.toBuilder().put("surplus", 1).build()
            : first.toBuilder()
                .remove(inside)
                .put(
                    inside,
                    Fields.of("", first).object(inside).json().toBuilder()
                        .put("surplus", 1)
                        .build())
                .build();
    return whole.toBuilder().remove(list).putAll(list, List.of(changed)).build();
  }

  @Test
  void anAwardOfASplitNamesSharesAndNoOtherDoes() {
    JsonObject split =
        new AwardClaim("PlatformMSP/E1", "PlatformMSP/S1", AwardClaim.Verdict.SPLIT, List.of())
            .toJson();
    JsonObject refund =
        new AwardClaim(
                "PlatformMSP/E1",
                "PlatformMSP/S1",
                AwardClaim.Verdict.REFUNDED,
                List.of(COMMITMENT))
            .toJson();
    assertThatThrownBy(() -> AwardClaim.fromJson(Fields.of("", split)))
        .hasMessageContaining("|notes|");
    assertThatThrownBy(() -> AwardClaim.fromJson(Fields.of("", refund)))
        .hasMessageContaining("|notes|");
  }

  @Test
  void aFundingNamesTheCommitmentsOfItsPlan() {
    FundEscrow fund = FundEscrow.of(terms(Optional.empty()), List.of("BankMSP/M1.1"), plan());
    Map<Outcome, List<Commitment>> outcomes = fund.escrows().getFirst().outcomes();
    assertThat(outcomes.get(Outcome.DELIVERED))
        .containsExactly(note("SupplierMSP", 4).commitment());
    assertThat(outcomes.get(Outcome.REFUNDED)).containsExactly(note("PlatformMSP", 4).commitment());
    assertThat(fund.change()).containsExactly(note("PlatformMSP", 1).commitment());
  }

  @Test
  void sealedPartsHoldTheOpenings() {
    NoteOpening note = note("SupplierMSP", 3);
    assertThat(Fields.of("", MintNotes.sealed(List.of(note))).objects("notes", 1, 1))
        .singleElement()
        .extracting(NoteOpening::fromJson)
        .isEqualTo(note);
    assertThat(NoteOpening.fromJson(Fields.of("", AdviseNote.sealed(note)).object("opening")))
        .isEqualTo(note);
    Fields redeem = Fields.of("", RedeemNotes.sealed(List.of(note), ORDER));
    assertThat(redeem.objects("openings", 1, 1)).hasSize(1);
    assertThat(RedemptionOrder.fromJson(redeem.object("order"))).isEqualTo(ORDER);
    Fields giveBack = Fields.of("", ReturnRedemption.sealed(note, ORDER));
    assertThat(NoteOpening.fromJson(giveBack.object("opening"))).isEqualTo(note);
    assertThat(RedemptionOrder.fromJson(giveBack.object("order"))).isEqualTo(ORDER);
  }

  @Test
  void whatIsSealedShowsNothingInALog() {
    assertThat(
            List.of(
                    plan(),
                    plan().escrows().getFirst(),
                    FundedPlan.of(plan(), 0),
                    receivable(),
                    receivablePlan(),
                    new SplitPlan(plan().escrows().getFirst(), List.of()),
                    note("SupplierMSP", 77),
                    ORDER,
                    ADVICE,
                    ORDER.creditorIban(),
                    quote(),
                    exchangePlan(),
                    exchangePlan().conversion())
                .stream()
                .map(Object::toString))
        .containsExactly(
            "SettlementPlan[sealed]",
            "PayoutPlan[sealed]",
            "FundedPlan[sealed]",
            "ReceivableOffer[sealed]",
            "ReceivablePlan[sealed]",
            "SplitPlan[sealed]",
            "NoteOpening[sealed]",
            "RedemptionOrder[sealed]",
            "ReturnAdvice[sealed]",
            "Iban[sealed]",
            "Quote[sealed]",
            "ExchangePlan[sealed]",
            "Conversion[sealed]");
    assertThat(UETR).hasToString("97ed4827-7b6f-4491-a06f-b548d5a7512d");
    assertThat(new ReturnReason("AC04")).hasToString("AC04");
  }

  @Test
  void commitmentsAreToTheWholeDocumentUnderItsKind() {
    assertThat(note("SupplierMSP", 3).commitment())
        .isEqualTo(Commitment.to("note", note("SupplierMSP", 3).toJson()));
    assertThat(ORDER.commitment()).isEqualTo(Commitment.to("redemption", ORDER.toJson()));
    assertThat(receivable().commitment())
        .isEqualTo(Commitment.to("receivable", receivable().toJson()));
    assertThat(exchangePlan().commitment())
        .isEqualTo(Commitment.to("exchange", exchangePlan().toJson()));
  }

  @Test
  void weightsAreFromOneToABillion() {
    for (long weight : List.of(1L, Allocation.MAX_WEIGHT)) {
      Allocation allocation = new Allocation(RemainderRule.FIRST, List.of(weight));
      assertThat(Allocation.fromJson(Fields.of("", allocation.toJson()))).isEqualTo(allocation);
    }
    for (long weight : List.of(0L, Allocation.MAX_WEIGHT + 1)) {
      JsonObject wrong = new Allocation(RemainderRule.FIRST, List.of(1L, weight)).toJson();
      assertThatThrownBy(() -> Allocation.fromJson(Fields.of("", wrong)))
          .hasMessageStartingWith("INVALID_ARGUMENT|weights[1]|");
    }
    JsonObject text = Json.object().put("rule", "FIRST").putTexts("weights", List.of("1")).build();
    assertThatThrownBy(() -> Allocation.fromJson(Fields.of("", text)))
        .hasMessageStartingWith("INVALID_ARGUMENT|weights[0]|");
  }

  @Test
  void whatIsNoIbanOrReasonIsRefused() {
    JsonObject wrong =
        Json.object().put("iban", "DE88370400440532013000").put("reason", "ac04").build();
    assertThatThrownBy(() -> Iban.fromJson(Fields.of("", wrong), "iban"))
        .hasMessageStartingWith("INVALID_ARGUMENT|iban|");
    assertThatThrownBy(() -> new Iban("DE88370400440532013000"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ReturnReason.fromJson(Fields.of("", wrong), "reason"))
        .hasMessageStartingWith("INVALID_ARGUMENT|reason|");
    assertThat(ReturnReason.isCode("AC0")).isFalse();
    assertThatThrownBy(() -> new ReturnReason("AC0")).isInstanceOf(IllegalArgumentException.class);
  }
}
