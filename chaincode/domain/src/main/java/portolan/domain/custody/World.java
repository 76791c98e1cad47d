// SPDX-License-Identifier: Apache-2.0
package portolan.domain.custody;

import java.util.Optional;
import java.util.Set;
import portolan.domain.gs1.Epc;
import portolan.domain.gs1.EpcClass;
import portolan.domain.gs1.Gtin;
import portolan.domain.gs1.Identity;
import portolan.domain.gs1.KeyedEpc;

/** What the rules of custody look up. */
public interface World {
  /** The object's state, nothing if it was never begun. */
  Optional<Possession> find(Epc epc);

  /** How the epoch of a parent ended, nothing if it did not. */
  Optional<EpochEnd> epochEnd(Inside epoch);

  /** How much of a lot is there. */
  Stock stock(Stock.Key key);

  /**
   * The state of an object before the present one, as the ledger has it.
   *
   * @param hash {@link Possession#hash()} of it
   * @return nothing if the ledger does not remember it
   */
  Optional<Possession> before(Epc epc, String hash);

  /** The member that registered the product, nothing if nobody did. */
  Optional<String> productOwner(Gtin gtin);

  /** Whether the holder of the key's company prefix lets this member begin a number under it. */
  boolean mayBegin(Identity key, String member);

  /** The member that a party or a place belongs to. */
  Optional<String> memberOf(KeyedEpc party);

  /** Whether this member can take possession of goods. */
  boolean canReceive(String member);

  /** The members between whom an order is; nobody if there is none of this id. */
  Set<String> partiesOf(String orderId);

  /** A recall of this class or lot as a whole that is not lifted; nothing if there is none. */
  Optional<String> recallOf(EpcClass kind);

  /** Whether this recall is not lifted. */
  boolean isOpen(String recallId);
}
