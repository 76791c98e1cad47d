// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.transport;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.rpc.BadRequest;
import com.google.rpc.Status;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.BlockingClientCall;
import io.grpc.stub.ClientCalls;
import io.vertx.grpc.reflection.v1.ServerReflectionRequest;
import io.vertx.grpc.reflection.v1.ServerReflectionResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import portolan.gateway.api.call.ApiException;

/** Tools that know nothing but the reflection service can read all that the gateway says. */
@Timeout(60)
class ReflectionTest {
  private static final MethodDescriptor<ServerReflectionRequest, ServerReflectionResponse> METHOD =
      MethodDescriptor.<ServerReflectionRequest, ServerReflectionResponse>newBuilder()
          .setFullMethodName("grpc.reflection.v1.ServerReflection/ServerReflectionInfo")
          .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
          .setRequestMarshaller(ProtoUtils.marshaller(ServerReflectionRequest.getDefaultInstance()))
          .setResponseMarshaller(
              ProtoUtils.marshaller(ServerReflectionResponse.getDefaultInstance()))
          .build();

  @TempDir private Path folder;
  private ServedForTest served;

  @BeforeEach
  void serve() throws Exception {
    served = ServedForTest.with(folder, ServerLimits.DEFAULT);
  }

  @AfterEach
  void close() {
    served.close();
  }

  /** The answers to questions that go out on one stream. */
  private List<ServerReflectionResponse> ask(ServerReflectionRequest... questions)
      throws Exception {
    BlockingClientCall<ServerReflectionRequest, ServerReflectionResponse> call =
        ClientCalls.blockingBidiStreamingCall(
            served.connect("a"), METHOD, CallOptions.DEFAULT.withDeadlineAfter(30, SECONDS));
    List<ServerReflectionResponse> answers = new ArrayList<>();
    for (ServerReflectionRequest question : questions) {
      call.write(question);
      answers.add(call.read());
    }
    call.halfClose();
    assertThat(call.read()).isNull();
    return answers;
  }

  private static ServerReflectionRequest symbol(String name) {
    return ServerReflectionRequest.newBuilder().setFileContainingSymbol(name).build();
  }

  private static Descriptor resolved(ServerReflectionResponse answer, String name)
      throws Exception {
    Map<String, FileDescriptorProto> files = new HashMap<>();
    for (var bytes : answer.getFileDescriptorResponse().getFileDescriptorProtoList()) {
      FileDescriptorProto file = FileDescriptorProto.parseFrom(bytes);
      files.put(file.getName(), file);
    }
    for (FileDescriptorProto file : files.values()) {
      FileDescriptor built = built(file, files);
      for (Descriptor type : built.getMessageTypes()) {
        if (type.getFullName().equals(name)) {
          return type;
        }
      }
    }
    throw new AssertionError(name + " is not in " + files.keySet());
  }

  private static FileDescriptor built(
      FileDescriptorProto file, Map<String, FileDescriptorProto> files) throws Exception {
    List<FileDescriptor> imports = new ArrayList<>();
    for (String each : file.getDependencyList()) {
      imports.add(built(files.get(each), files));
    }
    return FileDescriptor.buildFrom(file, imports.toArray(FileDescriptor[]::new));
  }

  @Test
  void theDetailsOfAnErrorCanBeReadByReflectionAlone() throws Exception {
    Status status = ApiException.invalid("orderId", "expected an id").toStatus();
    assertThat(status.getDetailsList()).hasSize(2);
    for (var detail : status.getDetailsList()) {
      String type = detail.getTypeUrl().substring(detail.getTypeUrl().indexOf('/') + 1);
      ServerReflectionResponse answer = ask(symbol(type)).getFirst();
      DynamicMessage read = DynamicMessage.parseFrom(resolved(answer, type), detail.getValue());
      assertThat(read.toString()).contains("orderId");
      assertThat(read.getUnknownFields().asMap()).isEmpty();
    }
    ServerReflectionResponse whole = ask(symbol("google.rpc.Status")).getFirst();
    assertThat(
            DynamicMessage.parseFrom(resolved(whole, "google.rpc.Status"), status.toByteString())
                .toString())
        .contains(BadRequest.getDescriptor().getFullName());
  }

  @Test
  void manyQuestionsAreAnsweredOnOneStream() throws Exception {
    List<ServerReflectionResponse> answers =
        ask(
            ServerReflectionRequest.newBuilder().setListServices("*").build(),
            symbol("portolan.v1.ProvenanceService.Capture"),
            symbol("portolan.v1.Role"),
            symbol("google.rpc.BadRequest.FieldViolation"),
            symbol("portolan.v1.NoSuchThing"),
            ServerReflectionRequest.newBuilder()
                .setFileByFilename("google/rpc/error_details.proto")
                .build());
    assertThat(answers.get(0).getListServicesResponse().getServiceList())
        .extracting(s -> s.getName())
        .containsExactlyInAnyOrder(
            "portolan.v1.ProvenanceService",
            "grpc.health.v1.Health",
            "grpc.reflection.v1.ServerReflection");
    for (int found : new int[] {1, 2, 3, 5}) {
      assertThat(answers.get(found).getFileDescriptorResponse().getFileDescriptorProtoList())
          .as("answer %d", found)
          .isNotEmpty();
    }
    assertThat(answers.get(4).getErrorResponse().getErrorCode()).isEqualTo(5);
  }
}
