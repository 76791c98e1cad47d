// SPDX-License-Identifier: Apache-2.0
package portolan.domain.worldstate.planted;

import java.util.List;

/** Never used: its source is what the test of literals has to object to. */
final class KnowsWhereThingsAre {
  private record Lane(String chaincode, String function) {}

  private KnowsWhereThingsAre() {}

  static List<String> keys(String id) {
    return List.of("note/" + id, "lock-gate/L1", "made-up/" + id, "_implicit_org_BankMSP");
  }

  static String function() {
    return "attestReserves";
  }

  static String called() {
    return evaluate("escrow") + new Lane("settlement", "mint");
  }

  /** Neither a key nor a call. */
  static List<String> harmless() {
    return List.of("escrow", "and/or", "portolan/rule/1", "application/json");
  }

  private static String evaluate(String function) {
    return function;
  }
}
