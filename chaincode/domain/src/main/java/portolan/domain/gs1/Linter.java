// SPDX-License-Identifier: Apache-2.0
package portolan.domain.gs1;

import java.util.Locale;
import java.util.Optional;

/**
 * What a component of an element string has to be beyond its character set and length: the linters
 * that the GS1 syntax dictionary names. Each says what it expects.
 */
enum Linter {
  CSUM("the correct check digit"),
  CSUMALPHA("the correct pair of check characters"),
  GCPPOS1("a GS1 company prefix at the beginning (4 digits at least)"),
  GCPPOS2("a GS1 company prefix from the second digit on"),
  COUPONCODE("a North American coupon code"),
  COUPONPOSOFFER("a coupon code of a positive offer file"),
  HASNONDIGIT("a character that is no digit"),
  HH("an hour from 00 to 23"),
  MI("a minute from 00 to 59"),
  SS("a second from 00 to 59"),
  HHMI("a time HHMM from 0000 to 2359"),
  HYPHEN("only hyphens"),
  IBAN("an IBAN with correct check digits"),
  IMPORTERIDX("a letter, a digit, - or _"),
  ISO3166("an ISO 3166-1 numeric country code"),
  ISO3166999("an ISO 3166-1 numeric country code or 999"),
  ISO3166ALPHA2("an ISO 3166-1 alpha-2 country code"),
  ISO4217("an ISO 4217 numeric currency code"),
  ISO5218("a sex of ISO/IEC 5218 (0, 1, 2 or 9)"),
  LATITUDE("a latitude from 0000000000 to 1800000000"),
  LONGITUDE("a longitude from 0000000000 to 3600000000"),
  MEDIATYPE("a media type from 01 to 10 or from 80 to 99"),
  NONZERO("a number above zero"),
  NOZEROPREFIX("no leading zero"),
  PACKAGETYPE("a package type code"),
  PCENC("two hexadecimal digits after each %"),
  PIECEOFTOTAL("a piece from 01 up to the total"),
  POSINSEQSLASH("a position and an end, such as 1/3"),
  WINDING("a winding direction (0, 1 or 9)"),
  YESNO("0 or 1"),
  YYMMD0("a date YYMMDD, the day 00 if it is not known"),
  YYMMDD("a date YYMMDD"),
  YYYYMMDD("a date YYYYMMDD"),
  ZERO("zero");

  private static final int SHORTEST_COMPANY_PREFIX = 4;
  private static final int SHORTEST_IBAN = 11;
  private static final int[] DAYS = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

  private final String expected;

  Linter(String expected) {
    this.expected = expected;
  }

  /** The linter that the dictionary calls by this name. */
  static Linter named(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }

  /** What was expected, if the component is not that. Its characters are those of its set. */
  Optional<String> fault(String component) {
    if (accepts(component)) {
      return Optional.empty();
    }
    return Optional.of(this == CSUM ? CheckDigit.fault(component) : "expected " + expected);
  }

