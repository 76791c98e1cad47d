// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static portolan.acceptance.RealNetwork.CUSTOMS;
import static portolan.acceptance.RealNetwork.LOGISTICS;
import static portolan.acceptance.RealNetwork.MERCHANT;
import static portolan.acceptance.RealNetwork.PLATFORM;
import static portolan.acceptance.RealNetwork.SUPPLIER;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import portolan.api.v1.GetOrderRequest;
import portolan.api.v1.PlaceOrderRequest;
import portolan.client.PortolanException;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.gateway.fabric.FabricLedger;
import portolan.gateway.outbox.LedgerRefusedException;
import portolan.gateway.outbox.LedgerUnavailableException;

@OnRealNetwork
class PrivacyTest {
  private final RealNetwork network;
  private final Trades trades;

  PrivacyTest(RealNetwork network) {
    this.network = network;
    this.trades = new Trades(network);
  }

  private PlaceOrderRequest placed(String buyer, long unitPrice) {
    PlaceOrderRequest order = trades.order(SUPPLIER, Trades.terms(buyer, unitPrice));
    network.client(PLATFORM).provenance().placeOrder(order);
    for (String member : network.members()) {
      await()
          .atMost(Duration.ofMinutes(1))
          .ignoreException(PortolanException.class)
          .until(() -> network.client(member).provenance().getOrder(get(order)).isInitialized());
    }
    return order;
  }

  private static GetOrderRequest get(PlaceOrderRequest order) {
    return GetOrderRequest.newBuilder().setOrderId(order.getOrderId()).build();
  }

  @Test
  void platformAndSupplierReadTheTermsOthersSeeOnlyTheCommitment() {
    PlaceOrderRequest order = placed("buyer-77", 8_950);

    for (String party : List.of(PLATFORM, SUPPLIER)) {
      assertThat(network.client(party).provenance().getOrder(get(order)).getTerms())
          .as(party)
          .isEqualTo(order.getTerms());
    }
    for (String other : List.of(LOGISTICS, MERCHANT, CUSTOMS)) {
      var shown = network.client(other).provenance().getOrder(get(order));
      assertThat(shown.hasTerms()).as(other).isFalse();
      assertThat(shown.getTermsCommitment()).hasSize(64);
    }
  }

  @Test
  void theCarrierCannotReadThePriceFromItsOwnPeer() throws Exception {
    PlaceOrderRequest order = placed("buyer-78", 8_951);
    try (FabricLedger carrier = network.ledger(LOGISTICS)) {
      String ref = ref(carrier, order);

      assertThatThrownBy(() -> carrier.evaluate("provenance", "sealed", sealed(ref)))
          .isInstanceOf(LedgerRefusedException.class)
          .hasMessageNotContaining("8951");
    }
  }

  @Test
  void aSecondSupplierCannotReadTheFirstOnesTermsFromTheFirstOnesPeer() throws Exception {
    PlaceOrderRequest order = placed("buyer-79", 8_952);
    for (String outsider : List.of(MERCHANT, LOGISTICS)) {
      for (String holder : List.of(SUPPLIER, PLATFORM)) {
        try (FabricLedger ledger = network.ledger(outsider)) {
          ContractCall call =
              new ContractCall(
                  "provenance", "sealed", sealed(ref(ledger, order)), Optional.empty());

          // An evaluation goes to the reader's own peer; asked to endorse, any peer has to answer.
          assertThatThrownBy(() -> call.endorse(ledger, List.of(holder)))
              .as(outsider + " at the peer of " + holder)
              .isInstanceOfSatisfying(
                  LedgerRefusedException.class,
                  e -> assertThat(e.code()).isEqualTo("PERMISSION_DENIED"));
        }
      }
    }
  }

  @Test
  void neitherPriceNorBuyerStandInTheClearInAnyLedgerOfAnotherMember() throws Exception {
    String buyer = Trades.newId("very-private-buyer");
    PlaceOrderRequest order = placed(buyer, 987_654_321);
    network.client(LOGISTICS).provenance().getOrder(get(order));

    for (String node : List.of("peer.logistics", "peer.merchant", "orderer0")) {
      assertThat(filesContaining(network.ledgerFolder(node), buyer)).as(node).isEmpty();
      assertThat(filesContaining(network.ledgerFolder(node), "987654321")).as(node).isEmpty();
    }
    // The search itself works: the order's public identifier is found.
    assertThat(filesContaining(network.ledgerFolder("peer.logistics"), order.getOrderId()))
        .isNotEmpty();
  }

  private static List<Path> filesContaining(Path folder, String text) throws Exception {
    byte[] wanted = text.getBytes(StandardCharsets.UTF_8);
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).filter(f -> contains(f, wanted)).toList();
    }
  }

  private static boolean contains(Path file, byte[] wanted) {
    try {
      String content = Files.readString(file, StandardCharsets.ISO_8859_1);
      return content.contains(new String(wanted, StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String ref(FabricLedger ledger, PlaceOrderRequest order)
      throws LedgerRefusedException, LedgerUnavailableException {
    String answer =
        ledger.evaluate(
            "provenance",
            "order",
            Json.object().put("orderId", order.getOrderId()).build().canonical());
    return Fields.parse("", answer.getBytes(StandardCharsets.UTF_8)).text("ref", 128);
  }

  private static String sealed(String ref) {
    return Json.object().put("ref", ref).build().canonical();
  }
}
