// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;

/** Who takes blocks apart; of any classes of a gateway, the server's tests hold it of theirs. */
public final class EnvelopeRule {
  /** Whether a transaction was valid is the one thing of Fabric's that others are told. */
  private static final String VALIDITY = "TxValidationCode";

  private static final String PROTOS = "org.hyperledger.fabric.protos.";

  /** Fails on a class outside {@code fabric} that knows an envelope, a block or what is in them. */
  public static final ArchRule ONLY_FABRIC_PARSES_THEM =
      noClasses()
          .that()
          .resideOutsideOfPackage("portolan.gateway.fabric..")
          .should()
          .dependOnClassesThat(
              describe(
                  "are of an envelope or a block",
                  c ->
                      c.getPackageName().startsWith(PROTOS + "common")
                          || c.getPackageName().startsWith(PROTOS + "ledger")
                          || (c.getPackageName().equals(PROTOS + "peer")
                              && !outermost(c).getSimpleName().equals(VALIDITY))));

  private EnvelopeRule() {}

  private static JavaClass outermost(JavaClass its) {
    return its.getEnclosingClass().map(EnvelopeRule::outermost).orElse(its);
  }
}
