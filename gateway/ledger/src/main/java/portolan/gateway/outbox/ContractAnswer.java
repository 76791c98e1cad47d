// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.outbox;

import java.nio.charset.StandardCharsets;
import java.util.List;
import portolan.domain.encoding.Refusal;
import portolan.domain.encoding.RefusedException;
import portolan.domain.group.ItemResult;
import portolan.domain.worldstate.RefusalCode;

/** What a contract answered about a group of items, seen as a whole. */
sealed interface ContractAnswer {

  /** At least one item writes something: the transaction has to be submitted. */
  record Writes() implements ContractAnswer {}

  /** All accepted, and all were on the ledger before. */
  record AllExisting() implements ContractAnswer {}

  /** Nothing new is written and at least one item was refused; this is the first refusal. */
  record AllRefused(Refusal refusal) implements ContractAnswer {}

  /** Reads {@code {"results":[...]}}. What cannot be read is taken for a refusal. */
  static ContractAnswer of(String result) {
    try {
      return of(ItemResult.parse(result.getBytes(StandardCharsets.UTF_8)));
    } catch (RefusedException | IllegalArgumentException e) {
      return new AllRefused(
          new Refusal(
              RefusalCode.INTERNAL,
              "",
              "the contract's answer cannot be understood: " + e.getMessage()));
    }
  }

  /** The answer that these results are. */
  static ContractAnswer of(List<ItemResult> results) {
    ContractAnswer answer = new AllExisting();
    for (ItemResult item : results) {
      switch (item) {
        case ItemResult.Accepted accepted -> {
          if (!accepted.existing()) {
            return new Writes();
          }
        }
        case ItemResult.Refused refused -> {
          if (answer instanceof AllExisting) {
            answer = new AllRefused(refused.refusal());
          }
        }
      }
    }
    return answer;
  }
}
