// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.projection.timers;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import portolan.domain.encoding.RefusedException;
import portolan.domain.settlement.timing.Timer;
import portolan.domain.worldstate.SettlementFunction;
import portolan.domain.worldstate.SettlementKeys;
import portolan.gateway.block.CommittedBlock;
import portolan.gateway.projection.Projection;

/**
 * What ends when, of all escrows and locks: the keeper's list. For any thread that is not
 * interrupted.
 */
public final class Timers implements Projection, AutoCloseable {
  static final int VERSION = 1;
  private static final Logger LOG = Logger.getLogger(Timers.class.getName());

  private final Precedence precedence;
  private final Supplier<List<String>> members;
  private final TimerStore store;
  private volatile long position;
  private volatile String halted = "";

  /** A timer whose moment has come, and how often it has come before. */
  public record Due(Timer timer, int attempts) {}

  /**
   * Opens the list in a folder, or makes it.
   *
   * @param own MSP id of the member
   * @param members MSP ids of all members, who may all have keepers; empty if they are not known
   * @throws java.io.UncheckedIOException if that fails; the message says what to do
   */
  public Timers(Path directory, String own, Supplier<List<String>> members) {
    precedence = new Precedence(own);
    this.members = members;
    store = new TimerStore(directory);
    position = store.nextBlock();
  }

  @Override
  public String name() {
    return "keeper's timers";
  }

  @Override
  public int version() {
    return VERSION;
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public void apply(List<CommittedBlock> blocks) {
    long next = position;
    List<String> all = null;
    Map<String, Optional<TimerStore.Entry>> changes = new LinkedHashMap<>();
    for (CommittedBlock block : blocks) {
      if (block.number() < next) {
        continue;
      }
      if (block.number() > next) {
        throw new IllegalArgumentException("expected block " + next + ", found " + block.number());
      }
      for (CommittedBlock.KeyWrite write : block.open(SettlementFunction.CHAINCODE)) {
        if (SettlementKeys.isGate(write.key())) {
          // Once for all: who the members are may have to be asked of the ledger.
          all = all == null ? members.get() : all;
          changes.put(write.key(), entry(write.key(), write.value(), all));
        }
      }
      next++;
    }
    change(next, changes);
  }

  private synchronized void change(long next, Map<String, Optional<TimerStore.Entry>> changes) {
    store.change(next, changes);
    position = next;
  }

  private Optional<TimerStore.Entry> entry(String gate, ByteString state, List<String> all) {
    try {
      return Timer.of(gate, state.toByteArray())
          .map(timer -> new TimerStore.Entry(timer, precedence.turn(all, timer.at())));
    } catch (RefusedException e) {
      // Written by a contract that this build does not know: others will have to keep it.
      LOG.log(Level.WARNING, "{0} has a state that is not known: {1}", new Object[] {gate, e});
      return Optional.empty();
    }
  }

  /**
   * The timers whose moment has come, the most urgent first; each comes again after a while, unless
   * a block takes it away.
   *
   * @param pauses how long after the first time, the second, ...; the last one from then on
   */
  public synchronized List<Due> due(Instant now, int limit, List<Duration> pauses) {
    return store.take(now, limit, pauses);
  }

  /** How many there are. */
  public long size() {
    return store.size();
  }

  @Override
  public void standsStill(Optional<String> why) {
    halted = why.orElse("");
  }

  /** Before which block it stands still, and why; empty if it does not. */
  public Optional<String> halted() {
    return Optional.of(halted).filter(why -> !why.isEmpty());
  }

  @Override
  public synchronized void close() {
    store.close();
  }
}
