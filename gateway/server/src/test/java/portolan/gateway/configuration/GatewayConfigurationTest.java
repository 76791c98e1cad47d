// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayConfigurationTest {
  private static final String GOOD =
      """
      {
        "mspId": "SupplierMSP", "name": "Supplier", "channel": "trade",
        "peer": {"host": "127.0.0.1", "port": 7150, "tlsCaFile": "/n/peer-ca.crt"},
        "identity": {"certFile": "/n/id.crt", "keyFile": "/n/id.key"},
        "peerTls": {"certFile": "/n/tls.crt", "keyFile": "/n/tls.key"},
        "listen": {"host": "127.0.0.1", "port": 7151, "certFile": "/n/api.crt",
                   "keyFile": "/n/api.key", "clientCaFile": "/n/ca.crt"},
        "dataDirectory": "/n/outbox"
      }
      """;

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void nameTheFile() {
    file = folder.resolve("supplier.json");
  }

  private GatewayConfiguration read(String json) throws IOException {
    Files.writeString(file, json);
    return GatewayConfiguration.read(file);
  }

  private static String changed(Consumer<ObjectNode> change) throws IOException {
    ObjectNode json = (ObjectNode) new ObjectMapper().readTree(GOOD);
    change.accept(json);
    return json.toString();
  }

  private static ObjectNode parent(ObjectNode json, String path) {
    JsonNode at = json;
    String[] names = path.split("\\.", -1);
    for (int i = 0; i < names.length - 1; i++) {
      at = at.path(names[i]);
    }
    return (ObjectNode) at;
  }

  private static String last(String path) {
    return path.substring(path.lastIndexOf('.') + 1);
  }

  private void refuses(String json, String... words) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(file + ": ")
        .hasMessageContainingAll(words);
  }

  @Test
  void everyFieldIsRead() throws IOException {
    GatewayConfiguration c = read(GOOD);

    assertThat(c.mspId()).isEqualTo("SupplierMSP");
    assertThat(c.name()).isEqualTo("Supplier");
    assertThat(c.channel()).isEqualTo("trade");
    assertThat(c.peer())
        .isEqualTo(new GatewayConfiguration.Peer("127.0.0.1", 7150, Path.of("/n/peer-ca.crt")));
    assertThat(c.identity().keyFile()).isEqualTo(Path.of("/n/id.key"));
    assertThat(c.peerTls().certFile()).isEqualTo(Path.of("/n/tls.crt"));
    assertThat(c.listen().port()).isEqualTo(7151);
    assertThat(c.listen().clientCaFile()).isEqualTo(Path.of("/n/ca.crt"));
    assertThat(c.dataDirectory()).isEqualTo(Path.of("/n/outbox"));
    assertThat(c.keeper()).as("unless it is told otherwise").isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mspId",
        "name",
        "channel",
        "peer",
        "peer.host",
        "peer.port",
        "peer.tlsCaFile",
        "identity",
        "identity.certFile",
        "identity.keyFile",
        "peerTls",
        "peerTls.certFile",
        "peerTls.keyFile",
        "listen",
        "listen.host",
        "listen.port",
        "listen.certFile",
        "listen.keyFile",
        "listen.clientCaFile",
        "dataDirectory"
      })
  void aFieldThatIsMissingOrNullIsNamedWithTheFile(String field) throws IOException {
    refuses(changed(json -> parent(json, field).remove(last(field))), ": " + field + ": expected");
    refuses(changed(json -> parent(json, field).putNull(last(field))), ": " + field + ": expected");
  }

  @Test
  void aGatewayCanBeNoKeeper() throws IOException {
    assertThat(read(changed(json -> json.put("keeper", false))).keeper()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"colour", "peer.colour", "identity.password", "listen.tls"})
  void anUnknownFieldIsNamed(String field) throws IOException {
    refuses(
        changed(json -> parent(json, field).put(last(field), "x")),
        ": " + field + ": unknown field; expected only");
  }

  @ParameterizedTest
  @CsvSource({
    "peer.port, 0",
    "peer.port, -1",
    "peer.port, 65536",
    "listen.port, 99999999999999",
    "listen.port, 7151.5",
    "listen.port, '\"7151\"'",
    "listen.port, true",
    "mspId, '{}'",
    "mspId, '\"\"'",
    "peer, 7",
    "identity, '[]'",
    "dataDirectory, '{}'",
    "keeper, '\"yes\"'",
    "keeper, 1",
    "listen.certFile, '\"\"'"
  })
  void aValueThatCannotBeIsNamed(String field, String value) throws IOException {
    JsonNode node = new ObjectMapper().readTree(value);
    refuses(
        changed(json -> parent(json, field).set(last(field), node)), ": " + field + ": expected");
  }

  @Test
  void whatIsNotJsonIsRefusedWithThePlace() {
    refuses("{\n  \"mspId\": \"SupplierMSP\",\n  oops", "line 3", "not valid JSON");
    refuses("", "expected an object");
    refuses("7", "expected an object");
    refuses(GOOD + "{}", "not valid JSON");
    refuses(GOOD.replaceFirst("\"name\"", "\"mspId\""), "not valid JSON", "mspId");
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> GatewayConfiguration.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(file + ": ")
        .hasMessageContaining("missing");
  }
}
