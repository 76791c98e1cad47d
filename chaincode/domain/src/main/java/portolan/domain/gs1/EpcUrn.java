// SPDX-License-Identifier: Apache-2.0
package portolan.domain.gs1;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * EPC URNs (EPC Tag Data Standard 2.0, section 6.3): pure identities {@code urn:epc:id:}, the class
 * {@code urn:epc:class:lgtin:}, and of the patterns those that mean a class, {@code
 * urn:epc:idpat:sgtin:0614141.112345.*}.
 */
final class EpcUrn {
  static final String PREFIX = "urn:epc:";

  private static final String ID = "urn:epc:id:";
  private static final String CLASS = "urn:epc:class:";
  private static final String PATTERN = "urn:epc:idpat:";

  /** Characters of a serial number that a URN escapes, and the only ones (section 6.3.1). */
  private static final String ESCAPED = "\"%&/<>?";

  /** Of the references of components and parts (section 6.3.11). */
  private static final String ESCAPED_IN_CPI = "#/";

  private static final int SHORTEST_PREFIX = 6;
  private static final int LONGEST_PREFIX = 12;

  private static final Pattern GID =
      Pattern.compile("urn:epc:id:gid:(0|[1-9][0-9]*)\\.(0|[1-9][0-9]*)\\.(0|[1-9][0-9]*)");
  private static final Pattern USDOD =
      Pattern.compile("urn:epc:id:usdod:[0-9A-HJ-NP-Z]{5,6}\\.(0|[1-9][0-9]{0,10})");
  private static final Pattern ADI =
      Pattern.compile(
          "urn:epc:id:adi:[0-9A-HJ-NP-Z]{5,6}\\.([0-9A-Z-]|%2F){0,32}"
              + "\\.(%23)?([0-9A-Z-]|%2F){1,30}");
  private static final Pattern BIC =
      Pattern.compile("urn:epc:id:bic:([A-Z]{3}[JUZ][0-9]{6})([0-9])");
  private static final Pattern IMOVN = Pattern.compile("urn:epc:id:imovn:([0-9]{7})");

  /** Most of the three numbers of a GID, in bits (section 14.6.3). */
  private static final int[] GID_BITS = {28, 24, 36};

  private static final int USDOD_BITS = 36;

  private final String scheme;
  private final List<String> parts;

  private EpcUrn(String scheme, String text) {
    this.scheme = scheme;
    this.parts = List.of(text.split("\\.", -1));
  }

  static Identity parse(String text) {
    if (text.startsWith(ID)) {
      int colon = text.indexOf(':', ID.length());
      String scheme = colon < 0 ? "" : text.substring(ID.length(), colon);
      return instance(text, scheme, text.substring(colon + 1));
    }
    if (text.startsWith(CLASS + "lgtin:")) {
      EpcUrn urn = new EpcUrn("lgtin", text.substring((CLASS + "lgtin:").length()));
      return new EpcClass(KeyType.GTIN, urn.gtin(), serial(urn.from(2)));
    }
    if (text.startsWith(PATTERN)) {
      int colon = text.indexOf(':', PATTERN.length());
      String scheme = colon < 0 ? "" : text.substring(PATTERN.length(), colon);
      if (text.endsWith(".*")) {
        return kind(scheme, text.substring(colon + 1, text.length() - 2));
      }
    }
    throw new IllegalArgumentException(
        "expected urn:epc:id:..., urn:epc:class:lgtin:... or a pattern of all serial numbers,"
            + " urn:epc:idpat:...*");
  }

  private static Epc instance(String text, String scheme, String rest) {
    EpcUrn urn = new EpcUrn(scheme, rest);
    return switch (scheme) {
      case "sgtin" -> new Sgtin(new Gtin(urn.gtin()), serial(urn.from(2)));
      case "sscc" -> new Sscc(urn.only(urn.turned(17)));
      case "sgln" -> {
        String extension = serial(urn.from(2));
        yield new KeyedEpc(KeyType.SGLN, urn.checked(12), extension.equals("0") ? "" : extension);
      }
      case "pgln" -> new KeyedEpc(KeyType.PGLN, urn.only(urn.checked(12)), "");
      case "grai" -> new KeyedEpc(KeyType.GRAI, "0" + urn.checked(12), serial(urn.from(2)));
      case "giai" -> new KeyedEpc(KeyType.GIAI, urn.company() + serial(urn.from(1)), "");
      case "gsrn" -> new KeyedEpc(KeyType.GSRN, urn.only(urn.checked(17)), "");
      case "gsrnp" -> new KeyedEpc(KeyType.GSRNP, urn.only(urn.checked(17)), "");
      case "gdti" -> new KeyedEpc(KeyType.GDTI, urn.checked(12), serial(urn.from(2)));
      case "sgcn" -> new KeyedEpc(KeyType.SGCN, urn.checked(12), urn.from(2));
      case "cpi" -> new KeyedEpc(KeyType.CPI, urn.component(), urn.from(2));
      case "ginc" -> new KeyedEpc(KeyType.GINC, urn.company() + serial(urn.from(1)), "");
      case "gsin" -> new KeyedEpc(KeyType.GSIN, urn.only(urn.checked(16)), "");
      case "itip" -> new KeyedEpc(KeyType.ITIP, urn.piece(), serial(urn.from(4)));
      case "upui" -> new KeyedEpc(KeyType.UPUI, urn.gtin(), serial(urn.from(2)));
      default -> new UrnEpc(text);
    };
  }

