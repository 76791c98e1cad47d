// SPDX-License-Identifier: Apache-2.0
package portolan.command.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import portolan.api.v1.AttestReservesRequest;
import portolan.api.v1.EscrowState;
import portolan.api.v1.FundEscrowRequest;
import portolan.api.v1.GetEscrowRequest;
import portolan.api.v1.MintRequest;
import portolan.api.v1.Money;
import portolan.api.v1.Payout;
import portolan.api.v1.Receipt;
import portolan.api.v1.RefundRequest;
import portolan.client.PortolanClient;
import portolan.client.PortolanException;
import portolan.command.Gateways;
import portolan.command.ledger.TwinNetwork;
import portolan.domain.encoding.Sha256;
import portolan.network.Consortium;
import portolan.network.ConsortiumFile;
import portolan.network.Progress;

/** A consortium of two banks, of which all money here is of the second by name. */
class TwoBanksTest {
  private static final String OWN = "SouthBankMSP";
  private static final String OTHER = "NorthBankMSP";
  private static final String CURRENCY = "EUR";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path folder;
  private Consortium consortium;
  private TwinNetwork twin;
  private Gateways gateways;

  @BeforeEach
  void start() throws Exception {
    consortium = consortium(false);
  }

  @AfterEach
  void stop() {
    if (gateways != null) {
      gateways.close();
      twin.close();
    }
  }

  private void open() throws Exception {
    twin = TwinNetwork.of(consortium, folder.resolve("twin"));
    twin.up(Progress.silent());
    gateways = Gateways.start(twin);
  }

  /**
   * The usual one with a bank more.
   *
   * @param kept whether the members' gateways are keepers
   */
  private static Consortium consortium(boolean kept) throws Exception {
    Path file = Path.of("..", "network-config", "consortium.yaml");
    String other =
        """
          - name: NorthBank
            mspId: NorthBankMSP
            roles: [bank]

        chaincode:\
        """;
    String text =
        Files.readString(file)
            .replaceFirst("(?m)^basePort: \\d+", "basePort: 22550")
            .replace("BankMSP", OWN)
            .replaceFirst("(?m)^\\s*\\nchaincode:", other);
    assertThat(text).contains(OTHER).contains(OWN);
    return ConsortiumFile.parse(
        file.toString(), kept ? text : text.replaceAll("(roles: \\[.*])", "$1\n    keeper: false"));
  }

  private void down(String bank) {
    twin.ledger().nodes().stop(bank);
  }

  @Test
  void aWholeTradeIsDeliveredAndPaidWhileTheBankThatHasNothingToDoWithItIsDown() throws Exception {
    open();
    Path trade = folder.resolve("trade");
    try (Stream<Path> files = Files.walk(Path.of("..", "examples", "trade"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = trade.resolve(Path.of("..", "examples", "trade").relativize(file));
        Files.createDirectories(copy.getParent());
        Files.writeString(copy, Files.readString(file).replace("BankMSP", OWN));
      }
    }
    TradeFiles files = new TradeFiles(trade, TradeFiles.newRun(), consortium);
    StringWriter told = new StringWriter();
    PrintWriter out = new PrintWriter(told);
    TradeScenario scenario =
        new TradeScenario(gateways, files.read(), files.story("delivery"), consortium, out);
    down(OTHER);

    boolean good = scenario.play();

    out.flush();
    assertThat(good).as(told.toString()).isTrue();
    assertThat(told.toString()).doesNotContain(OTHER);
  }

  @Test
  void anEscrowIsRefundedByItsOwnBankWhileTheOtherIsDown() throws Exception {
    open();
    fund("E1", 1);
    down(OTHER);

    assertThat(refund("E1").getEndorsersList()).contains(OWN).doesNotContain(OTHER);
  }

  @Test
  void anEscrowIsRefundedByTheOtherBankWhileItsOwnIsDown() throws Exception {
    open();
    fund("E1", 1);
    down(OWN);

    assertThat(refund("E1").getEndorsersList()).contains(OTHER).doesNotContain(OWN);
  }

  @Test
  void withBothUpAnEscrowsOwnBankEndorses() throws Exception {
    open();
    fund("E1", 1);

    assertThat(refund("E1").getEndorsersList()).contains(OWN).doesNotContain(OTHER);
  }

  @Test
  void keepersEndWhatIsDueWhileEitherBankIsDown() throws Exception {
    consortium = consortium(true);
    open();
    fund("E1", 1);
    down(OTHER);
    awaitRefunded("E1");
    twin.ledger().nodes().start(OTHER);
    fund("E2", 1);
    down(OWN);
    awaitRefunded("E2");
  }

  private void awaitRefunded(String escrowId) {
    PortolanClient carrier = gateways.of("LogisticsMSP");
    Awaitility.await()
        .atMost(PATIENCE)
        .ignoreException(PortolanException.class)
        .until(
            () ->
                carrier
                        .escrows()
                        .getEscrow(
                            GetEscrowRequest.newBuilder()
                                .setEscrowId("PlatformMSP/" + escrowId)
                                .build())
                        .getState()
                    == EscrowState.ESCROW_STATE_REFUNDED);
  }

  /** Of 10 minor units, which only the time can end. */
  private void fund(String escrowId, long expiresAfterSeconds) {
    Money amount = Money.newBuilder().setCurrency(CURRENCY).setMinorUnits(10).build();
    PortolanClient bank = gateways.of(OWN);
    bank.money()
        .attestReserves(
            AttestReservesRequest.newBuilder()
                .setAttestationId("A-" + escrowId)
                .setAmount(amount)
                .build());
    bank.money()
        .mint(
            MintRequest.newBuilder()
                .setMintId("M-" + escrowId)
                .setAllowanceId("A-" + escrowId)
                .setOwner("PlatformMSP")
                .setAmount(amount)
                .build());
    gateways
        .of("PlatformMSP")
        .escrows()
        .fundEscrow(
            FundEscrowRequest.newBuilder()
                .setEscrowId(escrowId)
                .setOrderId("O-" + escrowId)
                .setDeclarationId("D-" + escrowId)
                .setBank(OWN)
                .setCurrency(CURRENCY)
                .setDeliverySecretSha256(Sha256.hex("secret of " + escrowId))
                .setExpiresAfterSeconds(expiresAfterSeconds)
                .addAllPayouts(
                    List.of(Payout.newBuilder().setPayee("SupplierMSP").setMinorUnits(10).build()))
                .build());
  }

  /** Once its time is over, by the carrier's gateway. */
  private Receipt refund(String escrowId) {
    PortolanClient carrier = gateways.of("LogisticsMSP");
    return Awaitility.await()
        .atMost(PATIENCE)
        .ignoreExceptionsMatching(
            e -> e instanceof PortolanException p && p.reason().equals("NOT_YET_EXPIRED"))
        .until(
            () ->
                carrier
                    .escrows()
                    .refund(
                        RefundRequest.newBuilder().setEscrowId("PlatformMSP/" + escrowId).build())
                    .getReceipt(),
            receipt -> true);
  }
}
