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

/**
 * Starts and ends the processes of a network. Each has a file with its number, written before the
 * program runs.
 */
final class NodeProcesses {
  private static final Duration TERM_LIMIT = Duration.ofSeconds(10);
  private static final Duration KILL_LIMIT = Duration.ofSeconds(10);
  private static final int QUOTED_LINES = 12;

  /**
   * Run by the shell in the new process itself: whoever started it may be killed at any moment, and
   * the process must be on record by then. After exec the number and the start time stay the same.
   */
  private static final String RECORD_AND_RUN =
      """
      file=$1; shift
      read -r stat < /proc/$$/stat
      start() { shift 19; echo "$1"; }
      echo "$$ $(start ${stat##*) })" > "$file.new" && mv "$file.new" "$file" && exec "$@"
      """;

  private final NetworkFolder folder;
  private final String host;

  NodeProcesses(NetworkFolder folder, String host) {
    this.folder = folder;
    this.host = host;
  }

  Optional<ProcessIdentity> find(String node) {
    return ProcessIdentity.read(folder.pid(node)).filter(ProcessIdentity::isAlive);
  }

  /**
   * Starts the node in a session of its own, so that it outlives us and a Ctrl-C at our terminal.
   */
  void start(Node node) {
    Path pid = folder.pid(node.name());
    try {
      Files.createDirectories(pid.getParent());
      Files.createDirectories(node.log().getParent());
      Files.deleteIfExists(pid);
      List<String> command = new ArrayList<>();
      if (Files.isReadable(Path.of("/proc/self/stat"))) {
        command.addAll(List.of("setsid", "sh", "-c", RECORD_AND_RUN, "sh", pid.toString()));
      }
      command.addAll(node.command());
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.directory(folder.root().toFile());
      builder.redirectErrorStream(true);
      builder.redirectOutput(ProcessBuilder.Redirect.appendTo(node.log().toFile()));
      builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
      Command.cleanEnvironment(builder.environment());
      builder.environment().putAll(node.environment());
      Process process = builder.start();
      if (!command.getFirst().equals("setsid")) {
        ProcessIdentity.running(process.pid()).ifPresent(p -> p.write(pid));
      }
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
    return " The last lines of " + log + ":\n" + LogTail.last(log, QUOTED_LINES).indent(2);
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
