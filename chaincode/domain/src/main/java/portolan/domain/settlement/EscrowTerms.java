package portolan.domain.settlement;

import java.util.Optional;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.JsonObject;
import portolan.domain.money.Currency;

/**
 * What is agreed when an escrow is funded, as the channel sees it.
 *
 * @param escrowId chosen by the funder
 * @param orderId the order that is paid
 * @param declarationId the declaration that customs has to release before delivery counts
 * @param bank issuer of the money
 * @param currency of all amounts
 * @param secretHash SHA-256 of the UTF-8 of the delivery secret, lower-case hexadecimal digits
 * @param expiresAfterSeconds from the funding to when it can be refunded, 1 to 31,536,000 (a year)
 * @param rulebook what protects the buyer after the delivery; without one the payouts are final
 *     with its confirmation
 */
public record EscrowTerms(
    String escrowId,
    String orderId,
    String declarationId,
    String bank,
    Currency currency,
    String secretHash,
    long expiresAfterSeconds,
    Optional<Rulebook> rulebook) {

  private static final long YEAR = 31_536_000;

  /** Terms whose payouts are final with the confirmation of the delivery. */
  public EscrowTerms(
      String escrowId,
      String orderId,
      String declarationId,
      String bank,
      Currency currency,
      String secretHash,
      long expiresAfterSeconds) {
    this(
        escrowId,
        orderId,
        declarationId,
        bank,
        currency,
        secretHash,
        expiresAfterSeconds,
        Optional.empty());
  }

  /** Reads the terms. */
  public static EscrowTerms fromJson(Fields fields) {
    return new EscrowTerms(
        fields.text("escrowId", Format.IDENTIFIER),
        fields.text("orderId", Format.IDENTIFIER),
        fields.text("declarationId", Format.IDENTIFIER),
        fields.text("bank", Format.MEMBER),
        Currency.fromJson(fields, "currency"),
        fields.text("secretHash", Format.SHA256),
        fields.integer("expiresAfterSeconds", 1, YEAR),
        fields.optionalObject("rulebook").map(Rulebook::fromJson));
  }

  /** Adds the terms to an object. */
  public void addTo(JsonObject.Builder json) {
    json.put("escrowId", escrowId)
        .put("orderId", orderId)
        .put("declarationId", declarationId)
        .put("bank", bank)
        .put("currency", currency.code())
        .put("secretHash", secretHash)
        .put("expiresAfterSeconds", expiresAfterSeconds);
    rulebook.ifPresent(r -> json.put("rulebook", r.toJson()));
  }
}
