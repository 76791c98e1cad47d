// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.Message;
import com.google.rpc.Status;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import io.vertx.grpc.common.GrpcHeaderNames;
import io.vertx.grpc.common.GrpcMessageEncoder;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.common.ServiceName;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerOptions;
import io.vertx.grpc.server.GrpcServerResponse;
import io.vertx.grpc.server.Service;
import io.vertx.grpc.server.ServiceBuilder;
import java.io.IOException;
import java.net.BindException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ssl.X509KeyManager;
import portolan.credentials.MutualTls;
import portolan.domain.encoding.RefusedException;
import portolan.gateway.GatewayConfiguration;

/**
 * Serves the public API by gRPC over mutual TLS. Requests are read on an event loop and answered on
 * virtual threads; as many at once as {@link ServerLimits} says, a surplus one is refused with
 * RESOURCE_EXHAUSTED.
 */
public final class ApiServer implements AutoCloseable {
  private static final int STREAM_WINDOW_BYTES = 256 << 10;

  /** Streams whose messages wait must not hold up the other calls of their connection. */
  private static final int CONNECTION_WINDOW_BYTES = 16 << 20;

  private static final int REFERENCE_DIGITS = 8;
  private static final Logger LOG = Logger.getLogger(ApiServer.class.getName());

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
  interface Services {
    /** What is served, and how it is. */
    Served with(Callers callers);
  }

  /** Services, and what they can do just now. */
  record Served(List<ServiceBinding> services, ServingCondition condition) {}

  /** Starts serving. Nothing of it is left if it fails. */
  static ApiServer start(GatewayConfiguration.Listen listen, ServerLimits limits, Services services)
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
    Served served = services.with(callers);
    ServiceBinding.Serving serving = new ServiceBinding.Serving(vertx, threads, callers, limits);
    for (ServiceBinding binding : served.services()) {
      grpc.addService(binding.bind(serving));
    }
    grpc.addService(
        new GatewayHealth(
            vertx,
            callers,
            served.services().stream().map(b -> b.descriptor().getFullName()).toList(),
            served.condition()));
    grpc.addService(new Reflection(grpc, callers));
    HttpServer http =
        vertx
            .createHttpServer(options(listen, tls, limits))
            .connectionHandler(
                connection -> {
                  callers.connected(connection);
                  new Keepalive(vertx).watch(connection);
                })
            .requestHandler(request -> callers.handle(named(request), grpc));
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
    served.condition().watch(vertx);
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

  /** The methods of one service, by name, with what answers them. */
  static final class ServiceBinding {
    private final ServiceDescriptor descriptor;
    private final String own;
    private final Map<String, Bound> methods = new LinkedHashMap<>();

    /** With what the calls of all methods are served. */
    private record Serving(
        Vertx vertx, ExecutorService threads, Callers callers, ServerLimits limits) {}

    /** How the calls of one method are answered. */
    private interface Bound {
      void bind(ServiceBuilder builder, Serving serving);
    }

    private record BoundMethod<Q extends Message, R extends Message>(
        ServiceMethod<Q, R> method, GroupedRpc<Q, R> rpc) implements Bound {
      @Override
      public void bind(ServiceBuilder builder, Serving serving) {
        MessageReader<Q> reader =
            new MessageReader<>(method.decoder(), serving.limits().messageBytes());
        builder.bind(
            method,
            request ->
                UnaryCall.serve(
                    method.fullMethodName(),
                    rpc,
                    reader,
                    request,
                    serving.callers().arriving(request.connection()),
                    serving.vertx().getOrCreateContext(),
                    serving.threads()));
      }
    }

    private record BoundStream<Q extends Message, A, R extends Message>(
        ServiceMethod<Q, R> method, Function<ExecutorService, StreamRpc<Q, A, R>> rpc)
        implements Bound {
      @Override
      public void bind(ServiceBuilder builder, Serving serving) {
        MessageReader<Q> reader =
            new MessageReader<>(method.decoder(), serving.limits().messageBytes());
        builder.bind(
            method,
            request ->
                AnsweringStream.serve(
                    method.fullMethodName(),
                    rpc.apply(serving.threads()),
                    reader,
                    request,
                    serving.callers().arriving(request.connection()),
                    serving.vertx().getOrCreateContext(),
                    serving.threads()));
      }
    }

    /**
     * Without methods.
     *
     * @param own MSP id of the gateway's member
     */
    ServiceBinding(ServiceDescriptor descriptor, String own) {
      this.descriptor = descriptor;
      this.own = own;
    }

    ServiceDescriptor descriptor() {
      return descriptor;
    }

