// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.iso20022;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A postal address of which each part stands in its own element (ISO 20022 PostalAddress24), in the
 * rails' characters. Town and country are always there, as CBPR+ asks.
 *
 * @param street empty if there is none, as the next two
 */
public record StructuredAddress(
    String street, String building, String postCode, String town, String country) {
  private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());

  /**
   * Makes what the rails can carry of it.
   *
   * @param field names the address in errors
   * @throws MessageException naming the part that they cannot carry, or that is missing
   */
  public static StructuredAddress of(
      String field, String street, String building, String postCode, String town, String country)
      throws MessageException {
    if (!COUNTRIES.contains(country)) {
      throw new MessageException(
          field + ".country", "expected a country of ISO 3166-1 in two capitals, such as DE");
    }
    return new StructuredAddress(
        carried(field + ".street", street, 70),
        carried(field + ".building", building, 16),
        carried(field + ".postCode", postCode, 16),
        LatinText.of(field + ".town", town, 35),
        country);
  }

  private static String carried(String field, String text, int maxLength) throws MessageException {
    return text.isEmpty() ? "" : LatinText.of(field, text, maxLength);
  }

  XmlElement toXml(String namespace) {
    List<XmlElement> parts = new ArrayList<>();
    for (Map.Entry<String, String> part :
        List.of(
            Map.entry("StrtNm", street),
            Map.entry("BldgNb", building),
            Map.entry("PstCd", postCode),
            Map.entry("TwnNm", town),
            Map.entry("Ctry", country))) {
      if (!part.getValue().isEmpty()) {
        parts.add(XmlElement.of(namespace, part.getKey(), part.getValue()));
      }
    }
    return XmlElement.of(namespace, "PstlAdr", parts.toArray(XmlElement[]::new));
  }
}
