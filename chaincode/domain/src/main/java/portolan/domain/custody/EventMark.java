// SPDX-License-Identifier: Apache-2.0
package portolan.domain.custody;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.Sha256;

/**
 * What stands for an event in the id of its capture and in its evidence, 32 bytes in base64url (43
 * characters): its CBV event hash if that is its eventID too, else a hash of that and of what else
 * tells it from others: the eventID that its author has chosen, the declaration that it was wrong.
 */
public final class EventMark {
  private static final byte[] NAMED = prefix("portolan/event/named/1\n");
  private static final byte[] DECLARED = prefix("portolan/event/declared/1\n");
  private static final byte[] UNREAD = prefix("portolan/event/unread/1\n");

  private EventMark() {}

  /** Of an event. */
  public static String of(EventHeader header) {
    byte[] hash = Base64.getUrlDecoder().decode(header.identity());
    byte[] named =
        header.isNamed()
            ? digest(NAMED, hash, header.eventId().getBytes(StandardCharsets.UTF_8))
            : hash;
    return text(
        header
            .declaration()
            .map(CapturedEvent::identity)
            .map(its -> digest(DECLARED, named, its.getBytes(StandardCharsets.US_ASCII)))
            .orElse(named));
  }

  /** Of what cannot be read as an event: it has a place among the events of its capture. */
  public static String ofUnread(Json json) {
    return text(digest(UNREAD, json.canonical().getBytes(StandardCharsets.UTF_8)));
  }

  private static byte[] digest(byte[]... parts) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      bytes.writeBytes(part);
    }
    return Sha256.digest(bytes.toByteArray());
  }

  private static String text(byte[] hash) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
  }

  private static byte[] prefix(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
