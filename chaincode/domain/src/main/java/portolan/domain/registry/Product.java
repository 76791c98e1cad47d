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

  /** Reads a product. */
  public static Product fromJson(Fields fields) {
    Product product =
        new Product(
            Gtin.of(fields.path("gtin"), fields.text("gtin", ANY)),
            fields.text("name", 200),
            fields.text("hsCode", HsCode.CODE),
            fields.text("originCountry", Country.CODE),
            fields.objects("certificates", 0, MAX_CERTIFICATES).stream()
                .map(Certificate::fromJson)
                .toList());
    fields.end();
    return product;
  }

  /** The form on the ledger. */
  public JsonObject toJson() {
    return Json.object()
        .put("gtin", gtin.digits())
        .put("name", name)
        .put("hsCode", hsCode)
        .put("originCountry", originCountry)
        .putAll("certificates", certificates.stream().map(Certificate::toJson).toList())
        .build();
  }
}
