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
 * escrow.
 */
public final class TrialBalance {

  /**
   * The sums of one currency.
   *
   * @param minted all that was ever issued
   * @param redeemed all that was ever turned into bank money
   * @param spendable notes that can be spent now
   * @param inEscrow notes whose escrow is still funded, counted once
   */
  public record Line(Money minted, Money redeemed, Money spendable, Money inEscrow) {

    private static Line empty(Currency currency) {
      Money zero = Money.zero(currency);
      return new Line(zero, zero, zero, zero);
    }

    /** Whether the sums agree. */
    public boolean balanced() {
      return minted.equals(redeemed.plus(spendable).plus(inEscrow));
    }

    /** Reads a line. */
    public static Line fromJson(Fields fields) {
      Currency currency = Currency.fromJson(fields, "currency");
      return new Line(
          new Money(currency, fields.amount("minted")),
          new Money(currency, fields.amount("redeemed")),
          new Money(currency, fields.amount("spendable")),
          new Money(currency, fields.amount("inEscrow")));
    }

    /** The form in an answer. */
    public JsonObject toJson() {
      return Json.object()
          .put("currency", minted.currency().code())
          .putAmount("minted", minted.minorUnits())
          .putAmount("redeemed", redeemed.minorUnits())
          .putAmount("spendable", spendable.minorUnits())
          .putAmount("inEscrow", inEscrow.minorUnits())
          .put("balanced", balanced())
          .build();
    }
  }

  private final SortedMap<Currency, Line> lines = new TreeMap<>();

  /** Starts with nothing. */
  public TrialBalance() {}

  private Line line(Money amount) {
    return lines.getOrDefault(amount.currency(), Line.empty(amount.currency()));
  }

  /** Counts money that was issued. */
  public void addMinted(Money amount) {
    Line l = line(amount);
    lines.put(
        amount.currency(), new Line(l.minted.plus(amount), l.redeemed, l.spendable, l.inEscrow));
  }

  /** Counts money that was redeemed. */
  public void addRedeemed(Money amount) {
    Line l = line(amount);
    lines.put(
        amount.currency(), new Line(l.minted, l.redeemed.plus(amount), l.spendable, l.inEscrow));
  }

  /** Counts a note that can be spent. */
  public void addSpendable(Money amount) {
    Line l = line(amount);
    lines.put(
        amount.currency(), new Line(l.minted, l.redeemed, l.spendable.plus(amount), l.inEscrow));
  }

  /** Counts what an escrow holds. */
  public void addInEscrow(Money amount) {
    Line l = line(amount);
    lines.put(
        amount.currency(), new Line(l.minted, l.redeemed, l.spendable, l.inEscrow.plus(amount)));
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
