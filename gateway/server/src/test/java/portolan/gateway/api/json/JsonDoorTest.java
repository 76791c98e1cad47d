// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import portolan.api.v1.CaptureResponse;
import portolan.api.v1.GetOrderRequest;
import portolan.api.v1.Order;
import portolan.gateway.api.call.ApiException;
import portolan.gateway.api.transport.ServedForTest;

/** Calls by HTTP/JSON, on the same port as gRPC, over HTTP/1.1 and HTTP/2. */
class JsonDoorTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TempDir private Path folder;
  private ServedForTest served;
  private HttpClient client;

  @BeforeEach
  void start() throws Exception {
    served = ServedForTest.with(folder, ServedForTest.SMALL);
    client = client(HttpClient.Version.HTTP_2);
  }

  private HttpClient client(HttpClient.Version version) throws Exception {
    return HttpClient.newBuilder()
        .version(version)
        .sslContext(served.tls("clerk").context())
        .build();
  }

  @AfterEach
  void stop() {
    client.close();
    served.close();
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create("https://localhost:" + served.listen.port() + path));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send(to(path));
  }

  private HttpResponse<String> put(String path, String body) throws Exception {
    return send(
        to(path).header("Content-Type", "application/json").PUT(BodyPublishers.ofString(body)));
  }

  private static JsonNode json(HttpResponse<String> response) throws Exception {
    assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
    return MAPPER.readTree(response.body());
  }

  private static void assertError(
      HttpResponse<String> response, int status, String reason, String field) throws Exception {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    JsonNode error = json(response).get("error");
    assertThat(error.get("code").asInt()).isEqualTo(status);
    assertThat(error.get("reason").asText()).isEqualTo(reason);
    assertThat(error.path("field").asText("")).isEqualTo(field);
    assertThat(error.get("message").asText()).isNotEmpty();
  }

  @Test
  void aReadingCallAnswersWithAllFieldsAndTheOwnMemberLeavesItsIdOut() throws Exception {
    for (HttpClient.Version version : HttpClient.Version.values()) {
      client.close();
      client = client(version);
      HttpResponse<String> response = get("/v1/orders/O-1");
      assertThat(response.version()).isEqualTo(version);
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(json(response).get("orderId").asText()).isEqualTo("SupplierMSP/O-1");
      assertThat(json(response).has("supplier")).as("what is empty is there").isTrue();
      assertThat(response.headers().firstValue("X-Request-Id")).isPresent();
    }
    assertThat(json(get("/v1/orders/PlatformMSP%2FO+1")).get("orderId").asText())
        .isEqualTo("PlatformMSP/O+1");
  }

  @Test
  void aReaderThatHasTheSameIsTold() throws Exception {
    String tag = get("/v1/orders/O-1").headers().firstValue("ETag").orElseThrow();
    HttpResponse<String> again = send(to("/v1/orders/O-1").header("If-None-Match", tag));
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(send(to("/v1/orders/O-2").header("If-None-Match", tag)).statusCode()).isEqualTo(200);
    for (String known : List.of("\"other\", " + tag, tag.replace("W/", ""), "*")) {
      assertThat(send(to("/v1/orders/O-1").header("If-None-Match", known)).statusCode())
          .as(known)
          .isEqualTo(304);
    }
  }

  @Test
  void whoReadsTheHeadAloneIsToldTheLengthOfTheBody() throws Exception {
    for (HttpClient.Version version : HttpClient.Version.values()) {
      client.close();
      client = client(version);
      String body = get("/v1/orders/O-1").body();
      HttpResponse<String> head = send(to("/v1/orders/O-1").HEAD());
      assertThat(head.statusCode()).isEqualTo(200);
      assertThat(head.body()).isEmpty();
      assertThat(head.headers().firstValueAsLong("Content-Length")).hasValue(body.length());
      assertThat(send(to("/v1/nothing").HEAD()).statusCode()).isEqualTo(404);
    }
  }

  @Test
  void aCallerThatAsksBeforeItSendsIsToldToGoOn() throws Exception {
    for (HttpClient.Version version : HttpClient.Version.values()) {
      client.close();
      client = client(version);
      HttpResponse<String> response =
          client
              .sendAsync(
                  to("/v1/captures")
                      .header("Content-Type", "application/json")
                      .expectContinue(true)
                      .POST(BodyPublishers.ofString("{\"epcisDocument\":\"{}\"}"))
                      .build(),
                  BodyHandlers.ofString())
              .get(30, TimeUnit.SECONDS);
      assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }
  }

  @Test
  void theRequestIdOfTheCallerComesBack() throws Exception {
    HttpResponse<String> response = send(to("/v1/orders/O-1").header("X-Request-Id", "erp-17"));
    assertThat(response.headers().firstValue("X-Request-Id")).contains("erp-17");
    assertThat(
            send(to("/v1/orders/O-1").header("X-Request-Id", "x".repeat(65)))
                .headers()
                .firstValue("X-Request-Id")
                .orElseThrow())
        .hasSize(36);
  }

  @Test
  void aLargeAnswerIsPackedForWhoTakesIt() throws Exception {
    served.methods.getOrder =
        (request, remaining) -> Order.newBuilder().setSupplier("x".repeat(10_000)).build();
    HttpResponse<byte[]> packed =
        client.send(
            to("/v1/orders/O-1").header("Accept-Encoding", "gzip").build(),
            BodyHandlers.ofByteArray());
    assertThat(packed.headers().firstValue("Content-Encoding")).contains("gzip");
    String plain =
        new String(
            new GZIPInputStream(new ByteArrayInputStream(packed.body())).readAllBytes(),
            StandardCharsets.UTF_8);
    assertThat(plain).isEqualTo(get("/v1/orders/O-1").body());
    for (String others : List.of("br", "gzip;q=0", "gzip; q=0.0, br", "notgzip")) {
      assertThat(
              send(to("/v1/orders/O-1").header("Accept-Encoding", others))
                  .headers()
                  .firstValue("Content-Encoding"))
          .as(others)
          .isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"nmae\":\"Kettle\"}|nmae|one of gtin, name, hsCode",
        "{\"name\":\"a\",\"name\":\"b\"}||JSON",
        "{\"hsCode\":\"a\",\"hs_code\":\"b\"}|hs_code|once",
        "{\"name\":7}|name|a text",
        "{\"certificates\":{}}|certificates|array",
        "{\"certificates\":[{},{\"tpye\":\"x\"}]}|certificates[1].tpye|one of type",
        "{\"gtin\":\"04012345123450\"}|gtin|value of the path",
        "{\"name\":\"\\ud800\"}||JSON",
        "{\"certificates\":[null]}|certificates[0]|object",
        "[]||object",
        "{||JSON",
      })
  void whatIsWrongInABodyIsNamedWithItsPath(String body, String field, String expected)
      throws Exception {
    HttpResponse<String> response = put("/v1/products/04012345123456", body);
    assertError(response, 400, "INVALID_ARGUMENT", field == null ? "" : field);
    assertThat(json(response).get("error").get("message").asText()).contains(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"terms\":{\"freightMinorUnits\":9007199254740992}}|terms.freightMinorUnits|as text",
        "{\"terms\":{\"freightMinorUnits\":\"9223372036854775808\"}}|terms.freightMinorUnits|64 bits",
        "{\"terms\":{\"freightMinorUnits\":1.5}}|terms.freightMinorUnits|whole",
        "{\"orderId\":\"O-1\",\"order_id\":\"O-1\"}|orderId|once",
      })
  void numbersThatDoNotFitAndDoubledIdsAreNamed(String body, String field, String expected)
      throws Exception {
    HttpResponse<String> response = put("/v1/orders/O-1", body);
    assertError(response, 400, "INVALID_ARGUMENT", field);
    assertThat(json(response).get("error").get("message").asText()).contains(expected);
  }

  @Test
  void whatIsNullIsNotThereAndLargeNumbersComeAsText() throws Exception {
    assertThat(
            put(
                    "/v1/orders/O-1",
                    "{\"orderId\":null,\"supplier\":null,\"terms\":{\"freightMinorUnits\":\"9223372036854775807\"}}")
                .statusCode())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "epcc=x, epcc",
    "pageSize=2147483648, pageSize",
    "asOfBlock=9223372036854775808, asOfBlock",
    "epc=%C3%28, ''",
    "pageSize=ten, pageSize",
    "pageSize=1.5, pageSize",
    "page_size=1&page_size=2, pageSize",
    "withIngredients=yes, withIngredients",
  })
  void whatIsWrongInParametersIsNamed(String query, String field) throws Exception {
    assertError(get("/v1/trace?" + query), 400, "INVALID_ARGUMENT", field);
  }

  @Test
  void parametersNameFieldsInEitherForm() throws Exception {
    assertThat(get("/v1/trace?epc=urn%3Aepc%3A1&pageSize=5&with_ingredients=true").statusCode())
        .isEqualTo(200);
    assertThat(get("/v1/trace?epc=a;b&&pageSize=5").statusCode())
        .as("a semicolon stands for itself")
        .isEqualTo(200);
  }

  @Test
  void pathsMethodsAndTypesThatAreNotThereAreTold() throws Exception {
    assertError(get("/v1/nothing"), 404, "NO_SUCH_PATH", "");
    assertError(get("/v1/orders/O-1:cancel"), 404, "NO_SUCH_PATH", "");
    HttpResponse<String> deleted = send(to("/v1/orders/O-1").DELETE());
    assertError(deleted, 405, "METHOD_NOT_ALLOWED", "");
    assertThat(deleted.headers().firstValue("Allow")).contains("GET, PUT");
    assertError(
        send(
            to("/v1/products/04012345123456")
                .header("Content-Type", "text/plain")
                .PUT(BodyPublishers.ofString("{}"))),
        415,
        "UNSUPPORTED_MEDIA_TYPE",
        "");
    assertError(
        send(
            to("/v1/products/04012345123456")
                .header("Content-Encoding", "gzip")
                .PUT(BodyPublishers.ofString("{}"))),
        415,
        "UNSUPPORTED_MEDIA_TYPE",
        "");
    assertThat(put("/v1/products/04012345123456?name=x", "{}").statusCode()).isEqualTo(400);
  }

  @Test
  void whatTheLedgerRefusesIsToldAsByGrpc() throws Exception {
    AtomicReference<ApiException> refusal = new AtomicReference<>();
    served.methods.getOrder =
        (request, remaining) -> {
          throw refusal.get();
        };
    refusal.set(ApiException.refused("NOT_FOUND", "orderId", "nothing is known under it"));
    assertError(get("/v1/orders/O-1"), 404, "NOT_FOUND", "orderId");
    refusal.set(ApiException.refused("PERMISSION_DENIED", "role", "expected a platform"));
    assertError(get("/v1/orders/O-1"), 403, "PERMISSION_DENIED", "role");
    refusal.set(ApiException.refused("ALREADY_EXISTS", "orderId", "with other content"));
    assertError(get("/v1/orders/O-1"), 409, "ALREADY_EXISTS", "orderId");
    refusal.set(ApiException.refused("HELD", "escrowId", "expected one that is not held"));
    assertError(get("/v1/orders/O-1"), 412, "HELD", "escrowId");
    refusal.set(ApiException.unavailable("the peer does not answer"));
    HttpResponse<String> unavailable = get("/v1/orders/O-1");
    assertError(unavailable, 503, "LEDGER_UNAVAILABLE", "");
    assertThat(unavailable.headers().firstValue("Retry-After")).contains("1");
    refusal.set(ApiException.deadline("it is still under way"));
    assertError(get("/v1/orders/O-1"), 504, "DEADLINE_EXCEEDED", "");
    served.methods.getOrder =
        (request, remaining) -> {
          throw new IllegalStateException("a secret of ours");
        };
    HttpResponse<String> fault = get("/v1/orders/O-1");
    assertError(fault, 500, "INTERNAL", "");
    assertThat(fault.body()).doesNotContain("secret").contains("reference");
  }

  @Test
  void aBodyAboveTheLimitIsRefusedAndTheConnectionServesTheNextCall() throws Exception {
    String large = "{\"epcisDocument\":\"" + "x".repeat(2 << 20) + "\"}";
    HttpResponse<String> response =
        send(
            to("/v1/captures")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(large)));
    assertError(response, 413, "MESSAGE_TOO_LARGE", "");
    assertThat(get("/v1/orders/O-1").statusCode()).isEqualTo(200);
  }

  @Test
  void callsByJsonTakeThePlacesOfCalls() throws Exception {
    // From now on all calls share this connection.
    assertThat(get("/v1/orders/O-1").statusCode()).isEqualTo(200);
    CountDownLatch hold = new CountDownLatch(1);
    CountDownLatch arrived = new CountDownLatch(ServedForTest.SMALL.callsOfClient());
    served.methods.getOrder =
        (GetOrderRequest request, Duration remaining) -> {
          arrived.countDown();
          hold.await(30, TimeUnit.SECONDS);
          return Order.getDefaultInstance();
        };
    CompletableFuture<?>[] held = new CompletableFuture<?>[ServedForTest.SMALL.callsOfClient()];
    for (int i = 0; i < held.length; i++) {
      held[i] = client.sendAsync(to("/v1/orders/O-1").build(), BodyHandlers.ofString());
    }
    assertThat(arrived.await(30, TimeUnit.SECONDS)).as("all calls have arrived").isTrue();
    HttpResponse<String> surplus = get("/v1/orders/O-1");
    assertError(surplus, 429, "QUEUE_FULL", "");
    assertThat(surplus.headers().firstValue("Retry-After")).contains("1");
    hold.countDown();
    CompletableFuture.allOf(held).join();
    served.methods.capture = (request, remaining) -> CaptureResponse.getDefaultInstance();
    assertThat(get("/v1/orders/O-1").statusCode()).isEqualTo(200);
  }

  @Test
  void theDescriptionOfAllCallsIsServed() throws Exception {
    JsonNode document = json(get("/openapi.json"));
    assertThat(document.get("openapi").asText()).isEqualTo("3.1.0");
    assertThat(document.at("/paths/~1v1~1orders~1{orderId}/get/operationId").asText())
        .isEqualTo("ProvenanceService_GetOrder");
  }
}
