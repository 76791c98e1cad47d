// SPDX-License-Identifier: Apache-2.0
package portolan.domain.custody;

import java.util.Collections;
import java.util.List;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.group.ItemResult;
import portolan.domain.worldstate.RefusalCode;

/**
 * The answer for a capture, made of those for its events. That of a single event is the event's; of
 * several it has {@code "events":[..]}, aligned with them, unless all of them took effect now, or
 * all had before, without more to say. A capture of which nothing is new and something was refused
 * is refused, for the first reason.
 */
public final class CaptureResults {
  private CaptureResults() {}

  /** The answer for a capture. */
  public static ItemResult toItem(List<ItemResult> events) {
    if (events.size() == 1) {
      return events.getFirst();
    }
    JsonObject details = details(events);
    if (events.stream().anyMatch(CaptureResults::isNew)) {
      return ItemResult.Accepted.now(details);
    }
    return events.stream()
        .filter(ItemResult.Refused.class::isInstance)
        .map(ItemResult.Refused.class::cast)
        .filter(refused -> !refused.refusal().code().equals(RefusalCode.ROLLED_BACK.name()))
        .findFirst()
        .<ItemResult>map(first -> new ItemResult.Refused(first.refusal(), details))
        .orElseGet(() -> ItemResult.Accepted.before(details));
  }

  private static boolean isNew(ItemResult event) {
    return event instanceof ItemResult.Accepted accepted && !accepted.existing();
  }

  private static JsonObject details(List<ItemResult> events) {
    boolean isPlain =
        events.stream().allMatch(ItemResult.Accepted.now()::equals)
            || events.stream().allMatch(ItemResult.Accepted.before()::equals);
    return isPlain
        ? Json.object().build()
        : Json.object()
            .putAll(Capture.EVENTS, events.stream().map(ItemResult::toJson).toList())
            .build();
  }

  /**
   * The answers for the events of a capture that has so many.
   *
   * @throws portolan.domain.encoding.RefusedException if the answer is none for so many
   */
  public static List<ItemResult> ofEvents(ItemResult item, int events) {
    return switch (item) {
      case ItemResult.Accepted accepted ->
          accepted.details().member(Capture.EVENTS).isPresent()
              ? listed(accepted.details(), events)
              : Collections.nCopies(events, accepted);
      case ItemResult.Refused refused ->
          refused.details().member(Capture.EVENTS).isPresent()
              ? listed(refused.details(), events)
              : Collections.nCopies(events, refused);
    };
  }

  private static List<ItemResult> listed(JsonObject details, int events) {
    return Fields.of("answer", details).objects(Capture.EVENTS, events, events).stream()
        .map(ItemResult::fromJson)
        .toList();
  }
}
