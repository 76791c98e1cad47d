// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.outbox;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import portolan.domain.group.ItemResult;
import portolan.domain.worldstate.RefusalCode;

/**
 * Gathers what many callers bring within a few milliseconds into one transaction, whose cost hardly
 * depends on what it holds. Each contribution gets its own outcome; one that the contract refuses
 * does not harm the others.
 *
 * <p>A contribution waits in memory until its group is formed. From then on it is in the outbox and
 * will be brought to an outcome, whatever happens. It is never in two groups at a time.
 */
public final class GroupCommit implements AutoCloseable {
  /** A lane in which nothing came for so long ends. */
  private static final Duration IDLE = Duration.ofMinutes(1);

  private static final Logger LOG = Logger.getLogger(GroupCommit.class.getName());

  private final Outbox outbox;
  private final Grouping grouping;
  private final Duration idle;
  private final Map<String, Unfinished> pending = new ConcurrentHashMap<>();
  private final Map<Lane, LaneQueue> lanes = new ConcurrentHashMap<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicLong numbers;
  private final AtomicInteger inGroups = new AtomicInteger();
  private final Semaphore room;
  private volatile boolean closed;

  /** Groups for an outbox, which must be closed after this. Takes up the groups it finds there. */
  public GroupCommit(Outbox outbox, Grouping grouping) throws SQLException {
    this(outbox, grouping, IDLE);
  }

  GroupCommit(Outbox outbox, Grouping grouping, Duration idle) throws SQLException {
    this.outbox = outbox;
    this.grouping = grouping;
    this.idle = idle;
    room = new Semaphore(grouping.maxWaiting());
    numbers = new AtomicLong(outbox.store().lastGroup() + 1);
    Map<Long, CompletableFuture<Outcome>> unfinished = outbox.unfinishedGroups();
    if (!unfinished.isEmpty()) {
      takeUp(unfinished);
    }
  }

  private void takeUp(Map<Long, CompletableFuture<Outcome>> groups) throws SQLException {
    Map<Long, List<OutboxStore.Member>> members =
        outbox.store().membersOf(groups.keySet()).stream()
            .collect(Collectors.groupingBy(OutboxStore.Member::group));
    members.forEach(
        (group, its) -> {
          its.forEach(
              m ->
                  pending.put(
                      m.key(), new Unfinished.Earlier(m.requestHash(), new CompletableFuture<>())));
          inGroups.addAndGet(its.size());
          threads.execute(() -> settleEarlier(its, groups.get(group)));
        });
  }

