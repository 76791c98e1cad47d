// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Status;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import portolan.api.v1.ConfirmDeliveryRequest;
import portolan.api.v1.ListMembersRequest;
import portolan.api.v1.ReleaseRequest;
import portolan.client.DeliveryConfirmations;
import portolan.client.PortolanClient;
import portolan.client.PortolanException;
import portolan.client.RequestStream;
import portolan.network.ConsortiumFolder;
import portolan.network.Progress;

/** What a client is told whose connection to a gateway cannot be. It has 30 seconds for a call. */
class RefusedConnectionTest {
  private static final String OTHER_BASE = "22150";

  /** Far less than a call has, far more than a handshake takes. */
  private static final Duration AT_ONCE = Duration.ofSeconds(5);

  /** A port where nobody listens yet may be a gateway that begins: the client hopes for 5 s. */
  private static final Duration AFTER_HOPING = AT_ONCE.plusSeconds(5);

  @TempDir private static Path folder;
  private static BankAlone bank;

  @BeforeAll
  static void startGateway() throws Exception {
    bank = BankAlone.start(folder.resolve("twin"), 22_050);
    // So that no refusal waits for the classes that every call needs.
    try (PortolanClient client = bank.client(bank.port())) {
      client.registry().listMembers(ListMembersRequest.getDefaultInstance());
    }
  }

  @AfterAll
  static void stopGateway() {
    bank.close();
  }

  private PortolanException refusal(PortolanClient client) {
    return refusal(client, AT_ONCE);
  }

  private PortolanException refusal(PortolanClient client, Duration within) {
    long begin = System.nanoTime();
    PortolanException refused =
        catchThrowableOfType(
            PortolanException.class,
            () -> client.registry().listMembers(ListMembersRequest.getDefaultInstance()));
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    assertThat(refused).isNotNull();
    System.out.println("after " + took.toMillis() + " ms: " + refused.getMessage());
    assertThat(took).isLessThan(within);
    return refused;
  }

  /** The same names, other keys: what another network of the same consortium has. */
  private Path otherNetwork() throws Exception {
    Path other = folder.resolve("other");
    try (ConsortiumFolder keys =
        ConsortiumFolder.open(
            BankAlone.consortium(Integer.parseInt(OTHER_BASE)), other, Progress.silent())) {
      return keys.clientCredentials("Bank");
    }
  }

  @Test
  void aClientWithTheRightCredentialsIsAnswered() throws Exception {
    try (PortolanClient client = bank.client(bank.port())) {
      assertThat(
              client
                  .registry()
                  .listMembers(ListMembersRequest.getDefaultInstance())
                  .getMembersCount())
          .isEqualTo(5);
    }
  }

  @Test
  void anotherMembersAuthorityIsNamedWithTheIssuerOfWhatTheGatewayPresented() throws Exception {
    Path supplier = folder.resolve("twin").resolve("clients").resolve("supplier");
    try (PortolanClient client =
        BankAlone.client(bank.port(), bank.credentials(), supplier.resolve("ca.crt"))) {
      PortolanException refused = refusal(client);

      assertThat(refused.code()).isEqualTo(Status.Code.UNAUTHENTICATED);
      assertThat(refused)
          .hasMessageContaining("127.0.0.1:" + bank.port())
          .hasMessageContaining("it presented the certificate CN=listener")
          .hasMessageContaining("issued by CN=Bank TLS")
          .hasMessageContaining("expected one issued by CN=Supplier TLS");
    }
  }

  @Test
  void anAuthorityOfTheSameNameInAnotherNetworkIsToldFromTheRightOne() throws Exception {
    try (PortolanClient client =
        BankAlone.client(bank.port(), bank.credentials(), otherNetwork().resolve("ca.crt"))) {
      assertThat(refusal(client))
          .hasMessageContaining("expected one issued by CN=Bank TLS")
          .hasMessageContaining("with another key");
    }
  }

