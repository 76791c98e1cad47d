// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement;

import java.util.List;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonArray;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Refusal;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;
import portolan.domain.worldstate.RefusalCode;

/**
 * How a financier buys a claim: {@code {"offer":{..},"inputs":[openings],"claim":opening,
 * "price":opening,"change":[openings]}}. The bank, the financier and the seller see it.
 *
 * @param offer what was offered
 * @param inputs notes of the financier that are spent, 1 to 100
 * @param claim the financier's note that takes the place of the seller's
 * @param price the seller's note for the price
 * @param change what goes back to the financier at once, up to 100
 */
public record ReceivablePlan(
    ReceivableOffer offer,
    List<NoteOpening> inputs,
    NoteOpening claim,
    NoteOpening price,
    List<NoteOpening> change) {

  /** Copies the lists. */
  public ReceivablePlan {
    inputs = List.copyOf(inputs);
    change = List.copyOf(change);
  }

  /** Reads a plan. */
  public static ReceivablePlan fromJson(Fields fields) {
    ReceivablePlan plan =
        new ReceivablePlan(
            ReceivableOffer.fromJson(fields.object("offer")),
            openings(fields, "inputs", 1),
            NoteOpening.fromJson(fields.object("claim")),
            NoteOpening.fromJson(fields.object("price")),
            openings(fields, "change", 0));
    fields.end();
    return plan;
  }

  private static List<NoteOpening> openings(Fields fields, String name, int min) {
    return fields.objects(name, min, SettlementPlan.MAX_NOTES).stream()
        .map(NoteOpening::fromJson)
        .toList();
  }

  /** The sealed part of an item. */
  public JsonObject toJson() {
    return Json.object()
        .put("offer", offer.toJson())
        .put("inputs", array(inputs))
        .put("claim", claim.toJson())
        .put("price", price.toJson())
        .put("change", array(change))
        .build();
  }

  private static JsonArray array(List<NoteOpening> notes) {
    return JsonArray.of(notes.stream().map(NoteOpening::toJson).toList());
  }

  /**
   * Checks the plan: the claim is worth what it was and is now the financier's; the seller gets the
   * price; price and change add up to the inputs. The errors show no amounts.
   *
   * @throws portolan.domain.encoding.RefusedException {@code NOT_CONSERVED} or {@code NOT_OWNER};
   *     fields are relative to the plan
   */
  public void requireSound(String financier, String seller) {
    requireOwner("claim", claim, financier);
    requireOwner("price", price, seller);
    for (int i = 0; i < change.size(); i++) {
      requireOwner("change[" + i + "]", change.get(i), financier);
    }
    if (!claim.amount().equals(offer.claim().amount())) {
      throw notConserved("claim", "expected the amount of the claim that was offered");
    }
    if (!price.amount().equals(offer.price())) {
      throw notConserved("price", "expected the price that was offered");
    }
    if (!adds()) {
      throw notConserved("inputs", "expected notes that add up to the price and the change");
    }
  }

  private boolean adds() {
    try {
      return sum(inputs).equals(sum(change).plus(price.amount()));
    } catch (ArithmeticException | IllegalArgumentException e) {
      // Another currency, or more than 18 digits: as little conserved as a wrong sum.
      return false;
    }
  }

  private Money sum(List<NoteOpening> notes) {
    Currency currency = price.amount().currency();
    return Money.sum(currency, notes.stream().map(NoteOpening::amount).toList());
  }

  private static void requireOwner(String field, NoteOpening note, String owner) {
    if (!note.owner().equals(owner)) {
      throw new Refusal(RefusalCode.NOT_OWNER, field, "expected a note of " + owner).toException();
    }
  }

  private static RuntimeException notConserved(String field, String message) {
    return new Refusal(RefusalCode.NOT_CONSERVED, field, message).toException();
  }

  /** Shows nothing that is sealed. */
  @Override
  public String toString() {
    return "ReceivablePlan[sealed]";
  }
}
