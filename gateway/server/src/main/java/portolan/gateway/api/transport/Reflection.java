// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.transport;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.rpc.CodeProto;
import com.google.rpc.ErrorDetailsProto;
import com.google.rpc.StatusProto;
import io.vertx.grpc.common.GrpcMessage;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.GrpcMessageEncoder;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.common.ServiceName;
import io.vertx.grpc.reflection.v1.ErrorResponse;
import io.vertx.grpc.reflection.v1.ExtensionNumberResponse;
import io.vertx.grpc.reflection.v1.FileDescriptorResponse;
import io.vertx.grpc.reflection.v1.ListServiceResponse;
import io.vertx.grpc.reflection.v1.ServerReflectionProto;
import io.vertx.grpc.reflection.v1.ServerReflectionRequest;
import io.vertx.grpc.reflection.v1.ServerReflectionResponse;
import io.vertx.grpc.reflection.v1.ServiceResponse;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerRequest;
import io.vertx.grpc.server.GrpcServerResponse;
import io.vertx.grpc.server.Service;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import portolan.gateway.api.call.ApiException;

/**
 * {@code grpc.reflection.v1.ServerReflection}: what tools need to speak with the gateway without
 * its {@code .proto} files. Beside the services' own messages it knows the details of errors, which
 * no service names, and answers as many questions of a stream as come.
 */
final class Reflection implements Service {
  private static final int MAX_BYTES = 4 << 10;
  private static final ServiceDescriptor DESCRIPTOR =
      ServerReflectionProto.getDescriptor().findServiceByName("ServerReflection");

  private final GrpcServer server;
  private final Callers callers;
  private final Map<String, FileDescriptor> files = new LinkedHashMap<>();
  private final Map<String, FileDescriptor> symbols = new LinkedHashMap<>();
  private final Map<String, Map<Integer, FileDescriptor>> extensions = new LinkedHashMap<>();

  /** Of all services that the server has by now, and of itself. */
  Reflection(GrpcServer server, Callers callers) {
    this.server = server;
    this.callers = callers;
    server.services().forEach(s -> add(s.descriptor().getFile()));
    add(DESCRIPTOR.getFile());
    add(StatusProto.getDescriptor());
    add(CodeProto.getDescriptor());
    add(ErrorDetailsProto.getDescriptor());
  }

  private void add(FileDescriptor file) {
    if (files.putIfAbsent(file.getName(), file) != null) {
      return;
    }
    for (ServiceDescriptor service : file.getServices()) {
      symbols.put(service.getFullName(), file);
      for (MethodDescriptor method : service.getMethods()) {
        symbols.put(method.getFullName(), file);
      }
    }
    file.getMessageTypes().forEach(this::add);
    file.getEnumTypes().forEach(this::add);
    file.getExtensions().forEach(this::add);
    file.getDependencies().forEach(this::add);
  }

  private void add(Descriptor message) {
    symbols.put(message.getFullName(), message.getFile());
    message.getNestedTypes().forEach(this::add);
    message.getEnumTypes().forEach(this::add);
    message.getExtensions().forEach(this::add);
  }

  private void add(EnumDescriptor type) {
    symbols.put(type.getFullName(), type.getFile());
  }

