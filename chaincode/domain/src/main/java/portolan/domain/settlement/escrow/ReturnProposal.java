// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.escrow;

import java.util.List;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.settlement.SettlementPlan;

/**
 * A return to which not everybody has agreed yet who bears it: {@code {"secretHash","agreed"}}.
 *
 * @param secretHash SHA-256 of the secret that is given for the goods
 * @param agreed who has agreed, in alphabetical order
 */
public record ReturnProposal(String secretHash, List<String> agreed) {

  /** Copies the list. */
  public ReturnProposal {
    agreed = List.copyOf(agreed);
  }

  static ReturnProposal fromJson(Fields fields) {
    return new ReturnProposal(
        fields.text("secretHash", Format.SHA256),
        fields.texts("agreed", 1, SettlementPlan.MAX_NOTES, Format.MEMBER));
  }

  JsonObject toJson() {
    return Json.object().put("secretHash", secretHash).putTexts("agreed", agreed).build();
  }
}
