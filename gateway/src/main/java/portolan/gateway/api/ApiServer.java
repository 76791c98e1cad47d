package portolan.gateway.api;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.Message;
import com.google.rpc.Status;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import io.vertx.grpc.common.GrpcMessageEncoder;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.common.ServiceName;
import io.vertx.grpc.reflection.ReflectionService;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerOptions;
import io.vertx.grpc.server.GrpcServerRequest;
import io.vertx.grpc.server.GrpcServerResponse;
import io.vertx.grpc.server.Service;
import io.vertx.grpc.server.ServiceBuilder;
import java.io.IOException;
import java.net.BindException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ssl.X509KeyManager;
import portolan.credentials.MutualTls;
import portolan.domain.encoding.RefusedException;
import portolan.gateway.GatewayConfiguration;

/**
 * Serves the public API by gRPC over mutual TLS. Requests are read on an event loop and answered on
 * virtual threads; as many at once as the limit says, a surplus one is refused with
 * RESOURCE_EXHAUSTED.
 */
public final class ApiServer implements AutoCloseable {
  private static final int MAX_MESSAGE_BYTES = 4 << 20;
  private static final int MAX_CONCURRENT_CALLS = 2_000;
  private static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(60);
  private static final Logger LOG = Logger.getLogger(ApiServer.class.getName());

  private final Vertx vertx;
  private final HttpServer server;
  private final ExecutorService threads;

  private ApiServer(Vertx vertx, HttpServer server, ExecutorService threads) {
    this.vertx = vertx;
    this.server = server;
    this.threads = threads;
  }

  /**
   * Starts serving.
   *
   * @param healthy whether the ledger can be reached; may block
   */
  static ApiServer start(
      GatewayConfiguration.Listen listen,
      Iterable<ServiceBinding> services,
      Supplier<Boolean> healthy)
      throws InterruptedException, IOException {
    // Not from files: Vert.x would derive a key for a store of the pair, which takes a while.
    MutualTls tls = MutualTls.of(listen.certFile(), listen.keyFile(), listen.clientCaFile());
    Vertx vertx = Vertx.vertx();
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    GrpcServer grpc =
        GrpcServer.server(
            vertx,
            new GrpcServerOptions()
                .setMaxMessageSize(MAX_MESSAGE_BYTES)
                .setScheduleDeadlineAutomatically(true)
                .setDeadlinePropagation(true));
    Semaphore room = new Semaphore(MAX_CONCURRENT_CALLS);
    List<String> names = new ArrayList<>();
    for (ServiceBinding binding : services) {
      names.add(binding.descriptor().getFullName());
      grpc.addService(binding.bind(vertx, threads, room));
    }
    grpc.addService(
        new GatewayHealth(vertx, names, () -> vertx.executeBlocking(healthy::get, false)));
    grpc.addService(ReflectionService.v1());
    HttpServer server =
        vertx.createHttpServer(
            new HttpServerOptions()
                .setHost(listen.host())
                .setPort(listen.port())
                .setSsl(true)
                .setUseAlpn(true)
                .setClientAuth(ClientAuth.REQUIRED)
                .setKeyCertOptions(KeyCertOptions.wrap((X509KeyManager) tls.keyManagers()[0]))
                .setTrustOptions(TrustOptions.wrap(tls.trustManagers()[0])));
    try {
      server.requestHandler(grpc).listen().toCompletionStage().toCompletableFuture().get();
    } catch (ExecutionException e) {
      vertx.close();
      throw new BindException(
          "cannot listen on "
              + listen.host()
              + ":"
              + listen.port()
              + ": "
              + e.getCause().getMessage());
    }
    return new ApiServer(vertx, server, threads);
  }