  private void settleEarlier(List<OutboxStore.Member> members, CompletableFuture<Outcome> group) {
    try {
      Outcome outcome = group.get();
      List<ItemResult> results = GroupSlice.results(outcome);
      for (OutboxStore.Member m : members) {
        Outcome own = GroupSlice.of(outcome, results, m.first(), m.items());
        endEarlier(m, its -> its.complete(own));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | RuntimeException | Error e) {
      LOG.log(Level.SEVERE, "a group of an earlier run failed", e);
      members.forEach(m -> endEarlier(m, its -> its.completeExceptionally(e)));
    }
  }

  private void endEarlier(OutboxStore.Member member, Consumer<CompletableFuture<Outcome>> end) {
    if (pending.get(member.key()) instanceof Unfinished.Earlier its
        && pending.remove(member.key(), its)) {
      inGroups.decrementAndGet();
      end.accept(its.outcome());
    }
  }

  /** How many contributions are in groups, and so in the outbox, and have no outcome. */
  public int unfinished() {
    return inGroups.get();
  }

  /** How many contributions wait for a group. */
  public int waiting() {
    return Math.max(0, pending.size() - inGroups.get());
  }

  /**
   * The outcome of an earlier contribution of that key that was not refused, if there is one.
   *
   * @throws KeyInUseException if it was another request
   */
  public Optional<CompletableFuture<Outcome>> find(String key, String requestHash)
      throws KeyInUseException, SQLException {
    Unfinished running = pending.get(key);
    if (running != null) {
      return Optional.of(running.sameRequest(key, requestHash));
    }
    for (OutboxStore.Member m : outbox.store().members(List.of(key))) {
      Optional<Outcome> outcome = earlier(m, outbox.outcomeOfGroup(m.group()));
      if (outcome.isPresent()) {
        if (!m.requestHash().equals(requestHash)) {
          throw new KeyInUseException(key);
        }
        return Optional.of(CompletableFuture.completedFuture(outcome.get()));
      }
    }
    // It may have been accepted, or have ended, in between; what is accepted next looks again.
    return Optional.empty();
  }

  /** What became of a contribution, unless it was refused: then it may be tried anew. */
  private static Optional<Outcome> earlier(OutboxStore.Member member, Optional<Outcome> of) {
    return of.map(
            group ->
                GroupSlice.of(group, GroupSlice.results(group), member.first(), member.items()))
        .filter(o -> !(o instanceof Outcome.Refused));
  }

  /**
   * Takes a contribution into one of the next groups. The same key and request again gives the same
   * outcome; a refused one is tried anew.
   *
   * <p>The outcome ends with {@link KeyInUseException} when the key was used for another request
   * before, and with another exception when the contribution could not be stored; then nothing was
   * accepted.
   *
   * @param caller contributions of different callers take turns
   * @throws OutboxFullException if too many are waiting; nothing was accepted
   */
  public CompletableFuture<Outcome> accept(Contribution contribution, Object caller)
      throws OutboxFullException, KeyInUseException {
    return accept(contribution, caller, room.tryAcquire(contribution.items().size()));
  }

  /** As {@link #accept}, waiting while too many are waiting. */
  public CompletableFuture<Outcome> acceptWhenPossible(Contribution contribution, Object caller)
      throws OutboxFullException, KeyInUseException, InterruptedException {
    room.acquire(contribution.items().size());
    return accept(contribution, caller, true);
  }

  private CompletableFuture<Outcome> accept(
      Contribution contribution, Object caller, boolean hasRoom)
      throws OutboxFullException, KeyInUseException {
    int items = contribution.items().size();
    if (closed || !hasRoom) {
      if (hasRoom) {
        room.release(items);
      }
      throw new OutboxFullException(grouping.maxWaiting());
    }
    Waiting fresh = new Waiting(contribution, caller);
    Unfinished running = pending.putIfAbsent(contribution.key(), fresh);
    if (running != null) {
      room.release(items);
      return running.sameRequest(contribution.key(), contribution.requestHash());
    }
    enqueue(fresh);
    return fresh.outcome();
  }

  private void enqueue(Waiting w) {
    Lane lane = w.contribution().lane();
    try {
      LaneQueue queue = lane(lane);
      while (!queue.add(w)) {
        // It has just ended.
        lanes.remove(lane, queue);
        queue = lane(lane);
      }
    } catch (RejectedExecutionException e) {
      fail(w, stopping());
    }
    if (closed) {
      // Whoever closes may have looked for what waits before this came.
      fail(w, stopping());
    }
  }

  private LaneQueue lane(Lane lane) {
    return lanes.computeIfAbsent(
        lane,
        l -> {
          LaneQueue queue = new LaneQueue(grouping);
          threads.execute(() -> dispatch(l, queue));
          return queue;
        });
  }

  /** How many lanes there are. */
  int lanes() {
    return lanes.size();
  }

  /**
   * Takes back what is not in a group yet.
   *
   * @return whether it was taken back; if not, it has an outcome or will have one
   */
  public boolean withdraw(String key) {
    if (!(pending.get(key) instanceof Waiting its)) {
      return false;
    }
    // It has none yet if it is being accepted at this moment.
    LaneQueue queue = lanes.get(its.contribution().lane());
    if (queue == null || !queue.remove(its)) {
      return false;
    }
    fail(its, new LedgerUnavailableException("taken back before it was in a group", null));
    return true;
  }

  private void dispatch(Lane lane, LaneQueue queue) {
    try {
      while (true) {
        List<Waiting> group = queue.next(idle);
        if (group.isEmpty()) {
          lanes.remove(lane, queue);
          return;
        }
        begin(lane, queue, group);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void begin(Lane lane, LaneQueue queue, List<Waiting> group) {
    try {
      threads.execute(
          () -> {
            try {
              send(lane, group);
            } finally {
              queue.ended();
            }
          });
    } catch (RejectedExecutionException e) {
      queue.ended();
      group.forEach(w -> fail(w, stopping()));
    } catch (RuntimeException | Error e) {
      // Whatever it is, what comes next waits for this thread.
      LOG.log(Level.SEVERE, "a group was not begun", e);
      queue.ended();
      group.forEach(w -> fail(w, e));
    }
  }

  private void send(Lane lane, List<Waiting> group) {
    try {
      Map<String, OutboxStore.Member> before = new HashMap<>();
      for (OutboxStore.Member m :
          outbox.store().members(group.stream().map(w -> w.contribution().key()).toList())) {
        before.put(m.key(), m);
      }
      List<Waiting> fresh = before.isEmpty() ? group : withoutKnown(group, before);
      if (!fresh.isEmpty()) {
        settle(fresh, bring(lane, fresh));
      }
    } catch (InterruptedException e) {
      // Closing says so to all of them.
      Thread.currentThread().interrupt();
    } catch (SQLException | OutboxFullException e) {
      // A group whose storing failed was not accepted: nothing of it has been endorsed.
      group.forEach(w -> fail(w, e));
    } catch (ExecutionException | RuntimeException | Error e) {
      LOG.log(Level.SEVERE, "a group failed", e);
      group.forEach(w -> fail(w, e));
    }
  }

  private Outcome bring(Lane lane, List<Waiting> group)
      throws OutboxFullException, SQLException, InterruptedException, ExecutionException {
    CompletableFuture<Outcome> outcome = store(lane, group);
    inGroups.addAndGet(group.size());
    try {
      return outcome.get();
    } finally {
      inGroups.addAndGet(-group.size());
    }
  }

  private List<Waiting> withoutKnown(List<Waiting> group, Map<String, OutboxStore.Member> before)
      throws SQLException {
    List<Waiting> fresh = new ArrayList<>();
    Map<Long, Optional<Outcome>> outcomes = new HashMap<>();
    for (OutboxStore.Member member : before.values()) {
      if (!outcomes.containsKey(member.group())) {
        outcomes.put(member.group(), outbox.outcomeOfGroup(member.group()));
      }
    }
    for (Waiting w : group) {
      OutboxStore.Member member = before.get(w.contribution().key());
      Optional<Outcome> outcome =
          member == null ? Optional.empty() : earlier(member, outcomes.get(member.group()));
      if (outcome.isEmpty()) {
        fresh.add(w);
      } else if (member.requestHash().equals(w.contribution().requestHash())) {
        end(w, outcome.get());
      } else {
        fail(w, new KeyInUseException(w.contribution().key()));
      }
    }
    return fresh;
  }

  private CompletableFuture<Outcome> store(Lane lane, List<Waiting> group)
      throws OutboxFullException, SQLException {
    long number = numbers.getAndIncrement();
    List<OutboxStore.Member> members = new ArrayList<>(group.size());
    StringBuilder items = new StringBuilder();
    StringBuilder sealed = new StringBuilder();
    int first = 0;
    for (Waiting w : group) {
      Contribution c = w.contribution();
      members.add(
          new OutboxStore.Member(c.key(), c.requestHash(), number, first, c.items().size()));
      first += c.items().size();
      c.items().forEach(item -> items.append(items.isEmpty() ? "" : ",").append(item));
      c.sealed().forEach(part -> sealed.append(sealed.isEmpty() ? "" : ",").append(part));
    }
    Submission submission =
        new Submission(
            Outbox.groupKey(number),
            "",
            lane.chaincode(),
            lane.function(),
            envelope(items),
            lane.sealed() ? Optional.of(envelope(sealed)) : Optional.empty(),
            lane.endorsers(),
            Optional.empty());
    return outbox.acceptGroup(submission, members);
  }

  /** As {@code Group.of(items).canonical()}, of items that are canonical already. */
  private static String envelope(StringBuilder items) {
    return "{\"items\":[" + items + "]}";
  }

  private void settle(List<Waiting> group, Outcome outcome) {
    // The call was refused, not one of its items.
    Optional<String> refusedCall =
        outcome instanceof Outcome.Refused r && r.result().isEmpty()
            ? Optional.of(r.code())
            : Optional.empty();
    // The member itself, which no later block changes; an item can be of what it does not have yet.
    boolean mayNotCall = refusedCall.equals(Optional.of(RefusalCode.PERMISSION_DENIED.name()));
    if (refusedCall.isPresent() && !mayNotCall && group.size() > 1) {
      // It may be the fault of one of them.
      group.forEach(Waiting::setAlone);
      group.forEach(this::enqueue);
      return;
    }
    List<ItemResult> results = GroupSlice.results(outcome);
    int first = 0;
    for (Waiting w : group) {
      int items = w.items();
      Outcome own = GroupSlice.of(outcome, results, first, items);
      first += items;
      int refusals =
          !mayNotCall && own instanceof Outcome.Refused r && LaggingPeer.canExplain(r.code())
              ? w.nextRefusal()
              : LaggingPeer.PAUSES.size();
      if (refusals < LaggingPeer.PAUSES.size()) {
        again(w, LaggingPeer.PAUSES.get(refusals));
      } else {
        end(w, own);
      }
    }
  }

  private void again(Waiting w, Duration pause) {
    threads.execute(
        () -> {
          try {
            Thread.sleep(pause);
            enqueue(w);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  private void end(Waiting w, Outcome outcome) {
    pending.remove(w.contribution().key(), w);
    room.release(w.items());
    w.outcome().complete(outcome);
  }

  private void fail(Waiting w, Throwable e) {
    if (pending.remove(w.contribution().key(), w)) {
      room.release(w.items());
      w.outcome().completeExceptionally(e);
    }
  }

  private static LedgerUnavailableException stopping() {
    return new LedgerUnavailableException(
        "the gateway is stopping; what it has accepted goes on when it is started again", null);
  }

  /**
   * Stops grouping; what is in a group stays in the outbox, what is not was not accepted. Whoever
   * waits for either is told that the gateway is stopping.
   */
  @Override
  public void close() {
    closed = true;
    threads.shutdownNow();
    for (Unfinished its : List.copyOf(pending.values())) {
      switch (its) {
        case Waiting w -> fail(w, stopping());
        case Unfinished.Earlier e -> e.outcome().completeExceptionally(stopping());
      }
    }
  }
}
