// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.ledger;

import com.google.protobuf.Message;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import portolan.api.v1.Receipt;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Sha256;
import portolan.domain.group.Group;
import portolan.domain.group.ItemResult;
import portolan.domain.worldstate.ContractFunction;
import portolan.gateway.api.call.ApiException;
import portolan.gateway.api.call.Call;
import portolan.gateway.api.call.Failures;
import portolan.gateway.fabric.FabricLedger;
import portolan.gateway.outbox.Contribution;
import portolan.gateway.outbox.Endorsers;
import portolan.gateway.outbox.GroupCommit;
import portolan.gateway.outbox.KeyInUseException;
import portolan.gateway.outbox.LaggingPeer;
import portolan.gateway.outbox.Lane;
import portolan.gateway.outbox.LedgerRefusedException;
import portolan.gateway.outbox.LedgerUnavailableException;
import portolan.gateway.outbox.Outbox;
import portolan.gateway.outbox.OutboxFullException;
import portolan.gateway.outbox.Outcome;
import portolan.gateway.outbox.Submission;

/** Writes through the outbox and reads from the own peer, in the terms of the public API. */
public final class LedgerAccess {
  private static final int MAX_KEY = 250;
  private static final Duration QUESTION = Duration.ofSeconds(5);

  /** Left to a caller whose deadline is near, so that our answer arrives before it. */
  private static final Duration MARGIN = Duration.ofMillis(100);

  private final FabricLedger ledger;
  private final Outbox outbox;
  private final GroupCommit groups;

  /** Of one gateway. */
  public LedgerAccess(FabricLedger ledger, Outbox outbox, GroupCommit groups) {
    this.ledger = ledger;
    this.outbox = outbox;
    this.groups = groups;
  }

  /** What was written, and where. */
  public record Written(Receipt receipt, List<ItemResult> results) {
    /** What the contract answered to the only item. */
    public JsonObject details() {
      return ((ItemResult.Accepted) results.getFirst()).details();
    }
  }

  /**
   * Makes the submissions of a request that is new: the request's own first, then what follows from
   * it.
   */
  @FunctionalInterface
  public interface Plan {
    /** Begins with the request's own, under this key. */
    List<Submission> make(String key, String requestHash) throws ApiException, InterruptedException;
  }

  /** A plan that waits for nothing. */
  @FunctionalInterface
  public interface PlanAtOnce extends Plan {
    @Override
    List<Submission> make(String key, String requestHash) throws ApiException;
  }

  /** One item, without consequences. */
  public static PlanAtOnce of(
      ContractFunction function,
      JsonObject item,
      Optional<JsonObject> sealed,
      Endorsers endorsers) {
    return (key, hash) ->
        List.of(
            new Submission(
                key,
                hash,
                function.chaincode(),
                function.functionName(),
                Group.of(List.of(item)).canonical(),
                sealed.map(s -> Group.of(List.of(s)).canonical()),
                endorsers,
                Optional.empty()));
  }

  /** Hash by which a repeated request is recognised. */
  public static String hash(Message request) {
    return Sha256.hex(request.toByteArray());
  }

  /**
   * Writes and waits for the commit.
   *
   * @param key business idempotency key
   * @param request the caller's request; the same again gives the same answer
   */
  public Written write(String key, Message request, Plan plan, Duration remaining)
      throws ApiException, InterruptedException {
    return written(await(key, request, plan, remaining));
  }

  /** Makes the contribution of a request that is new. */
  @FunctionalInterface
  public interface Share {
    /** For the group that is gathered. */
    Contribution make(String key, String requestHash) throws ApiException;
  }

  /** What shares a transaction with other items of this function. */
  public static Lane lane(ContractFunction function, Endorsers endorsers, boolean sealed) {
    return new Lane(function.chaincode(), function.functionName(), endorsers, sealed);
  }

  /** One item. */
  public static Share share(
      ContractFunction function,
      JsonObject item,
      Optional<JsonObject> sealed,
      Endorsers endorsers) {
    return (key, hash) ->
        new Contribution(
            key,
            hash,
            lane(function, endorsers, sealed.isPresent()),
            List.of(item.canonical()),
            sealed.map(JsonObject::canonical).stream().toList());
  }

