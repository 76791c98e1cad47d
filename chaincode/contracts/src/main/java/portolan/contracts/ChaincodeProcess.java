// SPDX-License-Identifier: Apache-2.0
package portolan.contracts;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.Security;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.hyperledger.fabric.shim.ChaincodeServerProperties;
import org.hyperledger.fabric.shim.NettyChaincodeServer;

/**
 * Serves all chaincode definitions of one member's peer from one JVM: a port with mutual TLS for
 * each. Prints {@code READY <name> <port>} for each once it accepts connections, and runs until it
 * is told to stop (SIGTERM).
 */
public final class ChaincodeProcess {
  /**
   * The system property {@code portolan.chaincode.batching}: {@code off} has every write and read
   * sent to the peer by itself; {@code on}, the default, sends them together where the peer offers
   * it.
   */
  private static final String BATCHING = "portolan.chaincode.batching";

  private static final Duration LISTENING_WITHIN = Duration.ofSeconds(30);
  private static final int LOOK_AGAIN_MILLIS = 5;

  private ChaincodeProcess() {}

  /** See {@link ProcessArguments#USAGE}. Exit status 2: wrong arguments; 1: cannot serve. */
  public static void main(String[] args) {
    int status = run(System.out, System.err, args);
    if (status != 0) {
      System.exit(status);
    }
    // Otherwise the JVM is on its way out already.
  }

  static int run(PrintStream out, PrintStream err, String... args) {
    // The server holds its key in a store of this type, in memory only. The usual one, PKCS12,
    // would
    // derive a key for each definition by 10,000 rounds of hashing first.
    Security.setProperty("keystore.type", "JKS");
    List<Server> servers = new ArrayList<>();
    try {
      ProcessArguments arguments = ProcessArguments.parse(args);
      for (ProcessArguments.Definition definition : arguments.definitions()) {
        servers.add(Server.of(arguments, definition, InstantSource.system()));
      }
    } catch (IllegalArgumentException e) {
      err.println(e.getMessage());
      err.println(ProcessArguments.USAGE);
      return 2;
    } catch (IllegalStateException e) {
      err.println(e.getMessage());
      return 1;
    }
    try {
      for (Server server : servers) {
        server.awaitListening();
        out.println("READY " + server.definition.name() + " " + server.definition.port());
        out.flush();
      }
      CompletableFuture.anyOf(
              servers.stream().map(server -> server.ended).toArray(CompletableFuture<?>[]::new))
          .join();
      return 0;
    } catch (IllegalStateException | CompletionException e) {
      err.println(e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return 1;
  }

  /** The server of one definition, on a thread of its own since the shim's start blocks. */
  private static final class Server {
    private final ProcessArguments.Definition definition;
    private final InetSocketAddress address;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    private Server(ProcessArguments.Definition definition, InetSocketAddress address) {
      this.definition = definition;
      this.address = address;
    }

    static Server of(
        ProcessArguments arguments, ProcessArguments.Definition definition, InstantSource clock) {
      InetSocketAddress address = new InetSocketAddress(arguments.host(), definition.port());
      requireFree(definition, address);
      ChaincodeServerProperties properties = new ChaincodeServerProperties();
      properties.setServerAddress(address);
      properties.setTlsEnabled(true);
      properties.setKeyFile(arguments.tlsKey().toString());
      properties.setKeyCertChainFile(arguments.tlsCertificate().toString());
      properties.setTrustCertCollectionFile(arguments.clientCa().toString());
      Router router =
          new Router(
              definition.packageId(),
              Contracts.chaincode(definition.name(), arguments.mspId(), clock),
              batching());
      Server server = new Server(definition, address);
      Thread.ofPlatform()
          .name(definition.name())
          .daemon(true)
          .start(() -> server.serve(router, properties));
      return server;
    }

    private static boolean batching() {
      String asked = System.getProperty(BATCHING, "on");
      return switch (asked) {
        case "on" -> true;
        case "off" -> false;
        default ->
            throw new IllegalArgumentException(
                "expected on or off as the system property " + BATCHING + ", found " + asked);
      };
    }

    /** Otherwise whoever listens there already would be taken for this server. */
    private static void requireFree(
        ProcessArguments.Definition definition, InetSocketAddress address) {
      try (ServerSocket socket = new ServerSocket()) {
        socket.setReuseAddress(true);
        socket.bind(address);
      } catch (IOException e) {
        throw new IllegalStateException(
            "cannot serve " + definition.name() + " on " + address + ": " + e.getMessage(), e);
      }
    }

    private void serve(Router router, ChaincodeServerProperties properties) {
      try {
        new NettyChaincodeServer(router, properties).start();
        ended.complete(null);
      } catch (IOException | RuntimeException e) {
        ended.completeExceptionally(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        ended.complete(null);
      }
    }

    /** Waits until the port accepts connections. */
    void awaitListening() throws InterruptedException {
      long deadline = System.nanoTime() + LISTENING_WITHIN.toNanos();
      while (System.nanoTime() < deadline) {
        try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
          if (socket.isConnected() && !ended.isDone()) {
            return;
          }
        } catch (IOException e) {
          // Not listening yet.
        }
        try {
          ended.get(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
          throw new IllegalStateException("the server of " + definition.name() + " ended");
        } catch (TimeoutException e) {
          // Still starting.
        } catch (ExecutionException e) {
          throw new IllegalStateException(
              "cannot serve " + definition.name() + " on " + address + ": " + e.getCause(), e);
        }
      }
      throw new IllegalStateException(definition.name() + " does not listen on " + address);
    }
  }
}
