// SPDX-License-Identifier: Apache-2.0
package portolan.domain.gs1;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The keys of the EPC Tag Data Standard that name one object, place, party, document or service,
 * besides SGTIN and SSCC.
 */
public enum KeyType {
  /** A place: global location number and extension, if it has one. */
  SGLN("sgln", "414", Serial.OPTIONAL_ELEMENT, "254"),
  /** A party. */
  PGLN("pgln", "417", Serial.NONE, ""),
  /** A returnable asset. */
  GRAI("grai", "8003", Serial.SAME_ELEMENT, ""),
  /** An individual asset. */
  GIAI("giai", "8004", Serial.NONE, ""),
  /** The recipient of a service. */
  GSRN("gsrn", "8018", Serial.NONE, ""),
  /** The provider of a service. */
  GSRNP("gsrnp", "8017", Serial.NONE, ""),
  /** A document. */
  GDTI("gdti", "253", Serial.SAME_ELEMENT, ""),
  /** A component or part. */
  CPI("cpi", "8010", Serial.ELEMENT, "8011"),
  /** A coupon. */
  SGCN("sgcn", "255", Serial.SAME_ELEMENT, ""),
  /** A consignment. */
  GINC("ginc", "401", Serial.NONE, ""),
  /** A shipment. */
  GSIN("gsin", "402", Serial.NONE, ""),
  /** A piece of a trade item. */
  ITIP("itip", "8006", Serial.ELEMENT, "21"),
  /** A trade item with the number of a third party. */
  UPUI("upui", "01", Serial.ELEMENT, "235");

  /** Where the serial number is. */
  private enum Serial {
    NONE,
    SAME_ELEMENT,
    ELEMENT,
    OPTIONAL_ELEMENT
  }

  static final String GTIN = "01";
  static final String SSCC = "00";
  static final String SERIAL = "21";
  static final String LOT = "10";

  /** Keys that name a class when they come without a serial number. */
  private static final Set<String> CLASSES = Set.of(GTIN, "8006", "8003", "253", "255", "8010");

  private final String scheme;
  private final String keyCode;
  private final Serial serial;
  private final String serialCode;

  KeyType(String scheme, String keyCode, Serial serial, String serialCode) {
    this.scheme = scheme;
    this.keyCode = keyCode;
    this.serial = serial;
    this.serialCode = serialCode;
  }

  /** As in {@code urn:epc:id:SCHEME:}. */
  String scheme() {
    return scheme;
  }

  /** The AI of the key. */
  String keyCode() {
    return keyCode;
  }

  /** The length of the key in a value that the serial number follows. */
  private int keyLength() {
    return this == GRAI ? 14 : 13;
  }

  void require(String key, String serialNumber) {
    boolean needed = serial == Serial.ELEMENT || serial == Serial.SAME_ELEMENT;
    if ((needed && serialNumber.isEmpty()) || (serial == Serial.NONE && !serialNumber.isEmpty())) {
      throw new IllegalArgumentException(
          "expected " + (needed ? "a" : "no") + " serial number of " + scheme);
    }
    if (serial == Serial.SAME_ELEMENT && key.length() != keyLength()) {
      throw new IllegalArgumentException("expected " + keyLength() + " digits of " + scheme);
    }
    AiTable.get(keyCode).require(serial == Serial.SAME_ELEMENT ? key + serialNumber : key);
    if (inElement() && !serialNumber.isEmpty()) {
      AiTable.get(serialCode).require(serialNumber);
    }
  }

  private boolean inElement() {
    return serial == Serial.ELEMENT || serial == Serial.OPTIONAL_ELEMENT;
  }

  String canonical(String key, String serialNumber) {
    String link = DigitalLink.CANONICAL_STEM + "/" + keyCode + "/";
    if (serial == Serial.SAME_ELEMENT) {
      return link + Escapes.escape(key + serialNumber);
    }
    link += Escapes.escape(key);
    return serialNumber.isEmpty()
        ? link
        : link + "/" + serialCode + "/" + Escapes.escape(serialNumber);
  }

  static Optional<Identity> identity(ElementString text) {
    return text.elements().stream()
        .filter(e -> e.identifier().qualifiers().isPresent())
        .findFirst()
        .flatMap(key -> identity(key, text));
  }

  private static Optional<Identity> identity(Element key, ElementString text) {
    String code = key.code();
    Optional<String> serialNumber = text.value(SERIAL);
    if (code.equals(SSCC)) {
      return Optional.of(new Sscc(key.value()));
    }
    if (code.equals(GTIN) && serialNumber.isPresent()) {
      return Optional.of(new Sgtin(new Gtin(key.value()), serialNumber.get()));
    }
    return Arrays.stream(values())
        .filter(type -> type.keyCode.equals(code))
        .findFirst()
        .flatMap(type -> type.instance(key.value(), text))
        .or(() -> ofClass(key, text));
  }

  private Optional<Identity> instance(String value, ElementString text) {
    Optional<String> beside = inElement() ? text.value(serialCode) : Optional.empty();
    return switch (serial) {
      case NONE -> Optional.of(new KeyedEpc(this, value, ""));
      case OPTIONAL_ELEMENT -> Optional.of(new KeyedEpc(this, value, beside.orElse("")));
      case ELEMENT -> beside.map(number -> new KeyedEpc(this, value, number));
      case SAME_ELEMENT ->
          value.length() > keyLength()
              ? Optional.of(
                  new KeyedEpc(this, value.substring(0, keyLength()), value.substring(keyLength())))
              : Optional.empty();
    };
  }

  private static Optional<Identity> ofClass(Element key, ElementString text) {
    if (!CLASSES.contains(key.code())) {
      return Optional.empty();
    }
    boolean hasLots = EpcClass.hasLots(key.code());
    String lot = hasLots ? text.value(LOT).orElse("") : "";
    return Optional.of(new EpcClass(key.code(), key.value(), lot));
  }

  /** The AIs that this identity consists of. */
  static List<String> codes(Identity identity) {
    return switch (identity) {
      case Sgtin unit -> List.of(GTIN, SERIAL);
      case Sscc unit -> List.of(SSCC);
      case KeyedEpc epc -> List.of(epc.type().keyCode, epc.type().serialCode);
      case UrnEpc epc -> List.of();
      case EpcClass of -> of.lot().isEmpty() ? List.of(of.code()) : List.of(of.code(), LOT);
    };
  }

  static boolean isClassCode(String code) {
    return CLASSES.contains(code);
  }
}
