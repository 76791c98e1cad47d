// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.transport;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import portolan.api.v1.CaptureDocumentsResponse;
import portolan.api.v1.CaptureRequest;
import portolan.api.v1.GetOrderRequest;
import portolan.api.v1.ProvenanceServiceGrpc;

/** A message above the limit is refused by name, packed or not. */
@Timeout(60)
class MessageLimitTest {
  private static final int LIMIT = ServerLimits.DEFAULT.messageBytes();
  private static final int TEN_MB_AND_ONE = 10_000_001;

  @TempDir private Path folder;
  private ServedForTest served;
  private ManagedChannel channel;

  @BeforeEach
  void serve() throws Exception {
    served = ServedForTest.with(folder, ServerLimits.DEFAULT);
    channel = served.connect("a");
  }

  @AfterEach
  void close() {
    served.close();
  }

  /** A request of about so many bytes; what it holds is no field of ours. */
  private static GetOrderRequest request(int bytes) {
    return GetOrderRequest.newBuilder()
        .setOrderId("O1")
        .setUnknownFields(
            UnknownFieldSet.newBuilder()
                .addField(
                    1_000,
                    UnknownFieldSet.Field.newBuilder()
                        .addLengthDelimited(ByteString.copyFrom(new byte[bytes]))
                        .build())
                .build())
        .build();
  }

  private StatusRuntimeException refused(GetOrderRequest request, CallOptions options) {
    return catchThrowableOfType(
        StatusRuntimeException.class,
        () ->
            ClientCalls.blockingUnaryCall(
                channel,
                ProvenanceServiceGrpc.getGetOrderMethod(),
                options.withDeadlineAfter(30, SECONDS),
                request));
  }

  private static void assertSaysTheLimit(StatusRuntimeException e) throws Exception {
    assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(e.getStatus().getDescription())
        .contains("expected a message of at most 4,194,304 bytes");
    assertThat(ServedForTest.info(e).getReason()).isEqualTo("MESSAGE_TOO_LARGE");
    assertThat(ServedForTest.info(e).getMetadataMap()).containsEntry("limit", "4194304");
  }

  @Test
  void aCallWithTenMegabytesIsToldTheLimit() throws Exception {
    assertSaysTheLimit(refused(request(TEN_MB_AND_ONE), CallOptions.DEFAULT));
    assertThat(refused(request(LIMIT - 1_000), CallOptions.DEFAULT)).isNull();
  }

  @Test
  void aBombIsNotUnpackedFurtherThanTheLimit() throws Exception {
    // 100 MB of zeros are some 100 kB when they are packed.
    GetOrderRequest bomb = request(100_000_000);
    assertSaysTheLimit(refused(bomb, CallOptions.DEFAULT.withCompression("gzip")));
    assertThat(refused(request(1_000_000), CallOptions.DEFAULT.withCompression("gzip"))).isNull();
  }

  @Test
  void aStreamWithAMessageAboveTheLimitIsToldTheLimit() throws Exception {
    for (String packing : new String[] {"identity", "gzip"}) {
      CompletableFuture<Throwable> failed = new CompletableFuture<>();
      StreamObserver<CaptureRequest> requests =
          ProvenanceServiceGrpc.newStub(channel)
              .withCompression(packing)
              .captureDocuments(
                  new StreamObserver<CaptureDocumentsResponse>() {
                    @Override
                    public void onNext(CaptureDocumentsResponse value) {}

                    @Override
                    public void onError(Throwable t) {
                      failed.complete(t);
                    }

                    @Override
                    public void onCompleted() {}
                  });
      requests.onNext(CaptureRequest.getDefaultInstance());
      requests.onNext(
          CaptureRequest.newBuilder().setEpcisDocument(" ".repeat(TEN_MB_AND_ONE)).build());
      assertSaysTheLimit((StatusRuntimeException) failed.get(30, SECONDS));
    }
  }

  /** gRPC's own client cannot be made to send these. */
  @Test
  void whatIsNoMessageIsRefusedAtOnce() throws Exception {
    byte[] empty = {0, 0, 0, 0, 0};
    byte[] packedByNobodyKnowsWhat = {1, 0, 0, 0, 1, 0};
    byte[] broken = {0, 0, 0, 0, 2, 0x0a, 0x7f};
    assertThat(raw(null, empty, "application/grpc")).isEqualTo("0");
    assertThat(raw(null, new byte[0], "application/grpc")).isEqualTo("3");
    assertThat(raw(null, packedByNobodyKnowsWhat, "application/grpc")).isEqualTo("12");
    assertThat(raw("snappy", packedByNobodyKnowsWhat, "application/grpc")).isEqualTo("12");
    assertThat(raw("gzip", packedByNobodyKnowsWhat, "application/grpc")).isEqualTo("3");
    assertThat(raw(null, broken, "application/grpc")).isEqualTo("3");
    byte[] two = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    assertThat(raw(null, two, "application/grpc")).isEqualTo("3");
  }

  /** The status that GetOrder answers to these bytes. */
  private String raw(String packing, byte[] body, String type) throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      HttpClient client =
          vertx.createHttpClient(
              new HttpClientOptions()
                  .setProtocolVersion(HttpVersion.HTTP_2)
                  .setSsl(true)
                  .setUseAlpn(true)
                  .setTrustOptions(
                      new PemTrustOptions().addCertPath(served.file("ca.crt").toString()))
                  .setKeyCertOptions(
                      new PemKeyCertOptions()
                          .addCertPath(served.file("a.crt").toString())
                          .addKeyPath(served.file("a.key").toString())));
      return client
          .request(
              HttpMethod.POST,
              served.listen.port(),
              served.listen.host(),
              "/portolan.v1.ProvenanceService/GetOrder")
          .compose(
              request -> {
                request.putHeader("content-type", type).putHeader("te", "trailers");
                if (packing != null) {
                  request.putHeader("grpc-encoding", packing);
                }
                return request.send(Buffer.buffer(body));
              })
          .compose(response -> response.end().map(v -> status(response)))
          .toCompletionStage()
          .toCompletableFuture()
          .get(30, SECONDS);
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().get(30, SECONDS);
    }
  }

  private static String status(HttpClientResponse response) {
    String trailer = response.getTrailer("grpc-status");
    return trailer == null ? response.getHeader("grpc-status") : trailer;
  }
}
