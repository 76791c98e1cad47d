// SPDX-License-Identifier: Apache-2.0
package portolan.client;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PortolanClientTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(longs = {0, -1})
  void aDeadlineThatHasPassedIsRefusedByName(long millis) {
    var builder = PortolanClient.newBuilder("localhost", 7171);

    assertThatThrownBy(() -> builder.deadline(Duration.ofMillis(millis)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("deadline: ");
  }

  @Test
  void authorityAndIdentityAreRequired() {
    var nothing = PortolanClient.newBuilder("localhost", 7171);
    var noIdentity =
        PortolanClient.newBuilder("localhost", 7171).authority(folder.resolve("ca.crt"));

    assertThatThrownBy(nothing::build).hasMessageContaining("authority and identity");
    assertThatThrownBy(noIdentity::build).hasMessageContaining("authority and identity");
  }

  @Test
  void aFileThatIsMissingOrNoCertificateIsNamed() throws IOException {
    Path missing = folder.resolve("client.crt");
    var builder =
        PortolanClient.newBuilder("localhost", 7171)
            .authority(folder.resolve("ca.crt"))
            .identity(missing, folder.resolve("client.key"));

    assertThatThrownBy(builder::build)
        .isInstanceOf(IOException.class)
        .hasMessageContaining(missing.toString());

    Files.writeString(missing, "no certificate");

    assertThatThrownBy(builder::build)
        .isInstanceOf(IOException.class)
        .hasMessageContaining(missing.toString());
  }
}
