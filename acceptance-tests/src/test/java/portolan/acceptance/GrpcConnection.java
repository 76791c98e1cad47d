// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ChannelCredentials;
import io.grpc.Deadline;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.BlockingClientCall;
import io.grpc.stub.ClientCalls;
import io.vertx.grpc.health.v1.HealthCheckRequest;
import io.vertx.grpc.health.v1.HealthCheckResponse;
import io.vertx.grpc.reflection.v1.ServerReflectionRequest;
import io.vertx.grpc.reflection.v1.ServerReflectionResponse;
import io.vertx.grpc.reflection.v1.ServiceResponse;
import java.util.List;
import java.util.concurrent.TimeUnit;
import portolan.gateway.configuration.GatewayConfiguration;

/** A bare connection to a gateway, as any gRPC tool makes it. */
record GrpcConnection(ManagedChannel channel) implements AutoCloseable {
  private static final MethodDescriptor<HealthCheckRequest, HealthCheckResponse> HEALTH =
      method(
          "grpc.health.v1.Health/Check",
          MethodDescriptor.MethodType.UNARY,
          HealthCheckRequest.getDefaultInstance(),
          HealthCheckResponse.getDefaultInstance());
  private static final MethodDescriptor<ServerReflectionRequest, ServerReflectionResponse>
      REFLECTION =
          method(
              "grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
              MethodDescriptor.MethodType.BIDI_STREAMING,
              ServerReflectionRequest.getDefaultInstance(),
              ServerReflectionResponse.getDefaultInstance());

  private static <Q extends Message, R extends Message> MethodDescriptor<Q, R> method(
      String name, MethodDescriptor.MethodType type, Q request, R response) {
    return MethodDescriptor.<Q, R>newBuilder()
        .setFullMethodName(name)
        .setType(type)
        .setRequestMarshaller(ProtoUtils.marshaller(request))
        .setResponseMarshaller(ProtoUtils.marshaller(response))
        .build();
  }

  static GrpcConnection to(RealNetwork network, String mspId, ChannelCredentials credentials) {
    return to(network.configuration(mspId).listen(), credentials);
  }

  static GrpcConnection to(GatewayConfiguration.Listen listen, ChannelCredentials credentials) {
    return new GrpcConnection(
        Grpc.newChannelBuilderForAddress(listen.host(), listen.port(), credentials).build());
  }

  static Deadline deadline() {
    return Deadline.after(30, TimeUnit.SECONDS);
  }

  private static CallOptions options() {
    return CallOptions.DEFAULT.withDeadline(deadline());
  }

  /** What the gateway says of a service; of itself when the name is empty. */
  HealthCheckResponse.ServingStatus health(String service) {
    return ClientCalls.blockingUnaryCall(
            (Channel) channel,
            HEALTH,
            options(),
            HealthCheckRequest.newBuilder().setService(service).build())
        .getStatus();
  }

  List<ServiceResponse> services() throws Exception {
    return reflect(ServerReflectionRequest.newBuilder().setListServices("*").build())
        .getListServicesResponse()
        .getServiceList();
  }

  /** The description of the file in which a name is declared. */
  FileDescriptorProto fileContaining(String symbol) throws Exception {
    var files =
        reflect(ServerReflectionRequest.newBuilder().setFileContainingSymbol(symbol).build())
            .getFileDescriptorResponse()
            .getFileDescriptorProtoList();
    return files.stream()
        .map(GrpcConnection::parse)
        .filter(
            f ->
                f.getServiceList().stream()
                    .anyMatch(s -> symbol.equals(f.getPackage() + "." + s.getName())))
        .findFirst()
        .orElseThrow();
  }

  private static FileDescriptorProto parse(com.google.protobuf.ByteString bytes) {
    try {
      return FileDescriptorProto.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private ServerReflectionResponse reflect(ServerReflectionRequest request) throws Exception {
    BlockingClientCall<ServerReflectionRequest, ServerReflectionResponse> call =
        ClientCalls.blockingBidiStreamingCall(channel, REFLECTION, options());
    call.write(request);
    call.halfClose();
    ServerReflectionResponse response = call.read();
    if (response == null) {
      throw new AssertionError("no answer to " + request);
    }
    return response;
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