  private static EpcClass kind(String scheme, String rest) {
    EpcUrn urn = new EpcUrn(scheme, rest);
    return switch (scheme) {
      case "sgtin", "upui" -> new EpcClass(KeyType.GTIN, urn.only(urn.gtin()), "");
      case "grai" -> new EpcClass("8003", "0" + urn.only(urn.checked(12)), "");
      case "gdti" -> new EpcClass("253", urn.only(urn.checked(12)), "");
      case "sgcn" -> new EpcClass("255", urn.only(urn.checked(12)), "");
      case "cpi" -> new EpcClass("8010", urn.only(urn.component()), "");
      case "itip" -> {
        if (urn.parts.size() != 4) {
          throw urn.expected("the numbers of piece and total");
        }
        yield new EpcClass("8006", urn.piece(), "");
      }
      default ->
          throw new IllegalArgumentException(
              "expected a pattern of all serial numbers of sgtin, grai, gdti, sgcn, cpi, itip or"
                  + " upui");
    };
  }

  /** The GS1 company prefix. */
  private String company() {
    String company = parts.getFirst();
    if (!CharacterSet.isDigits(company)
        || company.length() < SHORTEST_PREFIX
        || company.length() > LONGEST_PREFIX
        || parts.size() < 2) {
      throw expected("a company prefix of 6 to 12 digits and a reference");
    }
    return company;
  }

  /** Company prefix and reference, together so many digits, with the check digit. */
  private String checked(int digits) {
    String key = company() + parts.get(1);
    if (key.length() != digits || !CharacterSet.isDigits(key)) {
      throw expected("a company prefix of 6 to 12 digits, with the reference " + digits);
    }
    return key + CheckDigit.of(key);
  }

  /** As {@link #checked}, for keys whose first digit stands before the reference in the URN. */
  private String turned(int digits) {
    String reference = parts.size() < 2 ? "" : parts.get(1);
    String company = company();
    if (reference.isEmpty()
        || company.length() + reference.length() != digits
        || !CharacterSet.isDigits(reference)) {
      throw expected("a company prefix of 6 to 12 digits, with the reference " + digits);
    }
    String key = reference.charAt(0) + company + reference.substring(1);
    return key + CheckDigit.of(key);
  }

  private String gtin() {
    return turned(13);
  }

  private String piece() {
    if (parts.size() < 4 || parts.get(2).length() != 2 || parts.get(3).length() != 2) {
      throw expected("the numbers of piece and total, two digits each");
    }
    return gtin() + parts.get(2) + parts.get(3);
  }

  private String component() {
    return company() + Escapes.unescape(parts.get(1), ESCAPED_IN_CPI);
  }

  /** What follows the dot before this part; a serial number may have dots itself. */
  private String from(int part) {
    if (parts.size() <= part) {
      throw expected("a serial number");
    }
    return String.join(".", parts.subList(part, parts.size()));
  }

  private String only(String key) {
    if (parts.size() > 2) {
      throw expected("nothing after the reference");
    }
    return key;
  }

  private static String serial(String text) {
    return Escapes.unescape(text, ESCAPED);
  }

  private IllegalArgumentException expected(String what) {
    return new IllegalArgumentException("expected in the URN of " + scheme + " " + what);
  }

  /** Checks a URN of a scheme without GS1 key. */
  static void requireForeign(String urn) {
    if (!isGid(urn) && !isUsdod(urn) && !ADI.matcher(urn).matches() && !isBic(urn) && !isImo(urn)) {
      throw new IllegalArgumentException(
          "expected a scheme of the EPC Tag Data Standard in urn:epc:id:SCHEME:... and its form");
    }
  }

  private static boolean isGid(String urn) {
    Matcher form = GID.matcher(urn);
    if (!form.matches()) {
      return false;
    }
    for (int i = 0; i < GID_BITS.length; i++) {
      String number = form.group(i + 1);
      if (number.length() > 11 || Long.parseLong(number) >= 1L << GID_BITS[i]) {
        return false;
      }
    }
    return true;
  }

