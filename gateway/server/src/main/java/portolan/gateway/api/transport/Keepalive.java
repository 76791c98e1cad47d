// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.transport;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Asks every client of HTTP/2 again and again whether it is there, and closes the connection of one
 * that does not answer: of a path that has fallen silent nothing else is ever heard, and what is
 * open on it would stay open for ever.
 */
final class Keepalive {
  /** Between two questions. */
  static final Duration ASKS_EVERY = Duration.ofSeconds(20);

  /** Until an answer must be there. */
  static final Duration GIVES_UP = Duration.ofSeconds(10);

  private static final Buffer QUESTION = Buffer.buffer(new byte[Long.BYTES]);

  private final Vertx vertx;
  private final Duration asksEvery;
  private final Duration givesUp;

  Keepalive(Vertx vertx) {
    this(vertx, ASKS_EVERY, GIVES_UP);
  }

  Keepalive(Vertx vertx, Duration asksEvery, Duration givesUp) {
    this.vertx = vertx;
    this.asksEvery = asksEvery;
    this.givesUp = givesUp;
  }

  /**
   * Begins to ask; ends with the connection. Leaves its close handler to others: a question to a
   * closed connection fails.
   */
  void watch(HttpConnection connection) {
    askLater(connection);
  }

  private void askLater(HttpConnection connection) {
    vertx.setTimer(asksEvery.toMillis(), its -> ask(connection));
  }

  private void ask(HttpConnection connection) {
    AtomicBoolean answered = new AtomicBoolean();
    Future<Buffer> answer;
    try {
      answer = connection.ping(QUESTION);
    } catch (UnsupportedOperationException e) {
      // HTTP/1.1 has no question. What lies too long on it is ended by the limits of callers.
      return;
    }
    answer
        .onSuccess(
            its -> {
              answered.set(true);
              askLater(connection);
            })
        // It is closed.
        .onFailure(its -> answered.set(true));
    vertx.setTimer(
        givesUp.toMillis(),
        its -> {
          if (!answered.get()) {
            connection.close();
          }
        });
  }
}
