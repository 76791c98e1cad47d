package portolan.domain.customs;

import portolan.domain.encoding.Format;

/** How a currency is named. */
final class CurrencyCode {
  static final Format FORMAT =
      Format.of("an ISO 4217 currency code of three capital letters", "[A-Z]{3}", 3);

  private CurrencyCode() {}
}