  private static boolean isUsdod(String urn) {
    Matcher form = USDOD.matcher(urn);
    return form.matches() && Long.parseLong(form.group(1)) < 1L << USDOD_BITS;
  }

  /**
   * ISO 6346: letters count from 10 on without the multiples of 11, each weight is twice the one
   * before.
   */
  private static boolean isBic(String urn) {
    Matcher form = BIC.matcher(urn);
    if (!form.matches()) {
      return false;
    }
    String text = form.group(1);
    int sum = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int value = c <= '9' ? c - '0' : c - 'A' + 10 + (c - 'A' + 9) / 10;
      sum += value << i;
    }
    return sum % 11 % 10 == form.group(2).charAt(0) - '0';
  }

  private static boolean isImo(String urn) {
    Matcher form = IMOVN.matcher(urn);
    if (!form.matches()) {
      return false;
    }
    String digits = form.group(1);
    int sum = 0;
    for (int i = 0; i < 6; i++) {
      sum += (digits.charAt(i) - '0') * (7 - i);
    }
    return sum % 10 == digits.charAt(6) - '0';
  }

  static String of(Identity identity, int prefixLength) {
    if (prefixLength < SHORTEST_PREFIX || prefixLength > LONGEST_PREFIX) {
      throw new IllegalArgumentException("expected a company prefix of 6 to 12 digits");
    }
    return switch (identity) {
      case Sgtin unit ->
          ID + "sgtin:" + turned(unit.gtin().digits(), prefixLength) + "." + written(unit.serial());
      case Sscc unit -> ID + "sscc:" + turned(unit.digits(), prefixLength);
      case KeyedEpc epc -> ID + epc.type().scheme() + ":" + keyed(epc, prefixLength);
      case UrnEpc epc -> epc.urn();
      case EpcClass kind -> kind(kind, prefixLength);
    };
  }

  private static String keyed(KeyedEpc epc, int prefixLength) {
    String key = epc.key();
    String serial = written(epc.serial());
    return switch (epc.type()) {
      case SGLN -> split(key, prefixLength) + "." + (serial.isEmpty() ? "0" : serial);
      case PGLN, GSRN, GSRNP, GSIN -> split(key, prefixLength);
      case GRAI -> split(key.substring(1), prefixLength) + "." + serial;
      case GDTI, SGCN -> split(key, prefixLength) + "." + serial;
      case GIAI, GINC ->
          key.substring(0, prefixLength) + "." + written(key.substring(prefixLength));
      case CPI -> component(key, prefixLength) + "." + serial;
      case ITIP -> piece(key, prefixLength) + "." + serial;
      case UPUI -> turned(key, prefixLength) + "." + serial;
    };
  }

  private static String kind(EpcClass kind, int prefixLength) {
    String key = kind.key();
    if (!kind.lot().isEmpty()) {
      if (!kind.code().equals(KeyType.GTIN)) {
        throw new IllegalArgumentException("expected a GTIN: there is no URN for lots of others");
      }
      return CLASS + "lgtin:" + turned(key, prefixLength) + "." + written(kind.lot());
    }
    return PATTERN
        + switch (kind.code()) {
          case KeyType.GTIN -> "sgtin:" + turned(key, prefixLength);
          case "8006" -> "itip:" + piece(key, prefixLength);
          case "8003" -> "grai:" + split(key.substring(1), prefixLength);
          case "253" -> "gdti:" + split(key, prefixLength);
          case "255" -> "sgcn:" + split(key, prefixLength);
          default -> "cpi:" + component(key, prefixLength);
        }
        + ".*";
  }

  private static String piece(String key, int prefixLength) {
    return turned(key.substring(0, 14), prefixLength)
        + "."
        + key.substring(14, 16)
        + "."
        + key.substring(16);
  }

  private static String component(String key, int prefixLength) {
    return key.substring(0, prefixLength)
        + "."
        + Escapes.escape(key.substring(prefixLength), ESCAPED_IN_CPI);
  }

  private static String turned(String key, int prefixLength) {
    List<String> out = new ArrayList<>();
    out.add(key.substring(1, 1 + prefixLength));
    out.add(key.charAt(0) + key.substring(1 + prefixLength, key.length() - 1));
    return String.join(".", out);
  }

  private static String split(String key, int prefixLength) {
    return key.substring(0, prefixLength) + "." + key.substring(prefixLength, key.length() - 1);
  }

  private static String written(String serial) {
    return Escapes.escape(serial, ESCAPED);
  }
}
