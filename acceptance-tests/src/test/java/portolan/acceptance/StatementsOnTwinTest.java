// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import portolan.api.v1.AttestReservesRequest;
import portolan.api.v1.AuditRequest;
import portolan.api.v1.CurrencyBalance;
import portolan.api.v1.ExportReturnsRequest;
import portolan.api.v1.ExportReturnsResponse;
import portolan.api.v1.GetAccountStatementRequest;
import portolan.api.v1.GetAccountStatementResponse;
import portolan.api.v1.JournalAccount;
import portolan.api.v1.JournalEntry;
import portolan.api.v1.JournalPosting;
import portolan.api.v1.Money;
import portolan.api.v1.ReturnRedemptionRequest;
import portolan.api.v1.StatementFormat;
import portolan.client.PortolanException;
import portolan.command.Gateways;
import portolan.command.demo.TradeFiles;
import portolan.command.demo.TradeScenario;
import portolan.command.ledger.TwinNetwork;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.money.Currency;
import portolan.domain.settlement.Note;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.NoteState;
import portolan.domain.settlement.journal.AccountStatement;
import portolan.gateway.block.CommittedBlock;
import portolan.gateway.block.LedgerBlocks;
import portolan.gateway.configuration.GatewayConfiguration;
import portolan.gateway.fabric.FabricLedger;
import portolan.gateway.iso20022.AccountReport;
import portolan.gateway.outbox.LedgerUnavailableException;
import portolan.gateway.projection.Feed;
import portolan.gateway.projection.journal.Journal;
import portolan.gateway.projection.journal.NoteIndex;
import portolan.gateway.projection.journal.NotePlace;
import portolan.network.Consortium;
import portolan.network.ConsortiumFile;
import portolan.network.Progress;

/** Statements after trades that went well and badly, on the ledger twin. */
class StatementsOnTwinTest {
  private static final String GBP = "GBP";
  private static final String BANK = "BankMSP";
  private static final String SUPPLIER = "SupplierMSP";

  @TempDir private Path folder;
  private Consortium consortium;
  private TwinNetwork twin;
  private Gateways gateways;

  /** Other ports than those of the real network, which may be up at the same time. */
  @BeforeEach
  void start() throws Exception {
    Path file = Path.of(System.getProperty("portolan.consortium"));
    consortium =
        ConsortiumFile.parse(
            file.toString(), Files.readString(file).replace("basePort: 17050", "basePort: 18350"));
    twin = TwinNetwork.of(consortium, Files.createDirectory(folder.resolve("twin")));
    twin.up(Progress.silent());
    gateways = Gateways.start(twin);
  }

  @AfterEach
  void stop() {
    gateways.close();
    twin.close();
  }

  private void play(String run, String story) throws Exception {
    StringWriter told = new StringWriter();
    Path files = Path.of(System.getProperty("portolan.examples"), "trade");
    TradeFiles reader = new TradeFiles(files, run, consortium);
    boolean good =
        new TradeScenario(
                gateways,
                reader.read(),
                reader.story(story),
                consortium,
                new PrintWriter(told, true))
            .play();
    assertThat(good).as(told.toString()).isTrue();
  }

  private Books books(String member) {
    return new Books(member, gateways.of(member));
  }

  private FabricLedger ledger(Consortium.Member member) throws Exception {
    return new FabricLedger(
        GatewayConfiguration.read(twin.gatewayConfiguration(member.name())).peerAccess(),
        twin.peers());
  }

  private RawBlocks peer(Consortium.Member member) throws Exception {
    return new RawBlocks(
        GatewayConfiguration.read(twin.gatewayConfiguration(member.name())), twin.peers());
  }

  /** The last block of a member's journal, once its balance is what its notes say. */
  private long settled(String member) {
    long[] last = new long[1];
    await()
        .pollDelay(Duration.ZERO)
        .atMost(90, SECONDS)
        .untilAsserted(
            () -> {
              GetAccountStatementResponse now =
                  books(member)
                      .statement(GetAccountStatementRequest.newBuilder().setCurrency(GBP).build());
              assertThat(now.getLastPage()).isTrue();
              assertThat(now.getClosingMinorUnits())
                  .isEqualTo(books(member).spendable().getOrDefault(GBP, 0L));
              last[0] = now.getToBlock();
            });
    return last[0];
  }

  private static GetAccountStatementRequest.Builder request() {
    return GetAccountStatementRequest.newBuilder().setCurrency(GBP);
  }

