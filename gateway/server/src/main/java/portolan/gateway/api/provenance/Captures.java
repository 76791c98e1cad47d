// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.provenance;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import portolan.api.v1.CaptureRequest;
import portolan.api.v1.CaptureResponse;
import portolan.api.v1.EventResult;
import portolan.api.v1.Warning;
import portolan.domain.custody.Capture;
import portolan.domain.custody.CaptureResults;
import portolan.domain.custody.Footprint;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.Refusal;
import portolan.domain.encoding.Sha256;
import portolan.domain.group.Group;
import portolan.domain.group.ItemResult;
import portolan.domain.worldstate.ProvenanceFunction;
import portolan.domain.worldstate.RefusalCode;
import portolan.gateway.api.call.ApiException;
import portolan.gateway.api.call.Call;
import portolan.gateway.api.ledger.LedgerAccess;
import portolan.gateway.api.ledger.Membership;
import portolan.gateway.api.ledger.Randomness;
import portolan.gateway.api.provenance.CaptureDocument.Part.Right;
import portolan.gateway.api.provenance.CaptureDocument.Part.Wrong;
import portolan.gateway.outbox.Contribution;
import portolan.gateway.outbox.Outcome;
import portolan.gateway.projection.provenance.EventIndex;

/** Captures documents: what the index knows is not sent again, the rest in few transactions. */
final class Captures {
  private static final Pattern FIELD =
      Pattern.compile(
          Pattern.quote(Group.path(0) + "." + Capture.EVENTS) + "\\[([0-9]{1,5})](.*)",
          Pattern.DOTALL);

  private final Membership members;
  private final LedgerAccess ledger;
  private final EventIndex index;
  private final IndexBlocks blocks;

  Captures(Membership members, LedgerAccess ledger, EventIndex index) {
    this.members = members;
    this.ledger = ledger;
    this.index = index;
    blocks = new IndexBlocks(ledger::height, index.reached());
  }

  CaptureResponse capture(CaptureRequest request, Call call)
      throws ApiException, InterruptedException {
    CaptureDocument document = CaptureDocument.read(request.getEpcisDocument());
    boolean rollback =
        switch (request.getCaptureErrorBehaviour()) {
          case CAPTURE_ERROR_BEHAVIOUR_PROCEED -> false;
          case CAPTURE_ERROR_BEHAVIOUR_ROLLBACK -> true;
          case UNRECOGNIZED ->
              throw ApiException.invalid("captureErrorBehaviour", "expected a known one");
        };
    return new Work(document, rollback, call).done();
  }

  /** One document. */
  private final class Work {
    private final CaptureDocument document;
    private final boolean rollback;
    private final Object caller;
    private final long until;
    private final ItemResult[] results;
    private final CaptureResponse.Builder response = CaptureResponse.newBuilder();

    Work(CaptureDocument document, boolean rollback, Call call) {
      this.document = document;
      this.rollback = rollback;
      caller = call.caller();
      until = System.nanoTime() + call.remaining().toNanos();
      results = new ItemResult[document.parts().size()];
    }

    CaptureResponse done() throws ApiException, InterruptedException {
      document
          .parts()
          .forEach(
              part -> {
                if (part instanceof Wrong wrong) {
                  results[wrong.place()] = new ItemResult.Refused(wrong.refusal());
                }
              });
      List<Right> right = refuseUnknownOriginals(document.right());
      if (rollback && right.size() < results.length) {
        right.forEach(event -> results[event.place()] = rolledBack(event.place()));
        return answered();
      }
      if (rollback) {
        Optional<String> tooMuch = CaptureDocument.tooMuchForOne(right);
        if (tooMuch.isPresent()) {
          throw ApiException.invalid("epcisDocument", tooMuch.get());
        }
      }
      // One after the other: what comes later may need what comes first.
      for (List<Right> events : CaptureDocument.divide(right)) {
        bring(events);
      }
      return answered();
    }

    private Duration remaining() throws ApiException {
      long left = until - System.nanoTime();
      if (left <= 0) {
        throw ApiException.deadline(
            "not all of the document is captured yet; repeat the request to capture the rest");
      }
      return Duration.ofNanos(left);
    }

    /**
     * The ledger remembers no event that only is seen under its hash, so a declaration of one that
     * this member has not captured is refused here.
     */
    private List<Right> refuseUnknownOriginals(List<Right> events)
        throws ApiException, InterruptedException {
      List<Right> declarations =
          events.stream()
              .filter(its -> its.event().header().declaration().isPresent())
              .filter(its -> !Footprint.isRemembered(its.event()))
              .toList();
      if (declarations.isEmpty()) {
        return events;
      }
      var unused = blocks.asOf(0, Optional.empty(), remaining());
      Set<String> known = known(declarations);
      Set<String> inDocument = new HashSet<>();
      List<Right> left = new ArrayList<>();
      for (Right event : events) {
        String id = event.event().header().eventId();
        boolean unknown =
            declarations.contains(event) && !known.contains(id) && !inDocument.contains(id);
        if (unknown) {
          results[event.place()] =
              new ItemResult.Refused(
                  new Refusal(
                      RefusalCode.NOT_FOUND,
                      CaptureDocument.path(event.place()) + ".eventID",
                      "expected the eventID of an event that this member has captured"));
        } else {
          inDocument.add(id);
          left.add(event);
        }
      }
      return left;
    }

