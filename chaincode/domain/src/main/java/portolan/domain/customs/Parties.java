// SPDX-License-Identifier: Apache-2.0
package portolan.domain.customs;

import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;

/** The members of a declaration: {@code {"platform","bank","carrier","authority"}}, MSP ids. */
public record Parties(String platform, String bank, String carrier, String authority) {

  /** Reads the parties. */
  public static Parties fromJson(Fields fields) {
    Parties parties =
        new Parties(
            fields.text("platform", Format.MEMBER),
            fields.text("bank", Format.MEMBER),
            fields.text("carrier", Format.MEMBER),
            fields.text("authority", Format.MEMBER));
    fields.end();
    return parties;
  }

  /** The party that attests a document. */
  public String attestor(DocumentKind kind) {
    return switch (kind) {
      case ORDER -> platform;
      case PAYMENT -> bank;
      case WAYBILL -> carrier;
    };
  }

  /** The name of that party's field. */
  public static String field(DocumentKind kind) {
    return switch (kind) {
      case ORDER -> "platform";
      case PAYMENT -> "bank";
      case WAYBILL -> "carrier";
    };
  }

  /** The canonical form. */
  public JsonObject toJson() {
    return Json.object()
        .put("platform", platform)
        .put("bank", bank)
        .put("carrier", carrier)
        .put("authority", authority)
        .build();
  }
}
