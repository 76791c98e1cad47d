// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance.differential.script;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import org.hyperledger.fabric.metrics.Metrics;
import org.hyperledger.fabric.shim.ChaincodeBase;
import org.hyperledger.fabric.shim.ChaincodeServerProperties;
import org.hyperledger.fabric.shim.ChaincodeStub;
import org.hyperledger.fabric.shim.NettyChaincodeServer;
import org.hyperledger.fabric.traces.Traces;

/**
 * Serves {@link ScriptChaincode} to one peer under every definition that it is told, with the
 * arguments of {@link portolan.contracts.ChaincodeProcess}.
 */
public final class ScriptProcess {
  private ScriptProcess() {}

  public static void main(String[] arguments) {
    serve(arguments, Served::new);
  }

  /** Serves chaincode under every definition until the process ends. */
  static void serve(String[] arguments, BiFunction<String, String, ChaincodeBase> chaincode) {
    Map<String, String> options = new HashMap<>();
    List<String> definitions = new ArrayList<>();
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i].startsWith("--")) {
        options.put(arguments[i], arguments[++i]);
      } else {
        definitions.add(arguments[i]);
      }
    }
    CompletableFuture.anyOf(
            definitions.stream()
                .map(
                    d ->
                        CompletableFuture.runAsync(
                            () -> serve(d, options, chaincode), ScriptProcess::start))
                .toArray(CompletableFuture<?>[]::new))
        .join();
  }

  private static void start(Runnable server) {
    Thread.ofPlatform().start(server);
  }

  /** Serves one definition, {@code NAME=PORT=PACKAGEID}, until the process ends. */
  private static void serve(
      String definition,
      Map<String, String> options,
      BiFunction<String, String, ChaincodeBase> chaincode) {
    String[] parts = definition.split("=", 3);
    ChaincodeServerProperties properties = new ChaincodeServerProperties();
    properties.setServerAddress(
        new InetSocketAddress(options.get("--host"), Integer.parseInt(parts[1])));
    properties.setTlsEnabled(true);
    properties.setKeyFile(options.get("--tls-key"));
    properties.setKeyCertChainFile(options.get("--tls-cert"));
    properties.setTrustCertCollectionFile(options.get("--client-ca"));
    try {
      new NettyChaincodeServer(chaincode.apply(options.get("--msp"), parts[2]), properties).start();
    } catch (Exception e) {
      throw new IllegalStateException("cannot serve " + definition, e);
    }
  }

  /** What the shim wants of chaincode that it serves, and nobody else does. */
  static class Served extends ChaincodeBase {
    private final ScriptChaincode script;

    Served(String mspId, String packageId) {
      script = new ScriptChaincode(mspId);
      initializeLogging();
      processEnvironmentOptions();
      processCommandLineOptions(new String[] {"-i", packageId});
      validateOptions();
      Properties properties = getChaincodeConfig();
      Metrics.initialize(properties);
      Traces.initialize(properties);
    }

    @Override
    public Response init(ChaincodeStub stub) {
      return script.init(stub);
    }

    @Override
    public Response invoke(ChaincodeStub stub) {
      return script.invoke(stub);
    }
  }
}
