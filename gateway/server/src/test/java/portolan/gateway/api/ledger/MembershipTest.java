// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import portolan.gateway.api.call.ApiException;
import portolan.gateway.outbox.LedgerRefusedException;
import portolan.gateway.outbox.LedgerUnavailableException;

class MembershipTest {
  private static final String BANK_AND_CARRIER =
      """
      {"members":[{"mspId":"BankMSP","name":"Bank","roles":["bank"]},
        {"mspId":"LogisticsMSP","name":"Logistics","roles":["logistics"]}]}
      """;

  private static Membership known() {
    return KnownMembers.of("LogisticsMSP", () -> BANK_AND_CARRIER);
  }

  private static void assertError(
      String reason, String field, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ApiException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(reason);
              assertThat(e.field()).isEqualTo(field);
            });
  }

  @Test
  void aLedgerOutOfReachIsUnavailable() {
    Membership members =
        KnownMembers.of(
            "LogisticsMSP",
            () -> {
              throw new LedgerUnavailableException("the peer is down", null);
            });

    assertError("LEDGER_UNAVAILABLE", "", members::all);
    assertError("LEDGER_UNAVAILABLE", "", () -> members.ofEscrow("PlatformMSP/E1"));
  }

  @Test
  void aRefusalKeepsItsCodeAndField() {
    Membership members =
        KnownMembers.of(
            "LogisticsMSP",
            () -> {
              throw new LedgerRefusedException("INVALID_ARGUMENT", "items", "not understood");
            });

    assertError("INVALID_ARGUMENT", "items", members::anyTwo);
  }

  @Test
  void whoIsNoMemberAndWhatTheOwnMemberMayNotIsRefusedByField() throws Exception {
    known().requireMember("owner", "BankMSP");
    known().requireOwnRole("logistics");

    assertError("INVALID_ARGUMENT", "owner", () -> known().requireMember("owner", "NobodyMSP"));
    assertError("PERMISSION_DENIED", "role", () -> known().requireOwnRole("bank"));
  }

  @Test
  void aBankAndOneMoreEndorseForAnEscrowThatThePeerDoesNotKnow() throws Exception {
    assertThat(known().ofEscrow("PlatformMSP/E1")).isEqualTo(known().anyBank());
  }
}
