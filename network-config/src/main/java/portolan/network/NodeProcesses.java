// SPDX-License-Identifier: Apache-2.0
package portolan.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Starts and ends the processes of a network. Each has a file with its number, written before the
 * program runs.
 */
final class NodeProcesses {
  private static final Duration TERM_LIMIT = Duration.ofSeconds(10);
  private static final Duration KILL_LIMIT = Duration.ofSeconds(10);
  private static final int QUOTED_LINES = 12;

  private final NetworkFolder folder;
  private final String host;

  NodeProcesses(NetworkFolder folder, String host) {
    this.folder = folder;
    this.host = host;
  }

  Optional<ProcessIdentity> find(String node) {
    return ProcessIdentity.read(folder.pid(node)).filter(ProcessIdentity::isAlive);
  }

  /** The names of all processes that have a file, nodes and others, whether they live or not. */
  List<String> recorded() {
    Path run = folder.pid("any").getParent();
    if (!Files.isDirectory(run)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(run)) {
      return files
          .map(f -> f.getFileName().toString())
          .filter(f -> f.endsWith(".pid"))
          .map(f -> f.substring(0, f.length() - ".pid".length()))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Starts the node in a session of its own, so that it outlives us and a Ctrl-C at our terminal.
   */
  void start(Node node) {
    try {
      Files.createDirectories(node.log().getParent());
      ProcessBuilder builder = new ProcessBuilder(node.command());
      builder.directory(folder.root().toFile());
      builder.redirectErrorStream(true);
      builder.redirectOutput(ProcessBuilder.Redirect.appendTo(node.log().toFile()));
      builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
      Command.cleanEnvironment(builder.environment());
      builder.environment().putAll(node.environment());
      RecordedProcess.start(builder, folder.pid(node.name()), RecordedProcess.Session.ITS_OWN);
    } catch (IOException e) {
      throw new NetworkException(node.name() + " could not be started: " + e.getMessage(), e);
    }
  }

  /** Waits until the node serves. */
  void awaitServing(Node node, Duration limit) {
    for (int port : node.readyPorts()) {
      await(
          node.name() + " to listen on port " + port,
          limit,
          List.of(node.name()),
          () -> accepts(port));
    }
  }

  /** A condition that may still fail for lack of time. */
  @FunctionalInterface
  interface Condition {
    boolean holds();
  }

  /**
   * Waits for a condition while these nodes live; a node that ends ends the waiting, with the last
   * lines of its log.
   */
  void await(String what, Duration limit, Collection<String> nodes, Condition condition) {
    long end = System.nanoTime() + limit.toNanos();
    while (!condition.holds()) {
      for (String node : nodes) {
        requireAlive(node);
      }
      if (System.nanoTime() > end) {
        throw new NetworkException(
            "waited %d s for %s.%s"
                .formatted(
                    limit.toSeconds(),
                    what,
                    nodes.size() == 1 ? quote(nodes.iterator().next()) : ""));
      }
      pause(10);
    }
  }

  private void requireAlive(String node) {
    Optional<ProcessIdentity> recorded = ProcessIdentity.read(folder.pid(node));
    if (recorded.isPresent() && !recorded.get().isAlive()) {
      throw new NetworkException(node + " has ended." + quote(node));
    }
  }

  private String quote(String node) {
    Path log = folder.log(node);
    return " The last lines of " + log + ":\n" + LogTail.lastWords(log, QUOTED_LINES).indent(2);
  }

  boolean accepts(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), 200);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Refuses to go on when something else listens on a port of a node that is to be started. */
  void requireFree(String node, Map<Integer, String> ports) {
    ports.forEach(
        (port, purpose) -> {
          try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(host), port), 1);
          } catch (IOException e) {
            throw new NetworkException(
                "port %d of %s, which %s needs (%s), cannot be had: %s. End what uses it, or change basePort, or portBase of the member, in the consortium file"
                    .formatted(port, host, node, purpose, e.getMessage()),
                e);
          }
        });
  }

  /** Asks the nodes to end, then makes them. */
  void end(Collection<String> nodes) {
    List<String> left = new ArrayList<>(nodes);
    signal(left, false);
    awaitEnd(left, TERM_LIMIT);
    signal(left, true);
    awaitEnd(left, KILL_LIMIT);
    if (!left.isEmpty()) {
      throw new NetworkException("still running after SIGKILL: " + left);
    }
  }

  /** Ends a node at once, as a crash would. */
  void kill(String node) {
    List<String> left = new ArrayList<>(List.of(node));
    signal(left, true);
    awaitEnd(left, KILL_LIMIT);
  }

  private void signal(List<String> nodes, boolean forcibly) {
    nodes.forEach(n -> find(n).ifPresent(p -> p.end(forcibly)));
  }

  private void awaitEnd(List<String> nodes, Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    while (true) {
      nodes.removeIf(
          n -> {
            boolean gone = find(n).isEmpty();
            if (gone) {
              forget(n);
            }
            return gone;
          });
      if (nodes.isEmpty() || System.nanoTime() > end) {
        return;
      }
      pause(10);
    }
  }

  private void forget(String node) {
    try {
      Files.deleteIfExists(folder.pid(node));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NetworkException("interrupted", e);
    }
  }
}