  private void add(FieldDescriptor extension) {
    symbols.put(extension.getFullName(), extension.getFile());
    extensions
        .computeIfAbsent(extension.getContainingType().getFullName(), t -> new TreeMap<>())
        .put(extension.getNumber(), extension.getFile());
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
  public void bind(GrpcServer its) {
    GrpcMessageDecoder<ServerReflectionRequest> decoder =
        GrpcMessageDecoder.decoder(ServerReflectionRequest.getDefaultInstance());
    ServiceMethod<ServerReflectionRequest, ServerReflectionResponse> method =
        ServiceMethod.server(name(), "ServerReflectionInfo", GrpcMessageEncoder.encoder(), decoder);
    MessageReader<ServerReflectionRequest> reader = new MessageReader<>(decoder, MAX_BYTES);
    its.callHandler(method, request -> serve(request, reader));
  }

  private void serve(
      GrpcServerRequest<ServerReflectionRequest, ServerReflectionResponse> request,
      MessageReader<ServerReflectionRequest> reader) {
    GrpcServerResponse<ServerReflectionRequest, ServerReflectionResponse> response =
        request.response();
    Callers.Exchange exchange = callers.arriving(request.connection());
    request.invalidMessageHandler(
        e -> fail(response, exchange, MessageReader.tooLarge(MAX_BYTES, "more")));
    request.messageHandler(
        message -> {
          exchange.expect(exchange.limits().idleStream(), exchange::reset);
          if (response.writeQueueFull()) {
            // Until what it has asked for is taken.
            exchange.pause();
            response.drainHandler(v -> exchange.resume());
          }
          answer(message, reader, response, exchange);
        });
    request.endHandler(
        v -> {
          exchange.answered();
          Responses.finish(response, response::end);
        });
  }

  private void answer(
      GrpcMessage message,
      MessageReader<ServerReflectionRequest> reader,
      GrpcServerResponse<ServerReflectionRequest, ServerReflectionResponse> response,
      Callers.Exchange exchange) {
    try {
      ServerReflectionResponse answer = answer(reader.read(message));
      Responses.finish(response, () -> response.write(answer));
    } catch (ApiException e) {
      fail(response, exchange, e);
    }
  }

  private static void fail(
      GrpcServerResponse<?, ?> response, Callers.Exchange exchange, ApiException e) {
    exchange.refused();
    Responses.fail(response, e);
  }

  private ServerReflectionResponse answer(ServerReflectionRequest request) {
    ServerReflectionResponse.Builder response =
        ServerReflectionResponse.newBuilder()
            .setValidHost(request.getHost())
            .setOriginalRequest(request);
    return (switch (request.getMessageRequestCase()) {
          case LIST_SERVICES -> response.setListServicesResponse(services());
          case FILE_BY_FILENAME -> withFile(response, files.get(request.getFileByFilename()));
          case FILE_CONTAINING_SYMBOL ->
              withFile(response, symbols.get(request.getFileContainingSymbol()));
          case FILE_CONTAINING_EXTENSION ->
              withFile(
                  response,
                  extensions
                      .getOrDefault(
                          request.getFileContainingExtension().getContainingType(), Map.of())
                      .get(request.getFileContainingExtension().getExtensionNumber()));
          case ALL_EXTENSION_NUMBERS_OF_TYPE ->
              withNumbers(response, request.getAllExtensionNumbersOfType());
          case MESSAGEREQUEST_NOT_SET ->
              withError(response, GrpcStatus.INVALID_ARGUMENT, "expected a question");
        })
        .build();
  }

  private ListServiceResponse services() {
    ListServiceResponse.Builder all = ListServiceResponse.newBuilder();
    server
        .services()
        .forEach(
            s ->
                all.addService(
                    ServiceResponse.newBuilder().setName(s.name().fullyQualifiedName())));
    return all.build();
  }

  /** The file and all that it imports, itself first. */
  private static ServerReflectionResponse.Builder withFile(
      ServerReflectionResponse.Builder response, FileDescriptor file) {
    if (file == null) {
      return withError(response, GrpcStatus.NOT_FOUND, "not known here");
    }
    FileDescriptorResponse.Builder found = FileDescriptorResponse.newBuilder();
    Map<String, FileDescriptor> seen = new LinkedHashMap<>(Map.of(file.getName(), file));
    Queue<FileDescriptor> next = new ArrayDeque<>(seen.values());
    for (FileDescriptor each = next.poll(); each != null; each = next.poll()) {
      found.addFileDescriptorProto(each.toProto().toByteString());
      for (FileDescriptor imported : each.getDependencies()) {
        if (seen.putIfAbsent(imported.getName(), imported) == null) {
          next.add(imported);
        }
      }
    }
    return response.setFileDescriptorResponse(found);
  }

  private ServerReflectionResponse.Builder withNumbers(
      ServerReflectionResponse.Builder response, String type) {
    Optional<Map<Integer, FileDescriptor>> numbers = Optional.ofNullable(extensions.get(type));
    if (numbers.isEmpty() && !symbols.containsKey(type)) {
      return withError(response, GrpcStatus.NOT_FOUND, "not known here");
    }
    return response.setAllExtensionNumbersResponse(
        ExtensionNumberResponse.newBuilder()
            .setBaseTypeName(type)
            .addAllExtensionNumber(numbers.map(Map::keySet).orElse(Set.of())));
  }

  private static ServerReflectionResponse.Builder withError(
      ServerReflectionResponse.Builder response, GrpcStatus code, String message) {
    return response.setErrorResponse(
        ErrorResponse.newBuilder().setErrorCode(code.code).setErrorMessage(message));
  }
}
