// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static portolan.contracts.settlement.Exchange.EUR;
import static portolan.contracts.settlement.Exchange.MINUTE;
import static portolan.contracts.settlement.Exchange.PAB;
import static portolan.contracts.settlement.Exchange.SETTLE_WITHIN;
import static portolan.contracts.settlement.Exchange.USD;
import static portolan.contracts.settlement.Exchange.input;
import static portolan.contracts.settlement.Exchange.rate;
import static portolan.contracts.settlement.Exchange.rates;
import static portolan.contracts.settlement.Exchange.signed;
import static portolan.contracts.settlement.Scene.BANK;
import static portolan.contracts.settlement.Scene.CHAINCODE;
import static portolan.contracts.settlement.Scene.LOGISTICS;
import static portolan.contracts.settlement.Scene.OTHER_BANK;
import static portolan.contracts.settlement.Scene.PLATFORM;
import static portolan.contracts.settlement.Scene.SUPPLIER;
import static portolan.contracts.settlement.Scene.accepted;
import static portolan.contracts.settlement.Scene.assertRefused;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import portolan.contracts.fixture.TestChannel;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Sha256;
import portolan.domain.group.ItemResult;
import portolan.domain.money.Money;
import portolan.domain.settlement.Iban;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.RedemptionOrder;
import portolan.domain.settlement.TrialBalance;
import portolan.domain.settlement.exchange.CurrencyPair;
import portolan.domain.settlement.exchange.ExchangePlan;
import portolan.domain.settlement.exchange.Quote;
import portolan.domain.settlement.exchange.Rounding;
import portolan.domain.settlement.exchange.Side;
import portolan.domain.settlement.exchange.SignedQuote;
import portolan.domain.settlement.instruction.AppointDealer;
import portolan.domain.settlement.instruction.EndLock;
import portolan.domain.settlement.instruction.LockQuote;
import portolan.domain.settlement.instruction.RedeemNotes;

/** A firm quote, a lock, both amounts or neither. */
final class ExchangeTest {
  private final Exchange exchange = new Exchange();
  private final Scene scene = exchange.scene;
  private final TestChannel channel = exchange.channel;

  private void assertAudit(String bank, TrialBalance.Line... lines) {
    Fields audit = channel.as(bank).evaluate(CHAINCODE, "audit", Json.object().build());
    assertThat(audit.flag("balanced")).as(audit.json().canonical()).isTrue();
    assertThat(audit.objects("currencies", 0, 10).stream().map(TrialBalance.Line::fromJson))
        .containsExactly(lines);
  }

  private static TrialBalance.Line line(
      portolan.domain.money.Currency currency, long minted, long spendable, long inLocks) {
    Money none = Money.zero(currency);
    return new TrialBalance.Line(
        new Money(currency, minted),
        none,
        new Money(currency, spendable),
        none,
        new Money(currency, inLocks));
  }

  @Test
  void executingMovesBothAmountsWithOneWrittenKey() {
    exchange.lockL1();
    assertThat(exchange.spendable(PLATFORM, EUR)).isEqualTo(750_00);
    assertThat(exchange.spendable(PLATFORM, USD)).isZero();
    assertThat(exchange.spendable(BANK, USD)).as("830 came back at once").isEqualTo(1130_00);
    assertAudit(BANK, line(EUR, 1750_00, 750_00, 1000_00), line(USD, 2300_00, 1130_00, 1170_00));

    TestChannel.Endorsed execution =
        scene
            .as(SUPPLIER)
            .endorse(CHAINCODE, "executeLock", new EndLock("PlatformMSP/L1").toJson());
    assertThat(execution.writtenKeys()).containsExactly("lock-gate/PlatformMSP/L1");
    assertThat(channel.commit(execution)).isTrue();

    assertThat(exchange.spendable(PLATFORM, EUR)).isEqualTo(750_00);
    assertThat(exchange.spendable(PLATFORM, USD)).isEqualTo(1170_00);
    assertThat(exchange.spendable(BANK, EUR)).isEqualTo(1000_00);
    assertThat(exchange.spendable(BANK, USD)).isEqualTo(1130_00);
    assertAudit(BANK, line(EUR, 1750_00, 1750_00, 0), line(USD, 2300_00, 2300_00, 0));
    assertThat(exchange.lockOf("PlatformMSP/L1").object("gate").json().canonical())
        .isEqualTo(
            "{\"executedAt\":\"2026-11-21T09:00:00.000Z\",\"executedBy\":\"SupplierMSP\","
                + "\"state\":\"EXECUTED\"}");
  }

  @Test
  void expiringGivesEachItsOwnBack() {
    exchange.lockL1();
    exchange.passSeconds(SETTLE_WITHIN);
    ItemResult.Accepted first =
        accepted(
            scene
                .as(LOGISTICS)
                .group(CHAINCODE, "expireLock", new EndLock("PlatformMSP/L1").toJson()));
    assertThat(accepted(exchange.expire("PlatformMSP/L1")))
        .isEqualTo(ItemResult.Accepted.before(first.details()));
    assertThat(exchange.spendable(PLATFORM, EUR)).isEqualTo(1750_00);
    assertThat(exchange.spendable(PLATFORM, USD)).isZero();
    assertThat(exchange.spendable(BANK, USD)).isEqualTo(2300_00);
    assertThat(exchange.spendable(BANK, EUR)).isZero();
    assertAudit(BANK, line(EUR, 1750_00, 1750_00, 0), line(USD, 2300_00, 2300_00, 0));
    assertRefused(exchange.execute("PlatformMSP/L1"), "NOT_LOCKED", "items[0].lockId");
  }

