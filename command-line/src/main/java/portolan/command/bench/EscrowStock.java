package portolan.command.bench;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Sha256;
import portolan.domain.group.Group;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;
import portolan.domain.settlement.EscrowTerms;
import portolan.domain.settlement.Note;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.Outcome;
import portolan.domain.settlement.SettlementPlan;
import portolan.domain.settlement.instruction.AttestReserves;
import portolan.domain.settlement.instruction.FundEscrow;
import portolan.domain.settlement.instruction.MintNotes;
import portolan.gateway.fabric.FabricLedger;
import portolan.gateway.outbox.Endorsers;
import portolan.gateway.outbox.Outbox;
import portolan.gateway.outbox.Outcome.Committed;
import portolan.gateway.outbox.Submission;

/** Funds escrows in groups, to have many that can be delivered. */
final class EscrowStock implements AutoCloseable {
  private static final int GROUP = 100;
  private static final long YEAR_SECONDS = 31_536_000;
  private static final Money TEN = new Money(new Currency("GBP"), 1_000);
  private static final SecureRandom RANDOM = new SecureRandom();

  private final String bank;
  private final String platform;
  private final Outbox bankOutbox;
  private final Outbox platformOutbox;
  private final String run;

  EscrowStock(FabricLedger bank, FabricLedger platform, Path folder, String run)
      throws SQLException {
    this.bank = bank.mspId();
    this.platform = platform.mspId();
    this.bankOutbox = new Outbox(bank, folder.resolve("bank"), Outbox.DEFAULT_CAPACITY);
    this.platformOutbox = new Outbox(platform, folder.resolve("platform"), Outbox.DEFAULT_CAPACITY);
    this.run = run;
  }

  static String escrowId(String run, int n) {
    return "B" + run + "-" + n;
  }

  static String secret(String run, int n) {
    return "secret-of-" + escrowId(run, n);
  }

  /**
   * Funds the escrows from {@code first} on, a hundred in three transactions; the supplier, the
   * carrier and the platform are paid by each.
   */
  void fund(int first, String orderId, String declarationId, List<String> payees) throws Exception {
    List<NoteOpening> inputs =
        IntStream.range(0, GROUP).mapToObj(i -> new NoteOpening(TEN, platform, random())).toList();
    group(
        bankOutbox,
        first,
        "attestReserves",
        i -> new AttestReserves("R" + escrowId(run, first + i), TEN).toJson(),
        Optional.empty());
    group(
        bankOutbox,
        first,
        "mint",
        i ->
            new MintNotes(
                    "M" + escrowId(run, first + i),
                    "R" + escrowId(run, first + i),
                    platform,
                    TEN.minorUnits(),
                    List.of(inputs.get(i).commitment()))
                .toJson(),
        Optional.of(i -> MintNotes.sealed(List.of(inputs.get(i)))));
    List<SettlementPlan> plans = inputs.stream().map(in -> plan(in, payees)).toList();
    group(
        platformOutbox,
        first,
        "fund",
        i ->
            FundEscrow.of(
                    new EscrowTerms(
                        escrowId(run, first + i),
                        orderId,
                        declarationId,
                        bank,
                        TEN.currency(),
                        Sha256.hex(secret(run, first + i)),
                        YEAR_SECONDS),
                    List.of(Note.mintedId("M" + escrowId(run, first + i), 1)),
                    plans.get(i))
                .toJson(),
        Optional.of(i -> plans.get(i).toJson()));
  }

  private SettlementPlan plan(NoteOpening input, List<String> payees) {
    List<NoteOpening> delivered = new ArrayList<>();
    for (Money share : TEN.divide(Collections.nCopies(payees.size(), 1L))) {
      delivered.add(new NoteOpening(share, payees.get(delivered.size()), random()));
    }
    return new SettlementPlan(
        List.of(input),
        Map.of(
            Outcome.DELIVERED,
            delivered,
            Outcome.REFUNDED,
            List.of(new NoteOpening(TEN, platform, random()))),
        List.of(),
        random());
  }

  private void group(
      Outbox outbox,
      int first,
      String function,
      IntFunction<JsonObject> item,
      Optional<IntFunction<JsonObject>> sealed)
      throws Exception {
    Submission submission =
        new Submission(
            function + ":" + escrowId(run, first),
            "",
            "settlement",
            function,
            of(item),
            sealed.map(EscrowStock::of),
            Endorsers.exactly(List.of(bank, platform)),
            Optional.empty());
    var outcome = outbox.accept(submission).get();
    if (!(outcome instanceof Committed committed)
        || committed.result().contains("\"accepted\":false")) {
      throw new IllegalStateException(function + " of the stock of escrows: " + outcome);
    }
  }

  private static String of(IntFunction<JsonObject> item) {
    return Group.of(IntStream.range(0, GROUP).mapToObj(item).toList()).canonical();
  }

  private static String random() {
    byte[] bytes = new byte[16];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  @Override
  public void close() {
    bankOutbox.close();
    platformOutbox.close();
  }
}