  @Test
  void aClientOfAnotherMemberIsToldWhatItPresentedAndWhoseTheGatewayAccepts() throws Exception {
    Path supplier = folder.resolve("twin").resolve("clients").resolve("supplier");
    try (PortolanClient client =
        BankAlone.client(bank.port(), supplier, bank.credentials().resolve("ca.crt"))) {
      PortolanException refused = refusal(client);

      assertThat(refused.code()).isEqualTo(Status.Code.UNAUTHENTICATED);
      assertThat(refused)
          .hasMessageContaining("it does not accept the certificate CN=client")
          .hasMessageContaining("issued by CN=Supplier TLS")
          .hasMessageContaining("expected a valid one issued by CN=Bank TLS");
    }
  }

  @Test
  void aClientOfTheSameMemberInAnotherNetworkIsRefusedForGood() throws Exception {
    try (PortolanClient client =
        BankAlone.client(bank.port(), otherNetwork(), bank.credentials().resolve("ca.crt"))) {
      PortolanException refused = refusal(client);

      assertThat(refused.code()).isEqualTo(Status.Code.UNAUTHENTICATED);
      assertThat(refused).hasMessageContaining("it does not accept the certificate CN=client");
    }
  }

  @Test
  void anExpiredCertificateIsRefusedWithTheEndOfItsTime() throws Exception {
    Path late = folder.resolve("late");
    bank.issueExpired(late);
    try (PortolanClient client =
        BankAlone.client(bank.port(), late, bank.credentials().resolve("ca.crt"))) {
      PortolanException refused = refusal(client);

      assertThat(refused.code()).isEqualTo(Status.Code.UNAUTHENTICATED);
      assertThat(refused)
          .hasMessageContaining("it does not accept the certificate CN=late")
          .hasMessageContaining("expired since ");
    }
  }

  @Test
  void aStreamIsRefusedAsACallIs() throws Exception {
    Path supplier = folder.resolve("twin").resolve("clients").resolve("supplier");
    try (PortolanClient client =
        BankAlone.client(bank.port(), supplier, bank.credentials().resolve("ca.crt"))) {
      long begin = System.nanoTime();
      try (DeliveryConfirmations deliveries = client.escrows().confirmDeliveries();
          RequestStream<ReleaseRequest, ?> releases = client.customs().releaseDeclarations()) {
        var delivery =
            deliveries.confirm(ConfirmDeliveryRequest.newBuilder().setEscrowId("E-1").build());
        var release = releases.send(ReleaseRequest.newBuilder().setDeclarationId("D-1").build());

        assertThat(delivery)
            .failsWithin(AT_ONCE)
            .withThrowableThat()
            .withMessageContaining("UNAUTHENTICATED")
            .withMessageContaining("expected a valid one issued by CN=Bank TLS");
        assertThat(release)
            .failsWithin(AT_ONCE)
            .withThrowableThat()
            .withMessageContaining("UNAUTHENTICATED");
      }
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(AT_ONCE.multipliedBy(2));
    }
  }

  @Test
  void aPortThatDoesNotSpeakTlsIsToldAsSuch() throws Exception {
    try (ServerSocket plain = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        PortolanClient client = bank.client(plain.getLocalPort())) {
      Thread.startVirtualThread(
          () -> {
            while (!plain.isClosed()) {
              try (Socket caller = plain.accept();
                  OutputStream out = caller.getOutputStream()) {
                out.write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                out.flush();
                caller.getInputStream().transferTo(OutputStream.nullOutputStream());
              } catch (java.io.IOException e) {
                // The caller is gone.
              }
            }
          });
      PortolanException refused = refusal(client);

      assertThat(refused.code()).isEqualTo(Status.Code.UNAUTHENTICATED);
      assertThat(refused)
          .hasMessageContaining("127.0.0.1:" + plain.getLocalPort())
          .hasMessageContaining("it does not speak TLS");
    }
  }

  @Test
  void aPortWhereNobodyListensIsNamedWithTheCause() throws Exception {
    int free;
    try (ServerSocket nobody = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      free = nobody.getLocalPort();
    }
    try (PortolanClient client = bank.client(free)) {
      PortolanException refused = refusal(client, AFTER_HOPING);

      assertThat(refused.code()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(refused)
          .hasMessageContaining("127.0.0.1:" + free)
          .hasMessageContaining("Connection refused");
    }
  }
}
