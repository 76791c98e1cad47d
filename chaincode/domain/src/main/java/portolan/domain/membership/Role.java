// SPDX-License-Identifier: Apache-2.0
package portolan.domain.membership;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What a member does in a trade. A member can hold several roles, a role can have many members. */
public enum Role {
  /** Factory, brand or merchant: proves origin, is paid on delivery. */
  SUPPLIER,
  /** Forwarder, carrier, warehouse, last mile: takes custody, confirms delivery. */
  LOGISTICS,
  /** Marketplace that acts for buyers: orders, funds escrows, declares. */
  PLATFORM,
  /** Customs and tax authority: guardian of the clearance. */
  CUSTOMS,
  /** Settlement bank: guardian of the money. */
  BANK;

  /** The word on the ledger, in lower case. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The role with that word. */
  public static Optional<Role> ofWord(String word) {
    return Arrays.stream(values()).filter(role -> role.word().equals(word)).findFirst();
  }

  /** The words of these roles in the order of the enum. */
  public static List<String> words(Set<Role> roles) {
    return Arrays.stream(values()).filter(roles::contains).map(Role::word).toList();
  }
}
