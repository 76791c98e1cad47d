// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.registry;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.BlockingClientCall;
import io.grpc.stub.ClientCalls;
import io.vertx.grpc.health.v1.HealthCheckRequest;
import io.vertx.grpc.health.v1.HealthCheckResponse;
import io.vertx.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.vertx.grpc.health.v1.HealthListRequest;
import io.vertx.grpc.health.v1.HealthListResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import portolan.gateway.api.transport.ServedForTest;

/** {@code grpc.health.v1.Health} as load balancers and orchestrators ask it. */
@Timeout(60)
class GatewayHealthTest {
  private static final String SERVICE = "portolan.v1.ProvenanceService";
  private static final MethodDescriptor<HealthCheckRequest, HealthCheckResponse> CHECK =
      method(
          "Check",
          MethodDescriptor.MethodType.UNARY,
          HealthCheckRequest.getDefaultInstance(),
          HealthCheckResponse.getDefaultInstance());
  private static final MethodDescriptor<HealthCheckRequest, HealthCheckResponse> WATCH =
      method(
          "Watch",
          MethodDescriptor.MethodType.SERVER_STREAMING,
          HealthCheckRequest.getDefaultInstance(),
          HealthCheckResponse.getDefaultInstance());
  private static final MethodDescriptor<HealthListRequest, HealthListResponse> LIST =
      method(
          "List",
          MethodDescriptor.MethodType.UNARY,
          HealthListRequest.getDefaultInstance(),
          HealthListResponse.getDefaultInstance());

  private final AtomicBoolean full = new AtomicBoolean();
  private final AtomicReference<Duration> stall = new AtomicReference<>(Duration.ZERO);
  @TempDir private Path folder;
  private ServedForTest served;
  private ManagedChannel channel;

  private static <Q extends Message, R extends Message> MethodDescriptor<Q, R> method(
      String name, MethodDescriptor.MethodType type, Q request, R response) {
    return MethodDescriptor.<Q, R>newBuilder()
        .setFullMethodName("grpc.health.v1.Health/" + name)
        .setType(type)
        .setRequestMarshaller(ProtoUtils.marshaller(request))
        .setResponseMarshaller(ProtoUtils.marshaller(response))
        .build();
  }

  @BeforeEach
  void serve() throws Exception {
    served =
        ServedForTest.with(
            folder,
            ServedForTest.SMALL,
            new ServingCondition(
                Optional::empty, full::get, "full", stall::get, List.of(), Optional::empty));
    channel = served.connect("a");
  }

  @AfterEach
  void close() {
    served.close();
  }

  private static CallOptions options() {
    return CallOptions.DEFAULT.withDeadlineAfter(30, SECONDS);
  }

  private ServingStatus check(String service) {
    return ClientCalls.blockingUnaryCall(
            channel, CHECK, options(), HealthCheckRequest.newBuilder().setService(service).build())
        .getStatus();
  }

  private void awaitStatus(String service, ServingStatus expected) {
    await().atMost(30, SECONDS).until(() -> check(service) == expected);
  }

  @Test
  void writesHaveAHealthOfTheirOwn() {
    assertThat(check("")).isEqualTo(ServingStatus.SERVING);
    assertThat(check(SERVICE)).isEqualTo(ServingStatus.SERVING);
    assertThat(check("portolan.v1.writes")).isEqualTo(ServingStatus.SERVING);
    stall.set(Duration.ofSeconds(12));
    awaitStatus("portolan.v1.writes", ServingStatus.NOT_SERVING);
    assertThat(check("")).isEqualTo(ServingStatus.SERVING);
    stall.set(Duration.ZERO);
    awaitStatus("portolan.v1.writes", ServingStatus.SERVING);
    assertThatThrownBy(() -> check("portolan.v1.NoSuchService"))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND));
  }

  @Test
  void placesThatAreAllTakenAreTold() {
    full.set(true);
    awaitStatus("", ServingStatus.NOT_SERVING);
    assertThat(check(SERVICE)).isEqualTo(ServingStatus.NOT_SERVING);
    full.set(false);
    awaitStatus("", ServingStatus.SERVING);
  }

  @Test
  void aListHasEveryName() {
    assertThat(
            ClientCalls.blockingUnaryCall(
                    channel, LIST, options(), HealthListRequest.getDefaultInstance())
                .getStatusesMap())
        .containsOnlyKeys("", SERVICE, "portolan.v1.writes");
  }

  @Test
  void whoWatchesIsToldOfChangesAndNobodyElseIsDisturbedWhenHeGoes() throws Exception {
    BlockingClientCall<HealthCheckRequest, HealthCheckResponse> gone = watch("");
    BlockingClientCall<HealthCheckRequest, HealthCheckResponse> stays = watch("portolan.v1.writes");
    assertThat(gone.read().getStatus()).isEqualTo(ServingStatus.SERVING);
    assertThat(stays.read().getStatus()).isEqualTo(ServingStatus.SERVING);
    gone.cancel("no longer", null);
    stall.set(Duration.ofSeconds(12));
    assertThat(stays.read().getStatus()).isEqualTo(ServingStatus.NOT_SERVING);
    stall.set(Duration.ZERO);
    assertThat(stays.read().getStatus()).isEqualTo(ServingStatus.SERVING);
    assertThat(watch("portolan.v1.NoSuchService").read().getStatus())
        .isEqualTo(ServingStatus.SERVICE_UNKNOWN);
    stays.cancel("done", null);
  }

  private BlockingClientCall<HealthCheckRequest, HealthCheckResponse> watch(String service) {
    return ClientCalls.blockingV2ServerStreamingCall(
        channel, WATCH, options(), HealthCheckRequest.newBuilder().setService(service).build());
  }
}
