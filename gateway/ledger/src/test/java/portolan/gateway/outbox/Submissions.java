// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.outbox;

import java.util.List;
import java.util.Optional;

/** Submissions for tests. */
final class Submissions {
  static final Endorsers BANK_AND_ONE =
      new Endorsers(List.of("BankMSP"), List.of("PlatformMSP", "CustomsMSP"), 1);

  private Submissions() {}

  static Submission of(String key) {
    return of(key, "hash of " + key);
  }

  static Submission of(String key, String requestHash) {
    return new Submission(
        key,
        requestHash,
        "settlement",
        "confirm",
        "{\"items\":[{\"escrowId\":\"" + key + "\"}]}",
        Optional.of("{\"items\":[{\"secret\":\"plum-lantern\"}]}"),
        BANK_AND_ONE,
        Optional.empty());
  }

  static Submission after(String predecessor, String key) {
    Submission s = of(key);
    return new Submission(
        s.key(),
        s.requestHash(),
        s.chaincode(),
        s.function(),
        s.argument(),
        s.sealed(),
        s.endorsers(),
        Optional.of(predecessor));
  }
}
