// SPDX-License-Identifier: Apache-2.0
package portolan.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FabricProgramsTest {
  @TempDir Path root;

  @ParameterizedTest
  @CsvSource({
    "go1.26.8, true",
    "go1.25, true",
    "go1.24.2, true",
    "go1.24.1, false",
    "go1.24, false",
    "go1.19.8, false",
    "go2.0, true",
    "devel, false"
  })
  void aGoThatIsTooOldIsTold(String version, boolean recentEnough) {
    assertThat(FabricPrograms.isRecentEnough(version)).isEqualTo(recentEnough);
  }

  @Test
  void anUnpackedReleaseIsUsed() throws IOException {
    FabricPrograms programs =
        FabricPrograms.find(Map.of("FABRIC_BIN", release("v3.1.1").toString()), Progress.silent());

    assertThat(programs.bin()).isEqualTo(root.resolve("bin"));
    assertThat(programs.samples()).isEqualTo(root.resolve("config"));
  }

  @Test
  void anotherReleaseIsRefusedByItsName() throws IOException {
    Path bin = release("v2.5.4");

    assertThatThrownBy(() -> FabricPrograms.release(bin))
        .isInstanceOf(NetworkException.class)
        .hasMessageContaining("v2.5.4")
        .hasMessageContaining("expected 3.1.x");
  }

  @Test
  void aFolderWithoutTheProgramsIsRefused() {
    assertThatThrownBy(() -> FabricPrograms.release(root))
        .isInstanceOf(NetworkException.class)
        .hasMessageContaining("FABRIC_BIN")
        .hasMessageContaining("no program peer");
  }

  @Test
  void aReleaseWithoutItsConfigurationIsRefused() throws IOException {
    Path bin = release("v3.1.1");
    Files.delete(root.resolve("config").resolve("core.yaml"));

    assertThatThrownBy(() -> FabricPrograms.release(bin))
        .isInstanceOf(NetworkException.class)
        .hasMessageContaining("core.yaml");
  }

  private Path release(String version) throws IOException {
    Path bin = Files.createDirectories(root.resolve("bin"));
    Path config = Files.createDirectories(root.resolve("config"));
    for (String file : List.of("core.yaml", "orderer.yaml")) {
      Files.createFile(config.resolve(file));
    }
    for (String program : List.of("peer", "orderer", "configtxgen")) {
      Path file = bin.resolve(program);
      Files.writeString(
          file, "#!/bin/sh\necho '" + program + ":'\necho ' Version: " + version + "'\n");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    return bin;
  }

  @Test
  void clusterTimeoutsAreAddedToTheOrderersFile() {
    assertThat(
            ChannelConfiguration.withClusterTimeouts(
                "General:\n  Cluster:\n    SendBufferSize: 100\n"))
        .isEqualTo(
            "General:\n  Cluster:\n    RPCTimeout: 500ms\n    DialTimeout: 1s\n    SendBufferSize: 100\n");
    assertThatThrownBy(() -> ChannelConfiguration.withClusterTimeouts("General:\n"))
        .isInstanceOf(NetworkException.class)
        .hasMessageContaining("Cluster");
  }
}
