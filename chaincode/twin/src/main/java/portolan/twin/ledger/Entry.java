// SPDX-License-Identifier: Apache-2.0
package portolan.twin.ledger;

import com.google.protobuf.ByteString;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a key holds, or that it was deleted.
 *
 * @param value null when the key was deleted; never empty, because Fabric takes an empty value for
 *     a deletion
 * @param metadata by name, for example {@code VALIDATION_PARAMETER}; empty when there is none
 */
public record Entry(ByteString value, SortedMap<String, ByteString> metadata, Version version) {
  /** No metadata. */
  public static final SortedMap<String, ByteString> NO_METADATA =
      java.util.Collections.unmodifiableSortedMap(new TreeMap<>());

  public Entry {
    Objects.requireNonNull(metadata);
    Objects.requireNonNull(version);
  }

  /** The mark that a key was deleted. */
  public static Entry deleted(Version version) {
    return new Entry(null, NO_METADATA, version);
  }

  /** Whether this is the mark of a deletion. */
  public boolean isDeletion() {
    return value == null;
  }
}