  @Test
  void aBuyerMayFixWhatItGets() {
    Quote quote =
        exchange.quote(
            "Q1", Side.FIX_TARGET, rate(117, 100), 2000_00, "BankMSP/MU.1", "BankMSP/MU.2");
    ExchangePlan plan =
        exchange.plan(
            exchange.signed(quote),
            1000_00,
            List.of(input("BankMSP/ME.1", exchange.euros.get(0))),
            exchange.dollars);
    assertThat(plan.conversion().source().minorUnits()).as("854.7008...").isEqualTo(854_71);
    accepted(exchange.lock("PlatformMSP/L1", plan));
    accepted(exchange.execute("PlatformMSP/L1"));
    assertThat(exchange.spendable(PLATFORM, USD)).isEqualTo(1000_00);
    assertThat(exchange.spendable(PLATFORM, EUR)).isEqualTo(1750_00 - 854_71);
    assertThat(exchange.spendable(BANK, EUR)).isEqualTo(854_71);
    assertThat(exchange.spendable(BANK, USD)).isEqualTo(1300_00);
  }

  @Test
  void aQuoteOfOneToOneWithZeroTolerancePasses() {
    exchange.passSeconds(86_400);
    accepted(exchange.publish(rates(exchange.today(), 0)));
    List<NoteOpening> own = exchange.mint("BankMSP/MP", PLATFORM, USD, 500_00);
    List<NoteOpening> balboas = exchange.mint("BankMSP/MB", BANK, PAB, 500_00);
    Quote quote =
        withPair(
            exchange.quote("Q1", Side.FIX_SOURCE, rate(1, 1), 500_00, "BankMSP/MB.1"),
            new CurrencyPair(USD, PAB));
    ExchangePlan plan =
        exchange.plan(
            exchange.signed(quote),
            500_00,
            List.of(input("BankMSP/MP.1", own.getFirst())),
            balboas);
    accepted(exchange.lock("PlatformMSP/L1", plan));
    accepted(exchange.execute("PlatformMSP/L1"));
    assertThat(exchange.spendable(PLATFORM, PAB)).isEqualTo(500_00);
  }

  private static Quote withPair(Quote quote, CurrencyPair pair) {
    return new Quote(
        quote.quoteId(),
        quote.provider(),
        quote.buyer(),
        pair,
        quote.sourceBank(),
        quote.targetBank(),
        quote.side(),
        quote.rate(),
        quote.rounding(),
        quote.maximum(),
        quote.reference(),
        quote.expiresAt(),
        quote.settleWithinSeconds(),
        quote.collateral(),
        quote.nonce());
  }

  /** The provider takes one bank's euros and gives its own dollars. */
  @Test
  void providerAndIssuingBanksMayBeDifferentMembers() {
    List<NoteOpening> others =
        exchange.mint(OTHER_BANK, "OtherBankMSP/MO", OTHER_BANK, USD, 3000_00);
    accepted(exchange.appoint(OTHER_BANK));
    ExchangePlan plan = ofOtherBank(others);
    TestChannel.Endorsed lacking =
        channel
            .as(PLATFORM)
            .endorsedBy(BANK, PLATFORM)
            .sealed(plan.toJson())
            .endorse(
                CHAINCODE,
                "lockQuote",
                new LockQuote("PlatformMSP/L0", plan.commitment()).toJson());
    assertThat(lacking.isSignedByEnough()).as("the provider has to endorse").isFalse();

    accepted(exchange.lock("PlatformMSP/L1", plan));
    assertThat(channel.sealed(CHAINCODE, BANK, "note/PlatformMSP/L1.EXECUTED.2")).isPresent();
    assertThat(channel.sealed(CHAINCODE, BANK, "note/PlatformMSP/L1.EXECUTED.1")).isEmpty();
    assertAudit(BANK, line(EUR, 1750_00, 750_00, 1000_00), line(USD, 2300_00, 2300_00, 0));
    assertAudit(OTHER_BANK, line(USD, 3000_00, 1830_00, 1170_00));
    accepted(exchange.execute("PlatformMSP/L1"));
    assertThat(exchange.spendable(PLATFORM, USD)).isEqualTo(1170_00);
    assertThat(exchange.spendable(OTHER_BANK, EUR)).isEqualTo(1000_00);
    assertAudit(BANK, line(EUR, 1750_00, 1750_00, 0), line(USD, 2300_00, 2300_00, 0));
    assertAudit(OTHER_BANK, line(USD, 3000_00, 3000_00, 0));
  }

  private ExchangePlan ofOtherBank(List<NoteOpening> collateral) {
    Quote quote =
        exchange.quote("Q1", Side.FIX_SOURCE, rate(117, 100), 1000_00, "OtherBankMSP/MO.1");
    Quote others =
        Quote.fromJson(
            Fields.of(
                "",
                quote.toJson().toBuilder()
                    .replace("provider", Json.text(OTHER_BANK))
                    .replace("targetBank", Json.text(OTHER_BANK))
                    .build()));
    return exchange.plan(
        exchange.signed(others),
        1000_00,
        List.of(input("BankMSP/ME.1", exchange.euros.getFirst())),
        collateral);
  }

