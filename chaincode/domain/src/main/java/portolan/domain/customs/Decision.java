// SPDX-License-Identifier: Apache-2.0
package portolan.domain.customs;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import portolan.domain.encoding.Commitment;

/**
 * What an assessment comes to.
 *
 * @param assessment there if and only if the standing is {@link Standing.Assessed}
 */
public record Decision(Standing standing, Optional<Assessment> assessment) {

  /**
   * Matches and assesses.
   *
   * @param rule the version in force, if there is one
   * @param paymentUsed whether the payment served another declaration
   * @param ref key under which the assessment will be sealed
   * @param salt of the assessment's commitment
   * @param at the transaction's time
   * @throws portolan.domain.encoding.RefusedException {@code AMOUNT_TOO_LARGE}
   */
  public static Decision of(
      Dossier dossier,
      Optional<TariffRule> rule,
      boolean paymentUsed,
      String ref,
      String salt,
      Instant at) {
    List<Finding> findings = new ArrayList<>();
    if (paymentUsed) {
      findings.add(Finding.of(Mismatch.PAYMENT_USED, "payment.paymentId"));
    }
    if (rule.isEmpty()) {
      findings.add(Finding.of(Mismatch.RULE_NOT_IN_FORCE, "ruleId"));
      return held(findings);
    }
    findings.addAll(Matching.of(dossier, rule.get()));
    if (!findings.isEmpty()) {
      return held(findings);
    }
    Assessment assessment = Assessor.assess(rule.get(), dossier.declaration(), salt);
    AssessmentSeal seal =
        new AssessmentSeal(
            assessment.ruleId(),
            assessment.version(),
            Commitment.to(Assessment.KIND, assessment.toJson()),
            TaxDue.of(assessment, dossier.lodgement().parties().authority()).commitment(),
            ref,
            at);
    return new Decision(new Standing.Assessed(seal), Optional.of(assessment));
  }

  private static Decision held(List<Finding> findings) {
    return new Decision(new Standing.Mismatched(findings), Optional.empty());
  }
}
