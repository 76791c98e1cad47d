// SPDX-License-Identifier: Apache-2.0
package portolan.domain.custody;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Sha256;

/**
 * An item of {@code capture}: events that get into one transaction, {@code
 * {"events":[..],"salt","rollback":true?}}.
 *
 * @param events in the JSON form of EPCIS 2.0, each by itself, without the document around it; one
 *     without eventID has its hash
 * @param salt {@link Format#RANDOM}: what the salts of the {@link CaptureAnchor} follow from
 * @param rollback whether all are refused if one is; otherwise a faulty one costs itself
 */
public record Capture(List<Json> events, String salt, boolean rollback) {
  /** Most events. */
  public static final int MAX_EVENTS = 10_000;

  /**
   * Most keys that the events of one transaction write together. A single event may write more:
   * then it has a transaction of its own.
   */
  public static final int MAX_KEYS = 2_000;

  /** Name of the events. */
  public static final String EVENTS = "events";

  private static final String SALT = "salt";
  private static final String ROLLBACK = "rollback";
  private static final byte[] PREFIX = "portolan/capture/1\n".getBytes(StandardCharsets.US_ASCII);

  /** Copies the list. */
  public Capture {
    events = List.copyOf(events);
  }

  /**
   * Reads an item.
   *
   * @throws portolan.domain.encoding.RefusedException {@code INVALID_ARGUMENT} naming the field
   */
  public static Capture fromJson(Fields item) {
    Capture capture =
        new Capture(
            item.values(EVENTS, 1, MAX_EVENTS),
            item.text(SALT, Format.RANDOM),
            item.has(ROLLBACK) && item.flag(ROLLBACK));
    item.end();
    return capture;
  }

  /** The item. */
  public JsonObject toJson() {
    JsonObject.Builder json = Json.object().putAll(EVENTS, events).put(SALT, salt);
    if (rollback) {
      json.put(ROLLBACK, true);
    }
    return json.build();
  }

  /** The path of an event in errors. */
  public static String path(Fields item, int index) {
    return item.path(EVENTS) + "[" + index + "]";
  }

  /**
   * How a capture is known again: the same events in the same order, by the same member.
   *
   * @param marks {@link EventMark} of each event
   * @return SHA-256 in base64url, 43 characters
   */
  public static String id(String member, List<String> marks) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(100 + 32 * marks.size());
    bytes.writeBytes(PREFIX);
    bytes.writeBytes(member.getBytes(StandardCharsets.UTF_8));
    bytes.write('\n');
    marks.forEach(mark -> bytes.writeBytes(Base64.getUrlDecoder().decode(mark)));
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Sha256.digest(bytes.toByteArray()));
  }
}
