// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.projection.provenance;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import portolan.domain.gs1.Identity;
import portolan.domain.recall.Recall;
import portolan.domain.recall.Scope;
import portolan.domain.recall.Source;
import portolan.domain.trace.History;
import portolan.gateway.block.CommittedBlock;
import portolan.gateway.health.HealthSource;
import portolan.gateway.projection.Projection;
import portolan.gateway.projection.ReachedBlock;

/**
 * The index of events: what was captured, which event names which object, what was in what, and who
 * has it. All questions can be asked as of the end of any block that is in it.
 */
public final class EventIndex implements Projection, HealthSource, AutoCloseable {
  /** Most bytes of one event, in UTF-8, that are shown: as many as a call can capture. */
  public static final int MAX_BODY_BYTES = 3_000_000;

  /** Most bytes of all events of a page together. */
  public static final int MAX_PAGE_BYTES = 3_000_000;

  /** Most objects that a recall is computed for. */
  public static final int MAX_AFFECTED = 200_000;

  private static final Logger LOG = Logger.getLogger(EventIndex.class.getName());

  static final String NAME = "index of events";

  /** An index of another version is built anew, from block 0. */
  static final int VERSION = 3;

  private final IndexStore store;
  private final ReachedBlock reached;
  private final Map<String, Checked> checked = new ConcurrentHashMap<>();

