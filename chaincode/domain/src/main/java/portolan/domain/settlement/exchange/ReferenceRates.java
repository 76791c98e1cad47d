// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.exchange;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonArray;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Refusal;
import portolan.domain.money.Currency;
import portolan.domain.worldstate.RefusalCode;

/**
 * The rates of one day that somebody outside published, and how far quotes may be from them: {@code
 * {"source","date","base","toleranceBasisPoints","rates":[{"currency","rate"}]}}.
 *
 * @param source the member that brings them onto the ledger, and its name for who publishes them to
 *     the world, for example {@code BankMSP/ECB}
 * @param date their day
 * @param base what the rates are for one unit of
 * @param toleranceBasisPoints hundredths of a percent, 0 to 10,000
 * @param rates units of each currency for one of the base, without the base, 1 to 200
 */
public record ReferenceRates(
    String source,
    LocalDate date,
    Currency base,
    long toleranceBasisPoints,
    SortedMap<Currency, BigDecimal> rates) {

  /** After so many days without new ones there is no reference: Easter and a day to spare. */
  public static final int USABLE_DAYS = 7;

  private static final int MAX_RATES = 200;

  /** Copies the rates. */
  public ReferenceRates {
    rates = Collections.unmodifiableSortedMap(new TreeMap<>(rates));
  }

  /** Reads rates. */
  public static ReferenceRates fromJson(Fields fields) {
    Currency base = Currency.fromJson(fields, "base");
    SortedMap<Currency, BigDecimal> rates = new TreeMap<>();
    for (Fields entry : fields.objects("rates", 1, MAX_RATES)) {
      Currency currency = Currency.fromJson(entry, "currency");
      BigDecimal rate = entry.decimal("rate");
      entry.end();
      if (rate.signum() == 0) {
        throw entry.refuse(RefusalCode.INVALID_ARGUMENT, "rate", "expected a rate above zero");
      }
      if (currency.equals(base) || rates.put(currency, rate) != null) {
        throw entry.refuse(
            RefusalCode.INVALID_ARGUMENT,
            "currency",
            "expected each currency once, without the base");
      }
    }
    return new ReferenceRates(
        fields.text("source", Format.QUALIFIED),
        fields.date("date"),
        base,
        fields.integer("toleranceBasisPoints", 0, 10_000),
        rates);
  }

  /** The form of the item and on the ledger. */
  public JsonObject toJson() {
    return Json.object()
        .put("source", source)
        .put("date", date.toString())
        .put("base", base.code())
        .put("toleranceBasisPoints", toleranceBasisPoints)
        .put(
            "rates",
            JsonArray.of(
                rates.entrySet().stream()
                    .map(
                        entry ->
                            Json.object()
                                .put("currency", entry.getKey().code())
                                .put("rate", entry.getValue().toPlainString())
                                .build())
                    .toList()))
        .build();
  }

  /** The rate of a pair, by way of the base. */
  public Optional<Rate> of(CurrencyPair pair) {
    return ofOne(pair.source())
        .flatMap(source -> ofOne(pair.target()).map(target -> source.inverse().times(target)));
  }

  private Optional<Rate> ofOne(Currency currency) {
    return currency.equals(base)
        ? Optional.of(Rate.of(BigDecimal.ONE))
        : Optional.ofNullable(rates.get(currency)).map(Rate::of);
  }

  /**
   * Refuses a quote that these rates do not support.
   *
   * @param latest the latest published rates of the source that the quote names, if any
   * @param timestamp of the transaction
   */
  public static void requireInBand(
      Quote quote, Optional<ReferenceRates> latest, Instant timestamp) {
    LocalDate oldest = timestamp.atOffset(ZoneOffset.UTC).toLocalDate().minusDays(USABLE_DAYS);
    ReferenceRates rates =
        latest
            .filter(r -> !r.date().isBefore(oldest))
            .orElseThrow(
                () ->
                    new Refusal(
                            RefusalCode.NO_REFERENCE,
                            "quote.reference",
                            "expected reference rates of the last " + USABLE_DAYS + " days")
                        .toException());
    Rate reference =
        rates
            .of(quote.pair())
            .orElseThrow(
                () ->
                    new Refusal(
                            RefusalCode.NO_REFERENCE,
                            "quote.reference",
                            "expected reference rates of both currencies")
                        .toException());
    if (!quote.rate().isWithin(reference, rates.toleranceBasisPoints())) {
      throw new Refusal(
              RefusalCode.OUT_OF_BAND,
              "quote.rate",
              "expected a rate within "
                  + rates.toleranceBasisPoints()
                  + " basis points of the reference of "
                  + rates.date())
          .toException();
    }
  }
}
