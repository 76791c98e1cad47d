// SPDX-License-Identifier: Apache-2.0
package portolan.network;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import portolan.network.cli.Failures;
import portolan.network.cli.NetworkCommand;

class NetworkTest {
  private static final Consortium CONSORTIUM = ConsortiumFile.byDefault();
  @TempDir Path root;

  @Test
  void aNetworkThatWasNeverUpIsDown() {
    NetworkStatus status = Network.of(CONSORTIUM, root.resolve("net")).status();

    assertThat(status.down()).isTrue();
    assertThat(status.up()).isFalse();
    assertThat(status.leader()).isEmpty();
    assertThat(status.nodes()).hasSize(13);
  }

  @Test
  void anUpThatWasInterruptedIsToldWithHowFarItCameAndWhatToDo() throws IOException {
    Path folder = root.resolve("net");
    NetworkState state = NetworkState.begin(folder.resolve("state.json"), CONSORTIUM);
    List<String> steps = Startup.steps(CONSORTIUM);
    steps.subList(0, 4).forEach(state::done);

    NetworkStatus status = Network.of(CONSORTIUM, folder).status();

    assertThat(status.up()).isFalse();
    assertThat(status.problems())
        .singleElement(as(STRING))
        .contains("was interrupted", "4 of " + steps.size() + " steps", steps.get(4))
        .contains("run it again");
    StringWriter out = new StringWriter();
    int code =
        new CommandLine(new NetworkCommand())
            .setOut(new PrintWriter(out))
            .execute("status", "--directory", folder.toString());
    assertThat(code).isEqualTo(1);
    assertThat(out.toString()).contains("is down", "4 of " + steps.size() + " steps");
  }

  @Test
  void aNetworkOfWhichAProcessRunsIsNotUpAndIsSomebodys() throws Exception {
    Path folder = root.resolve("net");
    NetworkState state = NetworkState.begin(folder.resolve("state.json"), CONSORTIUM);
    Startup.steps(CONSORTIUM).forEach(state::done);
    Network network = Network.of(CONSORTIUM, folder);
    assertThat(network.isRunning()).isFalse();
    Process process = new ProcessBuilder("sleep", "600").start();
    try {
      ProcessIdentity.running(process.pid())
          .orElseThrow()
          .write(folder.resolve("run").resolve("peer.bank.pid"));

      assertThat(network.isRunning()).isTrue();
      assertThat(network.status().problems())
          .anyMatch(p -> p.contains("before every gateway reached every member"))
          .anyMatch(p -> p.startsWith("orderer0 does not run"))
          .anyMatch(p -> p.startsWith("peer.bank does not listen"))
          .anyMatch(p -> p.startsWith("chaincode.supplier does not run"));
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  @Test
  void takingDownWhatIsNotThereChangesNothing() {
    Path folder = root.resolve("net");

    Network.of(CONSORTIUM, folder).down();

    assertThat(folder).doesNotExist();
  }

  @Test
  void anotherConsortiumOnAnExistingNetworkIsRefusedWithAdvice() {
    Path folder = root.resolve("net");
    NetworkState.begin(folder.resolve("state.json"), CONSORTIUM);

    assertThatThrownBy(() -> Network.of(CONSORTIUM.withOrderers(1), folder).up(Progress.silent()))
        .isInstanceOf(NetworkException.class)
        .hasMessageContaining("made for another consortium file")
        .hasMessageContaining("reset");
  }

  @Test
  void completedStepsAreRememberedAndUndone() {
    Path file = root.resolve("state.json");
    NetworkState.begin(file, CONSORTIUM).done("certificates");

    NetworkState again = NetworkState.read(file).orElseThrow();
    assertThat(again.isFor(CONSORTIUM)).isTrue();
    assertThat(again.isDone("certificates")).isTrue();
    again.once("certificates", () -> assertThat(true).as("must not run").isFalse());
    again.undo("certificates");

    assertThat(NetworkState.read(file).orElseThrow().isDone("certificates")).isFalse();
  }

  @Test
  void aStepThatFailsIsNotRemembered() {
    NetworkState state = NetworkState.begin(root.resolve("state.json"), CONSORTIUM);

    assertThatThrownBy(
            () ->
                state.once(
                    "join",
                    () -> {
                      throw new NetworkException("no");
                    }))
        .isInstanceOf(NetworkException.class);

    assertThat(state.isDone("join")).isFalse();
  }

  @Test
  void resetDeletesANetworkButNoOtherFolder() throws IOException {
    Path folder = root.resolve("net");
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("precious.txt"), "keep");

    assertThatThrownBy(() -> Network.of(CONSORTIUM, folder).reset())
        .isInstanceOf(NetworkException.class)
        .hasMessageContaining("not the folder of a network");
    assertThat(folder.resolve("precious.txt")).exists();

    NetworkState.begin(folder.resolve("state.json"), CONSORTIUM);
    Network.of(CONSORTIUM, folder).reset();
    assertThat(folder).doesNotExist();
  }

  @Test
  void anUnknownNodeIsRefusedWithTheNamesThereAre() {
    assertThatThrownBy(() -> Network.of(CONSORTIUM, root).kill("peer.nobody"))
        .isInstanceOf(NetworkException.class)
        .hasMessageContaining("peer.nobody")
        .hasMessageContaining("peer.bank");
  }

  @Test
  void theRegistryIsCanonical() {
    assertThat(RegistryFounding.of(CONSORTIUM).argument())
        .startsWith(
            "{\"members\":[{\"companyPrefixes\":[\"4012345\"],\"mspId\":\"SupplierMSP\",\"name\":\"Supplier\",\"roles\":[\"supplier\"]},")
        .doesNotContain(" ");
  }

  @Test
  void resetWithoutYesAndAWrongFileAreWrongUsage() throws IOException {
    Path broken = Files.writeString(root.resolve("broken.yaml"), "name: 7\n");
    StringWriter err = new StringWriter();
    CommandLine command =
        new CommandLine(new NetworkCommand())
            .setExecutionExceptionHandler(new Failures())
            .setErr(new PrintWriter(err));

    assertThat(command.execute("reset", "--directory", root.resolve("net").toString()))
        .isEqualTo(2);
    assertThat(command.execute("status", "--consortium", broken.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("--yes").contains(broken + ": name: expected");
    assertThat(command.execute()).isEqualTo(2);
    assertThat(command.execute("sideways")).isEqualTo(2);
  }

  @Test
  void statusOfANetworkThatIsDownIsAFailure() {
    StringWriter out = new StringWriter();
    CommandLine command = new CommandLine(new NetworkCommand()).setOut(new PrintWriter(out));

    assertThat(command.execute("status", "--directory", root.resolve("net").toString()))
        .isEqualTo(1);
    assertThat(out.toString()).contains("peer.supplier").contains("is down");
  }
}
