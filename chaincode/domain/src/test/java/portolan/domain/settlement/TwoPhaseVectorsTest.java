// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import portolan.domain.Vectors;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.RefusedException;
import portolan.domain.encoding.Sha256;
import portolan.domain.settlement.escrow.DeclaredGoods;
import portolan.domain.settlement.escrow.Delivered;
import portolan.domain.settlement.escrow.EscrowState;
import portolan.domain.settlement.escrow.Funded;
import portolan.domain.settlement.escrow.Hold;
import portolan.domain.settlement.escrow.HoldDecision;
import portolan.domain.settlement.escrow.HoldReason;
import portolan.domain.settlement.escrow.Holds;
import portolan.domain.settlement.escrow.OpenReason;
import portolan.domain.settlement.escrow.Refunded;
import portolan.domain.settlement.escrow.Split;

/**
 * TigerBeetle's tables of two-phase transfers on our escrows: a pending transfer is a funded
 * escrow; posting it is a delivery that is accepted, posting a part a split, voiding it a hold that
 * two officers reject, its time-out a refund. {@link #WITHOUT_COUNTERPART} has the rows that do not
 * map, with the reason.
 */
class TwoPhaseVectorsTest {
  private static final Instant START = Instant.parse("2026-11-21T09:00:00Z");
  private static final long YEAR = 31_536_000;
  private static final Rulebook RULES =
      new Rulebook("SupplierMSP", 100, 100, 100, Outcome.REFUNDED);
  private static final Commitment REASON = new Commitment(Sha256.hex("a part, salted"));

  /** Statuses of transfers that an escrow cannot have, and why. */
  private static final Map<String, String> WITHOUT_COUNTERPART = withoutCounterpart();

  private static Map<String, String> withoutCounterpart() {
    Map<String, String> reasons = new TreeMap<>();
    String numbers = "ids are texts, and amounts have 18 digits and no special values";
    for (String status :
        List.of(
            "timestamp_must_be_zero",
            "reserved_flag",
            "id_must_not_be_zero",
            "id_must_not_be_int_max",
            "pending_id_must_not_be_zero",
            "pending_id_must_not_be_int_max",
            "pending_id_must_be_zero",
            "pending_id_must_be_different")) {
      reasons.put(status, numbers);
    }
    String functions = "what is done is a function of its own, not a flag that others exclude";
    reasons.put("flags_are_mutually_exclusive", functions);
    reasons.put("timeout_reserved_for_pending_transfer", functions);
    String none = "an escrow names no account, ledger or code again when it ends";
    for (String status :
        List.of(
            "pending_transfer_has_different_debit_account_id",
            "pending_transfer_has_different_credit_account_id",
            "pending_transfer_has_different_ledger",
            "pending_transfer_has_different_code")) {
      reasons.put(status, none);
    }
    String item = "that an id stands for one content is checked of the whole item, not of an end";
    for (String status :
        List.of(
            "exists_with_different_flags",
            "exists_with_different_amount",
            "exists_with_different_pending_id",
            "exists_with_different_user_data_128",
            "exists_with_different_user_data_64",
            "exists_with_different_user_data_32")) {
      reasons.put(status, item);
    }
    reasons.put(
        "id_already_failed", "an item that was refused may be sent again: it never took effect");
    reasons.put("pending_transfer_not_found", "the contract refuses an escrow that is not there");
    reasons.put("pending_transfer_has_different_amount", "a return is of all that is held");
    reasons.put("exceeds_pending_transfer_amount", "a return is of all that is held");
    return reasons;
  }

  /** A row by the names of its columns. */
  private record Row(Map<String, String> cells) {
    private String get(String column) {
      return cells.get(column);
    }

    private long amount() {
      return Long.parseLong(get("amount"));
    }

    private boolean has(String flag) {
      return List.of(get("flags").split(" ", -1)).contains(flag);
    }
  }

  /** A transfer, as an escrow. */
  private static final class Pending {
    private final long amount;
    private final boolean ofTwoPhases;
    private EscrowState state;
    private long posted;

    private Pending(long amount, boolean ofTwoPhases, long seconds, Instant now) {
      this.amount = amount;
      this.ofTwoPhases = ofTwoPhases;
      state =
          new Funded(
              "PlatformMSP/O1",
              "PlatformMSP/D1",
              "CustomsMSP",
              new Trigger.Secret(Sha256.hex("the secret of it")),
              now.plusSeconds(seconds),
              100,
              false);
    }

    private void post(String id, long part, Instant now) {
      Split split = new Split(id, "SupplierMSP", START);
      if (state instanceof Split) {
        state = state.agree(split);
        return;
      }
      EscrowState arrived =
          state.confirm(
              new Delivered(new Evidence.Secret("the secret of it"), "CarrierMSP", START),
              Optional.of(
                  new DeclaredGoods("PlatformMSP/O1", "PlatformMSP", "CustomsMSP", REASON)));
      state =
          part == amount
              ? arrived.accept()
              : arrived
                  .claim(REASON, now, RULES)
                  .offer(id, 1, List.of(split.decidedBy()))
                  .agree(split);
      posted = part;
    }

