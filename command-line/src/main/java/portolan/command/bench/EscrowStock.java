// SPDX-License-Identifier: Apache-2.0
package portolan.command.bench;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import portolan.api.v1.ConfirmDeliveryRequest;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.QualifiedId;
import portolan.domain.encoding.Sha256;
import portolan.domain.group.Group;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;
import portolan.domain.settlement.EscrowTerms;
import portolan.domain.settlement.Note;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.PayoutPlan;
import portolan.domain.settlement.SettlementPlan;
import portolan.domain.settlement.instruction.AttestReserves;
import portolan.domain.settlement.instruction.FundEscrow;
import portolan.domain.settlement.instruction.MintNotes;
import portolan.domain.worldstate.SettlementFunction;
import portolan.gateway.fabric.FabricLedger;
import portolan.gateway.outbox.Endorsers;
import portolan.gateway.outbox.Outbox;
import portolan.gateway.outbox.Outcome.Committed;
import portolan.gateway.outbox.Submission;

/** Funds escrows in groups, to have many that can be delivered. */
final class EscrowStock implements AutoCloseable {
  private static final int GROUP = 250;

  /** Groups that are funded at the same time; they share no note. */
  private static final int IN_FLIGHT = 4;

  private static final long YEAR_SECONDS = 31_536_000;
  private static final Money TEN = new Money(new Currency("GBP"), 1_000);
  private static final long BETWEEN_NEWS_NANOS = 5_000_000_000L;

  /**
   * What all escrows are for.
   *
   * @param declarationId a declaration that customs released
   * @param authority the customs authority that did
   */
  record Goods(String orderId, String declarationId, String authority) {}

  /** Funded escrows, each to be delivered once. */
  static final class Shelf {
    private final Payees payees;
    private final Queue<ConfirmDeliveryRequest> deliveries = new ConcurrentLinkedQueue<>();

    private Shelf(Payees payees) {
      this.payees = payees;
    }

    int size() {
      return deliveries.size();
    }

    /** The confirmation of the next one's delivery; empty when all are delivered. */
    Optional<ConfirmDeliveryRequest> next() {
      return Optional.ofNullable(deliveries.poll());
    }
  }

  private final SecureRandom random = new SecureRandom();
  private final String bank;
  private final String platform;
  private final Outbox bankOutbox;
  private final Outbox platformOutbox;
  private final String run;
  private final Goods goods;
  private final PrintWriter out;
  private int funded;

  EscrowStock(
      FabricLedger bank,
      FabricLedger platform,
      Path folder,
      String run,
      Goods goods,
      PrintWriter out)
      throws SQLException {
    this.bank = bank.mspId();
    this.platform = platform.mspId();
    this.bankOutbox = new Outbox(bank, folder.resolve("bank"), Outbox.DEFAULT_CAPACITY);
    this.platformOutbox = new Outbox(platform, folder.resolve("platform"), Outbox.DEFAULT_CAPACITY);
    this.run = run;
    this.goods = goods;
    this.out = out;
  }

  /** A shelf with nothing on it. */
  static Shelf shelf(Payees payees) {
    return new Shelf(payees);
  }

  /**
   * Funds as many as are missing to have so many, in groups of {@value #GROUP}; fewer if there is
   * not enough time.
   */
  void fill(Shelf shelf, int count, Duration atMost) throws InterruptedException {
    int missing = Math.ceilDiv(count - shelf.deliveries.size(), GROUP) * GROUP;
    if (missing <= 0) {
      return;
    }
    long begin = System.nanoTime();
    long news = begin + BETWEEN_NEWS_NANOS;
    int done = 0;
    Queue<Future<List<ConfirmDeliveryRequest>>> inFlight = new ArrayDeque<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      try {
        int begun = 0;
        while (done < missing) {
          if (System.nanoTime() - begin > atMost.toNanos()) {
            missing = begun;
          }
          while (begun < missing && inFlight.size() < IN_FLIGHT) {
            int first = funded;
            inFlight.add(threads.submit(() -> fund(first, shelf.payees)));
            funded += GROUP;
            begun += GROUP;
          }
          if (inFlight.isEmpty()) {
            break;
          }
          shelf.deliveries.addAll(inFlight.remove().get());
          done += GROUP;
          long now = System.nanoTime();
          if (now - news >= 0) {
            news = now + BETWEEN_NEWS_NANOS;
            double perSecond = done * 1e9 / (now - begin);
            out.println(
                String.format(
                    Locale.ROOT,
                    "  funded %,d of %,d escrows, %,.0f/s, %.0f s left",
                    done,
                    missing,
                    perSecond,
                    (missing - done) / perSecond));
            out.flush();
          }
        }
      } catch (ExecutionException e) {
        throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
      } finally {
        inFlight.forEach(f -> f.cancel(true));
      }
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    out.println(
        String.format(
            Locale.ROOT,
            "funded %,d escrows in %.1f s, %,.0f/s",
            missing,
            seconds,
            missing / seconds));
    out.flush();
  }

  private String shortId(int n) {
    return "B" + run + "-" + n;
  }

  private String escrowId(int n) {
    return new QualifiedId(platform, shortId(n)).toString();
  }

  private String secret(int n) {
    return "secret-of-" + shortId(n);
  }

