// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.instruction;

import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.membership.MemberSignature;

/**
 * Item of {@code appointDealer} [bank]: {@code {"certificate"}}. Says with which certificate the
 * caller signs quotes from now on; quotes under an earlier one can no longer be locked.
 *
 * @param certificate the caller's own, PEM
 */
public record AppointDealer(String certificate) {

  /** Reads an item. */
  public static AppointDealer fromJson(Fields fields) {
    AppointDealer item = new AppointDealer(fields.text("certificate", MemberSignature.PEM));
    fields.end();
    return item;
  }

  /** The item. */
  public JsonObject toJson() {
    return Json.object().put("certificate", certificate).build();
  }
}
