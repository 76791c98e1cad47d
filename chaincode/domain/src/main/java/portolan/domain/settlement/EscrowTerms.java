// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement;

import java.util.Optional;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.QualifiedId;
import portolan.domain.money.Currency;
import portolan.domain.worldstate.RefusalCode;

/**
 * What is agreed when an escrow is funded, as the channel sees it.
 *
 * @param escrowId chosen by the funder, who owns it
 * @param orderId the order that is paid
 * @param declarationId the declaration that customs has to release before delivery counts; its
 *     owner is the declarant
 * @param authority the member that has to release it
 * @param bank issuer of the money
 * @param currency of all amounts
 * @param trigger what counts as the delivery
 * @param expiresAfterSeconds from the funding to when it can be refunded, 1 to 31,536,000 (a year)
 * @param rulebook what protects the buyer after the delivery; without one the payouts are final
 *     with its confirmation
 * @param carrier the member that can report the goods as lost, if anybody can
 * @param screener the member that has to clear the parties before anything pays, if anybody has to
 */
public record EscrowTerms(
    String escrowId,
    String orderId,
    String declarationId,
    String authority,
    String bank,
    Currency currency,
    Trigger trigger,
    long expiresAfterSeconds,
    Optional<Rulebook> rulebook,
    Optional<String> carrier,
    Optional<String> screener) {

  private static final long YEAR = 31_536_000;

  /** Terms whose payouts are final when somebody presents the secret of this hash. */
  public EscrowTerms(
      String escrowId,
      String orderId,
      String declarationId,
      String authority,
      String bank,
      Currency currency,
      String secretHash,
      long expiresAfterSeconds) {
    this(
        escrowId,
        orderId,
        declarationId,
        authority,
        bank,
        currency,
        new Trigger.Secret(secretHash),
        expiresAfterSeconds,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** As these, under a rulebook. */
  public EscrowTerms under(Rulebook rules) {
    return new EscrowTerms(
        escrowId,
        orderId,
        declarationId,
        authority,
        bank,
        currency,
        trigger,
        expiresAfterSeconds,
        Optional.of(rules),
        carrier,
        screener);
  }

  /** As these, with another trigger. */
  public EscrowTerms when(Trigger other) {
    return new EscrowTerms(
        escrowId,
        orderId,
        declarationId,
        authority,
        bank,
        currency,
        other,
        expiresAfterSeconds,
        rulebook,
        carrier,
        screener);
  }

  /** The member that lodges the declaration, or did. */
  public String declarant() {
    return QualifiedId.parse(declarationId).owner();
  }

  /** Reads the terms. */
  public static EscrowTerms fromJson(Fields fields) {
    EscrowTerms terms =
        new EscrowTerms(
            fields.text("escrowId", Format.QUALIFIED),
            fields.text("orderId", Format.QUALIFIED),
            fields.text("declarationId", Format.QUALIFIED),
            fields.text("authority", Format.MEMBER),
            fields.text("bank", Format.MEMBER),
            Currency.fromJson(fields, "currency"),
            Trigger.fromJson(fields),
            fields.integer("expiresAfterSeconds", 1, YEAR),
            fields.optionalObject("rulebook").map(Rulebook::fromJson),
            fields.optionalText("carrier", Format.MEMBER),
            fields.optionalText("screener", Format.MEMBER));
    terms.requireFitting(fields);
    return terms;
  }

  /** Only an inspection can test a carrier's word; a milestone has nothing to inspect. */
  private void requireFitting(Fields fields) {
    switch (trigger) {
      case Trigger.Secret secret -> {}
      case Trigger.Signature signature -> {
        if (rulebook.isEmpty()) {
          throw fields.refuse(
              RefusalCode.INVALID_ARGUMENT, "rulebook", "expected a rulebook beside signedBy");
        }
      }
      case Trigger.Release release -> requireNoRulebook(fields, "onRelease");
      case Trigger.Tax tax -> requireNoRulebook(fields, "taxDue");
    }
    if (carrier.isPresent() && rulebook.isEmpty()) {
      throw fields.refuse(
          RefusalCode.INVALID_ARGUMENT, "rulebook", "expected a rulebook beside carrier");
    }
  }

  private void requireNoRulebook(Fields fields, String beside) {
    if (rulebook.isPresent()) {
      throw fields.refuse(
          RefusalCode.INVALID_ARGUMENT, "rulebook", "expected no rulebook beside " + beside);
    }
  }

  /** Adds the terms to an object. */
  public void addTo(JsonObject.Builder json) {
    json.put("escrowId", escrowId)
        .put("orderId", orderId)
        .put("declarationId", declarationId)
        .put("authority", authority)
        .put("bank", bank)
        .put("currency", currency.code())
        .put("expiresAfterSeconds", expiresAfterSeconds);
    trigger.addTo(json);
    rulebook.ifPresent(r -> json.put("rulebook", r.toJson()));
    carrier.ifPresent(member -> json.put("carrier", member));
    screener.ifPresent(member -> json.put("screener", member));
  }
}
