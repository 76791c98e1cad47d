// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance;

import com.google.protobuf.MessageLite;
import io.grpc.ManagedChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A connection that counts what comes in on it: messages and bytes by method. */
final class CountedChannel extends WatchedChannel {
  private final Map<String, Count> counts = new ConcurrentHashMap<>();

  /** What came in. */
  record Count(long messages, long bytes) {
    static final Count NOTHING = new Count(0, 0);

    Count plus(Count other) {
      return new Count(messages + other.messages, bytes + other.bytes);
    }
  }

  CountedChannel(ManagedChannel its) {
    super(its);
  }

  /** By the name of a method without that of its service. */
  Count of(String method) {
    return counts.getOrDefault(method, Count.NOTHING);
  }

  @Override
  <R> R received(String method, R message) {
    counts.merge(method, new Count(1, ((MessageLite) message).getSerializedSize()), Count::plus);
    return message;
  }
}
