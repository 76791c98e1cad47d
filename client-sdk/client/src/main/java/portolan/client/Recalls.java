// SPDX-License-Identifier: Apache-2.0
package portolan.client;

import io.grpc.Channel;
import java.time.Duration;
import portolan.api.v1.AffectedObject;
import portolan.api.v1.GetRecallRequest;
import portolan.api.v1.LiftRecallRequest;
import portolan.api.v1.LiftRecallResponse;
import portolan.api.v1.ListRecallsRequest;
import portolan.api.v1.ListRecallsResponse;
import portolan.api.v1.RecallRequest;
import portolan.api.v1.RecallResponse;
import portolan.api.v1.RecallServiceGrpc;
import portolan.api.v1.RecallState;
import portolan.api.v1.ScopeOfRecallRequest;
import portolan.api.v1.ScopeOfRecallResponse;
import portolan.api.v1.WatchRecallsRequest;
import portolan.api.v1.WatchRecallsResponse;

/**
 * Goods that must not go on. Every method throws {@link PortolanException} when the gateway
 * refuses.
 */
public final class Recalls {
  private final Calls<RecallServiceGrpc.RecallServiceBlockingStub> calls;

  Recalls(Channel channel, Duration deadline) {
    calls = new Calls<>(RecallServiceGrpc.newBlockingStub(channel), deadline);
  }

  /**
   * Opens a recall, finds what it reaches and marks it. Called again with the same request it goes
   * on where it stopped, and follows what has happened since. Idempotency key: recall_id.
   */
  public RecallResponse recall(RecallRequest request) {
    return calls.call(RecallServiceGrpc.RecallServiceBlockingStub::recall, request);
  }

  /** Lifts a recall as a whole, or some objects and lots of it. */
  public LiftRecallResponse liftRecall(LiftRecallRequest request) {
    return calls.call(RecallServiceGrpc.RecallServiceBlockingStub::liftRecall, request);
  }

  /** A recall as the ledger has it. */
  public RecallState getRecall(GetRecallRequest request) {
    return calls.call(RecallServiceGrpc.RecallServiceBlockingStub::getRecall, request);
  }

  /** A page of the recalls of all members, in the order in which they were opened. */
  public ListRecallsResponse listRecalls(ListRecallsRequest request) {
    return calls.call(RecallServiceGrpc.RecallServiceBlockingStub::listRecalls, request);
  }

  /**
   * All recalls, page by page: the next page is asked for when it is needed. Each iterator begins
   * anew.
   */
  public Iterable<RecallState> recalls() {
    return () ->
        new Pages<>(
            token -> {
              ListRecallsResponse page =
                  listRecalls(ListRecallsRequest.newBuilder().setPageToken(token).build());
              return new Pages.Page<>(page.getRecallsList(), page.getNextPageToken());
            });
  }

  /** A page of what a recall reaches, or would reach; nothing is written. */
  public ScopeOfRecallResponse scopeOfRecall(ScopeOfRecallRequest request) {
    return calls.call(RecallServiceGrpc.RecallServiceBlockingStub::scopeOfRecall, request);
  }

  /**
   * All that a recall reaches, page by page, as {@link #recalls}.
   *
   * @param request its page token is not heeded
   */
  public Iterable<AffectedObject> affected(ScopeOfRecallRequest request) {
    return () ->
        new Pages<>(
            token -> {
              ScopeOfRecallResponse page =
                  scopeOfRecall(request.toBuilder().setPageToken(token).build());
              return new Pages.Page<>(page.getObjectsList(), page.getNextPageToken());
            });
  }

  /**
   * Waits for recalls that reach something that this member has: answers when there is one, or when
   * half of the call's time is over.
   */
  public WatchRecallsResponse watchRecalls(WatchRecallsRequest request) {
    return calls.call(RecallServiceGrpc.RecallServiceBlockingStub::watchRecalls, request);
  }
}
