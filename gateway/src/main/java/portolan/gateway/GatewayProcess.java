package portolan.gateway;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** Runs one gateway until the process is asked to end. Its argument is the configuration file. */
public final class GatewayProcess {
  private GatewayProcess() {}

  /** Prints {@code READY host:port} once requests are served. */
  public static void main(String[] arguments) throws Exception {
    if (arguments.length != 1) {
      System.err.println("usage: GatewayProcess CONFIGURATION.json");
      System.exit(2);
    }
    GatewayConfiguration configuration = GatewayConfiguration.read(Path.of(arguments[0]));
    MemberGateway gateway = MemberGateway.start(configuration);
    CountDownLatch ended = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  gateway.close();
                  ended.countDown();
                }));
    System.out.println(
        "READY " + configuration.listen().host() + ":" + configuration.listen().port());
    ended.await();
  }
}
