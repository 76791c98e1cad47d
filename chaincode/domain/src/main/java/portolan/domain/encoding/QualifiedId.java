// SPDX-License-Identifier: Apache-2.0
package portolan.domain.encoding;

import portolan.domain.worldstate.RefusalCode;

/**
 * An id that a member chose, with that member: {@code PlatformMSP/E1}. Each member has a namespace
 * of its own, so nobody can take an id before another. Neither part contains a slash, so the two
 * are told apart also where an MSP id contains dots.
 *
 * @param owner MSP id of the member that chose it
 * @param id what it chose, a {@link Format#IDENTIFIER}
 */
public record QualifiedId(String owner, String id) {

  /** Reads a text that {@link Format#QUALIFIED} accepts. */
  public static QualifiedId parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException("expected an id with its owner: " + text);
    }
    return new QualifiedId(text.substring(0, slash), text.substring(slash + 1));
  }

  /** The form on the ledger. */
  @Override
  public String toString() {
    return owner + "/" + id;
  }

  /**
   * Reads the id of something that this member creates.
   *
   * @throws RefusedException {@code PERMISSION_DENIED} when it belongs to another member
   */
  public static String ofCaller(Fields fields, String name, String caller) {
    String text = fields.text(name, Format.QUALIFIED);
    if (!parse(text).owner().equals(caller)) {
      throw fields.refuse(
          RefusalCode.PERMISSION_DENIED, name, "expected an id of the caller, " + caller + "/...");
    }
    return text;
  }
}
