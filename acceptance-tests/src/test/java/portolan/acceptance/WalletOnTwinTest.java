// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import portolan.api.v1.AttestReservesRequest;
import portolan.api.v1.AuditRequest;
import portolan.api.v1.FundEscrowRequest;
import portolan.api.v1.FundOrderRequest;
import portolan.api.v1.GetAccountStatementRequest;
import portolan.api.v1.JournalAccount;
import portolan.api.v1.JournalEntry;
import portolan.api.v1.ListNotesRequest;
import portolan.api.v1.ListNotesResponse;
import portolan.api.v1.MergeNotesRequest;
import portolan.api.v1.MergeNotesResponse;
import portolan.api.v1.MintRequest;
import portolan.api.v1.Money;
import portolan.api.v1.Note;
import portolan.api.v1.NoteState;
import portolan.api.v1.Payout;
import portolan.api.v1.RedeemRequest;
import portolan.client.PortolanClient;
import portolan.client.PortolanException;
import portolan.command.Gateways;
import portolan.command.ledger.TwinNetwork;
import portolan.domain.encoding.Sha256;
import portolan.network.ConsortiumFile;
import portolan.network.Progress;

/** A member's notes as its gateway chooses, merges, lists and clears them, on the ledger twin. */
class WalletOnTwinTest {
  private static final String BANK = "BankMSP";
  private static final String PLATFORM = "PlatformMSP";
  private static final String SUPPLIER = "SupplierMSP";
  private static final int MINTERS = 16;
  private static final int MANY = 101;

  @TempDir private static Path folder;
  private static TwinNetwork twin;
  private static Gateways gateways;
  private static PortolanClient bank;
  private static PortolanClient platform;
  private static PortolanClient supplier;

  /** On ports of its own. Each test has a currency of its own. */
  @BeforeAll
  static void start() throws Exception {
    Path file = Path.of(System.getProperty("portolan.consortium"));
    twin =
        TwinNetwork.of(
            ConsortiumFile.parse(
                file.toString(),
                Files.readString(file).replace("basePort: 17050", "basePort: 18550")),
            Files.createDirectory(folder.resolve("twin")));
    twin.up(Progress.silent());
    gateways = Gateways.start(twin);
    bank = gateways.of(BANK);
    platform = gateways.of(PLATFORM);
    supplier = gateways.of(SUPPLIER);
  }

  @AfterAll
  static void stop() {
    if (gateways != null) {
      gateways.close();
    }
    if (twin != null) {
      twin.close();
    }
  }

