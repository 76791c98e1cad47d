// SPDX-License-Identifier: Apache-2.0
package portolan.network;

import java.util.Locale;

/** What a member does in a trade. A member can hold several roles, a role can be held by many. */
public enum Role {
  SUPPLIER,
  LOGISTICS,
  PLATFORM,
  CUSTOMS,
  BANK;

  /** The role as files and the registry on the ledger write it: one lower-case word. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
