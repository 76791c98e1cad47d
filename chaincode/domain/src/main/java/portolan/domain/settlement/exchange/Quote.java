// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.exchange;

import java.time.Instant;
import java.util.List;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Refusal;
import portolan.domain.encoding.Timestamp;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;
import portolan.domain.settlement.Note;
import portolan.domain.settlement.SettlementPlan;
import portolan.domain.worldstate.RefusalCode;

/**
 * A firm quote: what a provider will exchange with one buyer, once, until it expires.
 *
 * @param quoteId chosen by the provider, which uses each once
 * @param provider the member that quotes
 * @param buyer the only member that can lock it, not the provider
 * @param pair what is exchanged for what
 * @param sourceBank issuer of the money that the provider takes
 * @param targetBank issuer of the money that the provider gives
 * @param side which amount the buyer fixes
 * @param rate target for one of the source
 * @param rounding of the amount that is not fixed
 * @param maximum of the fixed amount, minor units, above zero
 * @param reference the published reference rates that the rate is held against, with the member
 *     that publishes them
 * @param expiresAt from when on it cannot be locked
 * @param settleWithinSeconds from the lock to when it can no longer be executed, up to a day
 * @param collateral notes of the provider that cover the target amount, 1 to 100
 * @param nonce 32 to 128 random lower-case hexadecimal digits: two quotes are never the same
 */
public record Quote(
    String quoteId,
    String provider,
    String buyer,
    CurrencyPair pair,
    String sourceBank,
    String targetBank,
    Side side,
    Rate rate,
    Rounding rounding,
    long maximum,
    String reference,
    Instant expiresAt,
    long settleWithinSeconds,
    List<String> collateral,
    String nonce) {

  private static final long DAY = 86_400;

  /** Copies the collateral. */
  public Quote {
    collateral = List.copyOf(collateral);
  }

  /** Reads a quote. */
  public static Quote fromJson(Fields fields) {
    return read(fields, fields.texts("collateral", 1, SettlementPlan.MAX_NOTES, Note.ID));
  }

  /** Reads what is to become a quote and names no collateral yet. */
  public static Quote termsFromJson(Fields fields) {
    return read(fields, List.of());
  }

  private static Quote read(Fields fields, List<String> collateral) {
    Quote quote =
        new Quote(
            fields.text("quoteId", Format.IDENTIFIER),
            fields.text("provider", Format.MEMBER),
            fields.text("buyer", Format.MEMBER),
            CurrencyPair.fromJson(fields),
            fields.text("sourceBank", Format.MEMBER),
            fields.text("targetBank", Format.MEMBER),
            fields.choice("side", Side.class),
            Rate.fromJson(fields.object("rate")),
            fields.choice("rounding", Rounding.class),
            fields.positiveAmount("maximum"),
            fields.text("reference", Format.QUALIFIED),
            fields.timestamp("expiresAt"),
            fields.integer("settleWithinSeconds", 1, DAY),
            collateral,
            fields.text("nonce", Format.RANDOM));
    fields.end();
    if (quote.buyer.equals(quote.provider)) {
      throw fields.refuse(
          RefusalCode.INVALID_ARGUMENT, "buyer", "expected another member than the provider");
    }
    return quote;
  }

  /** The document that is signed. */
  public JsonObject toJson() {
    return pair.addTo(Json.object())
        .put("quoteId", quoteId)
        .put("provider", provider)
        .put("buyer", buyer)
        .put("sourceBank", sourceBank)
        .put("targetBank", targetBank)
        .put("side", side.name())
        .put("rate", rate.toJson())
        .put("rounding", rounding.name())
        .putAmount("maximum", maximum)
        .put("reference", reference)
        .put("expiresAt", Timestamp.format(expiresAt))
        .put("settleWithinSeconds", settleWithinSeconds)
        .putTexts("collateral", collateral)
        .put("nonce", nonce)
        .build();
  }

  /** This quote with other collateral. */
  public Quote withCollateral(List<String> noteIds) {
    return new Quote(
        quoteId,
        provider,
        buyer,
        pair,
        sourceBank,
        targetBank,
        side,
        rate,
        rounding,
        maximum,
        reference,
        expiresAt,
        settleWithinSeconds,
        noteIds,
        nonce);
  }

  /** The currency of the amount that the buyer fixes. */
  public Currency fixedCurrency() {
    return switch (side) {
      case FIX_SOURCE -> pair.source();
      case FIX_TARGET -> pair.target();
    };
  }

  /** The most that the provider may have to give, for the most that the buyer may have to pay. */
  public Conversion atMost() {
    return conversion(maximum);
  }

  /**
   * Both amounts.
   *
   * @param amount what the buyer fixes, minor units, above zero
   * @throws portolan.domain.encoding.RefusedException {@code ABOVE_MAXIMUM} or {@code
   *     NOT_CONVERTIBLE}
   */
  public Conversion conversion(long amount) {
    if (amount > maximum) {
      throw new Refusal(
              RefusalCode.ABOVE_MAXIMUM, "amount", "expected at most the maximum of the quote")
          .toException();
    }
    Money fixed = new Money(fixedCurrency(), amount);
    return switch (side) {
      case FIX_SOURCE -> new Conversion(fixed, converted(fixed, pair.target(), rate));
      case FIX_TARGET -> new Conversion(converted(fixed, pair.source(), rate.inverse()), fixed);
    };
  }

  private Money converted(Money fixed, Currency into, Rate at) {
    try {
      Money converted = at.convert(fixed, into, rounding.mode(side));
      if (!converted.isZero()) {
        return converted;
      }
    } catch (ArithmeticException e) {
      // Reported below: more digits than an amount can have.
    }
    throw new Refusal(
            RefusalCode.NOT_CONVERTIBLE,
            "amount",
            "expected an amount worth at least one minor unit of the other currency, of at most 18"
                + " digits")
        .toException();
  }

  /**
   * Refuses to lock too late.
   *
   * @param timestamp of the transaction, chosen by the client
   * @param peerNow what the peer's clock says: both must be before the expiry
   */
  public void requireUnexpired(Instant timestamp, Instant peerNow) {
    if (!timestamp.isBefore(expiresAt) || !peerNow.isBefore(expiresAt)) {
      throw new Refusal(
              RefusalCode.QUOTE_EXPIRED,
              "quote.expiresAt",
              "expected a lock before the quote expires")
          .toException();
    }
  }

  /** Shows nothing that is sealed. */
  @Override
  public String toString() {
    return "Quote[sealed]";
  }
}