  /** Gives a member so many notes of an amount, and waits until its gateway knows them. */
  private static void endow(String owner, String currency, int count, long units) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(MINTERS)) {
      List<Future<?>> mints = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        String id = currency + "-" + i;
        mints.add(threads.submit(() -> mint(owner, currency, id, units)));
      }
      for (Future<?> mint : mints) {
        mint.get();
      }
    }
    await()
        .atMost(Duration.ofMinutes(3))
        .untilAsserted(() -> assertThat(spendable(gateways.of(owner), currency)).hasSize(count));
  }

  private static void mint(String owner, String currency, String id, long units) {
    Money amount = Money.newBuilder().setCurrency(currency).setMinorUnits(units).build();
    bank.money()
        .attestReserves(
            AttestReservesRequest.newBuilder()
                .setAttestationId("A-" + id)
                .setAmount(amount)
                .build());
    bank.money()
        .mint(
            MintRequest.newBuilder()
                .setMintId("M-" + id)
                .setAllowanceId("A-" + id)
                .setOwner(owner)
                .setAmount(amount)
                .build());
  }

  private static List<Note> spendable(PortolanClient member, String currency) {
    return listed(member, currency, NoteState.NOTE_STATE_SPENDABLE);
  }

  private static List<Note> listed(PortolanClient member, String currency, NoteState state) {
    List<Note> notes = new ArrayList<>();
    member
        .money()
        .notes(ListNotesRequest.newBuilder().setState(state).setCurrency(currency).build())
        .forEach(notes::add);
    return notes;
  }

  private static long worth(List<Note> notes) {
    return notes.stream().mapToLong(note -> note.getAmount().getMinorUnits()).sum();
  }

  private static FundEscrowRequest.Builder escrow(String id, String currency) {
    return FundEscrowRequest.newBuilder()
        .setEscrowId(id)
        .setOrderId("O-" + id)
        .setDeclarationId("D-" + id)
        .setBank(BANK)
        .setCurrency(currency)
        .setDeliverySecretSha256(Sha256.hex("long secret of " + id))
        .setExpiresAfterSeconds(86_400);
  }

  private static FundEscrowRequest escrow(String id, String currency, long units) {
    return escrow(id, currency)
        .addPayouts(Payout.newBuilder().setPayee(SUPPLIER).setMinorUnits(units))
        .build();
  }

  private static List<JournalEntry> entries(PortolanClient member, String currency) {
    return member
        .accounts()
        .getAccountStatement(
            GetAccountStatementRequest.newBuilder()
                .setCurrency(currency)
                .setPageSize(1_000)
                .build())
        .getEntriesList();
  }

  private static void assertMoneyAddsUp() {
    var audit = bank.audit().audit(AuditRequest.getDefaultInstance());
    assertThat(audit.getFindingsList()).isEmpty();
    assertThat(audit.getBalanced()).isTrue();
  }

  @Test
  void aHundredAndOneNotesPayTogether() throws Exception {
    endow(PLATFORM, "GBP", MANY, 10);

    assertThat(platform.escrows().fundEscrow(escrow("E-GBP", "GBP", 1_010)).getFundedMinorUnits())
        .isEqualTo(1_010);

    assertThat(spendable(platform, "GBP")).isEmpty();
    assertThat(platform.escrows().fundEscrow(escrow("E-GBP", "GBP", 1_010)).getFundedMinorUnits())
        .as("the same request again")
        .isEqualTo(1_010);
    List<JournalEntry> entries = entries(platform, "GBP");
    assertThat(entries).as("a merge moves nothing").hasSize(MANY + 1);
    assertThat(entries.getLast().getPostingsList())
        .singleElement()
        .satisfies(
            posting -> {
              assertThat(posting.getAccount()).isEqualTo(JournalAccount.JOURNAL_ACCOUNT_ESCROW);
              assertThat(posting.getAmountMinorUnits()).isEqualTo(-1_010);
            });
    assertThat(entries.getLast().getBalanceMinorUnits()).isZero();
    assertMoneyAddsUp();
  }

  @Test
  void moreThanAHundredNamedNotesAreRedeemedTogether() throws Exception {
    endow(SUPPLIER, "EUR", MANY, 10);
    RedeemRequest request =
        RedeemRequest.newBuilder()
            .setRedemptionId("R-EUR")
            .setBank(BANK)
            .addAllNoteIds(spendable(supplier, "EUR").stream().map(Note::getNoteId).toList())
            .setCreditorName("Factory Ltd")
            .setCreditorIban("DE89370400440532013000")
            .build();

    assertThat(supplier.money().redeem(request).getAmount().getMinorUnits()).isEqualTo(1_010);

    assertThat(spendable(supplier, "EUR")).isEmpty();
    assertThat(supplier.money().redeem(request).getReceipt().getTransactionId())
        .as("the same request again")
        .isEqualTo(supplier.money().redeem(request).getReceipt().getTransactionId());
    assertMoneyAddsUp();
  }

  @Test
  void notesAreMergedOnRequest() throws Exception {
    endow(PLATFORM, "USD", 7, 10);
    MergeNotesRequest request =
        MergeNotesRequest.newBuilder().setMergeId("G-1").setBank(BANK).setCurrency("USD").build();

    MergeNotesResponse merged = platform.money().mergeNotes(request);

    assertThat(merged.getAmount().getMinorUnits()).isEqualTo(70);
    assertThat(spendable(platform, "USD"))
        .singleElement()
        .satisfies(note -> assertThat(note.getNoteId()).isEqualTo(merged.getNoteId()));
    assertThat(platform.money().mergeNotes(request)).as("the same request again").isEqualTo(merged);
    isRefused(
        Status.Code.FAILED_PRECONDITION,
        "NOTHING_TO_MERGE",
        "",
        () -> platform.money().mergeNotes(request.toBuilder().setMergeId("G-2").build()));
    isRefused(
        Status.Code.INVALID_ARGUMENT,
        "INVALID_ARGUMENT",
        "noteIds[1]",
        () ->
            platform
                .money()
                .mergeNotes(
                    request.toBuilder()
                        .setMergeId("G-3")
                        .addNoteIds(merged.getNoteId())
                        .addNoteIds("BankMSP/M-USD-0.1")
                        .build()));
    assertThat(entries(platform, "USD")).hasSize(7);
    assertMoneyAddsUp();
  }

  @Test
  void theChangeOfAPaymentPaysTheNextOne() throws Exception {
    endow(PLATFORM, "CHF", 1, 1_000);
    for (int i = 0; i < 10; i++) {
      assertThat(
              platform.escrows().fundEscrow(escrow("E-CHF-" + i, "CHF", 100)).getFundedMinorUnits())
          .isEqualTo(100);
    }
    assertThat(spendable(platform, "CHF")).isEmpty();
    isRefused(
        Status.Code.FAILED_PRECONDITION,
        "INSUFFICIENT_FUNDS",
        "",
        () -> platform.escrows().fundEscrow(escrow("E-CHF-10", "CHF", 1)));
  }

  @Test
  void notesAreListedInPagesByStateAndCurrency() throws Exception {
    endow(PLATFORM, "SEK", 5, 100);
    platform.escrows().fundEscrow(escrow("E-SEK", "SEK", 250));
    ListNotesRequest all = ListNotesRequest.newBuilder().setCurrency("SEK").setPageSize(2).build();

    List<String> ids = new ArrayList<>();
    List<Long> amounts = new ArrayList<>();
    ListNotesRequest page = all;
    ListNotesResponse answer;
    do {
      answer = platform.money().listNotes(page);
      assertThat(answer.getNotesCount()).isBetween(1, 2);
      answer.getNotesList().forEach(note -> ids.add(note.getNoteId()));
      answer.getNotesList().forEach(note -> amounts.add(note.getAmount().getMinorUnits()));
      page = all.toBuilder().setPageToken(answer.getNextPageToken()).build();
    } while (!answer.getNextPageToken().isEmpty());

    // Two that were not spent, the change and the refund.
    assertThat(ids).doesNotHaveDuplicates().hasSize(4);
    assertThat(amounts).containsExactly(50L, 100L, 100L, 250L);
    assertThat(listed(platform, "SEK", NoteState.NOTE_STATE_GATED))
        .extracting(Note::getNoteId, Note::getEscrowId, Note::getOutcome)
        .containsExactly(tuple("PlatformMSP/E-SEK.REFUNDED.1", "PlatformMSP/E-SEK", "REFUNDED"));
    assertThat(worth(spendable(platform, "SEK"))).isEqualTo(250);

    String token = platform.money().listNotes(all).getNextPageToken();
    for (ListNotesRequest wrong :
        List.of(
            all.toBuilder().setPageToken("M1.1").build(),
            all.toBuilder().setPageToken(token + "A").build(),
            all.toBuilder().setState(NoteState.NOTE_STATE_SPENDABLE).setPageToken(token).build())) {
      isRefused(
          Status.Code.INVALID_ARGUMENT,
          "INVALID_ARGUMENT",
          "pageToken",
          () -> platform.money().listNotes(wrong));
    }
    assertThat(
            platform
                .money()
                .listNotes(all.toBuilder().setPageSize(200).setPageToken(token).build()))
        .as("a page may have another size")
        .extracting(ListNotesResponse::getNotesCount)
        .isEqualTo(2);
    isInvalid("pageSize", all.toBuilder().setPageSize(201));
    isInvalid("pageSize", all.toBuilder().setPageSize(-1));
    isInvalid("state", all.toBuilder().setState(NoteState.NOTE_STATE_SPENT));
    isInvalid("currency", all.toBuilder().setCurrency("DEM"));
    isInvalid("lockId", all.toBuilder().setEscrowId("E-SEK").setLockId("L-1"));
  }

  @Test
  void voidNotesAreClearedAway() throws Exception {
    endow(PLATFORM, "NOK", 1, 500);
    // So many are cleared away at once, and a payee has one payout in an escrow.
    for (int n = 0; n < 25; n++) {
      FundOrderRequest.Builder order = FundOrderRequest.newBuilder();
      for (int i = 0; i < 20; i++) {
        order.addEscrows(
            escrow("E-NOK-" + n + "-" + i, "NOK")
                .setOrderId("O-NOK")
                .setExpiresAfterSeconds(1)
                .addPayouts(Payout.newBuilder().setPayee(PLATFORM).setMinorUnits(1)));
      }
      platform.escrows().fundOrder(order.build());
    }

    // Keepers refund the escrows; then the payouts of the delivery are void.
    await()
        .atMost(Duration.ofMinutes(3))
        .untilAsserted(() -> assertThat(worth(spendable(platform, "NOK"))).isEqualTo(500));
    await()
        .atMost(Duration.ofMinutes(3))
        .untilAsserted(
            () -> assertThat(listed(platform, "NOK", NoteState.NOTE_STATE_VOID)).isEmpty());
    assertThat(worth(spendable(platform, "NOK"))).isEqualTo(500);
    assertMoneyAddsUp();
  }

  private static void isInvalid(String field, ListNotesRequest.Builder request) {
    isRefused(
        Status.Code.INVALID_ARGUMENT,
        "INVALID_ARGUMENT",
        field,
        () -> platform.money().listNotes(request.build()));
  }

  private static void isRefused(Status.Code code, String reason, String field, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            PortolanException.class,
            e -> {
              assertThat(e.code()).as(e.getMessage()).isEqualTo(code);
              assertThat(e.reason()).isEqualTo(reason);
              assertThat(e.field()).isEqualTo(field);
            });
  }
}
