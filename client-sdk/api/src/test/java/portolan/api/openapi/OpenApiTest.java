// SPDX-License-Identifier: Apache-2.0
package portolan.api.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.google.api.AnnotationsProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import portolan.api.ApiDescriptors;

/** Run with {@code -Dportolan.openapi=write} it writes the document instead. */
class OpenApiTest {
  private static final Path KEPT = Path.of("src", "main", "resources", "portolan", "openapi.json");
  private static final String HOW =
      "openapi.json is not what the .proto files say. Who means to change it makes it anew by:"
          + " ./mvnw -q -pl client-sdk/api test -Dtest=OpenApiTest -Dportolan.openapi=write";
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private static JsonNode made() throws IOException {
    return OpenApiDocument.of(ApiDescriptors.withComments());
  }

  @Test
  void theDocumentSaysWhatTheProtoFilesSay() throws IOException {
    String text = MAPPER.writeValueAsString(made()) + "\n";
    if (System.getProperty("portolan.openapi", "").equals("write")) {
      Files.createDirectories(KEPT.getParent());
      Files.writeString(KEPT, text);
    }
    assertThat(Files.readString(KEPT)).as(HOW).isEqualTo(text);
  }

  @Test
  void everyCallWithOneRequestAndOneAnswerHasAPathOfItsOwnAndNoStreamHas() throws IOException {
    Set<String> places = new HashSet<>();
    for (FileDescriptorProto file : ApiDescriptors.withComments().getFileList()) {
      for (ServiceDescriptorProto service : file.getServiceList()) {
        for (MethodDescriptorProto method : service.getMethodList()) {
          boolean isStream = method.getClientStreaming() || method.getServerStreaming();
          assertThat(method.getOptions().hasExtension(AnnotationsProto.http))
              .as(service.getName() + "/" + method.getName())
              .isEqualTo(!isStream);
          if (!isStream) {
            var rule = method.getOptions().getExtension(AnnotationsProto.http);
            String place = rule.getPatternCase() + rule.getGet() + rule.getPut() + rule.getPost();
            assertThat(places.add(place.replaceAll("\\{\\w+}", "{}"))).as(place).isTrue();
            assertThat(rule.getBody()).isEqualTo(rule.hasGet() ? "" : "*");
          }
        }
      }
    }
  }

  @Test
  void whatIsReferredToIsThere() throws IOException {
    JsonNode document = made();
    List<String> references = new ArrayList<>(document.findValuesAsText("$ref"));
    assertThat(references).hasSizeGreaterThan(100);
    for (String reference : new HashSet<>(references)) {
      assertThat(document.at(reference.substring(1)).isObject()).as(reference).isTrue();
    }
    assertThat(document.at("/paths").size()).isGreaterThan(50);
    assertThat(document.at("/paths/~1v1~1escrows~1{escrowId}/put/parameters/0/name").asText())
        .isEqualTo("escrowId");
  }
}