    /** Answers the method of that name, whose request is of the same type as the prototype. */
    <Q extends Message, R extends Message> ServiceBinding method(
        String name, Q prototype, Rpc<Q, R> rpc) {
      return grouped(name, prototype, (request, call) -> rpc.call(request, call.remaining()));
    }

    /** As {@link #method}, for requests that share transactions. */
    <Q extends Message, R extends Message> ServiceBinding grouped(
        String name, Q prototype, GroupedRpc<Q, R> rpc) {
      methods.put(name, new BoundMethod<>(method(name, prototype), rpc));
      return this;
    }

    /** As {@link #method}, for a stream of requests. */
    <Q extends Message, A, R extends Message> ServiceBinding stream(
        String name, Q prototype, StreamRpc<Q, A, R> rpc) {
      methods.put(name, new BoundStream<>(method(name, prototype), threads -> rpc));
      return this;
    }

    /** As {@link #grouped}, for a stream of such requests. */
    <Q extends Message, P extends Message, R extends Message> ServiceBinding streamed(
        String name, Q prototype, GroupedRpc<Q, P> rpc, RequestStream.Wrapping<P, R> wrapping) {
      methods.put(
          name,
          new BoundStream<Q, R, R>(
              method(name, prototype),
              threads -> new RequestStream<>(name, rpc, wrapping, threads)));
      return this;
    }

    private <Q extends Message, R extends Message> ServiceMethod<Q, R> method(
        String name, Q prototype) {
      MethodDescriptor method = descriptor.findMethodByName(name);
      if (method == null || !method.getInputType().equals(prototype.getDescriptorForType())) {
        throw new IllegalArgumentException(descriptor.getFullName() + "/" + name);
      }
      return ServiceMethod.server(
          ServiceName.create(descriptor.getFullName()),
          name,
          GrpcMessageEncoder.encoder(),
          OwnIds.decoder(own, prototype));
    }

    private Service bind(Serving serving) {
      for (MethodDescriptor method : descriptor.getMethods()) {
        if (!methods.containsKey(method.getName())) {
          throw new IllegalStateException(method.getFullName() + " is not bound");
        }
      }
      ServiceBuilder builder =
          Service.service(ServiceName.create(descriptor.getFullName()), descriptor);
      methods.values().forEach(m -> m.bind(builder, serving));
      return builder.build();
    }
  }

  /** What to tell the caller of a method that failed; what is our fault is logged. */
  static ApiException failure(String method, Throwable why) {
    return switch (why) {
      case ApiException e -> e;
      case RefusedException e ->
          ApiException.refused(e.refusal().code(), e.refusal().field(), e.refusal().message());
      // A value that the domain's types cannot hold, such as a number that is too large.
      case IllegalArgumentException e when isOfDomain(e) -> ApiException.invalid("", said(e));
      case ArithmeticException e when isOfDomain(e) -> ApiException.invalid("", said(e));
      case InterruptedException e -> {
        Thread.currentThread().interrupt();
        yield ApiException.unavailable("the gateway is stopping");
      }
      default -> internal(method, why);
    };
  }

  /** A fault of ours: told by a reference to the log, where it stands in full. */
  static ApiException internal(String what, Throwable why) {
    String reference = Randomness.hex().substring(0, REFERENCE_DIGITS);
    LOG.log(Level.SEVERE, why, () -> what + " failed, reference " + reference);
    return ApiException.internal(reference);
  }

  /** Whether a rule of the domain's types said so, and not the JDK, a library or the gateway. */
  private static boolean isOfDomain(RuntimeException e) {
    for (StackTraceElement frame : e.getStackTrace()) {
      if (!frame.getClassName().startsWith("java.")) {
        return frame.getClassName().startsWith("portolan.domain.");
      }
    }
    return false;
  }

  private static String said(RuntimeException e) {
    return e.getMessage() == null ? "expected another value" : e.getMessage();
  }

  /** Ends a response with an error. */
  static void fail(GrpcServerResponse<?, ?> response, ApiException e) {
    Status status = e.toStatus();
    finish(
        response,
        () -> {
          response
              .trailers()
              .set(
                  "grpc-status-details-bin",
                  Base64.getEncoder().withoutPadding().encodeToString(status.toByteArray()));
          response.status(GrpcStatus.valueOf(status.getCode())).statusMessage(status.getMessage());
          response.end();
        });
  }

  /** Ends a response unless the caller has gone, or its deadline has ended it before. */
  static void finish(GrpcServerResponse<?, ?> response, Runnable end) {
    try {
      end.run();
    } catch (IllegalStateException e) {
      LOG.log(Level.FINE, e, () -> "nobody waits for " + response);
    }
  }
}
