// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;
import portolan.domain.settlement.ReturnReason;
import portolan.domain.settlement.Uetr;
import portolan.domain.settlement.reconciliation.BankEntry.Direction;
import portolan.domain.settlement.reconciliation.BankEntry.References;
import portolan.domain.settlement.reconciliation.BankEntry.Report;
import portolan.domain.settlement.reconciliation.BankEntry.ReturnInformation;

/**
 * Statements made at random, against a model that keeps a tally of each order: how often each kind
 * of message told that money left and came back. It collects every doubt about a booking; one is
 * enough for suspense, and the verdict's has to be among them.
 */
final class ReconciliationModelTest {
  private static final Instant NOW = Instant.parse("2026-11-21T09:00:00Z");
  private static final List<String> CURRENCIES = List.of("EUR", "JPY", "KWD");

  /** What the model knows of an order. */
  private static final class Tally {
    private final PaymentOrder order;
    private final TreeMap<String, Integer> told = new TreeMap<>();
    private boolean left;
    private boolean back;

    Tally(int number) {
      order =
          new PaymentOrder(
              "R" + number,
              uetr(number),
              new Money(new Currency(CURRENCIES.get(number)), 1000 + number),
              Optional.empty(),
              Optional.empty());
    }
  }

  private static Uetr uetr(int number) {
    return new Uetr("%08d-aaaa-4aaa-8aaa-aaaaaaaaaaaa".formatted(number));
  }

  private final List<Tally> tallies = List.of(new Tally(0), new Tally(1), new Tally(2));
  private final Reconciliation reconciliation =
      new Reconciliation(tallies.stream().map(t -> t.order).toList(), List.of(), NOW);

  @Provide
  Arbitrary<List<Integer>> dice() {
    return Arbitraries.integers().between(0, 1_000_000).list().ofMinSize(1).ofMaxSize(60);
  }

  @Property(tries = 500)
  void aBookingHasAnEffectExactlyWhenTheModelHasNoDoubt(@ForAll("dice") List<Integer> dice) {
    ReconciliationModelTest fresh = new ReconciliationModelTest();
    for (int i = 0; i < dice.size(); i++) {
      fresh.play(i, dice.get(i));
    }
  }

  private void play(int number, int dice) {
    int die = dice;
    Tally tally = tallies.get(die % 3);
    die /= 3;
    int place = die % 7;
    die /= 7;
    boolean second = place != 6 && die % 11 == 0;
    boolean wrongCurrency = die % 13 == 0;
    long off = die % 17 == 0 ? 1 : die % 19 == 0 ? -1 : 0;
    boolean reversal = die % 23 == 0;
    boolean out = die % 2 == 0;
    boolean sentBack = die % 5 == 0 ? out : !out;
    boolean withReason = die % 7 != 0;
    Report report = die % 3 == 0 ? Report.NOTIFICATION : Report.STATEMENT;

    Money amount = tally.order.amount();
    BigDecimal booked =
        new BigDecimal(
            BigInteger.valueOf(amount.minorUnits() + off),
            amount.currency().decimals().orElseThrow());
    BankEntry entry =
        new BankEntry(
            new BankEntry.Key(report, "ACCOUNT", "S", "2026-11-21", 1, "#" + number),
            new BankEntry.Booking("", "", false),
            out ? Direction.DEBIT : Direction.CREDIT,
            wrongCurrency ? "USD" : amount.currency().code(),
            booked,
            List.of(booked),
            List.of(),
            reversal,
            sentBack
                ? Optional.of(
                    new ReturnInformation(
                        withReason ? Optional.of(new ReturnReason("AC01")) : Optional.empty(), ""))
                : Optional.empty(),
            references(place, tally.order.uetr(), second),
            Optional.empty());

    Set<Suspicion> doubts = EnumSet.noneOf(Suspicion.class);
    doubt(doubts, place == 6, Suspicion.UNKNOWN_PAYMENT);
    doubt(doubts, second, Suspicion.AMBIGUOUS);
    doubt(doubts, wrongCurrency, Suspicion.CURRENCY_DIFFERS);
    doubt(doubts, off != 0, Suspicion.AMOUNT_DIFFERS);
    doubt(doubts, reversal, Suspicion.REVERSAL);
    doubt(doubts, out == sentBack, Suspicion.DIRECTION_DIFFERS);
    String telling = report + (out ? " out" : " back");
    boolean again = tally.told.getOrDefault(telling, 0) > 0;
    doubt(doubts, out && again, Suspicion.PAID_TWICE);
    doubt(doubts, out && tally.back && !tally.left, Suspicion.PAID_AFTER_RETURN);
    doubt(doubts, !out && again, Suspicion.RETURNED_TWICE);
    doubt(doubts, !out && !tally.back && !withReason, Suspicion.NO_RETURN_REASON);

    Verdict verdict = reconciliation.judge(entry);

    if (!doubts.isEmpty()) {
      assertThat(verdict)
          .isInstanceOfSatisfying(Verdict.Suspend.class, s -> assertThat(doubts).contains(s.why()));
      return;
    }
    tally.told.merge(telling, 1, Integer::sum);
    boolean known = out ? tally.left : tally.back;
    switch (verdict) {
      case Verdict.Confirm(PaymentOrder order) -> {
        assertThat(out && !known).isTrue();
        assertThat(order.redemptionId()).isEqualTo(tally.order.redemptionId());
        tally.left = true;
      }
      case Verdict.GiveBack(
              PaymentOrder order,
              ReturnReason reason,
              Money back,
              String narrative) -> {
        assertThat(back).isEqualTo(tally.order.amount());
        assertThat(!out && !known).isTrue();
        assertThat(order.redemptionId()).isEqualTo(tally.order.redemptionId());
        assertThat(reason.code()).isEqualTo("AC01");
        tally.back = true;
      }
      case Verdict.Known(PaymentOrder order) -> {
        assertThat(known).isTrue();
        assertThat(order.redemptionId()).isEqualTo(tally.order.redemptionId());
      }
      case Verdict.Suspend(Suspicion why) -> assertThat(why).as("without a doubt").isNull();
    }
  }

  private static void doubt(Set<Suspicion> doubts, boolean there, Suspicion doubt) {
    if (there) {
      doubts.add(doubt);
    }
  }

  /** The reference in one of six places, or nowhere; at times another order's beside it. */
  private static References references(int place, Uetr uetr, boolean second) {
    String reference = uetr.endToEndId();
    List<String> texts = new ArrayList<>();
    if (place == 4) {
      texts.add("for " + reference);
    }
    if (second) {
      texts.add(" and " + uetr((Integer.parseInt(uetr.value().substring(0, 8)) + 1) % 3).value());
    }
    return new References(
        place == 0 ? uetr.value() : "",
        place == 1 ? reference : "",
        place == 2 ? reference : "",
        place == 3 ? List.of(reference) : List.of(),
        texts,
        place == 5 ? List.of(reference) : List.of(),
        List.of());
  }
}
