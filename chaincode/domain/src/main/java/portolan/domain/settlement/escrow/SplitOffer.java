// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.escrow;

import java.util.ArrayList;
import java.util.List;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.settlement.SettlementPlan;

/**
 * A split that the funder offers, as the channel sees it: {@code {"notes","number","needed",
 * "agreed"}}.
 *
 * @param offerId chosen by the funder
 * @param notes how many notes it has, 1 to {@value SettlementPlan#MAX_NOTES}
 * @param number of the offers in this negotiation so far, this one included, 1 to {@value
 *     #MAX_OFFERS}
 * @param needed members without whose agreement it is none, in alphabetical order: the seller, or
 *     all whose payout it makes smaller
 * @param agreed those of them that have agreed, in alphabetical order
 */
public record SplitOffer(
    String offerId, int notes, int number, List<String> needed, List<String> agreed) {
  /** Most offers in one negotiation: each leaves a mark of its id on the ledger. */
  public static final int MAX_OFFERS = 20;

  /** Copies the lists. */
  public SplitOffer {
    needed = List.copyOf(needed);
    agreed = List.copyOf(agreed);
  }

  static SplitOffer fromJson(String offerId, Fields fields) {
    return new SplitOffer(
        offerId,
        (int) fields.integer("notes", 1, SettlementPlan.MAX_NOTES),
        (int) fields.integer("number", 1, MAX_OFFERS),
        fields.texts("needed", 1, SettlementPlan.MAX_NOTES, Format.MEMBER),
        fields.texts("agreed", 0, SettlementPlan.MAX_NOTES, Format.MEMBER));
  }

  JsonObject toJson() {
    return Json.object()
        .put("notes", notes)
        .put("number", number)
        .putTexts("needed", needed)
        .putTexts("agreed", agreed)
        .build();
  }

  /** With the agreement of another of the members that are needed. */
  SplitOffer agreedBy(String member) {
    return new SplitOffer(offerId, notes, number, needed, with(agreed, member));
  }

  /** Whether all have agreed. */
  boolean isAgreed() {
    return agreed.containsAll(needed);
  }

  /** Members that have not agreed yet. */
  public List<String> missing() {
    return needed.stream().filter(member -> !agreed.contains(member)).toList();
  }

  /** The members and this one, each once, in alphabetical order. */
  static List<String> with(List<String> members, String another) {
    List<String> all = new ArrayList<>(members);
    all.add(another);
    return all.stream().distinct().sorted().toList();
  }
}
