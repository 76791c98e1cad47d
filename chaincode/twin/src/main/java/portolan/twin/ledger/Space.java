// SPDX-License-Identifier: Apache-2.0
package portolan.twin.ledger;

import java.util.Objects;

/**
 * A part of the state with keys of its own: the public keys of a chaincode, the values of one of
 * its collections, or the hashes of one of its collections.
 *
 * @param chaincode name of the chaincode definition
 * @param collection empty for the public state
 */
public record Space(String chaincode, String collection, Kind kind) {

  /** What a space holds. */
  public enum Kind {
    PUBLIC,
    /** Values of a collection, known to its members only. */
    PRIVATE,
    /** SHA-256 of keys and values of a collection, known to all. */
    HASHED
  }

  public Space {
    Objects.requireNonNull(chaincode);
    Objects.requireNonNull(collection);
  }

  // By hand, because every look at the state hashes one of these.

  @Override
  public int hashCode() {
    return 31 * (31 * chaincode.hashCode() + collection.hashCode()) + kind.name().hashCode();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Space space
        && kind == space.kind
        && chaincode.equals(space.chaincode)
        && collection.equals(space.collection);
  }

  /** The public state of a chaincode. */
  public static Space of(String chaincode) {
    return new Space(chaincode, "", Kind.PUBLIC);
  }

  /** The values of a collection. */
  public static Space privateValues(String chaincode, String collection) {
    return new Space(chaincode, collection, Kind.PRIVATE);
  }

  /** The hashes of a collection; keys are 32 bytes in ISO 8859-1. */
  public static Space hashes(String chaincode, String collection) {
    return new Space(chaincode, collection, Kind.HASHED);
  }
}
