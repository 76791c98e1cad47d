// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.transaction;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.QualifiedId;
import portolan.domain.encoding.RefusedException;
import portolan.domain.group.Group;
import portolan.domain.group.ItemResult;
import portolan.domain.membership.Role;

/**
 * A function that takes a group of items. One object serves one transaction: all items are read
 * from the arguments, then all their keys from the ledger, then each is applied by itself; what was
 * refused leaves nothing behind.
 *
 * @param <T> an item as the function understands it
 */
public abstract class GroupFunction<T> {
  /** The call. */
  protected final Transaction transaction;

  /** For one call. */
  protected GroupFunction(Transaction transaction) {
    this.transaction = transaction;
  }

  /** Reads an item's arguments and sealed part, and checks what needs no state. */
  protected abstract T read(Item item);

  /** The keys that {@link #apply} will read. */
  protected abstract Collection<String> keys(T item);

  /** Looks up what the whole group needs beyond its own keys, for example one nested call. */
  protected void prepare(List<T> items) {}

  /**
   * Applies an item: asks the domain, writes through the transaction. Refusals may name their field
   * relative to the item.
   *
   * @return accepted, or refused with more to say; what is refused leaves nothing behind
   * @throws RefusedException when it is refused
   */
  protected abstract ItemResult apply(T item);

  /**
   * Checks the id of something that the item creates: it belongs to the caller. Everything that a
   * member names is named through here, so that nobody takes an id of another, and what is there
   * under an id was made by the one that asks.
   */
  protected final void requireOwnId(Fields fields, String name) {
    QualifiedId.ofCaller(fields, name, transaction.caller());
  }

  /**
   * Whether {@link #prepare} may learn the roles of the caller from an answer that it needs anyway,
   * which saves a nested call. They are checked after it then; nothing is applied before.
   */
  protected boolean learnsRolesOfCaller() {
    return false;
  }

  /** Nothing of it takes effect unless the caller holds one of these roles. */
  final List<ItemResult> run(Set<Role> roles, Fields envelope, Optional<Fields> sealedEnvelope) {
    List<Json> arguments;
    Optional<List<Json>> sealed;
    try {
      arguments = Group.items(envelope);
      int expected = arguments.size();
      sealed = sealedEnvelope.map(fields -> fields.values("items", expected, expected));
    } catch (RefusedException e) {
      // Who may not call learns that, whatever is wrong with the call.
      transaction.requireRole(roles);
      throw e;
    }
    int size = arguments.size();
    List<ItemResult> results = new ArrayList<>(size);
    List<Optional<T>> items = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      int index = i;
      try {
        Item item = new Item(i, arguments.get(i), sealed.map(parts -> parts.get(index)));
        items.add(Optional.of(read(item)));
        results.add(null);
      } catch (RefusedException e) {
        items.add(Optional.empty());
        results.add(new ItemResult.Refused(e.refusal()));
      }
    }
    List<T> good = items.stream().flatMap(Optional::stream).toList();
    transaction.ledger().fetch(good.stream().flatMap(item -> keys(item).stream()).toList());
    prepare(good);
    if (learnsRolesOfCaller()) {
      transaction.requireRole(roles);
    }
    for (int i = 0; i < size; i++) {
      if (items.get(i).isPresent()) {
        results.set(i, applied(i, items.get(i).get()));
      }
    }
    return results;
  }

  private ItemResult applied(int index, T item) {
    try {
      ItemResult result = apply(item);
      switch (result) {
        case ItemResult.Accepted accepted -> transaction.keep();
        case ItemResult.Refused refused -> transaction.discard();
      }
      return result;
    } catch (RefusedException e) {
      transaction.discard();
      return new ItemResult.Refused(e.refusal().within(Group.path(index)));
    }
  }
}
