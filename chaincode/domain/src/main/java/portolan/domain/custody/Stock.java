// SPDX-License-Identifier: Apache-2.0
package portolan.domain.custody;

import java.math.BigDecimal;
import java.util.Optional;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.gs1.EpcClass;
import portolan.domain.worldstate.ProvenanceKeys;

/**
 * How much of a lot is at one place: {@code {"q":"600","s"?}}.
 *
 * @param amount in the unit of its key, never below zero
 * @param sender of what is on its way
 */
public record Stock(BigDecimal amount, Optional<String> sender) {
  /** Where nothing is. */
  public static final Stock NONE = new Stock(BigDecimal.ZERO, Optional.empty());

  private static final Format AMOUNT =
      Format.of("a decimal number", "[0-9]{1,60}(\\.[0-9]{1,60})?", 121);

  /** Where it is. */
  public sealed interface Place {
    /** At hand of a member. */
    record At(String holder) implements Place {}

    /** In a parent, and moved with it. */
    record In(Inside inside) implements Place {}

    /** On its way to a member; all of it is from one sender. */
    record To(String receiver) implements Place {}
  }

  /**
   * What is counted together.
   *
   * @param unit as in {@link Measure}
   */
  public record Key(EpcClass kind, String unit, Place place) {
    /** Where it stands in the state of {@code provenance}. */
    public String onLedger() {
      return switch (place) {
        case Place.At at -> ProvenanceKeys.stockAt(kind.canonical(), unit, at.holder());
        case Place.In in ->
            ProvenanceKeys.stockIn(
                kind.canonical(), unit, in.inside().parent().canonical(), in.inside().epoch());
        case Place.To to -> ProvenanceKeys.stockTo(kind.canonical(), unit, to.receiver());
      };
    }
  }

  /** Brings the amount into its one form. */
  public Stock {
    amount = amount.signum() == 0 ? BigDecimal.ZERO : amount.stripTrailingZeros();
  }

  /** Whether nothing is there: then it has no key. */
  public boolean isNone() {
    return amount.signum() == 0;
  }

  /** Reads the form on the ledger. */
  public static Stock fromJson(Fields fields) {
    return new Stock(
        new BigDecimal(fields.text("q", AMOUNT)), fields.optionalText("s", Format.MEMBER));
  }

  /** The form on the ledger. */
  public JsonObject toJson() {
    JsonObject.Builder json = Json.object().put("q", amount.toPlainString());
    sender.ifPresent(member -> json.put("s", member));
    return json.build();
  }
}
