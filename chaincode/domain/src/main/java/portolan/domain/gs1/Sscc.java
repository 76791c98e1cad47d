package portolan.domain.gs1;

/**
 * A Serial Shipping Container Code, a logistic unit: application identifier 00.
 *
 * @param digits 18 digits: extension digit, company prefix and serial reference, check digit
 */
public record Sscc(String digits) implements Epc {
  /** Digits of an SSCC. */
  public static final int LENGTH = 18;

  /** Checks length and check digit. */
  public Sscc {
    CheckDigit.require("an SSCC", digits, LENGTH);
  }

  @Override
  public String canonical() {
    return DigitalLink.CANONICAL_STEM + "/00/" + digits;
  }

  @Override
  public String toString() {
    return canonical();
  }
}
