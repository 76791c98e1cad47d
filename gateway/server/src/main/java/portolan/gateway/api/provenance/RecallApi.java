// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.provenance;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import portolan.api.v1.AffectedObject;
import portolan.api.v1.GetRecallRequest;
import portolan.api.v1.LiftRecallRequest;
import portolan.api.v1.LiftRecallResponse;
import portolan.api.v1.ListRecallsRequest;
import portolan.api.v1.ListRecallsResponse;
import portolan.api.v1.RecallProto;
import portolan.api.v1.RecallRequest;
import portolan.api.v1.RecallResponse;
import portolan.api.v1.RecallSource;
import portolan.api.v1.RecallState;
import portolan.api.v1.ScopeOfRecallRequest;
import portolan.api.v1.ScopeOfRecallResponse;
import portolan.api.v1.WatchRecallsRequest;
import portolan.api.v1.WatchRecallsResponse;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.QualifiedId;
import portolan.domain.encoding.Sha256;
import portolan.domain.encoding.Timestamp;
import portolan.domain.recall.LiftRecall;
import portolan.domain.recall.MarkRecalled;
import portolan.domain.recall.OpenRecall;
import portolan.domain.recall.Recall;
import portolan.domain.recall.Scope;
import portolan.domain.recall.Source;
import portolan.domain.trace.Moment;
import portolan.domain.worldstate.ProvenanceFunction;
import portolan.gateway.api.call.ApiException;
import portolan.gateway.api.call.Deadline;
import portolan.gateway.api.call.PageToken;
import portolan.gateway.api.ledger.LedgerAccess;
import portolan.gateway.api.ledger.Membership;
import portolan.gateway.api.transport.ServiceBinding;
import portolan.gateway.projection.provenance.EventIndex;
import portolan.gateway.projection.provenance.IndexedRecall;
import portolan.gateway.projection.provenance.RecallReach;

/** The RecallService of the public API. */
public final class RecallApi {
  private static final int USUAL_PAGE_SIZE = 50;
  private static final int MAX_PAGE_SIZE = 200;
  private static final int USUAL_SCOPE_PAGE = 200;
  private static final int MAX_SCOPE_PAGE = 1_000;

  private final Membership members;
  private final LedgerAccess ledger;
  private final EventIndex index;
  private final IndexBlocks blocks;
  private final RecallMarks marks;

  /** Of one gateway. */
  public RecallApi(Membership members, LedgerAccess ledger, EventIndex index) {
    this.members = members;
    this.ledger = ledger;
    this.index = index;
    blocks = new IndexBlocks(ledger::height, index.reached());
    marks = new RecallMarks(members, ledger);
  }

  /** Its calls. */
  public ServiceBinding binding() {
    return new ServiceBinding(
            RecallProto.getDescriptor().findServiceByName("RecallService"), members.own())
        .method("Recall", RecallRequest.getDefaultInstance(), this::recall)
        .method("LiftRecall", LiftRecallRequest.getDefaultInstance(), this::lift)
        .method("GetRecall", GetRecallRequest.getDefaultInstance(), (q, t) -> get(q))
        .method("ListRecalls", ListRecallsRequest.getDefaultInstance(), this::list)
        .method("ScopeOfRecall", ScopeOfRecallRequest.getDefaultInstance(), this::scope)
        .method("WatchRecalls", WatchRecallsRequest.getDefaultInstance(), this::watch);
  }

  private interface Question<T> {
    T ask() throws SQLException;
  }

  private static <T> T ask(Question<T> question) throws ApiException {
    try {
      return question.ask();
    } catch (SQLException e) {
      throw ApiException.unavailable("the index of events cannot be read: " + e.getMessage());
    }
  }

  // Recalling.

  private RecallResponse recall(RecallRequest request, Duration remaining)
      throws ApiException, InterruptedException {
    Deadline deadline = Deadline.in(remaining);
    OpenRecall opened =
        OpenRecall.fromJson(
            Fields.of(
                "",
                Json.object()
                    .put(OpenRecall.ID, request.getRecallId())
                    .put("reason", request.getReason())
                    .putAll("sources", sources(request.getSourcesList()))
                    .build()));
    LedgerAccess.Written written =
        ledger.write(
            "recall:" + request.getRecallId(),
            request,
            LedgerAccess.of(
                ProvenanceFunction.OPEN_RECALL,
                opened.toJson(),
                Optional.empty(),
                members.anyTwo()),
            remaining);
    RecallResponse.Builder response = RecallResponse.newBuilder().setReceipt(written.receipt());
    // What was captured while the first marks were written is marked by the second round.
    for (int round = 0; round < 2; round++) {
      long block = blocks.asOf(0, Optional.empty(), deadline.remaining());
      RecallReach reach = reach(opened.sources(), block);
      IndexedRecall stored =
          ask(() -> index.recall(request.getRecallId(), block))
              .orElseThrow(
                  () -> ApiException.unavailable("the recall is not in the index; try again"));
      response
          .setAsOfBlock(block)
          .setAffected(reach.affected().size())
          .setScopeCount(reach.scope().count())
          .setScopeRoot(reach.scope().root());
      List<String> before = ask(() -> index.marked(request.getRecallId(), block));
      RecallMarks.Done done =
          marks.bring(request.getRecallId(), block, stored.recall(), reach, before, deadline);
      response
          .setNewlyMarked(response.getNewlyMarked() + done.marked())
          .setLeft(done.left())
          .addAllLifted(done.lifted());
      if (done.marked() == 0 || done.left() > 0) {
        break;
      }
    }
    return response.build();
  }

