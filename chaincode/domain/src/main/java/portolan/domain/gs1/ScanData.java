// SPDX-License-Identifier: Apache-2.0
package portolan.domain.gs1;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a scanner gives for a symbol: the symbology identifier ({@code ]d2}), then the data, where
 * the group separator (U+001D) stands for FNC1.
 *
 * @param symbology the symbol that was read; where one identifier stands for several, the first
 * @param data what the symbol was made from: an element string with {@code ^}, or other data, where
 *     a backslash before a leading {@code ^} says that it is none; a vertical bar precedes the
 *     composite component
 * @param elements the elements, if there are: of an element string, of a Digital Link URI, the GTIN
 *     of a retail symbol
 */
public record ScanData(Symbology symbology, String data, Optional<ElementString> elements) {
  private static final char SEPARATOR = '\u001d';
  private static final String COMPOSITE = "]e0";
  private static final char BAR = '|';

  /** GS1 symbols, in the order in which a shared identifier is understood. */
  public enum Symbology {
    /** GS1-128 with a composite component of type A or B. */
    GS1_128_CCA("", "C1"),
    /** GS1-128 with a composite component of type C. */
    GS1_128_CCC("", "C1"),
    /** EAN-13. */
    EAN13("E0", "E0"),
    /** UPC-A. */
    UPCA("E0", "E0"),
    /** UPC-E, its twelve digits. */
    UPCE("E0", "E0"),
    /** EAN-8. */
    EAN8("E4", "E4"),
    /** GS1 DataBar Expanded. */
    DataBarExpanded("", "e0"),
    /** GS1 DataBar Omnidirectional. */
    DataBarOmni("e0", "e0"),
    /** GS1 DataBar Truncated. */
    DataBarTruncated("e0", "e0"),
    /** GS1 DataBar Stacked. */
    DataBarStacked("e0", "e0"),
    /** GS1 DataBar Stacked Omnidirectional. */
    DataBarStackedOmni("e0", "e0"),
    /** GS1 DataBar Limited. */
    DataBarLimited("e0", "e0"),
    /** Data Matrix. */
    DM("d1", "d2"),
    /** QR Code. */
    QR("Q1", "Q3"),
    /** DotCode. */
    DotCode("J0", "J1");

    private final String plain;
    private final String gs1;

    Symbology(String plain, String gs1) {
      this.plain = plain;
      this.gs1 = gs1;
    }
  }

  /**
   * Reads scan data.
   *
   * @throws IllegalArgumentException saying what was expected
   */
  public static ScanData read(String scanned) {
    if (scanned.length() < 3 || scanned.charAt(0) != ']') {
      throw new IllegalArgumentException("expected a symbology identifier such as ]d2");
    }
    String identifier = scanned.substring(1, 3);
    String text = scanned.substring(3);
    for (Symbology symbology : Symbology.values()) {
      if (identifier.equals(symbology.plain) && identifier.equals(symbology.gs1)) {
        return retail(symbology, text);
      }
      if (identifier.equals(symbology.gs1)) {
        ElementString elements = elements(text);
        return new ScanData(symbology, withFnc1(text), Optional.of(elements));
      }
      if (identifier.equals(symbology.plain)) {
        return plain(symbology, text);
      }
    }
    throw new IllegalArgumentException("expected the identifier of a GS1 symbol, such as ]d2");
  }

  private static String withFnc1(String text) {
    return ElementString.FNC1 + text.replace(SEPARATOR, ElementString.FNC1);
  }

  private static ElementString elements(String text) {
    if (text.indexOf(ElementString.FNC1) >= 0) {
      throw new IllegalArgumentException("expected no ^ in the data of a GS1 symbol");
    }
    return ElementString.parse(withFnc1(text));
  }

  private static ScanData retail(Symbology symbology, String text) {
    int length = symbology == Symbology.EAN8 ? 8 : 13;
    int end = text.indexOf(BAR + COMPOSITE);
    String key = end < 0 ? text : text.substring(0, end);
    CheckDigit.require("the symbol", key, length);
    ElementString gtin = ElementString.ofBracketed("(01)" + Gtin.filledUp(key));
    if (end < 0) {
      return new ScanData(symbology, key, Optional.of(gtin));
    }
    String composite = text.substring(end + 1 + COMPOSITE.length());
    List<Element> all = new ArrayList<>(gtin.elements());
    all.addAll(elements(composite).elements());
    return new ScanData(
        symbology, key + BAR + withFnc1(composite), Optional.of(new ElementString(all)));
  }