    private void bring(List<Right> events) throws ApiException, InterruptedException {
      String before = hash(events);
      List<Right> sent = ledger.isKnownInGroup(key(before), before) ? events : withoutKnown(events);
      if (sent.isEmpty()) {
        return;
      }
      String own = sent.size() == events.size() ? before : hash(sent);
      LedgerAccess.Share share =
          (key, hash) ->
              new Contribution(
                  key,
                  hash,
                  LedgerAccess.lane(ProvenanceFunction.CAPTURE, members.anyTwo(), false),
                  List.of(
                      new Capture(
                              sent.stream().<Json>map(Right::json).toList(),
                              Randomness.hex(),
                              rollback)
                          .toJson()
                          .canonical()),
                  List.of(),
                  CaptureDocument.keys(sent));
      switch (ledger.awaitInGroup(key(own), own, share, new Call(remaining(), caller))) {
        case Outcome.Committed c -> {
          take(sent, c.result());
          response.setReceipt(LedgerAccess.receipt(c)).addReceipts(LedgerAccess.receipt(c));
        }
        case Outcome.Existing e -> take(sent, e.result());
        case Outcome.Refused r when !r.result().isEmpty() -> take(sent, r.result());
        case Outcome.Refused r ->
            throw ApiException.refused(r.code(), LedgerAccess.publicField(r.field()), r.message());
      }
    }

    /** Without what is only seen and the index has. */
    private List<Right> withoutKnown(List<Right> events) throws ApiException {
      Set<String> known = known(events.stream().filter(Right::isOnlySeen).toList());
      List<Right> left = new ArrayList<>();
      for (Right event : events) {
        if (event.isOnlySeen() && known.contains(event.event().header().eventId())) {
          results[event.place()] = ItemResult.Accepted.before();
        } else {
          left.add(event);
        }
      }
      return left;
    }

    private Set<String> known(List<Right> events) throws ApiException {
      try {
        return index.captured(
            members.own(), events.stream().map(its -> its.event().header().eventId()).toList());
      } catch (SQLException e) {
        throw ApiException.unavailable("the index of events cannot be read: " + e.getMessage());
      }
    }

    private String key(String hash) {
      return (rollback ? "capture-all:" : "capture:") + hash;
    }

    /** Of what is written: another form of the same events is the ledger's to recognise. */
    private String hash(List<Right> events) {
      return Sha256.hex(events.stream().map(Right::text).collect(Collectors.joining(",")));
    }

    private void take(List<Right> events, String answer) {
      List<ItemResult> own =
          CaptureResults.ofEvents(LedgerAccess.results(answer).getFirst(), events.size());
      for (int i = 0; i < own.size(); i++) {
        results[events.get(i).place()] = own.get(i);
      }
    }

    private CaptureResponse answered() {
      for (CaptureDocument.Part part : document.parts()) {
        EventResult.Builder result = EventResult.newBuilder();
        switch (part) {
          case Right right ->
              result.setEventId(right.event().header().eventId()).setEventHash(right.hash());
          case Wrong wrong -> result.setEventId(wrong.eventId());
        }
        response.addResults(set(result, results[part.place()], part.place()));
      }
      return response.build();
    }

    private EventResult set(EventResult.Builder event, ItemResult result, int place) {
      switch (result) {
        case ItemResult.Accepted accepted ->
            event
                .setAccepted(true)
                .setExisting(accepted.existing())
                .addAllWarnings(
                    accepted.warnings().stream().map(its -> warning(its, place)).toList());
        case ItemResult.Refused refused ->
            event
                .setCode(refused.refusal().code())
                .setField(inDocument(refused.refusal().field(), place))
                .setMessage(refused.refusal().message());
      }
      return event.build();
    }
  }

  private static ItemResult rolledBack(int place) {
    return new ItemResult.Refused(
        new Refusal(
            RefusalCode.ROLLED_BACK,
            CaptureDocument.path(place),
            "another event of the document is refused"));
  }

  /** The contract speaks of {@code items[0].events[3].epcList}, the caller has a document. */
  private static String inDocument(String field, int place) {
    Matcher matcher = FIELD.matcher(field);
    return matcher.matches() ? CaptureDocument.path(place) + matcher.group(2) : field;
  }

  private static Warning warning(portolan.domain.group.Warning warning, int place) {
    return Warning.newBuilder()
        .setCode(warning.code())
        .setField(inDocument(warning.field(), place))
        .setMessage(warning.message())
        .build();
  }
}
