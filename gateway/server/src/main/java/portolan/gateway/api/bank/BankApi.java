// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.bank;

import java.time.InstantSource;
import portolan.api.v1.BankProto;
import portolan.api.v1.ConfirmRedemptionRequest;
import portolan.api.v1.ExportPaymentsRequest;
import portolan.api.v1.ExportReturnsRequest;
import portolan.api.v1.ImportStatementRequest;
import portolan.api.v1.ListSuspenseRequest;
import portolan.api.v1.ResolveSuspenseRequest;
import portolan.api.v1.ReturnRedemptionRequest;
import portolan.gateway.api.ledger.LedgerAccess;
import portolan.gateway.api.ledger.Membership;
import portolan.gateway.api.money.RedemptionRecords;
import portolan.gateway.api.transport.ServiceBinding;
import portolan.gateway.journal.Journal;
import portolan.gateway.statements.StatementStore;

/** The BankService of the public API: payment orders out, statements in. */
public final class BankApi {
  private final String own;
  private final BankRedemptions redemptions;
  private final PaymentExport export;
  private final Statements statements;
  private final ReturnMessages returns;

  /** With what this bank keeps for itself in the store. */
  public BankApi(Membership members, LedgerAccess ledger, StatementStore store, Journal journal) {
    own = members.own();
    redemptions = new BankRedemptions(members, ledger);
    export = new PaymentExport(members, redemptions, store, InstantSource.system());
    statements = new Statements(members, redemptions, store, InstantSource.system());
    returns = new ReturnMessages(members, journal, new RedemptionRecords(ledger));
  }

  /** Its calls. */
  public ServiceBinding binding() {
    return new ServiceBinding(BankProto.getDescriptor().findServiceByName("BankService"), own)
        .method("ExportPayments", ExportPaymentsRequest.getDefaultInstance(), export::export)
        .grouped(
            "ImportStatement",
            ImportStatementRequest.getDefaultInstance(),
            statements::importStatement)
        .method("ListSuspense", ListSuspenseRequest.getDefaultInstance(), statements::listSuspense)
        .method(
            "ResolveSuspense",
            ResolveSuspenseRequest.getDefaultInstance(),
            statements::resolveSuspense)
        .grouped(
            "ConfirmRedemption",
            ConfirmRedemptionRequest.getDefaultInstance(),
            redemptions::confirm)
        .method(
            "ReturnRedemption", ReturnRedemptionRequest.getDefaultInstance(), redemptions::giveBack)
        .method("ExportReturns", ExportReturnsRequest.getDefaultInstance(), returns::export);
  }
}
