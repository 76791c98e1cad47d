package portolan.gateway.api;

import portolan.domain.customs.Assessment;
import portolan.domain.customs.AssessmentSeal;
import portolan.domain.customs.Clearance;
import portolan.domain.customs.Standing;
import portolan.domain.customs.TaxDue;
import portolan.domain.encoding.Json;

/** What customs assessed, from the declarant's own sealed copies. */
final class TaxDues {
  private static final String CUSTOMS = "customs";

  private final LedgerAccess ledger;

  TaxDues(LedgerAccess ledger) {
    this.ledger = ledger;
  }

  /** A tax, and the order of the goods that it is due for. */
  record Assessed(String orderId, TaxDue due) {}

  /** What is due under a declaration. */
  Assessed assessed(String declarationId) throws ApiException {
    Clearance clearance =
        Clearance.fromJson(
            ledger.evaluate(
                CUSTOMS, "declaration", Json.object().put("declarationId", declarationId).build()));
    AssessmentSeal seal =
        switch (clearance.standing()) {
          case Standing.Assessed assessed -> assessed.seal();
          case Standing.Released released -> released.seal();
          case Standing.Lodged lodged -> throw notAssessed();
          case Standing.Mismatched mismatched -> throw notAssessed();
          case Standing.Stopped stopped -> throw notAssessed();
        };
    Assessment assessment =
        Assessment.fromJson(
            ledger.evaluate(CUSTOMS, "sealed", Json.object().put("ref", seal.ref()).build()));
    TaxDue due = TaxDue.of(assessment, clearance.lodgement().parties().authority());
    if (due.total().isZero()) {
      throw ApiException.refused(
          "NOTHING_DUE", "declarationId", "expected a declaration with duty or VAT to pay");
    }
    return new Assessed(clearance.lodgement().orderId(), due);
  }

  private static ApiException notAssessed() {
    return ApiException.refused(
        "NOT_ASSESSED", "declarationId", "expected a declaration that customs has assessed");
  }
}