  /**
   * As {@link #write}, in one transaction with what others write at the same time.
   *
   * @param call whose request it is
   */
  public Written writeInGroup(String key, Message request, Share share, Call call)
      throws ApiException, InterruptedException {
    return written(awaitInGroup(key, request, share, call));
  }

  /** As {@link #writeInGroup}, leaving refused items to the caller. */
  public Outcome awaitInGroup(String key, Message request, Share share, Call call)
      throws ApiException, InterruptedException {
    return awaitInGroup(key, hash(request), share, call);
  }

  /**
   * As {@link #awaitInGroup(String, Message, Share, Call)}.
   *
   * @param hash by which the same again is recognised, 64 hexadecimal digits
   */
  public Outcome awaitInGroup(String key, String hash, Share share, Call call)
      throws ApiException, InterruptedException {
    requireFitting(key);
    try {
      Optional<CompletableFuture<Outcome>> before = groups.find(key, hash);
      CompletableFuture<Outcome> outcome =
          before.isPresent()
              ? before.get()
              : groups.accept(patiently(() -> share.make(key, hash)), call.caller());
      try {
        return outcome.get(millis(call.remaining()), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        throw groups.withdraw(key)
            ? ApiException.deadline("too many requests were waiting; nothing was accepted")
            : stillUnderWay();
      }
    } catch (KeyInUseException | OutboxFullException | SQLException e) {
      throw unfinished(e);
    } catch (ExecutionException e) {
      throw unfinished(e.getCause());
    }
  }

  /** Whether this was accepted before, and not refused, and the outbox has not forgotten it. */
  public boolean isKnownInGroup(String key, String hash) throws ApiException {
    try {
      return groups.find(key, hash).isPresent();
    } catch (KeyInUseException | SQLException e) {
      throw unfinished(e);
    }
  }

  /**
   * Takes a request into a group as soon as there is room.
   *
   * @return what becomes of it; ends with what {@link #unfinished} understands
   */
  public CompletableFuture<Outcome> begin(String key, Message request, Share share, Object caller)
      throws ApiException, InterruptedException {
    requireFitting(key);
    try {
      return groups.acceptWhenPossible(share.make(key, hash(request)), caller);
    } catch (KeyInUseException | OutboxFullException e) {
      throw unfinished(e);
    }
  }

  /**
   * What to tell of a request that was not accepted, or was taken back, or of which that is not
   * known: what is unexpected is a fault of ours.
   */
  public static ApiException unfinished(Throwable why) {
    return switch (why) {
      case KeyInUseException e -> ApiException.refused("ALREADY_EXISTS", "", e.getMessage());
      case SQLException e ->
          ApiException.unavailable("the outbox cannot be written: " + e.getMessage());
      case OutboxFullException e -> ApiException.full(e.getMessage());
      case LedgerUnavailableException e -> ApiException.unavailable(e.getMessage());
      default -> Failures.internal("writing", why);
    };
  }

  private static ApiException stillUnderWay() {
    return ApiException.deadline(
        "accepted and kept in the outbox, not yet committed; repeat the request to learn its"
            + " outcome");
  }

  private static void requireFitting(String key) throws ApiException {
    if (key.length() > MAX_KEY) {
      throw ApiException.invalid("", "expected shorter identifiers");
    }
  }

  private static long millis(Duration remaining) {
    return Math.max(1, remaining.minus(MARGIN).toMillis());
  }

  /** As {@link #write}, leaving refused items to the caller. */
  public Outcome await(String key, Message request, Plan plan, Duration remaining)
      throws ApiException, InterruptedException {
    return outcome(accept(key, request, plan), remaining);
  }

  /** As {@link #write}, without waiting for what becomes of it. */
  public CompletableFuture<Outcome> accept(String key, Message request, Plan plan)
      throws ApiException, InterruptedException {
    requireFitting(key);
    try {
      String hash = hash(request);
      Optional<CompletableFuture<Outcome>> before = outbox.find(key, hash);
      return before.isPresent()
          ? before.get()
          : outbox.accept(patiently(() -> plan.make(key, hash)));
    } catch (KeyInUseException | OutboxFullException | SQLException e) {
      throw unfinished(e);
    }
  }

  /** Waits for what becomes of what was accepted. */
  public Written written(CompletableFuture<Outcome> outcome, Duration remaining)
      throws ApiException, InterruptedException {
    return written(outcome(outcome, remaining));
  }

  private static Outcome outcome(CompletableFuture<Outcome> outcome, Duration remaining)
      throws ApiException, InterruptedException {
    try {
      return outcome.get(millis(remaining), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw stillUnderWay();
    } catch (ExecutionException e) {
      throw unfinished(e.getCause());
    }
  }

  /** Something that depends on the ledger. */
  @FunctionalInterface
  public interface Making<T> {
    /** May be called again. */
    T make() throws ApiException, InterruptedException;
  }

  /** Makes it, again and again for a while if the own peer may only lag behind. */
  public static <T> T patiently(Making<T> making) throws ApiException, InterruptedException {
    for (Duration pause : LaggingPeer.PAUSES) {
      try {
        return making.make();
      } catch (ApiException e) {
        if (!LaggingPeer.canExplain(e.reason())) {
          throw e;
        }
        Thread.sleep(pause);
      }
    }
    return making.make();
  }

  private static Written written(Outcome outcome) throws ApiException {
    return switch (outcome) {
      case Outcome.Committed c -> new Written(receipt(c), results(c.result()));
      case Outcome.Existing e ->
          new Written(Receipt.newBuilder().setExisting(true).build(), results(e.result()));
      case Outcome.Refused r -> throw refused(r);
    };
  }

  /** A refusal in the terms of a request that holds one item. */
  public static ApiException refused(Outcome.Refused r) {
    return ApiException.refused(r.code(), publicField(r.field()), r.message());
  }

  /** The receipt of what was accepted. */
  public static Receipt receipt(Outcome outcome) {
    return outcome instanceof Outcome.Committed committed
        ? receipt(committed)
        : Receipt.newBuilder().setExisting(true).build();
  }

  /** The receipt of a transaction. */
  public static Receipt receipt(Outcome.Committed committed) {
    return Receipt.newBuilder()
        .setTransactionId(committed.transactionId())
        .setBlockNumber(committed.blockNumber())
        .addAllEndorsers(committed.endorsers())
        .setElapsedMillis(committed.elapsedMillis())
        .build();
  }

  /** What the contract answered to each item. */
  public static List<ItemResult> results(String result) {
    return ItemResult.parse(result.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The contract speaks of {@code items[0].secret}; a caller of a single request knows {@code
   * secret}.
   */
  public static String publicField(String field) {
    return field.replaceFirst("^(sealed\\.)?items\\[0]\\.?", "");
  }

  /** Number of the latest block of which the own peer has told; -1 if it has told of none. */
  public long latestBlock() {
    return ledger.tip().orElse(0) - 1;
  }

  /**
   * Number of the latest block that the own peer has, asked of it now.
   *
   * @throws ApiException UNAVAILABLE if it does not say
   */
  public long height() throws ApiException {
    try {
      return ledger.height() - 1;
    } catch (LedgerUnavailableException e) {
      throw ApiException.unavailable(e.getMessage());
    }
  }

  /** Runs a reading function on the own peer. */
  public Fields evaluate(ContractFunction function, JsonObject argument) throws ApiException {
    return evaluate(function, argument, QUESTION);
  }

  /** As {@link #evaluate(ContractFunction, JsonObject)}, for a function that may take its time. */
  public Fields evaluate(ContractFunction function, JsonObject argument, Duration atMost)
      throws ApiException {
    try {
      return read(
          ledger.evaluate(
              function.chaincode(), function.functionName(), argument.canonical(), atMost));
    } catch (LedgerRefusedException e) {
      throw ApiException.refused(e.code(), e.field(), e.getMessage());
    } catch (LedgerUnavailableException e) {
      throw ApiException.unavailable(e.getMessage());
    }
  }

  private static Fields read(String json) {
    return Fields.parse("", json.getBytes(StandardCharsets.UTF_8));
  }
}
