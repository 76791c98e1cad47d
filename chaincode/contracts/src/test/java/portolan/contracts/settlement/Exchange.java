// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement;

import static portolan.contracts.settlement.Scene.BANK;
import static portolan.contracts.settlement.Scene.CHAINCODE;
import static portolan.contracts.settlement.Scene.PLATFORM;
import static portolan.contracts.settlement.Scene.SUPPLIER;
import static portolan.contracts.settlement.Scene.accepted;
import static portolan.contracts.settlement.Scene.commitments;

import com.google.protobuf.ByteString;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import portolan.contracts.fixture.Call;
import portolan.contracts.fixture.TestChannel;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.group.ItemResult;
import portolan.domain.membership.MemberSignature;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.exchange.CurrencyPair;
import portolan.domain.settlement.exchange.ExchangePlan;
import portolan.domain.settlement.exchange.Quote;
import portolan.domain.settlement.exchange.Rate;
import portolan.domain.settlement.exchange.ReferenceRates;
import portolan.domain.settlement.exchange.Rounding;
import portolan.domain.settlement.exchange.Side;
import portolan.domain.settlement.exchange.SignedQuote;
import portolan.domain.settlement.instruction.AppointDealer;
import portolan.domain.settlement.instruction.AttestReserves;
import portolan.domain.settlement.instruction.EndLock;
import portolan.domain.settlement.instruction.LockQuote;
import portolan.domain.settlement.instruction.MintNotes;
import portolan.twin.identity.Signatory;

/**
 * A scene in which the platform holds euros and the bank, which deals, dollars; both claims on that
 * bank. One euro is 1.1684 dollars.
 */
final class Exchange {
  static final Currency EUR = new Currency("EUR");
  static final Currency USD = Scene.USD;
  static final Currency PAB = new Currency("PAB");
  static final int MINUTE = 60;
  static final int SETTLE_WITHIN = 120;

  final Scene scene;
  final TestChannel channel;

  /** Notes of the buyer, {@code BankMSP/ME.1}... of 1000, 500 and 250 euros. */
  final List<NoteOpening> euros;

  /** Notes of the provider, {@code BankMSP/MU.1}... of 2000 and 300 dollars. */
  final List<NoteOpening> dollars;

  Exchange() {
    this(new Scene());
  }

  Exchange(Scene scene) {
    this.scene = scene;
    this.channel = scene.channel;
    euros = mint("BankMSP/ME", PLATFORM, EUR, 1000_00, 500_00, 250_00);
    dollars = mint("BankMSP/MU", BANK, USD, 2000_00, 300_00);
    accepted(appoint(BANK));
    accepted(publish(rates(today(), 100)));
  }

  LocalDate today() {
    return channel.now().atOffset(ZoneOffset.UTC).toLocalDate();
  }

  static ReferenceRates rates(LocalDate date, long tolerance) {
    SortedMap<Currency, BigDecimal> rates = new TreeMap<>();
    rates.put(USD, new BigDecimal("1.1684"));
    rates.put(PAB, new BigDecimal("1.1684"));
    rates.put(new Currency("JPY"), new BigDecimal("186.75"));
    return new ReferenceRates("BankMSP/ECB", date, EUR, tolerance, rates);
  }

  List<ItemResult> publish(ReferenceRates rates) {
    return scene.as(BANK).group(CHAINCODE, "publishReferenceRates", rates.toJson());
  }

  /** Has a bank say that it signs quotes with its usual identity. */
  List<ItemResult> appoint(String bank) {
    return appoint(bank, channel.identity(bank).pem());
  }

  List<ItemResult> appoint(String bank, String certificate) {
    return channel
        .as(bank)
        .endorsedBy(bank, SUPPLIER)
        .group(CHAINCODE, "appointDealer", new AppointDealer(certificate).toJson());
  }

  /** Issues notes of the bank. */
  List<NoteOpening> mint(String id, String owner, Currency currency, long... units) {
    return mint(BANK, id, owner, currency, units);
  }

  List<NoteOpening> mint(String bank, String id, String owner, Currency currency, long... units) {
    List<NoteOpening> notes = new ArrayList<>();
    Arrays.stream(units).forEach(u -> notes.add(scene.note(owner, u, currency)));
    long sum = Arrays.stream(units).sum();
    accepted(
        channel
            .as(bank)
            .endorsedBy(bank, SUPPLIER)
            .group(
                CHAINCODE,
                "attestReserves",
                new AttestReserves(id + "-reserves", new Money(currency, sum)).toJson()));
    String other = owner.equals(bank) ? SUPPLIER : owner;
    accepted(
        channel
            .as(bank)
            .endorsedBy(bank, other)
            .sealed(MintNotes.sealed(notes))
            .group(
                CHAINCODE,
                "mint",
                new MintNotes(id, id + "-reserves", owner, sum, commitments(notes)).toJson()));
    return notes;
  }

