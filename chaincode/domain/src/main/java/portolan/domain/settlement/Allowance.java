// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement;

import java.time.Instant;
import java.util.Optional;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Refusal;
import portolan.domain.encoding.Timestamp;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;
import portolan.domain.worldstate.RefusalCode;

/**
 * What a bank may still mint against reserves that it attested. Minting consumes an allowance and
 * leaves a smaller one, so that money in issue never exceeds attested reserves, without a counter
 * that all mints share.
 *
 * @param issuer the bank
 * @param amount above zero
 * @param validUntil from when on nothing can be minted, because the attestation is stale
 */
public record Allowance(String issuer, Money amount, Instant validUntil) {
  /** An allowance's id: of the attestation, or of the mint that left it. */
  public static final Format ID =
      Format.of(
          "an attestation id, or a mint id followed by .rest",
          Format.QUALIFIED.pattern().pattern() + "(\\.rest)?",
          Format.QUALIFIED.maxLength() + 5);

  /** Id of the allowance that a mint leaves. */
  public static String restId(String mintId) {
    return mintId + ".rest";
  }

  /** Reads an allowance. */
  public static Allowance fromJson(Fields fields) {
    return new Allowance(
        fields.text("issuer", Format.MEMBER),
        new Money(Currency.fromJson(fields, "currency"), fields.positiveAmount("amount")),
        fields.timestamp("validUntil"));
  }

  /** The form on the ledger. */
  public JsonObject toJson() {
    return Json.object()
        .put("issuer", issuer)
        .put("currency", amount.currency().code())
        .putAmount("amount", amount.minorUnits())
        .put("validUntil", Timestamp.format(validUntil))
        .build();
  }

  /**
   * Refuses to mint on an attestation that is stale.
   *
   * @param at timestamp of the transaction
   * @param peerNow what the peer's clock says: either may say so
   */
  public void requireFresh(Instant at, Instant peerNow) {
    if (!at.isBefore(validUntil) || !peerNow.isBefore(validUntil)) {
      throw new Refusal(
              RefusalCode.STALE_ATTESTATION,
              "allowanceId",
              "expected an attestation that is valid longer than "
                  + Timestamp.format(validUntil)
                  + "; attest the reserves again")
          .toException();
    }
  }

  /**
   * Takes an amount.
   *
   * @return what is left, if anything
   */
  public Optional<Allowance> take(Money taken) {
    if (taken.minorUnits() > amount.minorUnits()) {
      throw new Refusal(
              RefusalCode.EXCEEDS_ALLOWANCE,
              "amount",
              "expected at most the allowance of "
                  + amount.minorUnits()
                  + " minor units of "
                  + amount.currency())
          .toException();
    }
    Money rest = amount.minus(taken);
    return rest.isZero() ? Optional.empty() : Optional.of(new Allowance(issuer, rest, validUntil));
  }
}
