// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.registry;

import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.Message;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.grpc.common.GrpcMessage;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.GrpcMessageEncoder;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.common.ServiceName;
import io.vertx.grpc.health.v1.HealthCheckRequest;
import io.vertx.grpc.health.v1.HealthCheckResponse;
import io.vertx.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.vertx.grpc.health.v1.HealthListRequest;
import io.vertx.grpc.health.v1.HealthListResponse;
import io.vertx.grpc.health.v1.HealthProto;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerRequest;
import io.vertx.grpc.server.GrpcServerResponse;
import io.vertx.grpc.server.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import portolan.gateway.api.call.ApiException;
import portolan.gateway.api.transport.Callers;
import portolan.gateway.api.transport.MessageReader;
import portolan.gateway.api.transport.Responses;
import portolan.gateway.api.transport.ServiceBinding;

/**
 * {@code grpc.health.v1.Health}. Every service, and the gateway as a whole by the empty name,
 * serves when calls are answered; {@value #WRITES} when writes come to an end as well. Its calls
 * need no place among the others', so that it can tell when all are taken.
 */
public final class GatewayHealth implements Service {
  /** Name of the health of writes. */
  static final String WRITES = "portolan.v1.writes";

  private static final int MAX_BYTES = 1 << 10;
  private static final int LOOK_MILLIS = 1_000;
  private static final ServiceDescriptor DESCRIPTOR =
      HealthProto.getDescriptor().findServiceByName("Health");

  private final Callers callers;
  private final Vertx vertx;
  private final Set<String> services;
  private final ServingCondition condition;
  private final Set<Watcher> watchers = ConcurrentHashMap.newKeySet();

  /**
   * Of one gateway.
   *
   * @param services that are served
   */
  public GatewayHealth(
      Vertx vertx, Callers callers, List<ServiceBinding> services, ServingCondition condition) {
    this.vertx = vertx;
    this.callers = callers;
    this.services =
        services.stream()
            .map(service -> service.descriptor().getFullName())
            .collect(Collectors.toUnmodifiableSet());
    this.condition = condition;
  }

  @Override
  public ServiceName name() {
    return ServiceName.create(DESCRIPTOR.getFullName());
  }

  @Override
  public ServiceDescriptor descriptor() {
    return DESCRIPTOR;
  }

  @Override
  public void bind(GrpcServer server) {
    on(server, "Check", HealthCheckRequest.getDefaultInstance(), this::check);
    on(server, "List", HealthListRequest.getDefaultInstance(), this::list);
    on(server, "Watch", HealthCheckRequest.getDefaultInstance(), this::watch);
    vertx.setPeriodic(LOOK_MILLIS, timer -> tellWatchers());
  }

  private <Q extends Message, R extends Message> void on(
      GrpcServer server, String method, Q prototype, BiConsumer<Q, Asked<R>> answering) {
    MessageReader<Q> reader = new MessageReader<>(GrpcMessageDecoder.decoder(prototype), MAX_BYTES);
    ServiceMethod<Q, R> its =
        ServiceMethod.server(
            name(), method, GrpcMessageEncoder.encoder(), GrpcMessageDecoder.decoder(prototype));
    server.callHandler(its, request -> take(request, reader, answering));
  }

  private <Q extends Message, R extends Message> void take(
      GrpcServerRequest<Q, R> request, MessageReader<Q> reader, BiConsumer<Q, Asked<R>> answering) {
    Asked<R> asked =
        new Asked<>(
            request.response(), callers.arriving(request.connection()), vertx.getOrCreateContext());
    request.invalidMessageHandler(e -> asked.fail(MessageReader.tooLarge(MAX_BYTES, "more")));
    request.messageHandler(message -> asked.begin(message, reader, answering));
  }

  /** A question of a caller; of its event loop alone. */
  private static final class Asked<R extends Message> {
    private final GrpcServerResponse<?, R> response;
    private final Callers.Exchange exchange;
    private final Context context;
    private boolean begun;

    Asked(GrpcServerResponse<?, R> response, Callers.Exchange exchange, Context context) {
      this.response = response;
      this.exchange = exchange;
      this.context = context;
    }

    <Q extends Message> void begin(
        GrpcMessage message, MessageReader<Q> reader, BiConsumer<Q, Asked<R>> answering) {
      if (!begun) {
        begun = true;
        try {
          answering.accept(reader.read(message), this);
        } catch (ApiException e) {
          fail(e);
        }
      }
    }

    void end(R answer) {
      context.runOnContext(
          v -> {
            exchange.answered();
            Responses.finish(response, () -> response.end(answer));
          });
    }

    void fail(ApiException e) {
      exchange.refused();
      Responses.fail(response, e);
    }
  }

  private void check(HealthCheckRequest request, Asked<HealthCheckResponse> asked) {
    if (!isKnown(request.getService())) {
      asked.fail(
          ApiException.refused(
              "NOT_FOUND",
              "service",
              "expected nothing, " + WRITES + " or the full name of a service"));
      return;
    }
    var unused =
        condition
            .now()
            .thenAccept(
                standing ->
                    asked.end(
                        HealthCheckResponse.newBuilder()
                            .setStatus(status(request.getService(), standing))
                            .build()));
  }

  private void list(HealthListRequest request, Asked<HealthListResponse> asked) {
    List<String> names = new ArrayList<>(services);
    names.add("");
    names.add(WRITES);
    var unused =
        condition
            .now()
            .thenAccept(
                standing -> {
                  HealthListResponse.Builder all = HealthListResponse.newBuilder();
                  for (String name : names) {
                    all.putStatuses(
                        name,
                        HealthCheckResponse.newBuilder().setStatus(status(name, standing)).build());
                  }
                  asked.end(all.build());
                });
  }

  private void watch(HealthCheckRequest request, Asked<HealthCheckResponse> asked) {
    Watcher watcher = new Watcher(request.getService(), asked);
    watchers.add(watcher);
    asked.exchange.expectNothing();
    asked.exchange.whenOver(() -> watchers.remove(watcher));
    var unused = condition.now().thenAccept(watcher::tell);
  }

  private void tellWatchers() {
    if (!watchers.isEmpty()) {
      var unused =
          condition.now().thenAccept(standing -> watchers.forEach(each -> each.tell(standing)));
    }
  }

  private boolean isKnown(String service) {
    return service.isEmpty() || service.equals(WRITES) || services.contains(service);
  }

  private static ServingStatus status(String service, ServingCondition.Standing standing) {
    return (service.equals(WRITES) ? standing.writing() : standing.serving())
        ? ServingStatus.SERVING
        : ServingStatus.NOT_SERVING;
  }

  /** One that is told of changes. */
  private final class Watcher {
    private final String service;
    private final Asked<HealthCheckResponse> asked;
    private Optional<ServingStatus> told = Optional.empty();

    Watcher(String service, Asked<HealthCheckResponse> asked) {
      this.service = service;
      this.asked = asked;
    }

    void tell(ServingCondition.Standing standing) {
      Optional<ServingStatus> now =
          Optional.of(isKnown(service) ? status(service, standing) : ServingStatus.SERVICE_UNKNOWN);
      asked.context.runOnContext(
          v -> {
            if (!now.equals(told) && !asked.response.writeQueueFull()) {
              told = now;
              Responses.finish(
                  asked.response,
                  () ->
                      asked.response.write(
                          HealthCheckResponse.newBuilder().setStatus(now.get()).build()));
            }
          });
    }
  }
}
