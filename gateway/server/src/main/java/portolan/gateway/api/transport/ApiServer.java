// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.transport;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import io.vertx.grpc.common.GrpcHeaderNames;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerOptions;
import io.vertx.grpc.server.Service;
import java.io.IOException;
import java.net.BindException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.X509KeyManager;
import portolan.credentials.MutualTls;
import portolan.gateway.configuration.GatewayConfiguration;

/**
 * Serves the public API by gRPC and by HTTP/JSON, on one port, over mutual TLS. Requests are read
 * on an event loop and answered on virtual threads; as many at once as {@link ServerLimits} says, a
 * surplus one is refused with RESOURCE_EXHAUSTED.
 */
public final class ApiServer implements AutoCloseable {
  private static final int STREAM_WINDOW_BYTES = 256 << 10;

  /** Streams whose messages wait must not hold up the other calls of their connection. */
  private static final int CONNECTION_WINDOW_BYTES = 16 << 20;

  private final Vertx vertx;
  private final ExecutorService threads;
  private final Callers callers;
  private Optional<HttpServer> server = Optional.empty();

  private ApiServer(ServerLimits limits) {
    vertx = Vertx.vertx();
    threads = Executors.newVirtualThreadPerTaskExecutor();
    callers = new Callers(vertx, limits);
  }

  /** Of the services that are to be served, when those who call are known. */
  @FunctionalInterface
  public interface Services {
    /** What is served. */
    Served with(Vertx vertx, Callers callers);
  }

  /**
   * What is served.
   *
   * @param services of the public API
   * @param others beside them
   * @param door for requests that are not gRPC
   * @param listening what begins when callers can come
   */
  public record Served(
      List<ServiceBinding> services, List<Service> others, Door door, Runnable listening) {}

  /** Another way in than gRPC. */
  @FunctionalInterface
  public interface Door {
    /**
     * Handles requests, on their event loops.
     *
     * @param callers whose requests they are
     * @param threads that answer
     */
    Handler<HttpServerRequest> with(Callers callers, ExecutorService threads);
  }

  /** Starts serving. Nothing of it is left if it fails. */
  public static ApiServer start(
      GatewayConfiguration.Listen listen, ServerLimits limits, Services services)
      throws InterruptedException, IOException {
    // Not from files: Vert.x would derive a key for a store of the pair, which takes a while.
    MutualTls tls = MutualTls.of(listen.certFile(), listen.keyFile(), listen.clientCaFile());
    ApiServer its = new ApiServer(limits);
    boolean started = false;
    try {
      its.serve(listen, tls, limits, services);
      started = true;
      return its;
    } finally {
      if (!started) {
        its.close();
      }
    }
  }

  private void serve(
      GatewayConfiguration.Listen listen, MutualTls tls, ServerLimits limits, Services services)
      throws InterruptedException, IOException {
    GrpcServer grpc =
        GrpcServer.server(
            vertx,
            new GrpcServerOptions()
                .setMaxMessageSize(limits.messageBytes())
                .setScheduleDeadlineAutomatically(true)
                .setDeadlinePropagation(true));
    Served served = services.with(vertx, callers);
    ServiceBinding.Serving serving = new ServiceBinding.Serving(vertx, threads, callers, limits);
    for (ServiceBinding binding : served.services()) {
      grpc.addService(binding.bind(serving));
    }
    served.others().forEach(grpc::addService);
    grpc.addService(new Reflection(grpc, callers));
    Handler<HttpServerRequest> others = served.door().with(callers, threads);
    HttpServer http =
        vertx
            .createHttpServer(options(listen, tls, limits))
            .connectionHandler(
                connection -> {
                  callers.connected(connection);
                  new Keepalive(vertx).watch(connection);
                })
            .requestHandler(
                request ->
                    callers.handle(
                        request, isGrpc(request) ? its -> grpc.handle(named(its)) : others));
    server = Optional.of(http);
    try {
      http.listen().toCompletionStage().toCompletableFuture().get();
    } catch (ExecutionException e) {
      throw new BindException(
          "cannot listen on "
              + listen.host()
              + ":"
              + listen.port()
              + ": "
              + e.getCause().getMessage());
    }
    callers.watch();
    served.listening().run();
  }

  /** Who calls. */
  Callers callers() {
    return callers;
  }

  private static HttpServerOptions options(
      GatewayConfiguration.Listen listen, MutualTls tls, ServerLimits limits) {
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost(listen.host())
            .setPort(listen.port())
            .setSsl(true)
            .setUseAlpn(true)
            .setClientAuth(ClientAuth.REQUIRED)
            .setKeyCertOptions(KeyCertOptions.wrap((X509KeyManager) tls.keyManagers()[0]))
            .setTrustOptions(TrustOptions.wrap(tls.trustManagers()[0]))
            .setHttp2ConnectionWindowSize(CONNECTION_WINDOW_BYTES);
    options
        .getInitialSettings()
        .setMaxConcurrentStreams(limits.streamsOfConnection())
        .setInitialWindowSize(STREAM_WINDOW_BYTES);
    return options;
  }

  private static boolean isGrpc(HttpServerRequest request) {
    String type = request.headers().get(HttpHeaders.CONTENT_TYPE);
    return type != null && type.startsWith("application/grpc");
  }

  /**
   * Vert.x waits for ever after a message that says it is packed in a request that does not say
   * how; so it always says something.
   */
  private static HttpServerRequest named(HttpServerRequest request) {
    if (!request.headers().contains(GrpcHeaderNames.GRPC_ENCODING)) {
      request.headers().set(GrpcHeaderNames.GRPC_ENCODING, MessageReader.UNNAMED);
    }
    return request;
  }

  @Override
  public void close() {
    server.ifPresent(its -> its.close().toCompletionStage().toCompletableFuture().join());
    threads.shutdownNow();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