  private boolean accepts(String value) {
    return switch (this) {
      case CSUM -> CheckDigit.ends(value);
      case CSUMALPHA -> CheckPair.ends(value);
      case GCPPOS1 -> hasPrefixAt(value, 0);
      case GCPPOS2 -> hasPrefixAt(value, 1);
      case COUPONCODE -> Coupon.isCode(value);
      case COUPONPOSOFFER -> Coupon.isPositiveOffer(value);
      case HASNONDIGIT -> !CharacterSet.isDigits(value);
      case HH -> isNumberUpTo(value, 23);
      case MI -> isNumberUpTo(value, 59);
      case SS -> isNumberUpTo(value, 59);
      case HHMI -> isNumberUpTo(value.substring(0, 2), 23) && isNumberUpTo(value.substring(2), 59);
      case HYPHEN -> value.chars().allMatch(c -> c == '-');
      case IBAN -> isIban(value);
      case IMPORTERIDX ->
          value.chars().allMatch(c -> CharacterSet.isAlphanumeric(c) || c == '-' || c == '_');
      case ISO3166 -> CodeLists.has("iso3166", value);
      case ISO3166999 -> value.equals("999") || CodeLists.has("iso3166", value);
      case ISO3166ALPHA2 -> CodeLists.has("iso3166alpha2", value);
      case ISO4217 -> CodeLists.has("iso4217", value);
      case ISO5218 -> "0129".contains(value);
      case LATITUDE -> isNumberUpTo(value, 1_800_000_000L);
      case LONGITUDE -> isNumberUpTo(value, 3_600_000_000L);
      case MEDIATYPE ->
          !value.equals("00") && (isNumberUpTo(value, 10) || value.compareTo("80") >= 0);
      case NONZERO -> value.chars().anyMatch(c -> c != '0');
      case NOZEROPREFIX -> value.length() == 1 || value.charAt(0) != '0';
      case PACKAGETYPE -> CodeLists.has("packagetype", value);
      case PCENC -> isPercentEncoded(value);
      case PIECEOFTOTAL -> isPieceOfTotal(value);
      case POSINSEQSLASH -> isPositionInSequence(value);
      case WINDING -> "019".contains(value);
      case YESNO -> "01".contains(value);
      case YYMMD0 -> isDate("20" + value, true);
      case YYMMDD -> isDate("20" + value, false);
      case YYYYMMDD -> isDate(value, false);
      case ZERO -> value.chars().allMatch(c -> c == '0');
    };
  }

  private static boolean hasPrefixAt(String value, int at) {
    int end = at + SHORTEST_COMPANY_PREFIX;
    return value.length() >= end && CharacterSet.isDigits(value.substring(at, end));
  }

  private static boolean isNumberUpTo(String digits, long most) {
    return Long.parseLong(digits) <= most;
  }

  private static boolean isPercentEncoded(String value) {
    for (int i = value.indexOf('%'); i >= 0; i = value.indexOf('%', i + 1)) {
      if (!Escapes.isEscape(value, i)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPieceOfTotal(String value) {
    String piece = value.substring(0, 2);
    String total = value.substring(2);
    return !piece.equals("00") && !total.equals("00") && piece.compareTo(total) <= 0;
  }

  private static boolean isPositionInSequence(String value) {
    int slash = value.indexOf('/');
    if (slash < 1 || slash == value.length() - 1) {
      return false;
    }
    String position = value.substring(0, slash);
    String end = value.substring(slash + 1);
    return CharacterSet.isDigits(position)
        && CharacterSet.isDigits(end)
        && position.charAt(0) != '0'
        && end.charAt(0) != '0'
        && (position.length() < end.length()
            || (position.length() == end.length() && position.compareTo(end) <= 0));
  }

  /**
   * A day of the Gregorian calendar. The century of a two-digit year does not matter: a year 00 is
   * 2000, a leap year, as GS1's window of a hundred years has it.
   */
  static boolean isDate(String yyyymmdd, boolean dayMayBeUnknown) {
    int year = Integer.parseInt(yyyymmdd.substring(0, 4));
    int month = Integer.parseInt(yyyymmdd.substring(4, 6));
    int day = Integer.parseInt(yyyymmdd.substring(6));
    if (month < 1 || month > 12) {
      return false;
    }
    boolean leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    int last = DAYS[month - 1] + (month == 2 && leap ? 1 : 0);
    return day <= last && (day > 0 || dayMayBeUnknown);
  }

  private static boolean isIban(String value) {
    if (value.length() < SHORTEST_IBAN || !CodeLists.has("iso3166alpha2", value.substring(0, 2))) {
      return false;
    }
    int remainder = 0;
    String turned = value.substring(4) + value.substring(0, 4);
    for (int i = 0; i < turned.length(); i++) {
      char c = turned.charAt(i);
      if (c >= '0' && c <= '9') {
        remainder = (remainder * 10 + c - '0') % 97;
      } else if (c >= 'A' && c <= 'Z') {
        remainder = (remainder * 100 + c - 'A' + 10) % 97;
      } else {
        return false;
      }
    }
    return remainder == 1;
  }
}
