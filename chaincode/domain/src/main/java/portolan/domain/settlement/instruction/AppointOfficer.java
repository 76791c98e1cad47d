// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.instruction;

import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.membership.MemberSignature;

/**
 * Item of {@code appointOfficer} [bank]: {@code {"officer","certificate"}}.
 *
 * @param officer name of the officer at the bank
 * @param certificate with which the officer signs decisions, PEM, with a P-256 key
 */
public record AppointOfficer(String officer, String certificate) {

  /** Reads an item. */
  public static AppointOfficer fromJson(Fields fields) {
    AppointOfficer item =
        new AppointOfficer(
            fields.text("officer", Format.IDENTIFIER),
            fields.text("certificate", MemberSignature.PEM));
    fields.end();
    return item;
  }

  /** The item. */
  public JsonObject toJson() {
    return Json.object().put("officer", officer).put("certificate", certificate).build();
  }
}
