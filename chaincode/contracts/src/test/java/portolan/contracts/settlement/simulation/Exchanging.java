// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement.simulation;

import static portolan.contracts.settlement.simulation.Verdict.objections;

import com.google.protobuf.ByteString;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import portolan.domain.encoding.JsonObject;
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
import portolan.domain.settlement.instruction.EndLock;
import portolan.domain.settlement.instruction.LockQuote;
import portolan.twin.identity.Signatory;

/** Two currencies change hands, or neither does. */
final class Exchanging {
  private static final Currency EUR = new Currency("EUR");
  private static final Currency USD = new Currency("USD");
  private static final String SOURCE = "BankMSP/ECB";
  private static final long TOLERANCE = 100;

  /** The published rate of the euro in dollars, and what of it is still in the band. */
  private static final BigDecimal REFERENCE = new BigDecimal("1.1684");

  private final Signatory dealer;
  private final Signatory impostor;

  Exchanging(Signatory dealer, Signatory impostor) {
    this.dealer = dealer;
    this.impostor = impostor;
  }

  List<Habit> habits() {
    return List.of(
        new Habit(
            "publishReferenceRates",
            1,
            3,
            dice -> dice.any(Members.BANKS),
            (dice, caller) -> Optional.of(publish(dice))),
        new Habit(
            "appointDealer",
            1,
            2,
            dice -> Members.BANK,
            (dice, caller) -> Optional.of(appoint(dice))),
        new Habit("lockQuote", 3, 12, dice -> dice.any(Members.ALL), this::lock),
        new Habit(
            "executeLock",
            5,
            30,
            dice -> dice.any(Members.ALL),
            (dice, caller) -> end(dice, "EXECUTED")),
        new Habit(
            "expireLock",
            5,
            30,
            dice -> dice.any(Members.ALL),
            (dice, caller) -> end(dice, "EXPIRED")));
  }

  private static Command publish(Dice dice) {
    SortedMap<Currency, BigDecimal> rates = new TreeMap<>();
    rates.put(USD, REFERENCE);
    LocalDate today = dice.now().atOffset(ZoneOffset.UTC).toLocalDate();
    return new Publish(
        new ReferenceRates(SOURCE, today.plusDays(dice.between(-2, 1)), EUR, TOLERANCE, rates));
  }

  private Command appoint(Dice dice) {
    return new Appoint(dice.oneIn(4) ? impostor.pem() : dealer.pem(), dealer.pem());
  }

  private static Optional<Command> end(Dice dice, String how) {
    return dice.lock().map(l -> how.equals("EXECUTED") ? new Execute(l.id) : new Expire(l.id));
  }

  /** A keeper's word that the time of a lock is over. */
  static Command expiryOf(String lockId) {
    return new Expire(lockId);
  }

