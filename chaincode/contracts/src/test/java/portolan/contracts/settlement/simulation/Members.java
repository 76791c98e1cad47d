// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement.simulation;

import java.util.List;
import java.util.Set;
import portolan.domain.membership.Consortium;
import portolan.domain.membership.Member;
import portolan.domain.membership.Role;

/** Who takes part. */
final class Members {
  static final String SUPPLIER = "SupplierMSP";
  static final String LOGISTICS = "LogisticsMSP";
  static final String PLATFORM = "PlatformMSP";
  static final String MARKET = "MarketMSP";
  static final String CUSTOMS = "CustomsMSP";
  static final String BANK = "BankMSP";
  static final String OTHER_BANK = "OtherBankMSP";

  /** On the channel, and no member of the consortium. */
  static final String STRANGER = "StrangerMSP";

  static final List<String> ALL =
      List.of(SUPPLIER, LOGISTICS, PLATFORM, MARKET, CUSTOMS, BANK, OTHER_BANK);
  static final List<String> BANKS = List.of(BANK, OTHER_BANK);
  static final List<String> FUNDERS = List.of(PLATFORM, MARKET);
  static final List<String> PAYEES = List.of(SUPPLIER, LOGISTICS, CUSTOMS, PLATFORM);

  static final Consortium CONSORTIUM =
      new Consortium(
          List.of(
              new Member(SUPPLIER, "Supplier", Set.of(Role.SUPPLIER)),
              new Member(LOGISTICS, "Carrier", Set.of(Role.LOGISTICS)),
              new Member(PLATFORM, "Marketplace", Set.of(Role.PLATFORM)),
              new Member(MARKET, "Other marketplace", Set.of(Role.PLATFORM)),
              new Member(CUSTOMS, "Customs", Set.of(Role.CUSTOMS)),
              new Member(BANK, "Bank", Set.of(Role.BANK)),
              new Member(OTHER_BANK, "Other bank", Set.of(Role.BANK))));

  private Members() {}

  static boolean isBank(String member) {
    return BANKS.contains(member);
  }

  static boolean isMember(String member) {
    return ALL.contains(member);
  }
}