  @Test
  void eachNoteIsShownToItsOwnerAndItsBankAndThePlanToTheParties() {
    ExchangePlan plan = exchange.lockL1();
    for (String id : List.of("PlatformMSP/L1.EXECUTED.1", "PlatformMSP/L1.EXPIRED.1")) {
      assertThat(channel.sealed(CHAINCODE, BANK, "note/" + id)).as(id).isPresent();
      assertThat(channel.sealed(CHAINCODE, PLATFORM, "note/" + id)).as(id).isPresent();
    }
    for (String id :
        List.of(
            "PlatformMSP/L1.EXECUTED.2", "PlatformMSP/L1.EXPIRED.2", "PlatformMSP/L1.UNUSED.2")) {
      assertThat(channel.sealed(CHAINCODE, BANK, "note/" + id)).as(id).isPresent();
      assertThat(channel.sealed(CHAINCODE, PLATFORM, "note/" + id)).as(id).isEmpty();
    }
    assertThat(channel.state(CHAINCODE, "note/PlatformMSP/L1.UNUSED.1"))
        .as("nothing was over")
        .isEmpty();
    for (String party : List.of(BANK, PLATFORM)) {
      assertThat(channel.sealed(CHAINCODE, party, "lock/PlatformMSP/L1"))
          .hasValue(plan.toJson().canonical());
    }
    assertThat(channel.sealed(CHAINCODE, SUPPLIER, "lock/PlatformMSP/L1")).isEmpty();
    for (String key :
        List.of("lock/PlatformMSP/L1", "lock-gate/PlatformMSP/L1", "quote/BankMSP/Q1")) {
      assertThat(channel.state(CHAINCODE, key).orElseThrow())
          .doesNotContain("100000", "117000", "EUR", "USD", "\"117\"");
    }
  }

  @Test
  void notesBehindALockWaitForItsEnd() {
    ExchangePlan plan = exchange.lockL1();
    NoteOpening dollars = plan.payouts("PlatformMSP/L1").get(0).opening();
    NoteOpening euros = plan.payouts("PlatformMSP/L1").get(2).opening();
    assertThat(scene.state("PlatformMSP/L1.EXECUTED.1")).isEqualTo("GATED");
    assertRefused(
        redeem("PlatformMSP/R1", "PlatformMSP/L1.EXECUTED.1", dollars),
        "NOTE_GATED",
        "items[0].notes[0]");
    accepted(exchange.execute("PlatformMSP/L1"));
    assertThat(scene.state("PlatformMSP/L1.EXPIRED.1")).isEqualTo("VOID");
    assertRefused(
        redeem("PlatformMSP/R1", "PlatformMSP/L1.EXPIRED.1", euros),
        "NOTE_VOID",
        "items[0].notes[0]");
    accepted(redeem("PlatformMSP/R1", "PlatformMSP/L1.EXECUTED.1", dollars));
  }

  private List<ItemResult> redeem(String id, String noteId, NoteOpening opening) {
    RedemptionOrder order =
        new RedemptionOrder(
            opening.amount(), "Platform", new Iban("DE89370400440532013000"), scene.salt());
    return scene
        .as(PLATFORM)
        .sealed(RedeemNotes.sealed(List.of(opening), order))
        .group(
            CHAINCODE,
            "redeem",
            new RedeemNotes(id, BANK, List.of(noteId), order.commitment(), scene.uetr()).toJson());
  }

  @Test
  void lockingTwiceChangesNothingAndAnotherPayloadIsRefused() {
    ExchangePlan plan = exchange.lockL1();
    assertThat(accepted(exchange.lock("PlatformMSP/L1", plan)))
        .isEqualTo(
            ItemResult.Accepted.before(
                Json.object().put("deadline", "2026-11-21T09:02:00.000Z").build()));
    ExchangePlan other = exchange.plan(exchange.signed(exchange.quote()), 500_00);
    assertRefused(exchange.lock("PlatformMSP/L1", other), "ALREADY_EXISTS", "items[0].commitment");
  }

  @Test
  void aQuoteIsLockedOnce() {
    exchange.lockL1();
    Quote again = exchange.quote("Q1", Side.FIX_SOURCE, rate(117, 100), 200_00, "BankMSP/MU.2");
    ExchangePlan plan =
        exchange.plan(
            exchange.signed(again),
            100_00,
            List.of(input("BankMSP/ME.2", exchange.euros.get(1))),
            exchange.dollars.subList(1, 2));
    assertRefused(exchange.lock("PlatformMSP/L2", plan), "QUOTE_USED", "items[0].quote.quoteId");
    assertThat(scene.state("BankMSP/ME.2")).isEqualTo("SPENDABLE");
  }

