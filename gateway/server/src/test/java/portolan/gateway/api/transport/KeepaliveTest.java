// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class KeepaliveTest {
  /** HTTP/1.1 cannot be asked, so silence on it says nothing. */
  @Test
  void aLongCallByHttp1IsAnswered() throws Exception {
    Vertx vertx = Vertx.vertx();
    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      HttpServer server =
          vertx
              .createHttpServer()
              .connectionHandler(
                  connection ->
                      new Keepalive(vertx, Duration.ofMillis(20), Duration.ofMillis(20))
                          .watch(connection))
              .requestHandler(
                  request -> vertx.setTimer(500, timer -> request.response().end("answer")))
              .listen(0, "127.0.0.1")
              .toCompletionStage()
              .toCompletableFuture()
              .get(30, TimeUnit.SECONDS);
      URI uri = URI.create("http://127.0.0.1:" + server.actualPort() + "/");
      assertThat(
              client
                  .sendAsync(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                  .get(30, TimeUnit.SECONDS)
                  .body())
          .isEqualTo("answer");
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
  }
}
