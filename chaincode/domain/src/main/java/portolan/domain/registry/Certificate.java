// SPDX-License-Identifier: Apache-2.0
package portolan.domain.registry;

import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;

/**
 * A certificate of a product, for example of origin or of conformity; the document itself stays
 * with its owner.
 *
 * @param type what it certifies, 1 to 40 characters
 * @param number the issuer's number, 1 to 80 characters
 * @param sha256 of the document's bytes, 64 lower-case hexadecimal digits
 */
public record Certificate(String type, String number, String sha256) {

  static Certificate fromJson(Fields fields) {
    Certificate certificate =
        new Certificate(
            fields.text("type", 40),
            fields.text("number", 80),
            fields.text("sha256", Format.SHA256));
    fields.end();
    return certificate;
  }

  JsonObject toJson() {
    return Json.object().put("type", type).put("number", number).put("sha256", sha256).build();
  }
}
