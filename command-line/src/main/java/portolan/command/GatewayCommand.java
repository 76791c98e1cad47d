// SPDX-License-Identifier: Apache-2.0
package portolan.command;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import portolan.gateway.MemberGateway;
import portolan.gateway.configuration.GatewayConfiguration;
import portolan.gateway.fabric.PeerConnection;

/** {@code portolan gateway}: one member's gateway until Ctrl-C. */
@Command(
    name = "gateway",
    mixinStandardHelpOptions = true,
    description = "Run the gateway of one member until Ctrl-C.")
final class GatewayCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--configuration",
      required = true,
      paramLabel = "FILE",
      description =
          "The gateway's configuration; 'network up' writes one for each member, in"
              + " ~/.portolan/NETWORK/gateways.")
  private Path file;

  @Override
  public Integer call() throws Exception {
    GatewayConfiguration configuration;
    try {
      configuration = GatewayConfiguration.read(file);
    } catch (IllegalArgumentException e) {
      spec.commandLine().getErr().println(e.getMessage());
      return ExitCode.USAGE;
    }
    CountDownLatch asked = new CountDownLatch(1);
    MemberGateway gateway = MemberGateway.start(configuration, PeerConnection.overTls());
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  gateway.close();
                  asked.countDown();
                }));
    spec.commandLine()
        .getOut()
        .println(
            "READY "
                + configuration.mspId()
                + " "
                + configuration.listen().host()
                + ":"
                + configuration.listen().port());
    spec.commandLine().getOut().flush();
    asked.await();
    return ExitCode.OK;
  }
}