    private void giveBack(Instant now) {
      Hold held =
          Hold.of(state, Holds.NONE)
              .hold(new OpenReason(HoldReason.REVIEW, "BankMSP", now, Optional.empty()));
      for (String officer : List.of("anna", "ben")) {
        held =
            held.decide(
                new Holds.Vote(
                    officer,
                    Sha256.hex(officer),
                    HoldDecision.Verdict.REJECT,
                    held.holds().number()),
                "BankMSP",
                now);
      }
      state = held.gate();
    }

    private boolean isOpen() {
      return state.open().isEmpty();
    }
  }

  /** One of the tests of the table; its rows are applied in their order. */
  private static final class Table {
    private final Map<String, Pending> transfers = new LinkedHashMap<>();
    private Instant now = START;
    private int mapped;
    private int without;

    private void apply(Row row) {
      switch (row.get("action")) {
        case "account", "commit", "lookup_transfer" -> {}
        case "tick" -> tick(Long.parseLong(row.get("detail").split(" ", 2)[0]));
        case "lookup_account" -> {
          mapped++;
          lookUp(row);
        }
        case "transfer" -> {
          if (WITHOUT_COUNTERPART.containsKey(row.get("expect"))) {
            without++;
          } else {
            mapped++;
            transfer(row);
          }
        }
        default -> throw new AssertionError("an action that is not mapped: " + row);
      }
    }

    private void tick(long seconds) {
      now = now.plusSeconds(seconds);
      for (Pending pending : transfers.values()) {
        if (pending.state instanceof Funded funded && !now.isBefore(funded.deadline())) {
          pending.state = pending.state.refund(new Refunded("AnyMSP", now), now, Optional.empty());
        }
      }
    }

    private void transfer(Row row) {
      switch (row.get("expect")) {
        case "created" -> act(row);
        case "exists" -> {
          EscrowState before = transfers.get(row.get("pending_id")).state;
          act(row);
          assertThat(transfers.get(row.get("pending_id")).state).isEqualTo(before);
        }
        case "pending_transfer_already_posted",
            "pending_transfer_already_voided",
            "pending_transfer_expired",
            "pending_transfer_not_pending" ->
            assertThatThrownBy(() -> act(row)).as("%s", row).isInstanceOf(RefusedException.class);
        default -> throw new AssertionError("a status that is neither mapped nor listed: " + row);
      }
    }

    private void act(Row row) {
      if (row.has("post")) {
        transfers.get(row.get("pending_id")).post("X" + row.get("transfer"), row.amount(), now);
      } else if (row.has("void")) {
        transfers.get(row.get("pending_id")).giveBack(now);
      } else {
        String timeout = row.get("timeout_s");
        long seconds = timeout.isEmpty() || timeout.equals("0") ? YEAR : Long.parseLong(timeout);
        Pending transfer = new Pending(row.amount(), row.has("pending"), seconds, now);
        if (!transfer.ofTwoPhases) {
          transfer.post("X" + row.get("transfer"), row.amount(), now);
        }
        transfers.put(row.get("transfer"), transfer);
      }
    }

    private void lookUp(Row row) {
      long pending =
          transfers.values().stream().filter(Pending::isOpen).mapToLong(t -> t.amount).sum();
      long posted = transfers.values().stream().mapToLong(t -> t.posted).sum();
      boolean debits = row.get("account").equals("1");
      assertThat(row.get(debits ? "debits_pending" : "credits_pending"))
          .as("%s", row)
          .isEqualTo(Long.toString(pending));
      assertThat(row.get(debits ? "debits_posted" : "credits_posted"))
          .as("%s", row)
          .isEqualTo(Long.toString(posted));
    }
  }

  /**
   * Balances that are set by hand, limits of accounts, linked chains: nothing of ours is like it.
   */
  private static boolean isOfEscrows(List<Row> rows) {
    return rows.stream().allMatch(row -> !row.get("action").equals("setup") && !row.has("linked"));
  }

  @TestFactory
  Stream<DynamicTest> transfersInTwoPhasesEndAsOurEscrowsDo() throws IOException {
    Path folder = Vectors.folder("settlement/two-phase-transfers").orElse(null);
    assumeTrue(folder != null, "no vectors");
    Map<String, List<Row>> tests = new LinkedHashMap<>();
    List<String> lines = Files.readAllLines(folder.resolve("steps.csv"));
    String[] header = lines.getFirst().split(",", -1);
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",", -1);
      Map<String, String> row = new TreeMap<>();
      for (int i = 0; i < header.length; i++) {
        row.put(header[i], cells[i]);
      }
      tests.computeIfAbsent(row.get("test"), name -> new ArrayList<>()).add(new Row(row));
    }
    return tests.entrySet().stream()
        .map(
            test ->
                DynamicTest.dynamicTest(test.getKey(), () -> run(test.getKey(), test.getValue())));
  }

  private static void run(String name, List<Row> rows) {
    if (!isOfEscrows(rows)) {
      System.out.println(name + ": set balances or linked chains, which have no counterpart");
      return;
    }
    Table table = new Table();
    rows.forEach(table::apply);
    System.out.printf("%s: %d rows mapped, %d without%n", name, table.mapped, table.without);
    assertThat(table.mapped).isPositive();
  }
}
