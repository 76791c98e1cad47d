// SPDX-License-Identifier: Apache-2.0
package portolan.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import portolan.network.Consortium.Member;

class ConsortiumFolderTest {
  private static final Consortium CONSORTIUM = ConsortiumFile.byDefault();
  private static final Member FIRST = CONSORTIUM.members().getFirst();

  @TempDir private Path root;

  private ConsortiumFolder open() {
    return ConsortiumFolder.open(CONSORTIUM, root, Progress.silent());
  }

  @Test
  void aMembersPeerAndGatewayAreCertifiedByTheMembersAuthority() throws Exception {
    try (ConsortiumFolder folder = open()) {
      X509Certificate authority = folder.authority(FIRST);
      folder.peer(FIRST).certificate().verify(authority.getPublicKey());
      folder.gateway(FIRST).certificate().verify(authority.getPublicKey());
      assertThat(folder.orderer().certificate()).isNotNull();
      assertThat(folder.gatewayConfiguration(FIRST.name())).isRegularFile();
      assertThat(folder.clientCredentials(FIRST.name()).resolve("client.key")).isRegularFile();
    }
  }

  @Test
  void keysAreMadeOnceAndStepsAreDoneOnce() {
    int[] done = {0};
    X509Certificate first;
    try (ConsortiumFolder folder = open()) {
      first = folder.peer(FIRST).certificate();
      folder.once("founded", () -> done[0]++);
    }
    try (ConsortiumFolder folder = open()) {
      assertThat(folder.peer(FIRST).certificate()).isEqualTo(first);
      folder.once("founded", () -> done[0]++);
    }
    assertThat(done[0]).isEqualTo(1);
  }

  @Test
  void aFolderThatIsOpenIsRefused() {
    try (ConsortiumFolder folder = open()) {
      assertThat(folder.root()).isEqualTo(root);
      assertThatThrownBy(this::open)
          .isInstanceOf(NetworkException.class)
          .hasMessageContaining("another command is at work");
    }
  }

  @Test
  void theFolderOfANetworkIsRefusedAndANetworkRefusesThisOne() {
    NetworkFolder folder = new NetworkFolder(root);
    NetworkState.of(folder, CONSORTIUM, NetworkState.Kind.NODES);
    assertThatThrownBy(this::open)
        .isInstanceOf(NetworkException.class)
        .hasMessageContaining("is the folder of a network of Fabric's nodes");

    NetworkFolder other = new NetworkFolder(root.resolve("other"));
    NetworkState.of(other, CONSORTIUM, NetworkState.Kind.WITHOUT_NODES);
    assertThatThrownBy(() -> NetworkState.of(other, CONSORTIUM, NetworkState.Kind.NODES))
        .isInstanceOf(NetworkException.class)
        .hasMessageContaining("is the folder of a ledger without Fabric's nodes");
  }
}
