// SPDX-License-Identifier: Apache-2.0
package portolan.domain.encoding;

import java.util.regex.Pattern;
import portolan.domain.worldstate.RefusalCode;

/**
 * What the channel sees of a sealed document: {@code hex(SHA-256("portolan/<kind>/1\n" + canonical
 * JSON))}. The document holds a random salt, so that nobody can find it by guessing amounts or
 * names.
 *
 * @param hex 64 lower-case hexadecimal digits
 */
public record Commitment(String hex) {
  /** Name of the member of a document that holds its salt. */
  public static final String SALT = "salt";

  private static final Pattern KIND = Pattern.compile("[a-z]+(-[a-z]+)*");

  /** Checks the form. */
  public Commitment {
    if (!Format.SHA256.accepts(hex)) {
      throw new IllegalArgumentException("expected " + Format.SHA256.expected());
    }
  }

  /**
   * Commits to a document.
   *
   * @param kind what the document is, for example {@code note}: two kinds never share a commitment
   * @param path path of the document for error messages
   * @param document has a member {@code salt} of 32 to 128 lower-case hexadecimal digits
   * @throws RefusedException {@code INVALID_ARGUMENT} when the salt is missing or too short
   */
  public static Commitment to(String kind, String path, JsonObject document) {
    Fields.of(path, document).text(SALT, Format.RANDOM);
    return new Commitment(tagged(kind, document));
  }

  /** As {@link #to(String, String, JsonObject)}, for a document that is not part of a call. */
  public static Commitment to(String kind, JsonObject document) {
    return to(kind, "document", document);
  }

  /**
   * The hash of a public document under a kind, without a salt: {@code hex(SHA-256("portolan/
   * <kind>/1\n" + canonical JSON))}.
   */
  public static String tagged(String kind, JsonObject document) {
    if (!KIND.matcher(kind).matches()) {
      throw new IllegalArgumentException("not a kind of document: " + kind);
    }
    return Sha256.hex("portolan/" + kind + "/1\n" + document.canonical());
  }

  /**
   * Refuses a document that is not the one committed to.
   *
   * @throws RefusedException {@code COMMITMENT_MISMATCH} naming the path of the document
   */
  public void requireOpenedBy(String kind, String path, JsonObject document) {
    if (!equals(to(kind, path, document))) {
      throw new Refusal(
              RefusalCode.COMMITMENT_MISMATCH,
              path,
              "expected the document with the commitment " + hex)
          .toException();
    }
  }

  @Override
  public String toString() {
    return hex;
  }
}
