// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.registry;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import portolan.gateway.api.transport.Callers;
import portolan.gateway.api.transport.ServerLimits;
import portolan.gateway.outbox.HealthSource;

/**
 * What the gateway can do just now, and why it cannot. Looked at every two seconds and whenever
 * somebody asks, at most once a second. A trouble leaves one line in the log when it begins and one
 * when it has ended.
 */
public final class ServingCondition {
  /** Time without a block, while something waits for one, from which on commits are stalled. */
  static final Duration STALLED = Duration.ofSeconds(10);

  private static final Duration EVERY = Duration.ofSeconds(2);
  private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();
  private static final Logger LOG = Logger.getLogger(ServingCondition.class.getName());

  private final HealthSource ownPeer;
  private final BooleanSupplier full;
  private final String fullText;
  private final Supplier<Duration> withoutBlock;
  private final List<HealthSource> stores;
  private final HealthSource commits;

  // Guarded by this.
  private final Map<String, String> troubles = new HashMap<>();
  private CompletableFuture<Standing> running;
  private Standing last;
  private long lastNanos;

  /**
   * How the gateway stands.
   *
   * @param ownPeer whether the own peer and its chaincode answer; unlike others, this may block
   * @param callers whose calls may take all places
   * @param limits of those places
   * @param withoutBlock for how long something has been waiting for the next block
   * @param stores what is needed to answer; they log their own troubles, and so does the next
   * @param commits what tells that writes have ended
   */
  public ServingCondition(
      HealthSource ownPeer,
      Callers callers,
      ServerLimits limits,
      Supplier<Duration> withoutBlock,
      List<HealthSource> stores,
      HealthSource commits) {
    this(
        ownPeer,
        callers::isFull,
        "all %,d places for calls are taken".formatted(limits.calls()),
        withoutBlock,
        stores,
        commits);
  }

  public ServingCondition(
      HealthSource ownPeer,
      BooleanSupplier full,
      String fullText,
      Supplier<Duration> withoutBlock,
      List<HealthSource> stores,
      HealthSource commits) {
    this.ownPeer = ownPeer;
    this.full = full;
    this.fullText = fullText;
    this.withoutBlock = withoutBlock;
    this.stores = List.copyOf(stores);
    this.commits = commits;
  }

  /**
   * What it can do.
   *
   * @param ledgerReachable whether the own peer and its chaincode answer
   * @param serving whether it answers calls
   * @param writing whether writes come to an end as well
   * @param troubles why not, for the operator
   */
  public record Standing(
      boolean ledgerReachable, boolean serving, boolean writing, List<String> troubles) {
    public Standing {
      troubles = List.copyOf(troubles);
    }
  }

  /** Begins to look by itself. */
  public void watch(Vertx vertx) {
    vertx.setPeriodic(
        1,
        EVERY.toMillis(),
        timer -> {
          var unused = now();
        });
  }

  /** How it stands, at most a second ago. Does not block. */
  public synchronized CompletableFuture<Standing> now() {
    if (running == null) {
      if (last != null && System.nanoTime() - lastNanos < FRESH_NANOS) {
        return CompletableFuture.completedFuture(last);
      }
      CompletableFuture<Standing> its = new CompletableFuture<>();
      running = its;
      Thread.ofVirtual().name("condition").start(() -> look(its));
    }
    return running;
  }

  private void look(CompletableFuture<Standing> its) {
    Standing standing;
    try {
      standing = look();
    } catch (RuntimeException e) {
      LOG.log(Level.SEVERE, "the gateway's condition cannot be told", e);
      standing =
          new Standing(
              false, false, false, List.of("the gateway's condition cannot be told: " + e));
    }
    synchronized (this) {
      last = standing;
      lastNanos = System.nanoTime();
      running = null;
    }
    its.complete(standing);
  }

  private Standing look() {
    List<String> all = new ArrayList<>();
    boolean reachable = note("the own peer and its chaincode answer again", ownPeer.trouble(), all);
    boolean places =
        note(
            "places for calls are free again",
            full.getAsBoolean() ? Optional.of(fullText) : Optional.empty(),
            all);
    boolean stored = true;
    for (HealthSource store : stores) {
      Optional<String> trouble = store.trouble();
      trouble.ifPresent(all::add);
      stored &= trouble.isEmpty();
    }
    Optional<String> unfollowed = commits.trouble();
    unfollowed.ifPresent(why -> all.add("the blocks are not followed: " + why));
    Duration stall = withoutBlock.get();
    boolean moving =
        note(
            "commits go on",
            stall.compareTo(STALLED) < 0
                ? Optional.empty()
                : Optional.of("commits stalled for " + stall.toSeconds() + " s"),
            all);
    boolean serving = reachable && places && stored;
    return new Standing(reachable, serving, serving && moving && unfollowed.isEmpty(), all);
  }

  /** Logs a change, and tells whether all is well. */
  private synchronized boolean note(String cured, Optional<String> trouble, List<String> all) {
    if (trouble.isPresent()) {
      all.add(trouble.get());
      if (troubles.put(cured, trouble.get()) == null) {
        LOG.warning(trouble.get());
      }
      return false;
    }
    if (troubles.remove(cured) != null) {
      LOG.warning(cured);
    }
    return true;
  }
}
