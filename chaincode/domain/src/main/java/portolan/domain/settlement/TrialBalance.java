// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;

/**
 * Whether a bank's money adds up: per currency, minted less redeemed equals spendable plus in
 * escrow plus in locks.
 */
public final class TrialBalance {

  /**
   * The sums of one currency.
   *
   * @param minted all that was ever issued
   * @param redeemed all that was turned into bank money, or is about to be, and did not come back
   * @param spendable notes that can be spent now
   * @param inEscrow notes whose escrow is still funded, counted once
   * @param inLocks notes whose lock still stands, counted once
   */
  public record Line(Money minted, Money redeemed, Money spendable, Money inEscrow, Money inLocks) {

    private Line plus(Line more) {
      return new Line(
          minted.plus(more.minted),
          redeemed.plus(more.redeemed),
          spendable.plus(more.spendable),
          inEscrow.plus(more.inEscrow),
          inLocks.plus(more.inLocks));
    }

    /** Whether the sums agree. */
    public boolean balanced() {
      return minted.equals(redeemed.plus(spendable).plus(inEscrow).plus(inLocks));
    }

    /** Reads a line. */
    public static Line fromJson(Fields fields) {
      Currency currency = Currency.fromJson(fields, "currency");
      return new Line(
          new Money(currency, fields.amount("minted")),
          new Money(currency, fields.amount("redeemed")),
          new Money(currency, fields.amount("spendable")),
          new Money(currency, fields.amount("inEscrow")),
          new Money(currency, fields.amount("inLocks")));
    }

    /** The form in an answer. */
    public JsonObject toJson() {
      return Json.object()
          .put("currency", minted.currency().code())
          .putAmount("minted", minted.minorUnits())
          .putAmount("redeemed", redeemed.minorUnits())
          .putAmount("spendable", spendable.minorUnits())
          .putAmount("inEscrow", inEscrow.minorUnits())
          .putAmount("inLocks", inLocks.minorUnits())
          .put("balanced", balanced())
          .build();
    }
  }

  private final SortedMap<Currency, Line> lines = new TreeMap<>();

  /** Starts with nothing. */
  public TrialBalance() {}

  private void add(Line more) {
    lines.merge(more.minted.currency(), more, Line::plus);
  }

  /** Counts money that was issued. */
  public void addMinted(Money amount) {
    Money none = Money.zero(amount.currency());
    add(new Line(amount, none, none, none, none));
  }

  /** Counts money that was redeemed. */
  public void addRedeemed(Money amount) {
    Money none = Money.zero(amount.currency());
    add(new Line(none, amount, none, none, none));
  }

  /** Counts a note that can be spent. */
  public void addSpendable(Money amount) {
    Money none = Money.zero(amount.currency());
    add(new Line(none, none, amount, none, none));
  }

  /** Counts what an escrow holds. */
  public void addInEscrow(Money amount) {
    Money none = Money.zero(amount.currency());
    add(new Line(none, none, none, amount, none));
  }

  /** Counts what a lock holds. */
  public void addInLocks(Money amount) {
    Money none = Money.zero(amount.currency());
    add(new Line(none, none, none, none, amount));
  }

  /** The lines in the order of the currencies. */
  public List<Line> lines() {
    return List.copyOf(lines.values());
  }

  /** Whether every line is balanced. */
  public boolean balanced() {
    return lines.values().stream().allMatch(Line::balanced);
  }
}