  static Rate rate(long numerator, long denominator) {
    return new Rate(BigInteger.valueOf(numerator), BigInteger.valueOf(denominator));
  }

  /** 1.17 dollars for a euro, for up to 1000 euros, backed by the note of 2000 dollars. */
  Quote quote() {
    return quote("Q1", Side.FIX_SOURCE, rate(117, 100), 1000_00, "BankMSP/MU.1");
  }

  Quote quote(String id, Side side, Rate rate, long maximum, String... collateral) {
    return new Quote(
        id,
        BANK,
        PLATFORM,
        new CurrencyPair(EUR, USD),
        BANK,
        BANK,
        side,
        rate,
        Rounding.TOWARDS_PROVIDER,
        maximum,
        "BankMSP/ECB",
        channel.now().plusSeconds(MINUTE),
        SETTLE_WITHIN,
        List.of(collateral),
        scene.salt());
  }

  SignedQuote signed(Quote quote) {
    return signed(quote, channel.identity(quote.provider()));
  }

  static SignedQuote signed(Quote quote, Signatory dealer) {
    ByteString signature = dealer.sign(ByteString.copyFrom(SignedQuote.signedBytes(quote)));
    return new SignedQuote(
        quote,
        new MemberSignature(
            Base64.getEncoder().encodeToString(signature.toByteArray()), dealer.pem()));
  }

  static ExchangePlan.Input input(String noteId, NoteOpening opening) {
    return new ExchangePlan.Input(noteId, opening);
  }

  /** Converts so much with the note of 1000 euros and the one of 2000 dollars. */
  ExchangePlan plan(SignedQuote signed, long amount) {
    return plan(
        signed, amount, List.of(input("BankMSP/ME.1", euros.get(0))), List.of(dollars.getFirst()));
  }

  ExchangePlan plan(
      SignedQuote signed,
      long amount,
      List<ExchangePlan.Input> inputs,
      List<NoteOpening> collateral) {
    return new ExchangePlan(signed, amount, inputs, collateral, scene.salt());
  }

  /** A call that all who have to endorse a lock endorse. */
  Call locking(String caller, ExchangePlan plan) {
    Quote quote = plan.quote();
    return channel
        .as(caller)
        .endorsedBy(
            Stream.of(quote.targetBank(), quote.sourceBank(), quote.provider(), caller)
                .distinct()
                .toArray(String[]::new))
        .sealed(plan.toJson());
  }

  List<ItemResult> lock(String lockId, ExchangePlan plan) {
    return locking(PLATFORM, plan)
        .group(CHAINCODE, "lockQuote", new LockQuote(lockId, plan.commitment()).toJson());
  }

  TestChannel.Endorsed endorseLock(String lockId, ExchangePlan plan) {
    return locking(PLATFORM, plan)
        .endorse(CHAINCODE, "lockQuote", new LockQuote(lockId, plan.commitment()).toJson());
  }

  /** Locks 1000 euros against 1170 dollars as L1. */
  ExchangePlan lockL1() {
    ExchangePlan plan = plan(signed(quote()), 1000_00);
    accepted(lock("PlatformMSP/L1", plan));
    return plan;
  }

  List<ItemResult> execute(String lockId) {
    return end("executeLock", lockId);
  }

  List<ItemResult> expire(String lockId) {
    return end("expireLock", lockId);
  }

  List<ItemResult> end(String function, String lockId) {
    return scene.as(PLATFORM).group(CHAINCODE, function, new EndLock(lockId).toJson());
  }

  void passSeconds(long seconds) {
    channel.setNow(channel.now().plusSeconds(seconds));
  }

  Fields lockOf(String lockId) {
    return channel
        .as(SUPPLIER)
        .evaluate(CHAINCODE, "lock", Json.object().put("lockId", lockId).build());
  }

  /** What a member can spend now, minor units. */
  long spendable(String member, Currency currency) {
    Fields page =
        channel.as(member).evaluate(CHAINCODE, "myNotes", Json.object().put("limit", 1000).build());
    return page.objects("notes", 0, 1000).stream()
        .filter(note -> note.text("state", 16).equals("SPENDABLE"))
        .map(note -> NoteOpening.fromJson(note.object("opening")).amount())
        .filter(amount -> amount.currency().equals(currency))
        .mapToLong(Money::minorUnits)
        .sum();
  }
}