  private static ScanData plain(Symbology symbology, String text) {
    int backslashes = 0;
    while (backslashes < text.length() && text.charAt(backslashes) == '\\') {
      backslashes++;
    }
    boolean ambiguous =
        backslashes < text.length() && text.charAt(backslashes) == ElementString.FNC1;
    Optional<ElementString> link =
        DigitalLink.hasScheme(text)
            ? Optional.of(DigitalLink.parse(text, DigitalLink.Reading.STRICT))
            : Optional.empty();
    return new ScanData(symbology, ambiguous ? "\\" + text : text, link);
  }

  /**
   * What a scanner would give for a symbol.
   *
   * @param data as in {@link #data()}
   * @throws IllegalArgumentException saying what was expected
   */
  public static String build(Symbology symbology, String data) {
    return switch (symbology) {
      case QR, DM, DotCode -> matrix(symbology, data);
      case GS1_128_CCA, GS1_128_CCC, DataBarExpanded -> linear(symbology, data);
      case DataBarOmni, DataBarTruncated, DataBarStacked, DataBarStackedOmni, DataBarLimited ->
          shortLinear(symbology, data);
      case EAN13, UPCA, UPCE, EAN8 -> retailSymbol(symbology, data);
    };
  }

  private static String matrix(Symbology symbology, String data) {
    if (data.isEmpty() || data.charAt(0) != ElementString.FNC1) {
      return "]" + symbology.plain + unescaped(data);
    }
    int bar = data.indexOf(BAR);
    return "]" + symbology.gs1 + written(bar < 0 ? data : data.substring(0, bar));
  }

  private static String unescaped(String data) {
    int backslashes = 0;
    while (backslashes < data.length() && data.charAt(backslashes) == '\\') {
      backslashes++;
    }
    boolean escaped =
        backslashes > 0
            && backslashes < data.length()
            && data.charAt(backslashes) == ElementString.FNC1;
    return escaped ? data.substring(1) : data;
  }

  /** An element string behind a symbology identifier, checked. */
  private static String written(String data) {
    ElementString.parse(data);
    return data.substring(1).replace(ElementString.FNC1, SEPARATOR);
  }

  private static String linear(Symbology symbology, String data) {
    int bar = data.indexOf(BAR);
    if (bar < 0) {
      return "]" + symbology.gs1 + written(data);
    }
    String first = data.substring(0, bar);
    String text = written(first);
    boolean predefined =
        ElementString.parse(first).elements().getLast().identifier().predefinedLength();
    boolean separated = predefined || text.charAt(text.length() - 1) == SEPARATOR;
    return COMPOSITE + text + (separated ? "" : SEPARATOR) + written(data.substring(bar + 1));
  }

  private static String shortLinear(Symbology symbology, String data) {
    int bar = data.indexOf(BAR);
    String key = bar < 0 ? data : data.substring(0, bar);
    String gtin = key.startsWith("^01") ? key.substring(3) : key;
    CheckDigit.require("the symbol", gtin, Gtin.LENGTH);
    if (symbology == Symbology.DataBarLimited && gtin.charAt(0) > '1') {
      throw new IllegalArgumentException("expected a GTIN that begins with 0 or 1");
    }
    return COMPOSITE + "01" + gtin + (bar < 0 ? "" : written(data.substring(bar + 1)));
  }

  private static String retailSymbol(Symbology symbology, String data) {
    int bar = data.indexOf(BAR);
    String key = bar < 0 ? data : data.substring(0, bar);
    int length =
        switch (symbology) {
          case EAN13 -> 13;
          case EAN8 -> 8;
          default -> 12;
        };
    String zeros = "^01" + "0".repeat(Gtin.LENGTH - length);
    String digits = key.startsWith(zeros) ? key.substring(zeros.length()) : key;
    CheckDigit.require("the symbol", digits, length);
    String text = "]" + symbology.gs1 + (length == 12 ? "0" : "") + digits;
    return bar < 0 ? text : text + BAR + COMPOSITE + written(data.substring(bar + 1));
  }
}
