// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.transport;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.Message;
import io.vertx.core.Vertx;
import io.vertx.grpc.common.GrpcMessageEncoder;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.common.ServiceName;
import io.vertx.grpc.server.Service;
import io.vertx.grpc.server.ServiceBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;
import portolan.gateway.api.call.ApiException;
import portolan.gateway.api.call.Call;
import portolan.gateway.api.call.GroupedRpc;
import portolan.gateway.api.call.RequestStream;
import portolan.gateway.api.call.Rpc;
import portolan.gateway.api.call.StreamRpc;

/** The methods of one service, by name, with what answers them. */
public final class ServiceBinding {
  private final ServiceDescriptor descriptor;
  private final String own;
  private final Map<String, Bound> methods = new LinkedHashMap<>();

  /** With what the calls of all methods are served. */
  record Serving(Vertx vertx, ExecutorService threads, Callers callers, ServerLimits limits) {}

  /** How the calls of one method are answered. */
  private interface Bound {
    void bind(ServiceBuilder builder, Serving serving);
  }

  /** A method with one request and one answer, for another way to call it than gRPC. */
  public interface Unary {
    /** The method. */
    MethodDescriptor method();

    /** An empty request. */
    Message prototype();

    /** Answers a request, in which the gateway's own member may leave out its MSP id. */
    Message answer(Message request, Call call) throws ApiException, InterruptedException;
  }

  private record BoundMethod<Q extends Message, R extends Message>(
      ServiceMethod<Q, R> served,
      MethodDescriptor method,
      Q prototype,
      OwnIds ids,
      GroupedRpc<Q, R> rpc)
      implements Bound, Unary {
    @Override
    public void bind(ServiceBuilder builder, Serving serving) {
      MessageReader<Q> reader =
          new MessageReader<>(served.decoder(), serving.limits().messageBytes());
      builder.bind(
          served,
          request ->
              UnaryCall.serve(
                  served.fullMethodName(),
                  rpc,
                  reader,
                  request,
                  serving.callers().arriving(request.connection()),
                  serving.vertx().getOrCreateContext(),
                  serving.threads()));
    }

    @Override
    @SuppressWarnings("unchecked") // whoever asks was given the prototype
    public Message answer(Message request, Call call) throws ApiException, InterruptedException {
      return rpc.call(ids.completed((Q) request), call);
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
  public ServiceBinding(ServiceDescriptor descriptor, String own) {
    this.descriptor = descriptor;
    this.own = own;
  }

  /** The service. */
  public ServiceDescriptor descriptor() {
    return descriptor;
  }

  /** Answers the method of that name, whose request is of the same type as the prototype. */
  public <Q extends Message, R extends Message> ServiceBinding method(
      String name, Q prototype, Rpc<Q, R> rpc) {
    return grouped(name, prototype, (request, call) -> rpc.call(request, call.remaining()));
  }

  /** As {@link #method}, for requests that share transactions. */
  public <Q extends Message, R extends Message> ServiceBinding grouped(
      String name, Q prototype, GroupedRpc<Q, R> rpc) {
    OwnIds ids = new OwnIds(own, prototype.getDescriptorForType());
    methods.put(
        name,
        new BoundMethod<>(
            method(name, prototype, ids), descriptor.findMethodByName(name), prototype, ids, rpc));
    return this;
  }

  /** As {@link #method}, for a stream of requests. */
  public <Q extends Message, A, R extends Message> ServiceBinding stream(
      String name, Q prototype, StreamRpc<Q, A, R> rpc) {
    methods.put(
        name,
        new BoundStream<>(
            method(name, prototype, new OwnIds(own, prototype.getDescriptorForType())),
            threads -> rpc));
    return this;
  }

  /** As {@link #grouped}, for a stream of such requests. */
  public <Q extends Message, P extends Message, R extends Message> ServiceBinding streamed(
      String name, Q prototype, GroupedRpc<Q, P> rpc, RequestStream.Wrapping<P, R> wrapping) {
    methods.put(
        name,
        new BoundStream<Q, R, R>(
            method(name, prototype, new OwnIds(own, prototype.getDescriptorForType())),
            threads -> new RequestStream<>(name, rpc, wrapping, threads)));
    return this;
  }

  private <Q extends Message, R extends Message> ServiceMethod<Q, R> method(
      String name, Q prototype, OwnIds ids) {
    MethodDescriptor method = descriptor.findMethodByName(name);
    if (method == null || !method.getInputType().equals(prototype.getDescriptorForType())) {
      throw new IllegalArgumentException(descriptor.getFullName() + "/" + name);
    }
    return ServiceMethod.server(
        ServiceName.create(descriptor.getFullName()),
        name,
        GrpcMessageEncoder.encoder(),
        ids.decoder(prototype));
  }

  /** Its methods with one request and one answer. */
  public List<Unary> unary() {
    return methods.values().stream()
        .filter(Unary.class::isInstance)
        .map(Unary.class::cast)
        .toList();
  }

  Service bind(Serving serving) {
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
