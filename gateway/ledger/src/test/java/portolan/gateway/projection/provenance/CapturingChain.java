// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.projection.provenance;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import portolan.domain.custody.CaptureResults;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Refusal;
import portolan.domain.group.Argument;
import portolan.domain.group.Group;
import portolan.domain.group.ItemResult;
import portolan.domain.group.Warning;
import portolan.domain.worldstate.ProvenanceFunction;
import portolan.domain.worldstate.ProvenanceKeys;
import portolan.domain.worldstate.RefusalCode;
import portolan.domain.worldstate.WarningCode;
import portolan.gateway.block.CommittedBlock;

/** Blocks in which events are captured, as the ledger might have them. */
final class CapturingChain {
  static final Instant BEGIN = Instant.parse("2026-12-01T10:00:00Z");

  private final List<CommittedBlock> blocks = new ArrayList<>();

  List<CommittedBlock> blocks() {
    return blocks;
  }

  /** An event at a second; {@code more} are further members, beginning with a comma. */
  static JsonObject event(String id, String type, String action, String step, int at, String more) {
    String text =
        """
        {"type":"%s","eventID":"%s","eventTime":"%s","eventTimeZoneOffset":"+00:00"%s,"bizStep":"%s"%s}"""
            .formatted(
                type,
                id,
                BEGIN.plusSeconds(at),
                action.isEmpty() ? "" : ",\"action\":\"" + action + "\"",
                step,
                more);
    return (JsonObject) Json.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  /** A block with nothing of ours. */
  void block() {
    blocks.add(new CommittedBlock(blocks.size(), List.of(), 100));
  }

  /** A transaction that captures. */
  Capture by(String member) {
    return new Capture(member);
  }

  final class Capture {
    private final String member;
    private final List<JsonObject> events = new ArrayList<>();
    private final List<ItemResult> results = new ArrayList<>();
    private boolean ofEarlierRelease;
    private final List<CommittedBlock.KeyWrite> writes = new ArrayList<>();
    private Optional<String> forged = Optional.empty();
    private ProvenanceFunction function = ProvenanceFunction.CAPTURE;

    private Capture(String member) {
      this.member = member;
    }

    private Capture item(JsonObject event, ItemResult result) {
      events.add(event);
      results.add(result);
      return this;
    }

    Capture accepted(JsonObject event) {
      return item(event, ItemResult.Accepted.now());
    }

    /** Kept, and followed by nothing. */
    Capture superseded(JsonObject event) {
      return item(
          event,
          ItemResult.Accepted.now(
              List.of(
                  new Warning(
                      WarningCode.SUPERSEDED, "event.errorDeclaration", "it changes nothing"))));
    }

    Capture existing(JsonObject event) {
      return item(event, ItemResult.Accepted.before());
    }

    Capture refused(JsonObject event) {
      return item(
          event,
          new ItemResult.Refused(
              new Refusal(RefusalCode.INVALID_ARGUMENT, "event.action", "expected another one")));
    }

    /** Each event as an item, as contracts took them once. */
    Capture ofEarlierRelease() {
      ofEarlierRelease = true;
      return this;
    }

    private List<JsonObject> items() {
      return ofEarlierRelease
          ? events.stream().map(event -> Json.object().put("event", event).build()).toList()
          : List.of(
              new portolan.domain.custody.Capture(List.copyOf(events), "0".repeat(32), false)
                  .toJson());
    }

    private List<ItemResult> results() {
      return ofEarlierRelease ? results : List.of(CaptureResults.toItem(results));
    }

    /** With this answer, whatever the items are: of a changed build. */
    Capture answering(String answer) {
      forged = Optional.of(answer);
      return this;
    }

    /** A key of the object, as JSON; nothing deletes it. */
    Capture writes(String epc, String state) {
      writes.add(
          new CommittedBlock.KeyWrite(
              ProvenanceKeys.epc(epc), state.isEmpty(), ByteString.copyFromUtf8(state)));
      return this;
    }

    /** It does not capture: it marks, say. */
    Capture recalling() {
      function = ProvenanceFunction.MARK_RECALLED;
      return this;
    }

    /** A recall, or which recalls name a class. */
    Capture writesKey(String key, JsonObject value) {
      writes.add(
          new CommittedBlock.KeyWrite(key, false, ByteString.copyFrom(value.canonicalBytes())));
      return this;
    }

    /** In a block of its own. */
    void commit() {
      long number = blocks.size();
      blocks.add(
          new CommittedBlock(
              number,
              List.of(
                  new CommittedBlock.Transaction(
                      0,
                      "tx" + number,
                      BEGIN.plusSeconds(100 + number),
                      new CommittedBlock.Call(
                          member,
                          ProvenanceFunction.CHAINCODE,
                          function.functionName(),
                          List.of(
                              ByteString.copyFromUtf8(Argument.of(Group.of(items()).canonical()))),
                          forged
                              .map(ByteString::copyFromUtf8)
                              .orElseGet(
                                  () ->
                                      ByteString.copyFrom(
                                          ItemResult.toJson(results()).canonicalBytes()))),
                      List.of(
                          new CommittedBlock.Writes(
                              ProvenanceFunction.CHAINCODE, writes, List.of(), List.of())))),
              1_000));
    }
  }
}
