// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import portolan.contracts.transaction.GroupFunction;
import portolan.contracts.transaction.Item;
import portolan.contracts.transaction.Ledger;
import portolan.contracts.transaction.Transaction;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Refusal;
import portolan.domain.group.ItemResult.Accepted;
import portolan.domain.money.Money;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.Redemption;
import portolan.domain.settlement.RedemptionOrder;
import portolan.domain.settlement.RedemptionState;
import portolan.domain.settlement.instruction.RedeemNotes;
import portolan.domain.worldstate.RefusalCode;
import portolan.domain.worldstate.SettlementKeys;

/** {@code redeem}: turns notes into a claim for bank money. */
final class RedeemFunction extends GroupFunction<RedeemFunction.Request> {

  record Request(Item item, RedeemNotes redeem, List<Fields> openings, RedemptionOrder order) {}

  private final Spending spending;

  RedeemFunction(Transaction transaction) {
    super(transaction);
    this.spending = new Spending(transaction);
  }

  @Override
  protected Request read(Item item) {
    requireOwnId(item.fields(), "redemptionId");
    RedeemNotes redeem = RedeemNotes.fromJson(item.fields());
    Openings.requireDistinct(
        RefusalCode.DUPLICATE_INPUT, item.fields().path("notes"), redeem.notes());
    int size = redeem.notes().size();
    Fields sealed = item.sealed();
    List<Fields> openings = sealed.objects("openings", size, size);
    Fields order = sealed.object("order");
    sealed.end();
    redeem.commitment().requireOpenedBy(RedemptionOrder.KIND, order.path(), order.json());
    return new Request(item, redeem, openings, RedemptionOrder.fromJson(order));
  }

  @Override
  protected List<String> keys(Request request) {
    List<String> notes = request.redeem().notes();
    return Stream.of(
            Stream.of(
                SettlementKeys.redemption(request.redeem().redemptionId()),
                SettlementKeys.uetr(request.redeem().uetr().value())),
            notes.stream().map(SettlementKeys::note),
            notes.stream().flatMap(id -> Spending.gateKeyOf(id).stream()))
        .flatMap(keys -> keys)
        .toList();
  }

  @Override
  protected Accepted apply(Request request) {
    Ledger ledger = transaction.ledger();
    RedeemNotes item = request.redeem();
    String id = item.redemptionId();
    Optional<JsonObject> stored = ledger.read(SettlementKeys.redemption(id));
    if (stored.isPresent()) {
      request.item().requireSameAs(stored.get(), "redemptionId");
      return Accepted.before(result(Redemption.fromJson(Fields.of("", stored.get()))));
    }
    String uetr = SettlementKeys.uetr(item.uetr().value());
    if (ledger.has(uetr)) {
      throw new Refusal(RefusalCode.ALREADY_EXISTS, "uetr", "expected a fresh UETR").toException();
    }
    spend(request);
    Redemption redemption =
        new Redemption(
            id,
            transaction.caller(),
            item.bank(),
            item.notes(),
            item.commitment(),
            item.uetr(),
            transaction.timestamp(),
            request.item().payloadHash(),
            new RedemptionState.Requested());
    ledger.write(uetr, BankRedemptions.naming(id));
    new BankRedemptions(transaction).write(redemption);
    transaction
        .sealedLedger()
        .seal(
            List.of(transaction.caller(), item.bank()),
            SettlementKeys.redemption(id),
            request.order().toJson());
    return Accepted.now(result(redemption));
  }

  private void spend(Request request) {
    List<String> notes = request.redeem().notes();
    String bank = request.redeem().bank();
    List<Money> amounts = new ArrayList<>();
    for (int i = 0; i < notes.size(); i++) {
      Fields sealed = request.openings().get(i);
      NoteOpening opening = NoteOpening.fromJson(sealed);
      spending.spend("notes[" + i + "]", notes.get(i), bank, sealed, opening);
      if (!opening.amount().currency().equals(request.order().amount().currency())) {
        throw new Refusal(
                RefusalCode.WRONG_CURRENCY,
                "notes[" + i + "]",
                "expected a note in the order's currency")
            .toException();
      }
      amounts.add(opening.amount());
    }
    Money ordered = request.order().amount();
    if (!adds(amounts, ordered)) {
      throw new Refusal(
              RefusalCode.NOT_CONSERVED, "notes", "expected notes that add up to the order")
          .toException();
    }
  }

  private static boolean adds(List<Money> amounts, Money ordered) {
    try {
      return Money.sum(ordered.currency(), amounts).equals(ordered);
    } catch (ArithmeticException e) {
      return false;
    }
  }

  private static JsonObject result(Redemption redemption) {
    return Json.object().put("state", redemption.state().name().name()).build();
  }
}