  private Optional<Command> lock(Dice dice, String caller) {
    Optional<Coin> input =
        dice.spendable(caller, c -> is(c, EUR) && c.units() < 1_000_000_000_000L);
    if (input.isEmpty() || dice.oneIn(25)) {
      input = dice.anyCoin(c -> is(c, EUR));
    }
    Optional<Coin> collateral =
        dice.oneIn(25)
            ? dice.anyCoin(c -> is(c, USD))
            : dice.spendable(Members.BANK, c -> is(c, USD) && c.units() < 1_000_000_000_000L);
    if (input.isEmpty() || collateral.isEmpty()) {
      return Optional.empty();
    }
    NoteOpening paid = input.get().opening();
    NoteOpening pledged = collateral.get().opening();
    long most = Math.min(paid.amount().minorUnits(), pledged.amount().minorUnits() * 10 / 12);
    long amount =
        dice.oneIn(12) ? paid.amount().minorUnits() + 1 : dice.between(1, Math.max(1, most));
    long numerator = 11684 + dice.between(-110, 110);
    String buyer = dice.oneIn(25) || caller.equals(Members.BANK) ? Members.MARKET : caller;
    Quote quote =
        new Quote(
            dice.oneIn(30)
                ? dice.model.quotes.stream().findFirst().orElse("Q0")
                : dice.plainId("Q"),
            Members.BANK,
            buyer,
            new CurrencyPair(EUR, USD),
            input.get().bank(),
            collateral.get().bank(),
            dice.oneIn(4) ? Side.FIX_TARGET : Side.FIX_SOURCE,
            new Rate(BigInteger.valueOf(numerator), BigInteger.valueOf(10_000)),
            dice.oneIn(2) ? Rounding.TOWARDS_PROVIDER : Rounding.HALF_EVEN,
            dice.oneIn(25) ? Math.max(1, amount - 1) : amount,
            SOURCE,
            dice.now().truncatedTo(ChronoUnit.MILLIS).plusSeconds(dice.between(-5, 120)),
            dice.between(30, 900),
            List.of(collateral.get().id()),
            dice.salt());
    boolean forged = dice.oneIn(30);
    SignedQuote signed = sign(quote, forged ? impostor : dealer);
    boolean tampered = dice.oneIn(30);
    if (tampered) {
      signed =
          new SignedQuote(
              new Quote(
                  quote.quoteId(),
                  quote.provider(),
                  quote.buyer(),
                  quote.pair(),
                  quote.sourceBank(),
                  quote.targetBank(),
                  quote.side(),
                  new Rate(BigInteger.valueOf(numerator + 1), BigInteger.valueOf(10_000)),
                  quote.rounding(),
                  quote.maximum(),
                  quote.reference(),
                  quote.expiresAt(),
                  quote.settleWithinSeconds(),
                  quote.collateral(),
                  quote.nonce()),
              signed.signature());
    }
    ExchangePlan plan =
        new ExchangePlan(
            signed,
            amount,
            List.of(new ExchangePlan.Input(input.get().id(), paid)),
            List.of(pledged),
            dice.salt());
    return Optional.of(new Lock(dice.id("L"), plan, dealer.pem(), tampered));
  }

  private static boolean is(Coin coin, Currency currency) {
    return coin.opening().amount().currency().equals(currency);
  }

  private static SignedQuote sign(Quote quote, Signatory by) {
    ByteString signature = by.sign(ByteString.copyFrom(SignedQuote.signedBytes(quote)));
    return new SignedQuote(
        quote,
        new MemberSignature(Base64.getEncoder().encodeToString(signature.toByteArray()), by.pem()));
  }

  /** A bank brings a day's rates. */
  private record Publish(ReferenceRates rates) implements Command {
    @Override
    public List<String> names() {
      return List.of(rates.source());
    }

    @Override
    public JsonObject item() {
      return rates.toJson();
    }

    @Override
    public Verdict play(Model model, Moment moment) {
      return model
          .known("rates", rates.date().toString(), item())
          .orElseGet(
              () ->
                  objections()
                      .when(
                          rates
                              .date()
                              .isAfter(moment.timestamp().atOffset(ZoneOffset.UTC).toLocalDate()),
                          "INVALID_ARGUMENT")
                      .when(
                          model.referenceDay.filter(d -> !rates.date().isAfter(d)).isPresent(),
                          "NOT_LATER")
                      .orDo(
                          () -> {
                            model.remember("rates", rates.date().toString(), item());
                            model.referenceDay = Optional.of(rates.date());
                          }));
    }
  }

  /** A provider says with which certificate it signs. */
  private record Appoint(String certificate, String own) implements Command {
    @Override
    public JsonObject item() {
      return new AppointDealer(certificate).toJson();
    }

    @Override
    public Verdict play(Model model, Moment moment) {
      // It is the bank's own, whoever else sends it.
      if (!certificate.equals(own) || !moment.caller().equals(Members.BANK)) {
        return Verdict.refused("FOREIGN_CERTIFICATE");
      }
      return certificate.equals(model.dealers.put(moment.caller(), certificate))
          ? new Verdict.Before()
          : new Verdict.Now();
    }
  }

