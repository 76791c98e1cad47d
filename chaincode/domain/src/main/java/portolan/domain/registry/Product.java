// SPDX-License-Identifier: Apache-2.0
package portolan.domain.registry;

import java.util.List;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.gs1.Gtin;

/**
 * A product: {@code {"gtin","name","hsCode","originCountry","certificates":[..]}}.
 *
 * @param name for people, 1 to 200 characters
 * @param hsCode see {@link HsCode}
 * @param originCountry see {@link Country}
 * @param certificates at most {@value #MAX_CERTIFICATES}
 */
public record Product(
    Gtin gtin, String name, String hsCode, String originCountry, List<Certificate> certificates) {
  /** Most certificates of one product. */
  public static final int MAX_CERTIFICATES = 50;

  private static final Format ANY = Format.of("a GTIN of 14 digits", ".{1,64}", 64);

  /** Copies the certificates. */
  public Product {
    certificates = List.copyOf(certificates);
  }

  /** Reads a product: an item of {@code registerProducts} [supplier]. */
  public static Product fromJson(Fields fields) {
    Product product = read(fields);
    fields.end();
    return product;
  }

  /** Reads it where more stands beside it. */
  static Product read(Fields fields) {
    return new Product(
        Gtin.of(fields.path("gtin"), fields.text("gtin", ANY)),
        fields.text("name", 200),
        fields.text("hsCode", HsCode.CODE),
        fields.text("originCountry", Country.CODE),
        fields.objects("certificates", 0, MAX_CERTIFICATES).stream()
            .map(Certificate::fromJson)
            .toList());
  }

  /** The item, and the form on the ledger. */
  public JsonObject toJson() {
    return new Draft(gtin.digits(), name, hsCode, originCountry, certificates).toJson();
  }

  /**
   * A product as its author writes it; whether it is one, {@link Product#fromJson} says.
   *
   * @param gtin as it was given
   * @param name as it was given
   * @param hsCode as it was given
   * @param originCountry as it was given
   * @param certificates as they were given
   */
  public record Draft(
      String gtin,
      String name,
      String hsCode,
      String originCountry,
      List<Certificate> certificates) {
    /** Copies the certificates. */
    public Draft {
      certificates = List.copyOf(certificates);
    }

    /** The form that is read. */
    public JsonObject toJson() {
      return Json.object()
          .put("gtin", gtin)
          .put("name", name)
          .put("hsCode", hsCode)
          .put("originCountry", originCountry)
          .putAll("certificates", certificates.stream().map(Certificate::toJson).toList())
          .build();
    }
  }
}
