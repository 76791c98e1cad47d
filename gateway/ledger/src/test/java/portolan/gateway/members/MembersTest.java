// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.members;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import portolan.gateway.outbox.LedgerRefusedException;
import portolan.gateway.outbox.LedgerUnavailableException;

class MembersTest {
  private static final long A_MINUTE = Duration.ofMinutes(1).toNanos();

  private final AtomicLong clock = new AtomicLong();
  private final AtomicInteger asked = new AtomicInteger();
  private String bank = "BankMSP";
  private boolean down;
  private boolean refused;
  private final Members members = new Members("LogisticsMSP", this::registry, clock::get);

  private String registry() throws LedgerUnavailableException, LedgerRefusedException {
    asked.incrementAndGet();
    if (down) {
      throw new LedgerUnavailableException("the peer is down", null);
    }
    if (refused) {
      throw new LedgerRefusedException("INVALID_ARGUMENT", "", "not understood");
    }
    return """
    {"members":[{"mspId":"LogisticsMSP","name":"Logistics","roles":["logistics"]},
      {"mspId":"%s","name":"Bank","roles":["bank"]}]}
    """
        .formatted(bank);
  }

  @Test
  void theRegistryIsAskedAgainAfterHalfAMinute() throws Exception {
    assertThat(members.holders("bank")).containsExactly("BankMSP");
    bank = "OtherBankMSP";
    assertThat(members.holders("bank")).containsExactly("BankMSP");
    assertThat(asked).hasValue(1);

    clock.addAndGet(A_MINUTE);

    assertThat(members.holders("bank")).containsExactly("OtherBankMSP");
  }

  @Test
  void whileTheOwnPeerIsDownTheMembersStayKnown() throws Exception {
    assertThat(members.holders("bank")).containsExactly("BankMSP");
    down = true;
    clock.addAndGet(A_MINUTE);
    assertThat(members.holders("bank")).containsExactly("BankMSP");

    down = false;
    bank = "OtherBankMSP";

    assertThat(members.holders("bank")).containsExactly("OtherBankMSP");
  }

  @Test
  void whoWasNeverKnownIsUnavailable() {
    down = true;

    assertThatThrownBy(members::all).isInstanceOf(LedgerUnavailableException.class);
    assertThat(members.mspIds()).isEmpty();
  }

  @Test
  void aRefusalIsNotHiddenByWhatWasKnown() throws Exception {
    members.all();
    refused = true;
    clock.addAndGet(A_MINUTE);

    assertThatThrownBy(members::all)
        .isInstanceOfSatisfying(
            LedgerRefusedException.class, e -> assertThat(e.code()).isEqualTo("INVALID_ARGUMENT"));
  }
}
