// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.fabric;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.security.cert.CertificateNotYetValidException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeerFailuresTest {
  private static String answer(String here, String there) {
    return "ABORTED: failed to endorse\nBankMSP: request unauthorized due to incorrect timestamp "
        + here
        + ", peer time "
        + there
        + ", peer.authentication.timewindow 15m0s";
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-30T13:00:20Z, 2026-11-30T12:00:00Z, 1 h",
    "2026-11-30T11:00:00Z, 2026-11-30T12:00:00Z, 1 h",
    "2026-11-30T12:16:00Z, 2026-11-30T12:00:00Z, 16 min",
    "2026-11-30T14:05:00Z, 2026-11-30T12:00:00Z, 2 h 5 min",
    "2026-12-01T12:00:00Z, 2026-11-30T12:00:00Z, 24 h"
  })
  void aWrongClockIsSaidWithItsDifference(String here, String there, String difference) {
    assertThat(PeerFailures.clockDifference(answer(here, there)))
        .get()
        .asString()
        .startsWith("the clock differs from the peer's by " + difference + " (")
        .contains(here, there);
  }

  @Test
  void otherAnswersAreNotAboutTheClock() {
    assertThat(PeerFailures.clockDifference("ABORTED: TIMESTAMP_OUT_OF_WINDOW|timestamp|expected"))
        .isEmpty();
  }

  @Test
  void aCertificateThatIsNotValidYetIsSaidWithTheTimeOfThisMachine() {
    StatusRuntimeException failure =
        Status.UNAVAILABLE
            .withDescription("io exception")
            .withCause(
                new javax.net.ssl.SSLException(
                    "General OpenSslEngine problem",
                    new CertificateNotYetValidException("NotBefore: tomorrow")))
            .asRuntimeException();

    assertThat(PeerFailures.describe(failure))
        .startsWith("the peer's certificate is not valid at 2")
        .contains("NotBefore: tomorrow");
  }

  @Test
  void aPeerThatIsAwayIsSaidWithItsAddress() {
    assertThat(
            PeerFailures.describe(
                Status.UNAVAILABLE
                    .withDescription("io exception")
                    .withCause(new java.net.ConnectException("Connection refused: peer:7051"))
                    .asRuntimeException()))
        .isEqualTo("UNAVAILABLE: io exception: Connection refused: peer:7051");
  }
}