  @Override
  public void close() {
    server.close().toCompletionStage().toCompletableFuture().join();
    threads.shutdownNow();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  /** The methods of one service, by name, with what answers them. */
  static final class ServiceBinding {
    private final ServiceDescriptor descriptor;
    private final String own;
    private final Map<String, Bound> methods = new LinkedHashMap<>();

    /** How the calls of one method are answered. */
    private interface Bound {
      void bind(ServiceBuilder builder, Vertx vertx, ExecutorService threads, Semaphore room);
    }

    private record BoundMethod<Q extends Message, R extends Message>(
        ServiceMethod<Q, R> method, GroupedRpc<Q, R> rpc) implements Bound {
      @Override
      public void bind(
          ServiceBuilder builder, Vertx vertx, ExecutorService threads, Semaphore room) {
        ServiceBinding.bind(builder, this, vertx, threads, room);
      }
    }

    private record BoundStream<Q extends Message, A, R extends Message>(
        ServiceMethod<Q, R> method, Function<ExecutorService, StreamRpc<Q, A, R>> rpc)
        implements Bound {
      @Override
      public void bind(
          ServiceBuilder builder, Vertx vertx, ExecutorService threads, Semaphore room) {
        builder.bind(
            method,
            request -> {
              if (room.tryAcquire()) {
                AnsweringStream.serve(
                    rpc.apply(threads),
                    request,
                    threads,
                    vertx.getOrCreateContext(),
                    room::release);
              } else {
                fail(request.response(), tooMany());
              }
            });
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

    private Service bind(Vertx vertx, ExecutorService threads, Semaphore room) {
      for (MethodDescriptor method : descriptor.getMethods()) {
        if (!methods.containsKey(method.getName())) {
          throw new IllegalStateException(method.getFullName() + " is not bound");
        }
      }
      ServiceBuilder builder =
          Service.service(ServiceName.create(descriptor.getFullName()), descriptor);
      methods.values().forEach(m -> m.bind(builder, vertx, threads, room));
      return builder.build();
    }

    private static <Q extends Message, R extends Message> void bind(
        ServiceBuilder builder,
        BoundMethod<Q, R> method,
        Vertx vertx,
        ExecutorService threads,
        Semaphore room) {
      builder.bind(
          method.method(),
          request ->
              request
                  .last()
                  .onSuccess(q -> answer(method, q, request, vertx, threads, room))
                  .onFailure(
                      e -> fail(request.response(), ApiException.invalid("", e.getMessage()))));
    }

    private static <Q extends Message, R extends Message> void answer(
        BoundMethod<Q, R> method,
        Q message,
        GrpcServerRequest<Q, R> request,
        Vertx vertx,
        ExecutorService threads,
        Semaphore room) {
      GrpcServerResponse<Q, R> response = request.response();
      if (!room.tryAcquire()) {
        fail(response, tooMany());
        return;
      }
      Duration deadline =
          request.timeout() > 0 ? Duration.ofMillis(request.timeout()) : DEFAULT_DEADLINE;
      var context = vertx.getOrCreateContext();
      threads.execute(
          () -> {
            try {
              R answer = method.rpc().call(message, new Call(deadline, request.connection()));
              context.runOnContext(v -> finish(response, () -> response.end(answer)));
            } catch (Exception e) {
              ApiException failure = failure(method.method().fullMethodName(), e);
              context.runOnContext(v -> fail(response, failure));
            } finally {
              room.release();
            }
          });
    }

    private static ApiException tooMany() {
      return ApiException.full(
          "the gateway is answering " + MAX_CONCURRENT_CALLS + " calls; try again later");
    }
  }

  /** What to tell the caller of a method that failed; what is our fault is logged. */
  static ApiException failure(String method, Exception why) {
    return switch (why) {
      case ApiException e -> e;
      case RefusedException e ->
          ApiException.refused(e.refusal().code(), e.refusal().field(), e.refusal().message());
      // A value that the domain's types cannot hold, such as a number that is too large.
      case IllegalArgumentException e -> ApiException.invalid("", e.getMessage());
      case ArithmeticException e -> ApiException.invalid("", e.getMessage());
      case InterruptedException e -> {
        Thread.currentThread().interrupt();
        yield ApiException.unavailable("the gateway is stopping");
      }
      default -> {
        LOG.log(Level.SEVERE, method, why);
        yield ApiException.internal("see the log of the gateway");
      }
    };
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
  private static void finish(GrpcServerResponse<?, ?> response, Runnable end) {
    try {
      end.run();
    } catch (IllegalStateException e) {
      LOG.log(Level.FINE, e, () -> "nobody waits for " + response);
    }
  }
}
