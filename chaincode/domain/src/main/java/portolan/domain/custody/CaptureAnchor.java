// SPDX-License-Identifier: Apache-2.0
package portolan.domain.custody;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonNumber;
import portolan.domain.encoding.JsonObject;
import portolan.domain.evidence.MerkleTree;
import portolan.domain.evidence.SaltedLeaves;
import portolan.domain.worldstate.RefusalCode;

/**
 * What the ledger's state keeps of a capture: {@code {"n","r","x"?}}.
 *
 * @param root of the {@link MerkleTree} over the {@link SaltedLeaves} of the events that it has
 *     captured, in base64url (43 characters)
 * @param leaves how many these are
 * @param refused the places of the events that were refused, from 0
 */
public record CaptureAnchor(String root, int leaves, List<Integer> refused) {
  private static final Format ROOT = Format.of("a SHA-256 in base64url", "[A-Za-z0-9_-]{43}", 43);

  /** Copies the list. */
  public CaptureAnchor {
    refused = List.copyOf(refused);
  }

  /**
   * Anchors events.
   *
   * @param salt of the capture
   * @param marks {@link EventMark} of each event that was captured
   */
  public static CaptureAnchor over(String salt, List<String> marks, List<Integer> refused) {
    List<byte[]> leaves = marks.stream().map(mark -> Base64.getUrlDecoder().decode(mark)).toList();
    byte[] root = MerkleTree.root(SaltedLeaves.of(secret(salt), leaves));
    return new CaptureAnchor(
        Base64.getUrlEncoder().withoutPadding().encodeToString(root), marks.size(), refused);
  }

  /** Its text: an odd number of digits is no number of bytes. */
  private static byte[] secret(String salt) {
    return salt.getBytes(StandardCharsets.US_ASCII);
  }

  /** Reads the form on the ledger. */
  public static CaptureAnchor fromJson(Fields fields) {
    return new CaptureAnchor(
        fields.text("r", ROOT),
        (int) fields.integer("n", 1, Capture.MAX_EVENTS),
        fields.has("x")
            ? fields.values("x", 1, Capture.MAX_EVENTS).stream()
                .map(place -> place(fields, place))
                .toList()
            : List.of());
  }

  private static int place(Fields fields, Json place) {
    if (place instanceof JsonNumber number
        && number.wholeNumber().filter(n -> n >= 0 && n < Capture.MAX_EVENTS).isPresent()) {
      return number.wholeNumber().get().intValue();
    }
    throw fields.refuse(RefusalCode.INVALID_ARGUMENT, "x", "expected places of events");
  }

  /** The form on the ledger. */
  public JsonObject toJson() {
    JsonObject.Builder json = Json.object().put("n", leaves).put("r", root);
    if (!refused.isEmpty()) {
      json.putAll("x", refused.stream().map(JsonNumber::of).toList());
    }
    return json.build();
  }
}