  /** The id of the supplier's redemption, as its statement names it. */
  private JournalPosting redemption() {
    return books(SUPPLIER).entries(GBP, 0, 0).stream()
        .flatMap(e -> e.getPostingsList().stream())
        .filter(p -> p.getAccount() == JournalAccount.JOURNAL_ACCOUNT_REDEMPTION)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void everyMembersStatementFootsToItsNotesAtEveryBlockAndAllTogetherToTheAudit() throws Exception {
    play("300000001", "delivery");
    play("300000002", "refund");
    play("300000003", "dispute");
    play("300000006", "milestones");
    play("300000007", "receivable");
    play("300000008", "currencies");
    gateways
        .of(BANK)
        .bank()
        .returnRedemption(
            ReturnRedemptionRequest.newBuilder()
                .setRedemptionId(redemption().getReference())
                .setReason("AC04")
                .build());
    Map<String, Long> last = new LinkedHashMap<>();
    for (Consortium.Member member : consortium.members()) {
      last.put(member.mspId(), settled(member.mspId()));
    }
    long all = last.values().stream().mapToLong(l -> l).max().orElseThrow();
    CurrencyBalance audit =
        gateways
            .of(BANK)
            .audit()
            .audit(AuditRequest.getDefaultInstance())
            .getBalancesList()
            .stream()
            .filter(b -> b.getCurrency().equals(GBP))
            .findFirst()
            .orElseThrow();
    long spendable = 0;
    long issued = 0;
    long redeemed = 0;
    long escrowed = 0;
    for (Consortium.Member member : consortium.members()) {
      Books books = books(member.mspId());
      spendable += books.statement(request().setToBlock(all).build()).getClosingMinorUnits();
      issued += books.total(GBP, JournalAccount.JOURNAL_ACCOUNT_ISSUE, all);
      redeemed -= books.total(GBP, JournalAccount.JOURNAL_ACCOUNT_REDEMPTION, all);
      escrowed -= books.total(GBP, JournalAccount.JOURNAL_ACCOUNT_ESCROW, all);
      try (FabricLedger ledger = ledger(member);
          RawBlocks peer = peer(member)) {
        books.assertFoots(peer, GBP, 1, all);
        assertRebuilt(member.mspId(), ledger, all);
        assertThat(books.notes())
            .as("the notes that the journal of %s lists are those of its peer", member.mspId())
            .isEqualTo(heldByPeer(ledger));
      }
    }
    assertThat(spendable).isEqualTo(audit.getSpendableMinorUnits());
    assertThat(issued).isEqualTo(audit.getMintedMinorUnits());
    assertThat(redeemed).isEqualTo(audit.getRedeemedMinorUnits());
    assertThat(escrowed).isEqualTo(audit.getEscrowedMinorUnits());
  }

  /** The openings in the member's own collection, with the states of their notes. */
  private static Map<String, String> heldByPeer(FabricLedger ledger) throws Exception {
    Map<String, String> held = new TreeMap<>();
    Optional<String> bookmark = Optional.empty();
    do {
      JsonObject.Builder question = Json.object().put("limit", 100);
      bookmark.ifPresent(b -> question.put("bookmark", b));
      Fields page =
          Fields.parse(
              "",
              ledger
                  .evaluate("settlement", "myNotes", question.build().canonical())
                  .getBytes(StandardCharsets.UTF_8));
      for (Fields note : page.objects("notes", 0, 100)) {
        NoteOpening opening = NoteOpening.fromJson(note.object("opening"));
        NoteState state = note.choice("state", NoteState.class);
        held.put(
            note.text("noteId", Note.ID),
            // An opening whose note is gone is worth nothing: it is there until it is cleared away.
            (state == NoteState.SPENT ? NoteState.VOID : state) + " " + opening.amount());
      }
      bookmark = page.optionalText("bookmark", Note.ID);
    } while (bookmark.isPresent());
    return held;
  }

  /** A journal that is built anew, and stopped after every few blocks, says the same. */
  private void assertRebuilt(String member, LedgerBlocks ledger, long last) throws Exception {
    Path other = Files.createDirectory(folder.resolve("rebuilt-" + member));
    for (long stop = 7; ; stop += 7) {
      try (Journal journal = new Journal(other, member);
          Feed feed = new Feed(member, new Halting(ledger, 7), OptionalLong::empty)) {
        feed.add(journal);
        feed.start();
        assertThat(journal.await(Math.min(stop - 1, last), Duration.ofSeconds(20))).isTrue();
        if (journal.latestBlock() >= last) {
          AccountStatement rebuilt =
              journal.statement(new Currency(GBP), 0, last, 1, 1_000, 10_000).orElseThrow();
          List<String> entries = new ArrayList<>();
          for (JournalEntry entry : books(member).entries(GBP, 0, last)) {
            entries.add(shown(entry));
          }
          assertThat(rebuilt.entries().stream().map(StatementsOnTwinTest::shown))
              .containsExactlyElementsOf(entries);
          Map<String, String> notes = new TreeMap<>();
          journal
              .notes()
              .page(NoteIndex.Filter.NONE, NotePlace.FIRST, 10_000)
              .forEach(note -> notes.put(note.noteId(), note.state() + " " + note.amount()));
          assertThat(notes).isEqualTo(books(member).notes());
          return;
        }
      }
    }
  }

  private static String shown(JournalEntry entry) {
    StringBuilder text =
        new StringBuilder(
            entry.getNumber()
                + " "
                + entry.getTransactionId()
                + " "
                + entry.getBalanceMinorUnits());
    for (JournalPosting p : entry.getPostingsList()) {
      text.append(' ')
          .append(p.getAccount().name().substring("JOURNAL_ACCOUNT_".length()))
          .append(' ')
          .append(p.getReference())
          .append(' ')
          .append(p.getAmountMinorUnits())
          .append(' ')
          .append(p.getValuedBlock())
          .append(' ')
          .append(p.getOriginalEntry());
    }
    return text.toString();
  }

  private static String shown(portolan.domain.settlement.journal.JournalEntry entry) {
    StringBuilder text =
        new StringBuilder(
            entry.number() + " " + entry.booked().transactionId() + " " + entry.balance());
    for (var p : entry.postings()) {
      text.append(' ')
          .append(p.origin().account())
          .append(' ')
          .append(p.origin().reference())
          .append(' ')
          .append(p.amount())
          .append(' ')
          .append(p.valued().block())
          .append(' ')
          .append(p.original().orElse(0));
    }
    return text.toString();
  }

  /** Blocks that break off after so many. */
  private record Halting(LedgerBlocks ledger, int blocks) implements LedgerBlocks {
    @Override
    public Reading from(long block) throws LedgerUnavailableException {
      Reading reading = ledger.from(block);
      int[] left = {blocks};
      return new Reading() {
        @Override
        public CommittedBlock next() throws LedgerUnavailableException {
          if (left[0]-- == 0) {
            throw new LedgerUnavailableException("broken off", new IllegalStateException());
          }
          return reading.next();
        }

        @Override
        public void close() {
          reading.close();
        }
      };
    }
  }

  @Test
  void aReturnNamesItsOriginalAndTheBankExportsIt() throws Exception {
    play("300000004", "delivery");
    settled(SUPPLIER);
    JournalPosting paid = redemption();
    long before = settled(BANK);
    var receipt =
        gateways
            .of(BANK)
            .bank()
            .returnRedemption(
                ReturnRedemptionRequest.newBuilder()
                    .setRedemptionId(paid.getReference())
                    .setReason("AC04")
                    .build())
            .getReceipt();

    GetAccountStatementResponse statement =
        books(SUPPLIER)
            .statement(
                request()
                    .setFromBlock(receipt.getBlockNumber())
                    .setToBlock(receipt.getBlockNumber())
                    .build());
    JournalPosting back = statement.getEntries(0).getPostings(0);
    assertThat(statement.getEntries(0).getTransactionId()).isEqualTo(receipt.getTransactionId());
    assertThat(back.getAmountMinorUnits()).isEqualTo(-paid.getAmountMinorUnits());
    assertThat(back.getUetr()).isEqualTo(paid.getUetr()).isNotEmpty();
    assertThat(back.getReturnReason()).isEqualTo("AC04");
    assertThat(
            books(SUPPLIER).entries(GBP, 0, 0).stream()
                .filter(e -> e.getNumber() == back.getOriginalEntry())
                .findFirst()
                .orElseThrow()
                .getPostings(0))
        .isEqualTo(paid);

    ExportReturnsResponse returns =
        gateways
            .of(BANK)
            .bank()
            .exportReturns(
                ExportReturnsRequest.newBuilder()
                    .setMessageId("RET-1")
                    .setFromBlock(before + 1)
                    .setToBlock(receipt.getBlockNumber())
                    .build());
    assertThat(returns.getRedemptionIdsList()).containsExactly(paid.getReference());
    assertThat(returns.getMessage().toStringUtf8())
        .contains("pacs.004.001.09", "<OrgnlUETR>" + paid.getUetr() + "</OrgnlUETR>", "AC04");
    assertThat(
            gateways
                .of(BANK)
                .bank()
                .exportReturns(
                    ExportReturnsRequest.newBuilder()
                        .setMessageId("RET-0")
                        .setToBlock(before)
                        .build())
                .getRedemptionIdsList())
        .isEmpty();
    assertRefused(
        "role",
        Status.Code.PERMISSION_DENIED,
        () ->
            gateways
                .of(SUPPLIER)
                .bank()
                .exportReturns(ExportReturnsRequest.newBuilder().setMessageId("RET-2").build()));
  }

  @Test
  void theMessagesAreTheSameForTheSameBlocksAndTellWhatTheEntriesTell() throws Exception {
    play("300000005", "delivery");
    long last = settled(SUPPLIER);
    Books books = books(SUPPLIER);
    GetAccountStatementRequest.Builder request = request().setToBlock(last);
    List<JournalEntry> entries = books.statement(request.build()).getEntriesList();
    assertThat(entries).isNotEmpty();
    for (StatementFormat format :
        List.of(
            StatementFormat.STATEMENT_FORMAT_CAMT_053, StatementFormat.STATEMENT_FORMAT_CAMT_054)) {
      GetAccountStatementResponse message = books.statement(request.setFormat(format).build());
      assertThat(message.getEntriesList()).isEmpty();
      assertThat(AccountReport.read(message.getMessage().toByteArray()).getFirst().entries())
          .hasSameSizeAs(entries);
      assertThat(books.statement(request.build())).isEqualTo(message);
    }

    // The day in which it all happened, and the day before.
    String day = books.statement(request.build()).getLedgerTime().substring(0, 10);
    GetAccountStatementResponse byTime =
        books.statement(
            request()
                .setFromTime(java.time.LocalDate.parse(day).minusDays(1) + "T00:00:00Z")
                .build());
    assertThat(byTime.getEntriesList()).isEqualTo(entries);
  }

  @Test
  void aQuestionThatHasNoAnswerIsRefusedByTheFieldToBlame() {
    Books books = books(SUPPLIER);
    // The first settlement transaction gives the ledger its time.
    var receipt =
        gateways
            .of(BANK)
            .money()
            .attestReserves(
                AttestReservesRequest.newBuilder()
                    .setAttestationId("RES-1")
                    .setAmount(Money.newBuilder().setCurrency(GBP).setMinorUnits(1))
                    .build())
            .getReceipt();
    assertThat(
            books.statement(request().setToBlock(receipt.getBlockNumber()).build()).getLedgerTime())
        .isNotEmpty();
    assertInvalid("currency", books, request().setCurrency("XXX"));
    assertInvalid("currency", books, request().setCurrency("DEM"));
    assertInvalid("page", books, request().setPage(-1));
    assertInvalid("pageSize", books, request().setPageSize(1_001));
    assertInvalid("fromBlock", books, request().setFromBlock(-1));
    assertInvalid("toBlock", books, request().setToBlock(-1));
    assertInvalid("fromBlock", books, request().setFromBlock(2).setToBlock(1));
    assertInvalid("fromTime", books, request().setFromTime("yesterday"));
    assertInvalid("fromTime", books, request().setFromTime("2026-11-21T00:00:00Z").setToBlock(1));
    assertInvalid("fromTime", books, request().setFromTime("2999-01-01T00:00:00Z"));
    assertInvalid(
        "toTime",
        books,
        request().setFromTime("2026-11-21T00:00:00Z").setToTime("2026-11-20T00:00:00Z"));
    assertInvalid("format", books, request().setFormatValue(9));
  }

  private static void assertInvalid(
      String field, Books books, GetAccountStatementRequest.Builder request) {
    assertRefused(field, Status.Code.INVALID_ARGUMENT, () -> books.statement(request.build()));
  }

  private static void assertRefused(String field, Status.Code code, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            PortolanException.class,
            e -> {
              assertThat(e.code()).as(e.getMessage()).isEqualTo(code);
              assertThat(e.field()).isEqualTo(field);
            });
  }
}
