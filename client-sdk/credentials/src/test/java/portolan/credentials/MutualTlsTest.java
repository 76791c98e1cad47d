// SPDX-License-Identifier: Apache-2.0
package portolan.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MutualTlsTest {
  @TempDir Path folder;

  @BeforeEach
  void makeTwoOrganisations() throws Exception {
    for (String organisation : new String[] {"supplier", "bank"}) {
      TestAuthority authority = TestAuthority.named(organisation);
      authority.write(folder);
      authority.issue(organisation + "-server", folder);
      authority.issue(organisation + "-client", folder);
    }
  }

  private MutualTls side(String who, String authority) throws IOException {
    return MutualTls.of(
        folder.resolve(who + ".crt"),
        folder.resolve(who + ".key"),
        folder.resolve(authority + ".crt"));
  }

  /** One byte each way. */
  private static int talk(MutualTls server, MutualTls client) throws Exception {
    try (ExecutorService threads = Executors.newSingleThreadExecutor();
        SSLServerSocket listening =
            (SSLServerSocket)
                server
                    .context()
                    .getServerSocketFactory()
                    .createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      listening.setNeedClientAuth(true);
      Future<?> answered =
          threads.submit(
              () -> {
                try (SSLSocket socket = (SSLSocket) listening.accept()) {
                  socket.getOutputStream().write(socket.getInputStream().read() + 1);
                }
                return null;
              });
      int answer;
      try (SSLSocket socket =
          (SSLSocket)
              client
                  .context()
                  .getSocketFactory()
                  .createSocket(listening.getInetAddress(), listening.getLocalPort())) {
        socket.getOutputStream().write(7);
        answer = socket.getInputStream().read();
      }
      answered.get();
      return answer;
    }
  }

  @Test
  void bothSidesKnowEachOtherByTheirAuthority() throws Exception {
    assertThat(talk(side("supplier-server", "supplier"), side("supplier-client", "supplier")))
        .isEqualTo(8);
  }

  @Test
  void aClientOfAnotherAuthorityIsNotLetIn() {
    assertThatThrownBy(
            () -> talk(side("supplier-server", "supplier"), side("bank-client", "supplier")))
        .isInstanceOfAny(IOException.class, ExecutionException.class);
  }

  @Test
  void aServerOfAnotherAuthorityIsNotBelieved() {
    assertThatThrownBy(
            () -> talk(side("bank-server", "supplier"), side("supplier-client", "supplier")))
        .isInstanceOf(IOException.class);
  }

  @Test
  void whatTheServerPresentedIsToldWithWhatWasExpected() throws Exception {
    MutualTls client = side("supplier-client", "supplier");

    Throwable failure = catchThrowable(() -> talk(side("bank-server", "supplier"), client));

    assertThat(client.refusal(failure))
        .hasValue(
            "it presented the certificate CN=bank-server, issued by CN=bank; expected one issued by CN=supplier");
    assertThat(MutualTls.reason(failure)).isEqualTo(client.refusal(failure).orElseThrow());
  }

  @Test
  void whatWePresentedIsToldWithWhatTheServerAccepts() throws Exception {
    MutualTls client = side("bank-client", "supplier");

    Throwable failure = catchThrowable(() -> talk(side("supplier-server", "supplier"), client));

    assertThat(failure).isNotNull();
    assertThat(client.refusal(failure).orElseThrow())
        .startsWith(
            "it does not accept the certificate CN=bank-client, issued by CN=bank; expected a valid one issued by CN=supplier");
  }

  @Test
  void aFailureOfTheConnectionIsNoRefusal() throws Exception {
    MutualTls client = side("supplier-client", "supplier");

    assertThat(client.refusal(new ConnectException("Connection refused"))).isEmpty();
    assertThat(client.refusal(null)).isEmpty();
    assertThat(MutualTls.reason(new IOException("outer", new ConnectException("refused"))))
        .isEqualTo("refused");
  }

  @Test
  void severalAuthoritiesCanBeTrusted() throws Exception {
    Path both = folder.resolve("both.crt");
    Files.writeString(
        both,
        Files.readString(folder.resolve("supplier.crt"))
            + Files.readString(folder.resolve("bank.crt")));

    assertThat(talk(side("supplier-server", "both"), side("bank-client", "both"))).isEqualTo(8);
    assertThat(talk(side("bank-server", "both"), side("supplier-client", "both"))).isEqualTo(8);
  }

  @Test
  void theOwnCertificateIsKnown() throws Exception {
    assertThat(side("bank-client", "bank").certificate())
        .isEqualTo(PemFiles.certificate(folder.resolve("bank-client.crt")));
  }

  @Test
  void aFileThatIsMissingOrBrokenIsNamed() throws Exception {
    assertThatThrownBy(() -> side("nobody", "bank"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("nobody.crt");
    Files.writeString(folder.resolve("bank-client.key"), "broken");
    assertThatThrownBy(() -> side("bank-client", "bank"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("bank-client.key");
  }
}
