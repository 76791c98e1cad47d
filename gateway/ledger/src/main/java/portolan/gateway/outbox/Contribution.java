// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.outbox;

import java.util.List;

/**
 * What one request brings to a group: items that stay together and in their order, in one
 * transaction with those of other requests.
 *
 * @param key business idempotency key, e.g. {@code confirm:E-1}; at most 300 characters
 * @param requestHash hash of the caller's request; the same key with another hash is refused
 * @param lane what it can share a transaction with
 * @param items canonical JSON of each item
 * @param sealed of each item the part that only the endorsers may see, canonical JSON; empty in a
 *     lane that seals nothing
 * @param keys how many keys it writes at most; 0 if its function bounds nothing by keys
 */
public record Contribution(
    String key, String requestHash, Lane lane, List<String> items, List<String> sealed, int keys) {

  /** Of a function that bounds nothing by keys. */
  public Contribution(
      String key, String requestHash, Lane lane, List<String> items, List<String> sealed) {
    this(key, requestHash, lane, items, sealed, 0);
  }

  public Contribution {
    items = List.copyOf(items);
    sealed = List.copyOf(sealed);
    if (items.isEmpty() || sealed.size() != (lane.sealed() ? items.size() : 0)) {
      throw new IllegalArgumentException(
          "expected items, and a sealed part of each if the lane seals; found %d and %d"
              .formatted(items.size(), sealed.size()));
    }
  }

  /** What it adds to the size of a transaction, roughly. */
  int characters() {
    int sum = 0;
    for (String item : items) {
      sum += item.length() + 1;
    }
    for (String part : sealed) {
      sum += part.length() + 1;
    }
    return sum;
  }
}