  @Test
  void ofTwoLocksOfAQuoteThatWereEndorsedTogetherOneCounts() {
    SignedQuote signed = exchange.signed(exchange.quote());
    TestChannel.Endorsed first =
        exchange.endorseLock("PlatformMSP/L1", exchange.plan(signed, 1000_00));
    ExchangePlan other =
        exchange.plan(
            signed,
            400_00,
            List.of(input("BankMSP/ME.2", exchange.euros.get(1))),
            exchange.dollars.subList(0, 1));
    TestChannel.Endorsed second = exchange.endorseLock("PlatformMSP/L2", other);
    assertThat(channel.commit(second)).isTrue();
    assertThat(channel.commit(first)).isFalse();
    assertThat(exchange.spendable(PLATFORM, EUR)).isEqualTo(1350_00);
  }

  @Test
  void collateralBacksOneLockHoweverManyQuotesNameIt() {
    exchange.lockL1();
    Quote second = exchange.quote("Q2", Side.FIX_SOURCE, rate(117, 100), 1000_00, "BankMSP/MU.1");
    ExchangePlan plan =
        exchange.plan(
            exchange.signed(second),
            500_00,
            List.of(input("BankMSP/ME.2", exchange.euros.get(1))),
            exchange.dollars.subList(0, 1));
    assertRefused(
        exchange.lock("PlatformMSP/L2", plan), "NOT_FOUND", "items[0].quote.collateral[0]");
  }

  @Test
  void aProviderCannotTakeItsCollateralBackWhileALockStands() {
    ExchangePlan plan = exchange.lockL1();
    NoteOpening pledged = plan.payouts("PlatformMSP/L1").get(3).opening();
    assertThat(pledged.owner()).isEqualTo(BANK);
    RedemptionOrder order =
        new RedemptionOrder(
            pledged.amount(), "Bank", new Iban("DE89370400440532013000"), scene.salt());
    assertRefused(
        scene
            .as(BANK)
            .sealed(RedeemNotes.sealed(List.of(pledged), order))
            .group(
                CHAINCODE,
                "redeem",
                new RedeemNotes(
                        "BankMSP/R1",
                        BANK,
                        List.of("PlatformMSP/L1.EXPIRED.2"),
                        order.commitment(),
                        scene.uetr())
                    .toJson()),
        "NOTE_GATED",
        "items[0].notes[0]");
  }

  @Test
  void collateralThatDoesNotCoverTheAmountIsRefused() {
    Quote quote = exchange.quote("Q1", Side.FIX_SOURCE, rate(117, 100), 1000_00, "BankMSP/MU.2");
    ExchangePlan plan =
        exchange.plan(
            exchange.signed(quote),
            300_00,
            List.of(input("BankMSP/ME.1", exchange.euros.get(0))),
            exchange.dollars.subList(1, 2));
    assertRefused(
        exchange.lock("PlatformMSP/L1", plan), "NOT_COVERED", "items[0].quote.collateral");
    ExchangePlan covered =
        exchange.plan(
            exchange.signed(quote),
            250_00,
            List.of(input("BankMSP/ME.1", exchange.euros.get(0))),
            exchange.dollars.subList(1, 2));
    accepted(exchange.lock("PlatformMSP/L1", covered));
  }

  @Test
  void inputsOfLessThanTheAmountAreRefused() {
    ExchangePlan plan =
        exchange.plan(
            exchange.signed(exchange.quote()),
            500_01,
            List.of(input("BankMSP/ME.2", exchange.euros.get(1))),
            exchange.dollars.subList(0, 1));
    assertRefused(exchange.lock("PlatformMSP/L1", plan), "NOT_CONSERVED", "items[0].inputs");
  }

  @Test
  void notesOfSomebodyElseOrAnotherCurrencyAreRefused() {
    SignedQuote signed = exchange.signed(exchange.quote());
    List<NoteOpening> suppliers = exchange.mint("BankMSP/MS", SUPPLIER, EUR, 1000_00);
    assertRefused(
        exchange.lock(
            "PlatformMSP/L1",
            exchange.plan(
                signed,
                1000_00,
                List.of(input("BankMSP/MS.1", suppliers.getFirst())),
                exchange.dollars.subList(0, 1))),
        "NOT_OWNER",
        "items[0].inputs[0]");
    List<NoteOpening> own = exchange.mint("BankMSP/MD", PLATFORM, USD, 1000_00);
    assertRefused(
        exchange.lock(
            "PlatformMSP/L1",
            exchange.plan(
                signed,
                1000_00,
                List.of(input("BankMSP/MD.1", own.getFirst())),
                exchange.dollars.subList(0, 1))),
        "WRONG_CURRENCY",
        "items[0].inputs[0]");
    // Named as the provider's, and the buyer's own.
    Quote mine = exchange.quote("Q2", Side.FIX_SOURCE, rate(117, 100), 500_00, "BankMSP/MD.1");
    assertRefused(
        exchange.lock(
            "PlatformMSP/L1",
            exchange.plan(
                exchange.signed(mine),
                500_00,
                List.of(input("BankMSP/ME.1", exchange.euros.get(0))),
                own)),
        "NOT_OWNER",
        "items[0].quote.collateral[0]");
  }