  /** A buyer takes a quote. */
  private record Lock(String id, ExchangePlan plan, String dealer, boolean tampered)
      implements Command {
    @Override
    public List<String> names() {
      return List.of(id);
    }

    @Override
    public JsonObject item() {
      return new LockQuote(id, plan.commitment()).toJson();
    }

    @Override
    public Optional<JsonObject> sealed() {
      return Optional.of(plan.toJson());
    }

    private Quote quote() {
      return plan.quote();
    }

    @Override
    public Set<String> signers() {
      return new TreeSet<>(List.of(quote().buyer(), Members.BANK, Members.OTHER_BANK));
    }

    @Override
    public List<NoteOpening> openings() {
      try {
        return plan.payouts(id).stream().map(ExchangePlan.Payout::opening).toList();
      } catch (RuntimeException e) {
        return List.of(); // it is refused
      }
    }

    /** What the buyer pays and gets, by a calculation of its own. */
    private Optional<long[]> amounts() {
      BigInteger amount = BigInteger.valueOf(plan.amount());
      BigInteger up = quote().rate().numerator();
      BigInteger down = quote().rate().denominator();
      boolean fixesSource = quote().side() == Side.FIX_SOURCE;
      // Both currencies have two digits.
      BigInteger product = amount.multiply(fixesSource ? up : down);
      BigInteger divisor = fixesSource ? down : up;
      BigInteger[] parts = product.divideAndRemainder(divisor);
      BigInteger result = parts[0];
      int half = parts[1].shiftLeft(1).compareTo(divisor);
      boolean rest = parts[1].signum() > 0;
      boolean raised =
          quote().rounding() == Rounding.HALF_EVEN
              ? half > 0 || (half == 0 && parts[0].testBit(0))
              : rest && !fixesSource;
      if (raised) {
        result = result.add(BigInteger.ONE);
      }
      if (result.signum() == 0 || result.compareTo(BigInteger.valueOf(Money.MAX_MINOR_UNITS)) > 0) {
        return Optional.empty();
      }
      return Optional.of(
          fixesSource
              ? new long[] {plan.amount(), result.longValueExact()}
              : new long[] {result.longValueExact(), plan.amount()});
    }

    @Override
    public Verdict play(Model model, Moment moment) {
      return model
          .known("lock", id, item())
          .orElseGet(() -> checked(model, moment).orDo(() -> take(model, moment)));
    }

    private Verdict.Objections checked(Model model, Moment moment) {
      Quote quote = quote();
      Verdict.Objections wrong =
          objections()
              .unless(quote.buyer().equals(moment.caller()), "PERMISSION_DENIED")
              .unless(model.dealers.containsKey(quote.provider()), "NOT_FOUND")
              .unless(
                  plan.signedQuote().signature().certificate().equals(dealer),
                  "FOREIGN_CERTIFICATE")
              .when(tampered, "WRONG_SIGNATURE")
              .when(model.quotes.contains(quote.quoteId()), "QUOTE_USED")
              .unless(moment.precedes(quote.expiresAt()), "QUOTE_EXPIRED")
              .unless(isReferenceUsable(model, moment.timestamp()), "NO_REFERENCE")
              .unless(isInBand(quote.rate()), "OUT_OF_BAND")
              .when(plan.amount() > quote.maximum(), "ABOVE_MAXIMUM");
      Optional<long[]> amounts = amounts();
      wrong.unless(amounts.isPresent(), "NOT_CONVERTIBLE");
      NoteOpening paid = plan.inputs().getFirst().opening();
      NoteOpening pledged = plan.collateral().getFirst();
      amounts.ifPresent(
          a ->
              wrong
                  .when(paid.amount().minorUnits() < a[0], "NOT_CONSERVED")
                  .when(pledged.amount().minorUnits() < a[1], "NOT_COVERED"));
      model.checkSpending(
          wrong, plan.inputs().getFirst().noteId(), paid, quote.buyer(), quote.sourceBank());
      model.checkSpending(
          wrong, quote.collateral().getFirst(), pledged, quote.provider(), quote.targetBank());
      return wrong;
    }

    private static boolean isReferenceUsable(Model model, Instant at) {
      LocalDate oldest =
          at.atOffset(ZoneOffset.UTC).toLocalDate().minusDays(ReferenceRates.USABLE_DAYS);
      return model.referenceDay.filter(d -> !d.isBefore(oldest)).isPresent();
    }

    /** Off the reference by one hundredth at most. */
    private static boolean isInBand(Rate rate) {
      BigDecimal quoted = new BigDecimal(rate.numerator()).movePointLeft(4);
      return quoted.subtract(REFERENCE).abs().movePointRight(2).compareTo(REFERENCE) <= 0;
    }

    private void take(Model model, Moment moment) {
      Quote quote = quote();
      long[] amounts = amounts().orElseThrow();
      model.remember("lock", id, item());
      model.quotes.add(quote.quoteId());
      plan.inputs().forEach(input -> model.spend(input.noteId()));
      quote.collateral().forEach(model::spend);
      Purse euros = new Purse(quote.buyer(), quote.sourceBank(), EUR);
      Purse dollars = new Purse(quote.provider(), quote.targetBank(), USD);
      List<NoteOpening> notes = new ArrayList<>(openings());
      Set<NoteOpening> all = new HashSet<>(notes);
      add(model, "EXECUTED", 1, all, quote.buyer(), dollars, amounts[1]);
      add(model, "EXECUTED", 2, all, quote.provider(), euros, amounts[0]);
      add(model, "EXPIRED", 1, all, quote.buyer(), euros, amounts[0]);
      add(model, "EXPIRED", 2, all, quote.provider(), dollars, amounts[1]);
      add(model, "", 1, all, quote.buyer(), euros, units(plan.inputs()) - amounts[0]);
      add(
          model,
          "",
          2,
          all,
          quote.provider(),
          dollars,
          plan.collateral().getFirst().amount().minorUnits() - amounts[1]);
      Model.Lock lock =
          new Model.Lock(
              id,
              euros,
              amounts[0],
              dollars,
              amounts[1],
              moment.timestamp().plusSeconds(quote.settleWithinSeconds()));
      model.locks.put(id, lock);
      model.everyLock.add(lock);
    }

    private static long units(List<ExchangePlan.Input> inputs) {
      return inputs.getFirst().opening().amount().minorUnits();
    }

    /** Only the salt of a note is the plan's; whose it is and how much is decided here. */
    private void add(
        Model model,
        String end,
        int place,
        Set<NoteOpening> notes,
        String owner,
        Purse of,
        long units) {
      if (units == 0) {
        return;
      }
      String noteId = id + "." + (end.isEmpty() ? "UNUSED" : end) + "." + place;
      NoteOpening note =
          plan.payouts(id).stream()
              .filter(p -> p.noteId().equals(noteId))
              .map(ExchangePlan.Payout::opening)
              .filter(n -> n.owner().equals(owner))
              .filter(n -> n.amount().equals(new Money(of.currency(), units)))
              .filter(notes::contains)
              .findFirst()
              .orElseThrow(() -> new AssertionError("no note " + noteId + " of " + units));
      model.add(
          end.isEmpty()
              ? Coin.free(noteId, note, of.bank())
              : Coin.under(new Coin.Lid("lock/" + id, end), noteId, note, of.bank()));
    }
  }

