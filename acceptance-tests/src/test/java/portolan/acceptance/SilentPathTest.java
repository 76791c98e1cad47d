// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import portolan.api.v1.ConfirmDeliveryRequest;
import portolan.api.v1.ListMembersRequest;
import portolan.client.DeliveryConfirmations;
import portolan.client.PortolanClient;

/** A path that takes what is sent and delivers nothing, between a client and its gateway. */
class SilentPathTest {
  /** What the client promises is 15 s. */
  private static final Duration PATIENCE = Duration.ofSeconds(28);

  @TempDir private static Path folder;
  private static BankAlone bank;

  @BeforeAll
  static void startGateway() throws Exception {
    bank = BankAlone.start(folder, 22_250);
  }

  @AfterAll
  static void stopGateway() {
    bank.close();
  }

  private static void call(PortolanClient client) {
    assertThat(
            client
                .registry()
                .listMembers(ListMembersRequest.getDefaultInstance())
                .getMembersCount())
        .isEqualTo(5);
  }

  private static Duration since(long begin) {
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  @Test
  void aCallOfAClientGoesOnOverANewConnection() throws Exception {
    try (SilentProxy path = new SilentProxy(bank.port());
        PortolanClient client = bank.client(path.port())) {
      call(client);
      path.fallSilent();
      long begin = System.nanoTime();

      call(client);

      System.out.println("a call took " + since(begin).toMillis() + " ms on a silent path");
      assertThat(since(begin)).isLessThan(PATIENCE);
      assertThat(path.connections()).isGreaterThanOrEqualTo(2);
    }
  }

  @Test
  void aStreamOfDeliveriesGoesOnOverANewConnection() throws Exception {
    try (SilentProxy path = new SilentProxy(bank.port());
        PortolanClient client = bank.client(path.port());
        DeliveryConfirmations deliveries = client.escrows().confirmDeliveries()) {
      // A bank delivers nothing: an answer of the gateway all the same.
      assertThat(deliveries.confirm(delivery("E-1"))).failsWithin(PATIENCE);
      path.fallSilent();
      long begin = System.nanoTime();

      assertThat(deliveries.confirm(delivery("E-2")))
          .failsWithin(PATIENCE)
          .withThrowableThat()
          .withMessageContaining("PERMISSION_DENIED");

      System.out.println("a delivery took " + since(begin).toMillis() + " ms on a silent path");
      assertThat(path.connections()).isGreaterThanOrEqualTo(2);
    }
  }

  private static ConfirmDeliveryRequest delivery(String escrowId) {
    return ConfirmDeliveryRequest.newBuilder()
        .setEscrowId(escrowId)
        .setSecret("0".repeat(64))
        .build();
  }

  @Test
  void theGatewayLetsGoOfAClientThatHasFallenSilent() throws Exception {
    try (SilentProxy path = new SilentProxy(bank.port());
        PortolanClient client = bank.client(path.port())) {
      call(client);
      assertThat(path.open()).isEqualTo(1);
      path.fallSilent();
      long begin = System.nanoTime();

      await().atMost(Duration.ofSeconds(60)).until(() -> path.open() == 0);

      System.out.println("the gateway closed after " + since(begin).toMillis() + " ms of silence");
    }
  }
}