  /** One after the other, so that no recall keeps the index from the next block. */
  private final ExecutorService checks =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().name("recall-checks").factory());

  /** Opens it in a folder, or makes it. */
  public EventIndex(Path directory) throws SQLException {
    store = new IndexStore(directory);
    reached = new ReachedBlock(store.position());
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int version() {
    return VERSION;
  }

  @Override
  public long position() {
    return reached.next();
  }

  @Override
  public void apply(List<CommittedBlock> blocks) throws SQLException {
    long next = reached.next();
    List<CapturingBlock> read = new ArrayList<>();
    for (CommittedBlock block : blocks) {
      if (block.number() > next) {
        throw new IllegalStateException("expected block " + next + ", found " + block.number());
      }
      if (block.number() == next) {
        read.add(CapturingBlock.read(block));
        next++;
      }
    }
    reached.moveTo(store.take(read));
    check(read);
  }

  @Override
  public void standsStill(Optional<String> why) {
    reached.standsStill(why);
  }

  /** How far it has come. */
  public ReachedBlock reached() {
    return reached;
  }

  @Override
  public Optional<String> trouble() {
    return store.trouble();
  }

  /**
   * What is known of an object, a class or a lot.
   *
   * @param block at whose end, no later than {@link #reached}
   * @param withIngredients whether the events of what it was made of are wanted, too
   * @return nothing if no event until then names it
   */
  public Optional<ObjectTrace> trace(
      Identity object, long block, boolean withIngredients, EventPage.Cut cut) throws SQLException {
    requireReached(block);
    return store.read(
        c ->
            new IndexQuestions(c, IndexQuestions.asOf(c, block))
                .trace(object, withIngredients, cut));
  }

  /**
   * Events in the order of the ledger.
   *
   * @param block at whose end, no later than {@link #reached}
   */
  public EventPage list(EventFilter filter, long block, EventPage.Cut cut) throws SQLException {
    requireReached(block);
    return store.read(c -> new IndexQuestions(c, IndexQuestions.asOf(c, block)).list(filter, cut));
  }

  /**
   * What is recalled by these reaches.
   *
   * @param block at whose end, no later than {@link #reached}
   * @return nothing if that is more than {@link #MAX_AFFECTED} objects
   */
  public Optional<RecallReach> reach(List<Source> sources, long block) throws SQLException {
    requireReached(block);
    return store.read(c -> new RecallQuestions(c, IndexQuestions.asOf(c, block)).reach(sources));
  }

  /** A recall, nothing if none is opened under this id. */
  public Optional<IndexedRecall> recall(String recallId, long block) throws SQLException {
    requireReached(block);
    return store.read(c -> new RecallQuestions(c, IndexQuestions.asOf(c, block)).recall(recallId));
  }

  /** What a recall has marked, by name. */
  public List<String> marked(String recallId, long block) throws SQLException {
    requireReached(block);
    return store.read(c -> new RecallQuestions(c, IndexQuestions.asOf(c, block)).marked(recallId));
  }

  /**
   * Recalls in the order in which they were opened.
   *
   * @param after {@link IndexedRecall#number} of the last one that is not wanted
   */
  public List<IndexedRecall> recalls(long after, int most, long block) throws SQLException {
    requireReached(block);
    return store.read(
        c -> new RecallQuestions(c, IndexQuestions.asOf(c, block)).recalls(after, most));
  }

  /**
   * Recalls in the order in which something was said of them last, by that place.
   *
   * @param after the place of the last one that is not wanted
   */
  public SortedMap<Long, IndexedRecall> changedRecalls(long after, int most, long block)
      throws SQLException {
    requireReached(block);
    return store.read(
        c -> new RecallQuestions(c, IndexQuestions.asOf(c, block)).changed(after, most));
  }

  /** Whether a member has, or is to receive, something that a recall reaches. */
  public boolean concerns(IndexedRecall recall, String member, long block) throws SQLException {
    requireReached(block);
    return store.read(
        c -> new RecallQuestions(c, IndexQuestions.asOf(c, block)).concerns(recall, member));
  }

  /**
   * Whether the scope that the ledger has of a recall is what this index computes as of its block.
   * What was found is remembered.
   *
   * @return nothing if the ledger has none, or its block is not in the index, or it is more than
   *     {@link #MAX_AFFECTED} objects
   */
  public Optional<Boolean> confirms(Recall recall) throws SQLException {
    Optional<Scope> stated = recall.scope();
    if (stated.isEmpty() || stated.get().asOfBlock() > reached.latest()) {
      return Optional.empty();
    }
    String id = recall.opened().recallId();
    Checked before = checked.get(id);
    if (before == null || !before.scope().equals(stated.get())) {
      Optional<RecallReach> computed = reach(recall.opened().sources(), stated.get().asOfBlock());
      before = new Checked(stated.get(), computed.map(its -> its.scope().equals(stated.get())));
      // Who asks while it is checked finds the same, and says it once.
      boolean isNew = !before.equals(checked.put(id, before));
      if (isNew && before.same().equals(Optional.of(false))) {
        LOG.log(
            Level.WARNING,
            "recall {0} says that it reaches {1} objects as of block {2}; the index of events finds"
                + " {3}, or others",
            new Object[] {
              id,
              stated.get().count(),
              stated.get().asOfBlock(),
              computed.orElseThrow().scope().count()
            });
      }
    }
    return before.same();
  }

  private record Checked(Scope scope, Optional<Boolean> same) {}

  /** What was written anew. */
  private void check(List<CapturingBlock> blocks) {
    for (CapturingBlock block : blocks) {
      for (CapturingBlock.Captures captures : block.transactions()) {
        for (Recall recall : captures.recalls().recalls().values()) {
          checks.execute(() -> check(recall));
        }
      }
    }
  }

  private void check(Recall recall) {
    try {
      confirms(recall);
    } catch (SQLException | RuntimeException e) {
      if (!checks.isShutdown()) {
        LOG.log(
            Level.WARNING,
            "the scope of recall " + recall.opened().recallId() + " is not checked",
            e);
      }
    }
  }

  /**
   * Which of these events a member has captured, as far as the index has come; error declarations
   * do not count.
   *
   * @param eventIds at most 10,000
   */
  public Set<String> captured(String member, Collection<String> eventIds) throws SQLException {
    return eventIds.isEmpty()
        ? Set.of()
        : store.read(
            c ->
                new HashSet<>(
                    Rows.all(
                        c,
                        r -> r.getString(1),
                        "select distinct event_id from provenance_event where captured_by = ?"
                            + " and declared_at is null and event_id = any(?)",
                        member,
                        eventIds)));
  }

  /** Something of the history as of the end of a block that is in it. */
  <T> T ask(long block, Function<History, T> question) throws SQLException {
    requireReached(block);
    return store.read(
        c -> question.apply(new IndexHistory(c, IndexQuestions.asOf(c, block).number())));
  }

  private void requireReached(long block) {
    if (block > reached.latest()) {
      throw new IllegalArgumentException("expected a block that is in the index");
    }
  }

  /** Waits until a block is in it; false if it does not come within the time. */
  public boolean await(long block, Duration atMost) throws InterruptedException {
    return reached.await(block, atMost);
  }

  @Override
  public void close() {
    checks.shutdownNow();
    store.close();
  }
}
