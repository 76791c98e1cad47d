// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.customs;

import portolan.domain.customs.Assessment;
import portolan.domain.customs.AssessmentSeal;
import portolan.domain.customs.Clearance;
import portolan.domain.customs.TaxDue;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.SealedReference;
import portolan.domain.worldstate.CustomsFunction;
import portolan.gateway.api.call.ApiException;
import portolan.gateway.api.ledger.LedgerAccess;

/** What the own peer knows of declarations, and of the documents that are sealed to its member. */
public final class Declarations {
  private final LedgerAccess ledger;

  /** As the own peer knows them. */
  public Declarations(LedgerAccess ledger) {
    this.ledger = ledger;
  }

  /** The public record of a declaration. */
  Clearance clearance(String declarationId) throws ApiException {
    return Clearance.fromJson(
        ledger.evaluate(
            CustomsFunction.DECLARATION,
            Json.object().put("declarationId", declarationId).build()));
  }

  /** The member's own copy of a sealed document. */
  public Fields sealed(String ref) throws ApiException {
    return ledger.evaluate(CustomsFunction.SEALED, new SealedReference(ref).toJson());
  }

  /** A tax, and the order of the goods that it is due for. */
  public record Assessed(String orderId, TaxDue due) {}

  /** What is due under a declaration; for the declarant and the authority. */
  public Assessed assessed(String declarationId) throws ApiException {
    Clearance clearance = clearance(declarationId);
    AssessmentSeal seal =
        clearance
            .standing()
            .assessment()
            .orElseThrow(
                () ->
                    ApiException.refused(
                        "NOT_ASSESSED",
                        "declarationId",
                        "expected a declaration that customs has assessed"));
    TaxDue due =
        TaxDue.of(
            Assessment.fromJson(sealed(seal.ref())), clearance.lodgement().parties().authority());
    if (due.total().isZero()) {
      throw ApiException.refused(
          "NOTHING_DUE", "declarationId", "expected a declaration with duty or VAT to pay");
    }
    return new Assessed(clearance.lodgement().orderId(), due);
  }
}