  /** Three transactions: reserves, notes against them, escrows for the notes. */
  private List<ConfirmDeliveryRequest> fund(int first, Payees payees) throws Exception {
    List<NoteOpening> inputs =
        IntStream.range(0, GROUP).mapToObj(i -> new NoteOpening(TEN, platform, random())).toList();
    List<String> noteIds = mint(shortId(first), inputs);
    List<SettlementPlan> plans =
        IntStream.range(0, GROUP).mapToObj(i -> plan(inputs.get(i), payees.of(first + i))).toList();
    submit(
        platformOutbox,
        escrowId(first),
        SettlementFunction.FUND,
        IntStream.range(0, GROUP)
            .mapToObj(
                i ->
                    FundEscrow.of(terms(first + i), List.of(noteIds.get(i)), plans.get(i)).toJson())
            .toList(),
        Optional.of(plans.stream().map(SettlementPlan::toJson).toList()));
    return IntStream.range(first, first + GROUP)
        .mapToObj(
            n ->
                ConfirmDeliveryRequest.newBuilder()
                    .setEscrowId(escrowId(n))
                    .setSecret(secret(n))
                    .build())
        .toList();
  }

  /**
   * Gives a member so many notes of an amount.
   *
   * @param id of the bank; no other mint has it
   * @return their ids
   */
  List<String> mint(String id, String owner, Money each, int count) throws Exception {
    List<String> noteIds = new ArrayList<>();
    for (int i = 0; i < count; i += GROUP) {
      List<NoteOpening> notes =
          IntStream.range(i, Math.min(i + GROUP, count))
              .mapToObj(n -> new NoteOpening(each, owner, random()))
              .toList();
      noteIds.addAll(mint(id + "-" + i, notes));
    }
    return noteIds;
  }

  /** Two transactions: reserves, and notes against them. All are of one owner and currency. */
  private List<String> mint(String id, List<NoteOpening> all) throws Exception {
    int most = SettlementPlan.MAX_NOTES;
    List<JsonObject> reserves = new ArrayList<>();
    List<JsonObject> mints = new ArrayList<>();
    List<JsonObject> minted = new ArrayList<>();
    List<String> noteIds = new ArrayList<>();
    for (int i = 0; i < all.size(); i += most) {
      List<NoteOpening> notes = all.subList(i, Math.min(i + most, all.size()));
      String part = id + "-" + i;
      Money sum =
          Money.sum(
              notes.getFirst().amount().currency(),
              notes.stream().map(NoteOpening::amount).toList());
      String attestation = new QualifiedId(bank, "R" + part).toString();
      String mint = new QualifiedId(bank, "M" + part).toString();
      reserves.add(new AttestReserves(attestation, sum).toJson());
      mints.add(
          new MintNotes(
                  mint,
                  attestation,
                  notes.getFirst().owner(),
                  sum.minorUnits(),
                  notes.stream().map(NoteOpening::commitment).toList())
              .toJson());
      minted.add(MintNotes.sealed(notes));
      IntStream.rangeClosed(1, notes.size()).forEach(n -> noteIds.add(Note.mintedId(mint, n)));
    }
    submit(bankOutbox, id, SettlementFunction.ATTEST_RESERVES, reserves, Optional.empty());
    submit(bankOutbox, id, SettlementFunction.MINT, mints, Optional.of(minted));
    return noteIds;
  }

  private EscrowTerms terms(int n) {
    return new EscrowTerms(
        escrowId(n),
        goods.orderId(),
        goods.declarationId(),
        goods.authority(),
        bank,
        TEN.currency(),
        Sha256.hex(secret(n)),
        YEAR_SECONDS);
  }

  private SettlementPlan plan(NoteOpening input, List<String> payees) {
    List<NoteOpening> delivered = new ArrayList<>();
    for (Money share : TEN.divide(Collections.nCopies(payees.size(), 1L))) {
      delivered.add(new NoteOpening(share, payees.get(delivered.size()), random()));
    }
    return new SettlementPlan(
        List.of(input),
        List.of(PayoutPlan.of(delivered, List.of(new NoteOpening(TEN, platform, random())))),
        List.of(),
        random());
  }

  private void submit(
      Outbox outbox,
      String id,
      SettlementFunction function,
      List<JsonObject> items,
      Optional<List<JsonObject>> sealed)
      throws Exception {
    Submission submission =
        new Submission(
            function.functionName() + ":" + id,
            "",
            function.chaincode(),
            function.functionName(),
            Group.of(items).canonical(),
            sealed.map(parts -> Group.of(parts).canonical()),
            Endorsers.exactly(List.of(bank, platform)),
            Optional.empty());
    var outcome = outbox.accept(submission).get();
    if (!(outcome instanceof Committed committed)) {
      throw new IllegalStateException(function.functionName() + " " + id + ": " + outcome);
    }
    Optional<String> refusal = GroupAnswer.refusal(committed.result());
    if (refusal.isPresent()) {
      throw new IllegalStateException(
          function.functionName() + " " + id + ": refused: " + refusal.get());
    }
  }

  private String random() {
    byte[] bytes = new byte[16];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  @Override
  public void close() {
    bankOutbox.close();
    platformOutbox.close();
  }
}
