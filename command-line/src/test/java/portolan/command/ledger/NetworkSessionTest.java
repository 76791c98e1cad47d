// SPDX-License-Identifier: Apache-2.0
package portolan.command.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import portolan.network.ConsortiumFile;
import portolan.network.Network;

/** A program that uses a network for a while, by a process that stands for one of its nodes. */
class NetworkSessionTest {
  @TempDir private Path folder;
  private Process node;
  private LedgerNetwork network;

  @BeforeEach
  void describe() throws Exception {
    network = FabricNetwork.of(Network.of(ConsortiumFile.byDefault(), folder.resolve("net")));
    node = new ProcessBuilder("sleep", "600").start();
  }

  @AfterEach
  void endNode() throws Exception {
    node.destroyForcibly().waitFor();
  }

  /** As the network's own programs note down a process: number and start, proc(5). */
  private void start() throws Exception {
    String stat = Files.readString(Path.of("/proc", Long.toString(node.pid()), "stat"));
    String begun = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[19];
    Path file = folder.resolve("net").resolve("run").resolve("peer.bank.pid");
    Files.createDirectories(file.getParent());
    Files.writeString(file, node.pid() + " " + begun + "\n");
  }

  @Test
  void aNetworkThatWasAtWorkBeforeIsLeftAtWork() throws Exception {
    start();
    NetworkSession session = NetworkSession.of(network);
    assertThat(session.leavesIt()).isTrue();

    session.close();

    assertThat(node.isAlive()).isTrue();
  }

  @Test
  void aNetworkThatWasNotIsTakenDown() throws Exception {
    NetworkSession session = NetworkSession.of(network);
    assertThat(session.leavesIt()).isFalse();
    start();

    session.close();

    // This JVM learns of the end of its own child a moment later.
    assertThat(node.waitFor(10, TimeUnit.SECONDS)).isTrue();
  }
}