  @Test
  void anOpeningThatDoesNotGiveTheCommitmentIsRefused() {
    ExchangePlan plan =
        exchange.plan(
            exchange.signed(exchange.quote()),
            1000_00,
            List.of(input("BankMSP/ME.1", scene.note(PLATFORM, 1000_00, EUR))),
            exchange.dollars.subList(0, 1));
    assertRefused(
        exchange.lock("PlatformMSP/L1", plan),
        "COMMITMENT_MISMATCH",
        "sealed.items[0].inputs[0].opening");
    ExchangePlan good = exchange.plan(exchange.signed(exchange.quote()), 1000_00);
    assertRefused(
        exchange
            .locking(PLATFORM, good)
            .group(
                CHAINCODE,
                "lockQuote",
                new LockQuote("PlatformMSP/L1", new Commitment(Sha256.hex("else"))).toJson()),
        "COMMITMENT_MISMATCH",
        "sealed.items[0]");
  }

  @Test
  void theSameNoteTwiceIsRefused() {
    SignedQuote signed = exchange.signed(exchange.quote());
    ExchangePlan.Input euros = input("BankMSP/ME.2", exchange.euros.get(1));
    assertRefused(
        exchange.lock(
            "PlatformMSP/L1",
            exchange.plan(signed, 1000_00, List.of(euros, euros), exchange.dollars.subList(0, 1))),
        "DUPLICATE_INPUT",
        "sealed.items[0].inputs[1]");
    NoteOpening dollars = exchange.dollars.get(1);
    Quote twice =
        exchange.quote(
            "Q2", Side.FIX_SOURCE, rate(117, 100), 500_00, "BankMSP/MU.2", "BankMSP/MU.2");
    assertRefused(
        exchange.lock(
            "PlatformMSP/L1",
            exchange.plan(
                exchange.signed(twice), 500_00, List.of(euros), List.of(dollars, dollars))),
        "DUPLICATE_INPUT",
        "sealed.items[0].signedQuote.quote.collateral[1]");
  }

  @Test
  void moreThanTheMaximumIsRefused() {
    ExchangePlan plan =
        exchange.plan(
            exchange.signed(exchange.quote()),
            1000_01,
            List.of(
                input("BankMSP/ME.1", exchange.euros.get(0)),
                input("BankMSP/ME.2", exchange.euros.get(1))),
            exchange.dollars.subList(0, 1));
    assertRefused(exchange.lock("PlatformMSP/L1", plan), "ABOVE_MAXIMUM", "items[0].amount");
  }

  @Test
  void anotherBuyerCannotLockIt() {
    List<NoteOpening> suppliers = exchange.mint("BankMSP/MS", SUPPLIER, EUR, 1000_00);
    ExchangePlan plan =
        exchange.plan(
            exchange.signed(exchange.quote()),
            1000_00,
            List.of(input("BankMSP/MS.1", suppliers.getFirst())),
            exchange.dollars.subList(0, 1));
    assertRefused(
        exchange
            .locking(SUPPLIER, plan)
            .group(
                CHAINCODE,
                "lockQuote",
                new LockQuote("SupplierMSP/L1", plan.commitment()).toJson()),
        "PERMISSION_DENIED",
        "items[0].quote.buyer");
  }

  @ParameterizedTest
  @CsvSource({
    "rate, '{\"numerator\":\"118\",\"denominator\":\"100\"}'",
    "maximum, '\"100001\"'",
    "expiresAt, '\"2026-11-21T09:09:00.000Z\"'",
    "settleWithinSeconds, 121",
    "rounding, '\"HALF_EVEN\"'",
    "side, '\"FIX_TARGET\"'",
    "quoteId, '\"Q2\"'",
    "reference, '\"BankMSP/FED\"'",
    "nonce, '\"00000000000000000000000000000000\"'",
    "collateral, '[\"BankMSP/MU.2\"]'",
  })
  void aTamperedQuoteIsRefused(String field, String value) {
    SignedQuote signed = exchange.signed(exchange.quote());
    JsonObject changed =
        signed.quote().toJson().toBuilder().replace(field, Json.parse(value)).build();
    SignedQuote tampered =
        new SignedQuote(Quote.fromJson(Fields.of("", changed)), signed.signature());
    assertRefused(
        exchange.lock("PlatformMSP/L1", exchange.plan(tampered, 1000_00)),
        "WRONG_SIGNATURE",
        "sealed.items[0].signedQuote.signature");
  }

  @ParameterizedTest
  @CsvSource({
    "targetCurrency, '\"HRK\"'",
    "sourceCurrency, '\"BGN\"'",
    "targetCurrency, '\"XAU\"'",
    "targetCurrency, '\"EUR\"'",
    "rate, '{\"numerator\":\"0\",\"denominator\":\"1\"}'",
    "maximum, '\"0\"'",
    "settleWithinSeconds, 86401",
    "rounding, '\"UP\"'",
    "collateral, '[]'",
    "nonce, '\"00\"'",
    "buyer, '\"BankMSP\"'",
  })
  void aMalformedQuoteIsRefusedWithTheFieldNamed(String field, String value) {
    ExchangePlan plan = exchange.plan(exchange.signed(exchange.quote()), 1000_00);
    JsonObject quote = plan.quote().toJson().toBuilder().replace(field, Json.parse(value)).build();
    JsonObject sealed =
        plan.toJson().toBuilder()
            .replace(
                "signedQuote",
                plan.signedQuote().toJson().toBuilder().replace("quote", quote).build())
            .build();
    List<ItemResult> results =
        channel
            .as(PLATFORM)
            .endorsedBy(BANK, PLATFORM)
            .sealed(sealed)
            .group(
                CHAINCODE,
                "lockQuote",
                new LockQuote("PlatformMSP/L1", plan.commitment()).toJson());
    assertThat(((ItemResult.Refused) results.getFirst()).refusal().code())
        .isEqualTo("INVALID_ARGUMENT");
    assertThat(((ItemResult.Refused) results.getFirst()).refusal().field())
        .startsWith("sealed.items[0].signedQuote.quote." + field);
  }

