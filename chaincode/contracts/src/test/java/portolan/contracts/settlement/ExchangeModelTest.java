// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static portolan.contracts.settlement.Exchange.EUR;
import static portolan.contracts.settlement.Exchange.SETTLE_WITHIN;
import static portolan.contracts.settlement.Exchange.USD;
import static portolan.contracts.settlement.Exchange.rate;
import static portolan.contracts.settlement.Scene.BANK;
import static portolan.contracts.settlement.Scene.PLATFORM;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.QualifiedId;
import portolan.domain.group.ItemResult;
import portolan.domain.money.Currency;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.exchange.ExchangePlan;
import portolan.domain.settlement.exchange.Quote;
import portolan.domain.settlement.exchange.Side;

/**
 * Random histories of quotes on the contract and on a model that knows no notes: what each of two
 * members has of two currencies, and what every lock holds.
 */
final class ExchangeModelTest {
  /** What somebody does. */
  enum Step {
    LOCK,
    EXECUTE,
    EXPIRE,
    WAIT
  }

  /** A step and two numbers that choose what it is about. */
  record Move(Step step, int a, int b) {}

  private static final class Held {
    private final long euros;
    private final long dollars;
    private final long deadline;
    private String state = "LOCKED";

    private Held(long euros, long dollars, long deadline) {
      this.euros = euros;
      this.dollars = dollars;
      this.deadline = deadline;
    }

    private boolean stands() {
      return state.equals("LOCKED");
    }
  }

  private record Known(String noteId, NoteOpening opening) {}

  @Provide
  Arbitrary<List<Move>> moves() {
    return Combinators.combine(
            Arbitraries.of(Step.class),
            Arbitraries.integers().between(0, 100_00),
            Arbitraries.integers().between(0, 100))
        .as(Move::new)
        .list()
        .ofMinSize(5)
        .ofMaxSize(25);
  }

  @Property(tries = 15)
  void everyHistoryKeepsTheMoneyOfTheModel(@ForAll("moves") List<Move> moves) {
    History history = new History();
    for (Move move : moves) {
      history.play(move);
      history.check();
    }
  }

  private static final class History {
    private final Exchange exchange = new Exchange();
    private final List<Known> notes = new ArrayList<>();
    private final List<Held> locks = new ArrayList<>();
    private long buyersEuros = 1750_00;
    private long buyersDollars;
    private long providersEuros;
    private long providersDollars = 2300_00;
    private long seconds;
    private int quotes;

    private History() {
      for (int i = 0; i < exchange.euros.size(); i++) {
        notes.add(new Known("BankMSP/ME." + (i + 1), exchange.euros.get(i)));
      }
      for (int i = 0; i < exchange.dollars.size(); i++) {
        notes.add(new Known("BankMSP/MU." + (i + 1), exchange.dollars.get(i)));
      }
    }

    private void play(Move move) {
      switch (move.step()) {
        case LOCK -> lock(1 + move.a(), move.b());
        case EXECUTE -> end(move.b(), "executeLock", "EXECUTED");
        case EXPIRE -> end(move.b(), "expireLock", "EXPIRED");
        case WAIT -> {
          seconds += SETTLE_WITHIN / 2;
          exchange.passSeconds(SETTLE_WITHIN / 2);
        }
      }
    }

    /** Any two notes of the right owner and currency, spendable or not. */
    private Optional<Known> any(String owner, Currency currency, int which) {
      List<Known> fitting =
          notes.stream()
              .filter(n -> n.opening().owner().equals(owner))
              .filter(n -> n.opening().amount().currency().equals(currency))
              .toList();
      return fitting.isEmpty()
          ? Optional.empty()
          : Optional.of(fitting.get(which % fitting.size()));
    }

    private void lock(long amount, int which) {
      Known input = any(PLATFORM, EUR, which).orElseThrow();
      Known collateral = any(BANK, USD, which / 3).orElseThrow();
      Quote quote =
          exchange.quote(
              "Q" + quotes++, Side.FIX_SOURCE, rate(117, 100), 90_00, collateral.noteId());
      ExchangePlan plan =
          exchange.plan(
              exchange.signed(quote),
              amount,
              List.of(Exchange.input(input.noteId(), input.opening())),
              List.of(collateral.opening()));
      // Every amount of whole cents, rounded down.
      long dollars = amount * 117 / 100;
      boolean good =
          amount <= 90_00
              && unspent(input)
              && unspent(collateral)
              && input.opening().amount().minorUnits() >= amount
              && collateral.opening().amount().minorUnits() >= dollars;
      String id = "PlatformMSP/L" + locks.size();
      assertAccepted(good, exchange.lock(id, plan));
      if (!good) {
        return;
      }
      notes.remove(input);
      notes.remove(collateral);
      plan.payouts(id).forEach(p -> notes.add(new Known(p.noteId(), p.opening())));
      locks.add(new Held(amount, dollars, seconds + SETTLE_WITHIN));
      buyersEuros -= amount;
      providersDollars -= dollars;
    }

    /** By its name: L2.EXPIRED.1 is open when the model's lock 2 expired. Spent ones are gone. */
    private boolean unspent(Known note) {
      String[] parts = QualifiedId.parse(note.noteId()).id().split("\\.", -1);
      return parts.length == 2
          || parts[1].equals("UNUSED")
          || locks.get(Integer.parseInt(parts[0].substring(1))).state.equals(parts[1]);
    }

    private void end(int which, String function, String wanted) {
      if (locks.isEmpty()) {
        return;
      }
      int chosen = which % locks.size();
      Held held = locks.get(chosen);
      boolean inTime = wanted.equals("EXECUTED") == (seconds < held.deadline);
      boolean first = held.stands() && inTime;
      assertAccepted(
          first || held.state.equals(wanted), exchange.end(function, "PlatformMSP/L" + chosen));
      if (!first) {
        return;
      }
      held.state = wanted;
      if (wanted.equals("EXECUTED")) {
        buyersDollars += held.dollars;
        providersEuros += held.euros;
      } else {
        buyersEuros += held.euros;
        providersDollars += held.dollars;
      }
    }

    private static void assertAccepted(boolean expected, List<ItemResult> results) {
      assertThat(results).hasSize(1);
      assertThat(results.getFirst() instanceof ItemResult.Accepted)
          .as(results.getFirst().toJson().canonical())
          .isEqualTo(expected);
    }

    private void check() {
      assertThat(exchange.spendable(PLATFORM, EUR)).isEqualTo(buyersEuros);
      assertThat(exchange.spendable(PLATFORM, USD)).isEqualTo(buyersDollars);
      assertThat(exchange.spendable(BANK, EUR)).isEqualTo(providersEuros);
      assertThat(exchange.spendable(BANK, USD)).isEqualTo(providersDollars);
      assertThat(providersDollars).as("collateral covers the locks").isNotNegative();
      Fields audit = Fields.of("audit", exchange.scene.audit());
      assertThat(audit.flag("balanced")).as(audit.json().canonical()).isTrue();
      List<Fields> lines = audit.objects("currencies", 2, 2);
      assertThat(lines.get(0).amount("inLocks"))
          .isEqualTo(locks.stream().filter(Held::stands).mapToLong(held -> held.euros).sum());
      assertThat(lines.get(1).amount("inLocks"))
          .isEqualTo(locks.stream().filter(Held::stands).mapToLong(held -> held.dollars).sum());
    }
  }
}