  private static Verdict ended(Model.Lock lock, String how, boolean inTime, Model model) {
    String late = how.equals("EXECUTED") ? "LOCK_EXPIRED" : "NOT_YET_EXPIRED";
    if (lock.state.equals(how)) {
      return new Verdict.Before();
    }
    return objections()
        .unless(lock.state.equals("LOCKED"), "NOT_LOCKED")
        .unless(!lock.state.equals("LOCKED") || inTime, late)
        .orDo(
            () -> {
              lock.state = how;
              model.end("lock/" + lock.id, how);
            });
  }

  /** Somebody wants both amounts to change hands. */
  private record Execute(String id) implements Command {
    @Override
    public JsonObject item() {
      return new EndLock(id).toJson();
    }

    @Override
    public Verdict play(Model model, Moment moment) {
      Model.Lock lock = model.locks.get(id);
      return lock == null
          ? Verdict.refused("NOT_FOUND")
          : ended(lock, "EXECUTED", moment.precedes(lock.deadline), model);
    }
  }

  /** Somebody wants both amounts back. */
  private record Expire(String id) implements Command {
    @Override
    public JsonObject item() {
      return new EndLock(id).toJson();
    }

    @Override
    public Verdict play(Model model, Moment moment) {
      Model.Lock lock = model.locks.get(id);
      return lock == null
          ? Verdict.refused("NOT_FOUND")
          : ended(lock, "EXPIRED", moment.reached(lock.deadline), model);
    }
  }
}
