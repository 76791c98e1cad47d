// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.transport;

import java.time.Duration;

/**
 * How much callers may have open at a gateway, and how long they may let it lie. What is open
 * beyond is refused with RESOURCE_EXHAUSTED; what lies too long is ended.
 *
 * @param calls calls and streams of all clients that are answered at a time
 * @param callsOfClient of them, those of one client: of one certificate
 * @param connections connections of all clients
 * @param connectionsOfClient connections of one client
 * @param streamsOfConnection calls and streams of one connection (HTTP/2 streams); a client that
 *     keeps to HTTP/2 waits with the next one
 * @param messageBytes size of a request message, before and after it is unpacked
 * @param message within what time the message of a call has to be here, from its beginning
 * @param answer within what time a caller has to take an answer that is there
 * @param idleStream how long a stream may be open without a message while nothing of it is
 *     unanswered
 * @param idleConnection how long a connection may be open without a call
 * @param deadline the longest that a call may take; a caller's later deadline counts as this
 * @param look how often it is looked for what lies too long
 */
public record ServerLimits(
    int calls,
    int callsOfClient,
    int connections,
    int connectionsOfClient,
    int streamsOfConnection,
    int messageBytes,
    Duration message,
    Duration answer,
    Duration idleStream,
    Duration idleConnection,
    Duration deadline,
    Duration look) {

  /** Documented for operators and callers in docs/operating/limits.md and ledger.proto. */
  public static final ServerLimits DEFAULT =
      new ServerLimits(
          2_000,
          500,
          1_000,
          100,
          100,
          4 << 20,
          Duration.ofMinutes(1),
          Duration.ofMinutes(2),
          Duration.ofMinutes(10),
          Duration.ofMinutes(10),
          Duration.ofMinutes(10),
          Duration.ofSeconds(1));
}