  @Test
  void aQuoteUnderACertificateThatTheProviderNeverNamedIsRefused() {
    SignedQuote other =
        signed(exchange.quote(), channel.identity(BANK, "somebody else of the bank"));
    assertRefused(
        exchange.lock("PlatformMSP/L1", exchange.plan(other, 1000_00)),
        "FOREIGN_CERTIFICATE",
        "sealed.items[0].signedQuote.certificate");
    SignedQuote forged = signed(exchange.quote(), channel.identity(PLATFORM));
    assertRefused(
        exchange.lock("PlatformMSP/L1", exchange.plan(forged, 1000_00)),
        "FOREIGN_CERTIFICATE",
        "sealed.items[0].signedQuote.certificate");
  }

  @Test
  void aProviderThatNamedNoCertificateCannotBeLocked() {
    List<NoteOpening> others =
        exchange.mint(OTHER_BANK, "OtherBankMSP/MO", OTHER_BANK, USD, 3000_00);
    assertRefused(
        exchange.lock("PlatformMSP/L1", ofOtherBank(others)),
        "NOT_FOUND",
        "items[0].quote.provider");
  }

  @Test
  void aCertificateIsNamedByTheIdentityThatHoldsIt() {
    assertRefused(
        exchange.appoint(BANK, channel.identity(BANK, "somebody else").pem()),
        "FOREIGN_CERTIFICATE",
        "items[0].certificate");
    assertRefused(
        exchange.appoint(BANK, channel.identity(PLATFORM).pem()),
        "FOREIGN_CERTIFICATE",
        "items[0].certificate");
    assertThat(accepted(exchange.appoint(BANK)).existing()).isTrue();
    assertThatThrownBy(() -> exchange.appoint(SUPPLIER))
        .hasMessageStartingWith("PERMISSION_DENIED|role|");
  }

  /** All of a member's certificates end on the same day here, so this one is put there. */
  @Test
  void aCertificateThatHasRunOutSignsNothing() throws Exception {
    channel.plant(CHAINCODE, "dealer/BankMSP", new AppointDealer(certificateOf2025()).toJson());
    assertRefused(
        exchange.lock("PlatformMSP/L1", exchange.plan(exchange.signed(exchange.quote()), 1000_00)),
        "CERTIFICATE_EXPIRED",
        "items[0].quote.provider");
  }

