package portolan.gateway.api;

import com.google.protobuf.Descriptors.ServiceDescriptor;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.grpc.common.ServiceName;
import io.vertx.grpc.health.handler.GrpcHealthCheckV1Handler;
import io.vertx.grpc.health.handler.GrpcHealthListV1Handler;
import io.vertx.grpc.health.handler.GrpcHealthWatchV1Handler;
import io.vertx.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.vertx.grpc.health.v1.HealthProto;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.Service;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * {@code grpc.health.v1.Health}: every service, and the gateway as a whole, is as healthy as its
 * ledger. Most tools ask for the whole, by an empty name; to that Vert.x's own service answers
 * SERVING whatever happens.
 */
final class GatewayHealth implements Service {
  private static final ServiceDescriptor DESCRIPTOR =
      HealthProto.getDescriptor().findServiceByName("Health");

  private final Vertx vertx;
  private final Map<String, Supplier<Future<Boolean>>> checks;
  private final Supplier<Future<Boolean>> whole;

  GatewayHealth(Vertx vertx, Collection<String> services, Supplier<Future<Boolean>> healthy) {
    this.vertx = vertx;
    checks = services.stream().collect(Collectors.toMap(Function.identity(), s -> healthy));
    whole = healthy;
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
    server.callHandler(
        GrpcHealthCheckV1Handler.SERVICE_METHOD,
        new GrpcHealthCheckV1Handler(server, checks) {
          @Override
          protected Future<ServingStatus> checkStatus(String service) {
            return service.isEmpty() ? status() : super.checkStatus(service);
          }
        });
    server.callHandler(
        GrpcHealthWatchV1Handler.SERVICE_METHOD,
        new GrpcHealthWatchV1Handler(vertx, server, checks) {
          @Override
          protected Future<ServingStatus> checkStatus(String service) {
            return service.isEmpty() ? status() : super.checkStatus(service);
          }
        });
    server.callHandler(
        GrpcHealthListV1Handler.SERVICE_METHOD, new GrpcHealthListV1Handler(server, checks));
  }

  private Future<ServingStatus> status() {
    return whole.get().map(ok -> ok ? ServingStatus.SERVING : ServingStatus.NOT_SERVING);
  }
}
