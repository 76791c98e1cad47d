// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.money;

import com.google.protobuf.StringValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Sha256;
import portolan.domain.group.Group;
import portolan.domain.settlement.NoteState;
import portolan.domain.settlement.SettlementPlan;
import portolan.domain.settlement.instruction.ForgetNotes;
import portolan.domain.settlement.journal.OwnNote;
import portolan.domain.worldstate.SettlementFunction;
import portolan.gateway.api.call.ApiException;
import portolan.gateway.api.call.Deadline;
import portolan.gateway.api.ledger.LedgerAccess;
import portolan.gateway.api.ledger.Membership;
import portolan.gateway.outbox.Submission;
import portolan.gateway.projection.journal.NoteIndex;
import portolan.gateway.projection.journal.NotePlace;

/**
 * Has the ledger forget this member's void notes: of every escrow that ends some are left that can
 * never be spent. They go in large transactions, one after the other, and only while the ledger has
 * little else to do.
 */
public final class VoidNotes implements AutoCloseable {
  /** Notes of one transaction. */
  static final int MOST = 5 * SettlementPlan.MAX_NOTES;

  /** Fewer wait until more have come, or for so long. */
  private static final Duration LONGEST_WAIT = Duration.ofHours(1);

  private static final Duration PAUSE = Duration.ofSeconds(5);
  private static final Duration CALL = Duration.ofSeconds(30);

  /** With more blocks in a pause the ledger is busy. */
  private static final int BUSY = 5;

  private static final NoteIndex.Filter VOID = NoteIndex.Filter.in(NoteState.VOID);
  private static final Logger LOG = Logger.getLogger(VoidNotes.class.getName());

  private final Membership members;
  private final LedgerAccess ledger;
  private final Wallet wallet;
  private final Thread thread;

  /** Notes that the ledger was asked to forget: what is still there is nobody's to forget. */
  private final Set<String> asked = new HashSet<>();

  /** Of this wallet; nothing is cleared away before {@link #start}. */
  public VoidNotes(Membership members, LedgerAccess ledger, Wallet wallet) {
    this.members = members;
    this.ledger = ledger;
    this.wallet = wallet;
    thread = Thread.ofVirtual().name("void notes").unstarted(this::clear);
  }

  /** Begins to clear them away. */
  public void start() {
    thread.start();
  }

  private void clear() {
    long last = System.nanoTime();
    long block = ledger.latestBlock();
    try {
      while (true) {
        Thread.sleep(PAUSE);
        long before = block;
        block = ledger.latestBlock();
        boolean isLongAgo = System.nanoTime() - last > LONGEST_WAIT.toNanos();
        if (block - before <= BUSY || isLongAgo) {
          try {
            if (forgetSome(isLongAgo ? 1 : MOST) == 0 && isLongAgo) {
              last = System.nanoTime();
            }
          } catch (ApiException | RuntimeException e) {
            LOG.log(Level.FINE, e, () -> "void notes are forgotten later");
          }
        }
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  /**
   * Has one transaction forget the void notes that one bank issued.
   *
   * @param atLeast does nothing while there are fewer
   * @return how many it was asked to forget
   */
  int forgetSome(int atLeast) throws ApiException, InterruptedException {
    Deadline deadline = Deadline.in(CALL);
    Map<String, List<String>> byBank = new TreeMap<>();
    Set<String> left = new HashSet<>();
    int found = 0;
    NotePlace after = NotePlace.FIRST;
    while (found < MOST) {
      List<OwnNote> page = wallet.page(VOID, after, MOST, deadline);
      for (OwnNote note : page) {
        if (asked.contains(note.noteId())) {
          left.add(note.noteId());
        } else {
          byBank.computeIfAbsent(note.issuer(), bank -> new ArrayList<>()).add(note.noteId());
          found++;
        }
      }
      if (page.size() < MOST) {
        break;
      }
      after = NotePlace.of(page.getLast());
    }
    asked.retainAll(left);
    if (found == 0 || found < atLeast) {
      return 0;
    }
    Map.Entry<String, List<String>> most =
        byBank.entrySet().stream()
            .max(Map.Entry.comparingByValue((a, b) -> Integer.compare(a.size(), b.size())))
            .orElseThrow();
    List<String> notes = most.getValue().stream().limit(MOST).toList();
    forget(most.getKey(), notes, deadline);
    asked.addAll(notes);
    return notes.size();
  }

  private void forget(String bank, List<String> notes, Deadline deadline)
      throws ApiException, InterruptedException {
    List<JsonObject> items = new ArrayList<>();
    for (int from = 0; from < notes.size(); from += SettlementPlan.MAX_NOTES) {
      int to = Math.min(notes.size(), from + SettlementPlan.MAX_NOTES);
      items.add(new ForgetNotes(bank, notes.subList(from, to)).toJson());
    }
    String id = Sha256.hex(String.join("\n", notes));
    ledger.await(
        "forget:" + id,
        StringValue.of(id),
        (key, hash) ->
            List.of(
                new Submission(
                    key,
                    hash,
                    SettlementFunction.FORGET.chaincode(),
                    SettlementFunction.FORGET.functionName(),
                    Group.of(items).canonical(),
                    Optional.empty(),
                    members.exactly(bank, members.own()),
                    Optional.empty())),
        deadline.remaining());
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