  private static List<JsonObject> sources(List<RecallSource> sources) throws ApiException {
    List<JsonObject> items = new ArrayList<>();
    for (int i = 0; i < sources.size(); i++) {
      RecallSource source = sources.get(i);
      JsonObject.Builder item = Json.object().put("name", source.getName());
      String field = "sources[" + i + "].";
      IndexBlocks.time(field + "fromTime", source.getFromTime())
          .ifPresent(time -> item.put("from", Timestamp.format(time)));
      IndexBlocks.time(field + "toTime", source.getToTime())
          .ifPresent(time -> item.put("to", Timestamp.format(time)));
      items.add(item.build());
    }
    return items;
  }

  private RecallReach reach(List<Source> sources, long block) throws ApiException {
    return ask(() -> index.reach(sources, block))
        .orElseThrow(
            () ->
                ApiException.invalid(
                    "sources",
                    "expected what reaches at most "
                        + EventIndex.MAX_AFFECTED
                        + " objects; recall lots or objects instead of whole products"));
  }

  private LiftRecallResponse lift(LiftRecallRequest request, Duration remaining)
      throws ApiException, InterruptedException {
    JsonObject.Builder item =
        Json.object().put(OpenRecall.ID, request.getRecallId()).put("reason", request.getReason());
    boolean whole = request.getNamesList().isEmpty();
    if (!whole) {
      item.putTexts(MarkRecalled.NAMES, request.getNamesList());
    }
    LiftRecall lifted = LiftRecall.fromJson(Fields.of("", item.build()));
    // Objects may be marked and lifted again: as of another block that is another lifting.
    String key =
        whole
            ? "lift-recall:" + request.getRecallId()
            : "lift-recall:"
                + request.getRecallId()
                + ":"
                + ledger.latestBlock()
                + ":"
                + Sha256.hex(lifted.toJson().canonical());
    LedgerAccess.Written written =
        ledger.write(
            key,
            request,
            LedgerAccess.of(
                ProvenanceFunction.LIFT_RECALL,
                lifted.toJson(),
                Optional.empty(),
                members.anyTwo()),
            remaining);
    return LiftRecallResponse.newBuilder().setReceipt(written.receipt()).build();
  }

  // Reading.

  private RecallState get(GetRecallRequest request) throws ApiException {
    Recall recall =
        Recall.fromJson(
            ledger.evaluate(ProvenanceFunction.RECALL, Recall.question(request.getRecallId())));
    long block = index.reached().latest();
    return state(recall, ask(() -> index.marked(request.getRecallId(), block)).size());
  }

  private RecallState state(Recall recall, long marked) throws ApiException {
    OpenRecall opened = recall.opened();
    RecallState.Builder state =
        RecallState.newBuilder()
            .setRecallId(opened.recallId())
            .setMember(QualifiedId.parse(opened.recallId()).owner())
            .setReason(opened.reason())
            .addAllSources(opened.sources().stream().map(RecallApi::source).toList())
            .setOpenedAt(Timestamp.format(recall.openedAt()))
            .setCheck(check(ask(() -> index.confirms(recall))))
            .setMarked(marked);
    recall
        .lifted()
        .ifPresent(
            its ->
                state
                    .setLiftedAt(Timestamp.format(its.at()))
                    .setLiftReason(its.reason())
                    .setLiftedBy(its.by()));
    recall
        .scope()
        .ifPresent(
            its ->
                state
                    .setScopeAsOfBlock(its.asOfBlock())
                    .setScopeCount(its.count())
                    .setScopeRoot(its.root()));
    return state.build();
  }

  private static RecallState.Check check(Optional<Boolean> same) {
    return same.map(its -> its ? RecallState.Check.CHECK_SAME : RecallState.Check.CHECK_DIFFERS)
        .orElse(RecallState.Check.CHECK_NONE);
  }

  private static RecallSource source(Source source) {
    return RecallSource.newBuilder()
        .setName(source.what().canonical())
        .setFromTime(source.from().map(Timestamp::format).orElse(""))
        .setToTime(source.to().map(Timestamp::format).orElse(""))
        .build();
  }

