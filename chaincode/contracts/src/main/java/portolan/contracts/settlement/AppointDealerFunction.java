// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement;

import java.util.List;
import portolan.contracts.transaction.GroupFunction;
import portolan.contracts.transaction.Item;
import portolan.contracts.transaction.Ledger;
import portolan.contracts.transaction.Transaction;
import portolan.domain.encoding.Refusal;
import portolan.domain.encoding.Timestamp;
import portolan.domain.group.ItemResult.Accepted;
import portolan.domain.membership.MemberSignature;
import portolan.domain.settlement.instruction.AppointDealer;
import portolan.domain.worldstate.RefusalCode;
import portolan.domain.worldstate.SettlementKeys;

/**
 * {@code appointDealer}: a provider says with which certificate it signs quotes. It has to be that
 * of the call, since Fabric has verified its chain; of a certificate that only stands in a quote a
 * contract could not know whose it is.
 */
final class AppointDealerFunction extends GroupFunction<AppointDealerFunction.Request> {

  record Request(Item item, AppointDealer dealer) {}

  AppointDealerFunction(Transaction transaction) {
    super(transaction);
  }

  @Override
  protected Request read(Item item) {
    AppointDealer dealer = AppointDealer.fromJson(item.fields());
    String field = item.fields().path("certificate");
    if (!MemberSignature.same(
        MemberSignature.certificate(field, dealer.certificate()),
        transaction.callerCertificate())) {
      throw new Refusal(
              RefusalCode.FOREIGN_CERTIFICATE, field, "expected the certificate of the caller")
          .toException();
    }
    return new Request(item, dealer);
  }

  @Override
  protected List<String> keys(Request request) {
    return List.of(SettlementKeys.dealer(transaction.caller()));
  }

  @Override
  protected Accepted apply(Request request) {
    Ledger ledger = transaction.ledger();
    String key = SettlementKeys.dealer(transaction.caller());
    String certificate = request.dealer().certificate();
    boolean appointed =
        ledger
            .find(key)
            .map(stored -> stored.text("certificate", MemberSignature.PEM))
            .filter(certificate::equals)
            .isPresent();
    if (appointed) {
      return Accepted.before();
    }
    ledger.write(
        key,
        request.dealer().toJson().toBuilder()
            .put("appointedAt", Timestamp.format(transaction.timestamp()))
            .build());
    return Accepted.now();
  }
}
