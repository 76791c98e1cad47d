// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.projection.provenance;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import portolan.domain.gs1.Identity;
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

  static final String NAME = "index of events";

  /** An index of another version is built anew, from block 0. */
  static final int VERSION = 1;

  private final IndexStore store;
  private final ReachedBlock reached;

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
    store.close();
  }
}