  private ListRecallsResponse list(ListRecallsRequest request, Duration remaining)
      throws ApiException, InterruptedException {
    int size = PageToken.size(request.getPageSize(), USUAL_PAGE_SIZE, MAX_PAGE_SIZE);
    ListRecallsRequest asked = ListRecallsRequest.getDefaultInstance();
    Optional<EventPlace> last = PageToken.read(request.getPageToken(), asked, EventPlace::parse);
    long block = blocks.asOf(0, last, remaining);
    long after = last.map(EventPlace::number).orElse(0L);
    List<IndexedRecall> found = ask(() -> index.recalls(after, size + 1, block));
    ListRecallsResponse.Builder response = ListRecallsResponse.newBuilder();
    List<IndexedRecall> page = found.subList(0, Math.min(size, found.size()));
    for (IndexedRecall recall : page) {
      response.addRecalls(state(recall.recall(), recall.marked()));
    }
    if (found.size() > size) {
      response.setNextPageToken(
          PageToken.after(asked, new EventPlace(block, page.getLast().number()).text()));
    }
    return response.build();
  }

  private ScopeOfRecallResponse scope(ScopeOfRecallRequest request, Duration remaining)
      throws ApiException, InterruptedException {
    int size = PageToken.size(request.getPageSize(), USUAL_SCOPE_PAGE, MAX_SCOPE_PAGE);
    ScopeOfRecallRequest asked = request.toBuilder().clearPageSize().clearPageToken().build();
    Optional<EventPlace> last = PageToken.read(request.getPageToken(), asked, EventPlace::parse);
    long block = blocks.asOf(request.getAsOfBlock(), last, remaining);
    RecallReach reach = reach(sources(request, block), block);
    long from = last.map(EventPlace::number).orElse(0L);
    ScopeOfRecallResponse.Builder response =
        ScopeOfRecallResponse.newBuilder()
            .setAsOfBlock(block)
            .setAffected(reach.affected().size())
            .setScopeCount(reach.scope().count())
            .setScopeRoot(reach.scope().root());
    Set<String> marked = Set.copyOf(reach.maximal());
    reach.affected().entrySet().stream()
        .skip(from)
        .limit(size)
        .forEach(
            entry ->
                response.addObjects(
                    AffectedObject.newBuilder()
                        .setName(entry.getKey())
                        .setFromTime(time(entry.getValue()))
                        .setMarked(marked.contains(entry.getKey()))));
    if (from + size < reach.affected().size()) {
      response.setNextPageToken(PageToken.after(asked, new EventPlace(block, from + size).text()));
    }
    return response.build();
  }

  private List<Source> sources(ScopeOfRecallRequest request, long block) throws ApiException {
    if (request.getRecallId().isEmpty()) {
      return OpenRecall.fromJson(
              Fields.of(
                  "",
                  Json.object()
                      .put(OpenRecall.ID, members.own() + "/none")
                      .put("reason", "none")
                      .putAll("sources", sources(request.getSourcesList()))
                      .build()))
          .sources();
    }
    if (request.getSourcesCount() > 0) {
      throw ApiException.invalid("sources", "expected none with a recallId");
    }
    return ask(() -> index.recall(request.getRecallId(), block))
        .orElseThrow(
            () ->
                ApiException.refused(
                    "NOT_FOUND", "recallId", "no recall is opened as " + request.getRecallId()))
        .recall()
        .opened()
        .sources();
  }

  private static String time(Moment moment) {
    return moment.time().equals(Instant.MIN) ? "" : moment.time().toString();
  }

  private WatchRecallsResponse watch(WatchRecallsRequest request, Duration remaining)
      throws ApiException, InterruptedException {
    Deadline deadline = Deadline.in(remaining.dividedBy(2));
    WatchRecallsRequest asked = WatchRecallsRequest.getDefaultInstance();
    long after = PageToken.read(request.getToken(), asked, Long::parseLong).orElse(0L);
    WatchRecallsResponse.Builder response = WatchRecallsResponse.newBuilder();
    while (true) {
      long block = index.reached().latest();
      long last = after;
      for (Map.Entry<Long, IndexedRecall> changed : changed(after, block)) {
        last = changed.getKey();
        if (ask(() -> index.concerns(changed.getValue(), members.own(), block))) {
          response.addRecalls(state(changed.getValue().recall(), changed.getValue().marked()));
        }
      }
      boolean hasMore = last > after;
      after = last;
      if (response.getRecallsCount() > 0
          || (!hasMore && !index.await(block + 1, deadline.remaining()))) {
        return response.setNextToken(PageToken.after(asked, Long.toString(after))).build();
      }
    }
  }

  private Iterable<Map.Entry<Long, IndexedRecall>> changed(long after, long block)
      throws ApiException {
    return block < 0
        ? List.of()
        : ask(() -> index.changedRecalls(after, USUAL_PAGE_SIZE, block)).entrySet();
  }

  /** Whether the ledger has this scope already, as of whichever block. */
  static boolean says(Recall recall, Scope scope) {
    return recall
        .scope()
        .filter(its -> its.count() == scope.count() && its.root().equals(scope.root()))
        .isPresent();
  }
}
