// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.account;

import java.time.Duration;
import portolan.api.v1.AuditProto;
import portolan.api.v1.AuditRequest;
import portolan.api.v1.AuditResponse;
import portolan.api.v1.CurrencyBalance;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.worldstate.SettlementFunction;
import portolan.gateway.api.call.ApiException;
import portolan.gateway.api.ledger.LedgerAccess;
import portolan.gateway.api.transport.ServiceBinding;

/** The AuditService of the public API. */
public final class AuditApi {
  private final String own;
  private final LedgerAccess ledger;

  /**
   * Of one gateway.
   *
   * @param own MSP id of its member
   */
  public AuditApi(String own, LedgerAccess ledger) {
    this.own = own;
    this.ledger = ledger;
  }

  /** Its calls. */
  public ServiceBinding binding() {
    return new ServiceBinding(AuditProto.getDescriptor().findServiceByName("AuditService"), own)
        .method("Audit", AuditRequest.getDefaultInstance(), (q, t) -> audit(t));
  }

  private AuditResponse audit(Duration remaining) throws ApiException {
    Fields audit = ledger.evaluate(SettlementFunction.AUDIT, Json.object().build(), remaining);
    AuditResponse.Builder response = AuditResponse.newBuilder().setBalanced(audit.flag("balanced"));
    for (Fields finding : audit.objects("findings", 0, 1_000)) {
      response.addFindings(finding.text("key", 200) + ": " + finding.text("finding", 400));
    }
    for (Fields line : audit.objects("currencies", 0, 1_000)) {
      response.addBalances(
          CurrencyBalance.newBuilder()
              .setCurrency(line.text("currency", 3))
              .setMintedMinorUnits(line.amount("minted"))
              .setRedeemedMinorUnits(line.amount("redeemed"))
              .setSpendableMinorUnits(line.amount("spendable"))
              .setEscrowedMinorUnits(line.amount("inEscrow"))
              .setLockedMinorUnits(line.amount("inLocks"))
              .setBalanced(line.flag("balanced")));
    }
    return response.build();
  }
}
