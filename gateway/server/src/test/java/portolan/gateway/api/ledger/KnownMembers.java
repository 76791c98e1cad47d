// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.ledger;

import portolan.gateway.members.EscrowBanks;
import portolan.gateway.members.Members;
import portolan.gateway.outbox.LedgerUnavailableException;

/** Members that a test knows without a ledger. */
public final class KnownMembers {
  private KnownMembers() {}

  /** As the registry says; nothing is known of escrows and locks. */
  public static Membership of(String own, Members.Registry registry) {
    Members members = new Members(own, registry, System::nanoTime);
    return new Membership(
        members,
        new EscrowBanks(
            members,
            (function, argument) -> {
              throw new LedgerUnavailableException("no peer", null);
            }));
  }
}
