// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.customs;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import portolan.contracts.transaction.GroupFunction;
import portolan.contracts.transaction.Item;
import portolan.contracts.transaction.Transaction;
import portolan.domain.customs.Clearance;
import portolan.domain.group.ItemResult;
import portolan.domain.worldstate.CustomsKeys;

/** Holds goods on an officer's word. */
final class Holding extends GroupFunction<Holding.Hold> {

  /** A declaration, why it is held, and the item that said so. */
  record Hold(Item item, String declarationId, String reason) {}

  Holding(Transaction transaction) {
    super(transaction);
  }

  @Override
  protected Hold read(Item item) {
    Hold hold =
        new Hold(
            item, Declarations.readId(item), item.fields().text("reason", Clearance.MAX_REASON));
    item.fields().end();
    return hold;
  }

  @Override
  protected Collection<String> keys(Hold hold) {
    return List.of(CustomsKeys.declaration(hold.declarationId()));
  }

  @Override
  protected ItemResult.Accepted apply(Hold hold) {
    String path = hold.item().fields().path();
    Clearance clearance = Declarations.find(transaction, hold.item(), hold.declarationId());
    clearance.requireAuthority(path, transaction.caller());
    Optional<Clearance> held = clearance.held(path, hold.reason());
    held.ifPresent(changed -> Declarations.write(transaction, changed));
    return held.isPresent() ? ItemResult.Accepted.now() : ItemResult.Accepted.before();
  }
}