  private static String certificateOf2025() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair keys = generator.generateKeyPair();
    X500Name name = new X500Name("CN=dealer");
    byte[] certificate =
        new JcaX509v3CertificateBuilder(
                name,
                BigInteger.ONE,
                Date.from(Instant.parse("2025-01-01T00:00:00Z")),
                Date.from(Instant.parse("2026-01-01T00:00:00Z")),
                name,
                keys.getPublic())
            .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()))
            .getEncoded();
    return "-----BEGIN CERTIFICATE-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate)
        + "\n-----END CERTIFICATE-----\n";
  }

  @Test
  void aProviderIsABank() {
    Quote quote =
        Quote.fromJson(
            Fields.of(
                "",
                exchange.quote().toJson().toBuilder()
                    .replace("provider", Json.text(SUPPLIER))
                    .build()));
    assertRefused(
        exchange.lock("PlatformMSP/L1", exchange.plan(exchange.signed(quote), 1000_00)),
        "NOT_FOUND",
        "items[0].quote.provider");
  }

  @Test
  void anExpiredQuoteIsRefusedWhicheverClockSaysSo() {
    ExchangePlan plan = exchange.plan(exchange.signed(exchange.quote()), 1000_00);
    Instant expiry = plan.quote().expiresAt();
    JsonObject item = new LockQuote("PlatformMSP/L1", plan.commitment()).toJson();
    channel.setNow(expiry.minusSeconds(5));
    assertRefused(
        exchange.locking(PLATFORM, plan).at(expiry).group(CHAINCODE, "lockQuote", item),
        "QUOTE_EXPIRED",
        "items[0].quote.expiresAt");
    channel.setNow(expiry);
    assertRefused(
        exchange
            .locking(PLATFORM, plan)
            .at(expiry.minusSeconds(MINUTE))
            .group(CHAINCODE, "lockQuote", item),
        "QUOTE_EXPIRED",
        "items[0].quote.expiresAt");
  }

  @Test
  void aRateOutsideTheBandIsRefusedAndOneAtItsEdgeIsNot() {
    Quote above =
        exchange.quote(
            "Q1", Side.FIX_SOURCE, rate(1_180_084_1, 1_000_000_0), 100_00, "BankMSP/MU.1");
    assertRefused(
        exchange.lock("PlatformMSP/L1", exchange.plan(exchange.signed(above), 100_00)),
        "OUT_OF_BAND",
        "items[0].quote.rate");
    Quote below =
        exchange.quote(
            "Q1", Side.FIX_SOURCE, rate(1_156_715_9, 1_000_000_0), 100_00, "BankMSP/MU.1");
    assertRefused(
        exchange.lock("PlatformMSP/L1", exchange.plan(exchange.signed(below), 100_00)),
        "OUT_OF_BAND",
        "items[0].quote.rate");
    Quote edge =
        exchange.quote("Q1", Side.FIX_SOURCE, rate(1_180_084, 1_000_000), 100_00, "BankMSP/MU.1");
    accepted(exchange.lock("PlatformMSP/L1", exchange.plan(exchange.signed(edge), 100_00)));
  }

  @Test
  void withoutReferenceRatesOfThePairNothingIsLocked() {
    assertNoReference(
        quote -> quote.replace("reference", Json.text("BankMSP/FED")),
        exchange.dollars.subList(0, 1));
    List<NoteOpening> francs =
        exchange.mint("BankMSP/MC", BANK, new portolan.domain.money.Currency("CHF"), 2000_00);
    assertNoReference(
        quote ->
            quote
                .replace("targetCurrency", Json.text("CHF"))
                .replace("collateral", Json.parse("[\"BankMSP/MC.1\"]")),
        francs);
  }

  private void assertNoReference(
      UnaryOperator<JsonObject.Builder> change, List<NoteOpening> collateral) {
    Quote quote =
        Quote.fromJson(Fields.of("", change.apply(exchange.quote().toJson().toBuilder()).build()));
    ExchangePlan plan =
        exchange.plan(
            exchange.signed(quote),
            100_00,
            List.of(input("BankMSP/ME.1", exchange.euros.getFirst())),
            collateral);
    assertRefused(
        exchange.lock("PlatformMSP/L1", plan), "NO_REFERENCE", "items[0].quote.reference");
  }

  @Test
  void ratesOfMoreThanAWeekAgoAreNoReference() {
    exchange.passSeconds(7 * 86_400);
    ExchangePlan lastDay = exchange.plan(exchange.signed(exchange.quote()), 1000_00);
    TestChannel.Endorsed inTime = exchange.endorseLock("PlatformMSP/L1", lastDay);
    assertThat(inTime.answer().canonical()).contains("deadline");
    exchange.passSeconds(86_400);
    assertRefused(
        exchange.lock("PlatformMSP/L1", exchange.plan(exchange.signed(exchange.quote()), 1000_00)),
        "NO_REFERENCE",
        "items[0].quote.reference");
  }

  @Test
  void theLatestDayCountsAndNoDayIsChanged() {
    assertThat(accepted(exchange.publish(rates(exchange.today(), 100))).existing()).isTrue();
    assertRefused(
        exchange.publish(rates(exchange.today(), 500)),
        "ALREADY_EXISTS",
        "items[0].toleranceBasisPoints");
    assertRefused(
        exchange.publish(rates(exchange.today().minusDays(1), 100)), "NOT_LATER", "items[0].date");
    assertRefused(
        exchange.publish(rates(exchange.today().plusDays(1), 100)),
        "INVALID_ARGUMENT",
        "items[0].date");
    exchange.passSeconds(86_400);
    accepted(exchange.publish(rates(exchange.today(), 10)));
    assertThat(
            channel
                .as(SUPPLIER)
                .evaluate(
                    CHAINCODE, "referenceRates", Json.object().put("source", "BankMSP/ECB").build())
                .text("date", 10))
        .isEqualTo("2026-11-22");
    assertRefused(
        exchange.lock("PlatformMSP/L1", exchange.plan(exchange.signed(exchange.quote()), 1000_00)),
        "OUT_OF_BAND",
        "items[0].quote.rate");
    assertThatThrownBy(
            () ->
                scene
                    .as(SUPPLIER)
                    .group(CHAINCODE, "publishReferenceRates", rates(exchange.today(), 0).toJson()))
        .hasMessageStartingWith("PERMISSION_DENIED|role|");
  }

  @Test
  void executingTwiceChangesNothing() {
    exchange.lockL1();
    ItemResult.Accepted first = accepted(exchange.execute("PlatformMSP/L1"));
    assertThat(
            accepted(
                scene
                    .as(BANK)
                    .group(CHAINCODE, "executeLock", new EndLock("PlatformMSP/L1").toJson())))
        .isEqualTo(ItemResult.Accepted.before(first.details()));
    exchange.passSeconds(SETTLE_WITHIN);
    assertRefused(exchange.expire("PlatformMSP/L1"), "NOT_LOCKED", "items[0].lockId");
    assertRefused(exchange.execute("PlatformMSP/L9"), "NOT_FOUND", "items[0].lockId");
  }

  @Test
  void noClockAllowsAnEarlyExpiryOrALateExecution() {
    exchange.lockL1();
    Instant deadline = channel.now().plusSeconds(SETTLE_WITHIN);
    JsonObject item = new EndLock("PlatformMSP/L1").toJson();
    channel.setNow(deadline.minusSeconds(5));
    assertRefused(
        scene.as(PLATFORM).at(deadline).group(CHAINCODE, "expireLock", item),
        "NOT_YET_EXPIRED",
        "items[0].lockId");
    assertRefused(
        scene.as(PLATFORM).at(deadline).group(CHAINCODE, "executeLock", item),
        "LOCK_EXPIRED",
        "items[0].lockId");
    channel.setNow(deadline);
    assertRefused(
        scene.as(PLATFORM).at(deadline.minusSeconds(60)).group(CHAINCODE, "executeLock", item),
        "LOCK_EXPIRED",
        "items[0].lockId");
    assertRefused(
        scene.as(PLATFORM).at(deadline.minusMillis(1)).group(CHAINCODE, "expireLock", item),
        "NOT_YET_EXPIRED",
        "items[0].lockId");
  }

  @Test
  void ofAnExecutionAndAnExpiryThatWereBothEndorsedTheFirstCounts() {
    for (boolean executionFirst : List.of(true, false)) {
      Exchange each = new Exchange();
      each.lockL1();
      TestChannel.Endorsed execution =
          each.scene
              .as(PLATFORM)
              .endorse(CHAINCODE, "executeLock", new EndLock("PlatformMSP/L1").toJson());
      each.passSeconds(SETTLE_WITHIN);
      TestChannel.Endorsed expiry =
          each.scene
              .as(BANK)
              .endorse(CHAINCODE, "expireLock", new EndLock("PlatformMSP/L1").toJson());
      assertThat(each.channel.commit(executionFirst ? execution : expiry)).isTrue();
      assertThat(each.channel.commit(executionFirst ? expiry : execution)).isFalse();
      assertThat(each.lockOf("PlatformMSP/L1").object("gate").text("state", 16))
          .isEqualTo(executionFirst ? "EXECUTED" : "EXPIRED");
      assertThat(each.spendable(PLATFORM, EUR) + each.spendable(BANK, EUR)).isEqualTo(1750_00);
      assertThat(each.spendable(PLATFORM, USD) + each.spendable(BANK, USD)).isEqualTo(2300_00);
    }
  }

  /** Holding an endorsed lock back is no free option: its time runs from when it was endorsed. */
  @Test
  void aLockThatWasHeldBackUntilItsDeadlineCanOnlyExpire() {
    TestChannel.Endorsed held =
        exchange.endorseLock(
            "PlatformMSP/L1", exchange.plan(exchange.signed(exchange.quote()), 1000_00));
    exchange.passSeconds(SETTLE_WITHIN);
    assertThat(channel.commit(held)).isTrue();
    assertRefused(exchange.execute("PlatformMSP/L1"), "LOCK_EXPIRED", "items[0].lockId");
    accepted(exchange.expire("PlatformMSP/L1"));
    assertThat(exchange.spendable(PLATFORM, EUR)).isEqualTo(1750_00);
  }

  @Test
  void aLockThatWasHeldBackFailsOnceItsNotesAreSpent() {
    TestChannel.Endorsed held =
        exchange.endorseLock(
            "PlatformMSP/L1", exchange.plan(exchange.signed(exchange.quote()), 1000_00));
    Quote other = exchange.quote("Q2", Side.FIX_SOURCE, rate(117, 100), 1000_00, "BankMSP/MU.1");
    accepted(
        exchange.lock(
            "PlatformMSP/L2",
            exchange.plan(
                exchange.signed(other),
                400_00,
                List.of(input("BankMSP/ME.2", exchange.euros.get(1))),
                exchange.dollars.subList(0, 1))));
    assertThat(channel.commit(held)).isFalse();
    assertThatThrownBy(() -> exchange.lockOf("PlatformMSP/L1"))
        .hasMessageStartingWith("NOT_FOUND|lockId|");
  }

  @Test
  void aCertificateThatWasReplacedMeanwhileBreaksTheLock() {
    TestChannel.Endorsed held =
        exchange.endorseLock(
            "PlatformMSP/L1", exchange.plan(exchange.signed(exchange.quote()), 1000_00));
    // The same certificate, written in another way: what counts is that the key has changed.
    accepted(exchange.appoint(BANK, channel.identity(BANK).pem().strip()));
    assertThat(channel.commit(held)).isFalse();
  }

  @Test
  void refusalsShowNoAmountsAndNoRates() {
    Quote quote =
        exchange.quote("Q1", Side.FIX_SOURCE, rate(1_999_7, 1_000_0), 471_100, "BankMSP/MU.1");
    String outOfBand =
        exchange
            .lock("PlatformMSP/L1", exchange.plan(exchange.signed(quote), 100_00))
            .getFirst()
            .toJson()
            .canonical();
    assertThat(outOfBand).contains("OUT_OF_BAND").doesNotContain("19997", "471100");
    String above =
        exchange
            .lock("PlatformMSP/L1", exchange.plan(exchange.signed(quote), 471_101))
            .getFirst()
            .toJson()
            .canonical();
    assertThat(above).doesNotContain("471101", "471100");
  }

  @Test
  void roundingIsTheOneThatWasSigned() {
    Quote quote =
        Quote.fromJson(
            Fields.of(
                "",
                exchange.quote().toJson().toBuilder()
                    .replace("rounding", Json.text(Rounding.HALF_EVEN.name()))
                    .build()));
    // 0.05 euros at 1.17 are 0.0585 dollars.
    accepted(exchange.lock("PlatformMSP/L1", exchange.plan(exchange.signed(quote), 5)));
    accepted(exchange.execute("PlatformMSP/L1"));
    assertThat(exchange.spendable(PLATFORM, USD)).isEqualTo(6);
  }
}
