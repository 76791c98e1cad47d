// SPDX-License-Identifier: Apache-2.0
package portolan.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import portolan.network.Consortium.Member;
import portolan.network.NetworkStatus.NodeStatus;

/**
 * A Fabric network on this machine: the nodes of one consortium as processes without containers.
 * They outlive the program that starts them; what there is is found again by files in the network's
 * folder, so that any number of programs, one after another, can use it.
 *
 * <pre>{@code
 * Network network = Network.of(ConsortiumFile.byDefault());
 * network.up(Progress.silent());
 * Path gateway = network.gatewayConfiguration("Supplier");
 * network.down();
 * }</pre>
 *
 * <p>Failures are {@link NetworkException}s whose message tells what to do.
 */
public final class Network {
  private static final Duration LOCK_LIMIT = Duration.ofMillis(500);
  private static final Duration NODE_LOCK_LIMIT = Duration.ofSeconds(30);
  private static final Duration SERVING_LIMIT = Duration.ofSeconds(60);
  static final String RAFT_LEADER = "consensus_etcdraft_is_leader";
  private static final String HEIGHT = "ledger_blockchain_height";

  private final Consortium consortium;
  private final NetworkFolder folder;
  private final Map<String, String> environment;
  private final List<Path> chaincode;
  private final Nodes nodes;
  private final NodeProcesses processes;

  private Network(
      Consortium consortium, Path folder, Map<String, String> environment, List<Path> chaincode) {
    this.consortium = consortium;
    this.folder = new NetworkFolder(folder);
    this.environment = Map.copyOf(environment);
    this.chaincode = List.copyOf(chaincode);
    this.nodes = new Nodes(consortium, this.folder);
    this.processes = new NodeProcesses(this.folder, consortium.host());
  }

  /**
   * The network in {@code PORTOLAN_HOME}, or {@code ~/.portolan}, in a folder of the consortium's
   * name.
   */
  public static Network of(Consortium consortium) {
    return of(consortium, ConsortiumFolder.byDefault(consortium.name()));
  }

  /** The network in a folder of your choice. */
  public static Network of(Consortium consortium, Path folder) {
    return new Network(consortium, folder, System.getenv(), List.of());
  }

  /**
   * The same network with other chaincode, which the consortium file names as its main class.
   *
   * @param classPath jars or folders of classes that come before the jars of our contracts
   */
  public Network withChaincode(List<Path> classPath) {
    return new Network(consortium, folder.root(), environment, classPath);
  }

  public Consortium consortium() {
    return consortium;
  }

  public Path folder() {
    return folder.root();
  }

  /** The file that a member's gateway reads. */
  public Path gatewayConfiguration(String member) {
    return folder.gatewayConfiguration(consortium.member(member));
  }

  /** The folder with client.crt, client.key and ca.crt for callers of a member's gateway. */
  public Path clientCredentials(String member) {
    return folder.clientCredentials(consortium.member(member));
  }

  /**
   * The names of all nodes: {@code orderer0}, {@code peer.supplier}, {@code chaincode.supplier} and
   * so on.
   */
  public List<String> nodeNames() {
    return List.copyOf(nodes.names());
  }

  /** The folder of the files in which a member's peer keeps the channel's blocks. */
  public Path blocks(String member) {
    return folder
        .ledger(Nodes.peerName(consortium.member(member)))
        .resolve("ledgersData")
        .resolve("chains")
        .resolve("chains")
        .resolve(consortium.channel());
  }

  /** The node's log. */
  public Path log(String node) {
    nodes.ports(node);
    return folder.log(node);
  }

  /**
   * Brings the network up: afterwards every member's gateway can reach every member's peer and
   * chaincode. Returns at once when it is up; goes on where an earlier attempt stopped.
   */
  public void up(Progress progress) {
    CommandLock.holding(
        folder.lock(),
        LOCK_LIMIT,
        () -> {
          NetworkState state = NetworkState.of(folder, consortium, NetworkState.Kind.NODES);
          if (!isUp(state)) {
            new Startup(consortium, folder, environment, chaincode, processes, state, progress)
                .run();
          }
        });
  }

  private boolean isUp(NetworkState state) {
    return state.isDone(Startup.READY)
        && nodes.names().stream().allMatch(n -> processes.find(n).isPresent() && listens(n));
  }

  private boolean listens(String node) {
    return nodes.ports(node).keySet().stream().allMatch(processes::accepts);
  }

  /**
   * Whether any process of it is at work, a whole network or what an interrupted {@link #up} left.
   */
  public boolean isRunning() {
    return processes.recorded().stream().anyMatch(name -> processes.find(name).isPresent());
  }

  /** Ends every process of the network. The ledger stays; the next {@link #up} goes on with it. */
  public void down() {
    if (!Files.exists(folder.root(), LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    CommandLock.holding(
        folder.lock(),
        LOCK_LIMIT,
        () -> {
          end();
        });
  }

  private void end() {
    NetworkState.read(folder.state()).ifPresent(s -> s.undo(Startup.READY));
    // By what is on disk, not by the consortium file, which may have changed since.
    processes.end(processes.recorded());
  }

  /** Ends every process and deletes the ledger, the keys and all else of this network. */
  public void reset() {
    CommandLock.holding(
        folder.lock(),
        LOCK_LIMIT,
        () -> {
          if (Files.isDirectory(folder.root())) {
            if (!Files.exists(folder.state()) && !isEmpty(folder.root())) {
              throw new NetworkException(
                  folder.root()
                      + " is not the folder of a network (it has no state.json); not deleted");
            }
            end();
            NetworkFolder.delete(folder.root());
          }
        });
  }

  private static boolean isEmpty(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isEmpty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * How every node is, who leads, how high each peer's ledger is, and what is wrong. Every member's
   * peer is asked, and its chaincode by way of it; {@link #nodes} asks for less.
   */
  public NetworkStatus status() {
    List<NodeStatus> all = nodes();
    Optional<String> leader = leader();
    return new NetworkStatus(
        consortium.name(),
        folder.root(),
        all,
        leader,
        new Diagnosis(consortium, folder).problems(all, leader));
  }

  /** How every node is, and how high each peer's ledger. */
  public List<NodeStatus> nodes() {
    Map<String, Member> peers = new java.util.HashMap<>();
    consortium.members().forEach(m -> peers.put(Nodes.peerName(m), m));
    return nodes.names().parallelStream()
        .map(
            name -> {
              Optional<ProcessIdentity> process = processes.find(name);
              OptionalLong height =
                  process.isPresent() && peers.containsKey(name) && hasKeys(peers.get(name))
                      ? height(peers.get(name))
                      : OptionalLong.empty();
              return new NodeStatus(
                  name,
                  process.map(p -> OptionalLong.of(p.pid())).orElseGet(OptionalLong::empty),
                  nodes.ports(name),
                  process.isPresent() && listens(name),
                  process.map(ProcessIdentity::residentBytes).orElse(0L),
                  height,
                  folder.log(name));
            })
        .toList();
  }

  private boolean hasKeys(Member member) {
    return Files.exists(folder.member(member).tlsKey("admin"));
  }

  private OptionalLong height(Member member) {
    try (Operations operations = new Operations(folder.member(member), consortium.host())) {
      return operations.metric(member.operationsPort(), HEIGHT, consortium.channel());
    }
  }

  /** The orderer that leads, for example {@code orderer1}; empty when none says so. */
  public Optional<String> leader() {
    if (!Files.exists(folder.ordering().tlsKey("admin"))) {
      return Optional.empty();
    }
    try (Operations operations = new Operations(folder.ordering(), consortium.host())) {
      return leader(consortium, operations);
    }
  }

  static Optional<String> leader(Consortium consortium, Operations operations) {
    for (int i = 0; i < consortium.ordering().orderers(); i++) {
      OptionalLong leads =
          operations.metric(consortium.ordererOperationsPort(i), RAFT_LEADER, consortium.channel());
      if (leads.isPresent() && leads.getAsLong() == 1) {
        return Optional.of(consortium.ordererName(i));
      }
    }
    return Optional.empty();
  }

  /** The process number of a node that runs. */
  public OptionalLong pid(String node) {
    nodes.ports(node);
    return processes.find(node).map(p -> OptionalLong.of(p.pid())).orElseGet(OptionalLong::empty);
  }

  /** Ends one node as an operator would (SIGTERM) and waits for its end. */
  public void stop(String node) {
    nodes.ports(node);
    onNode(() -> processes.end(List.of(node)));
  }

  /** Ends one node as a crash would (SIGKILL) and waits for its end. */
  public void kill(String node) {
    nodes.ports(node);
    onNode(() -> processes.kill(node));
  }

  /** Starts one node that does not run, and waits until it listens. */
  public void start(String node) {
    nodes.ports(node);
    onNode(() -> start(node, List.of(), List.of()));
  }

  /**
   * Starts the chaincode process of one member with a build that differs from the others'; {@link
   * #stop} and {@link #start} bring the honest one back.
   *
   * @param options JVM options added to the usual ones
   * @param classPath jars or folders that come before the usual ones
   */
  public void startChaincode(String member, List<String> options, List<Path> classPath) {
    String node = Nodes.chaincodeName(consortium.member(member));
    onNode(() -> start(node, options, classPath));
  }

  private void start(String name, List<String> options, List<Path> classPath) {
    if (processes.find(name).isPresent()) {
      return;
    }
    processes.requireFree(name, nodes.ports(name));
    Node node = node(name, options, classPath);
    processes.start(node);
    processes.awaitServing(node, SERVING_LIMIT);
  }

  private Node node(String name, List<String> options, List<Path> classPath) {
    for (Member member : consortium.members()) {
      if (name.equals(Nodes.chaincodeName(member))) {
        ChaincodeRuntime honest =
            AotCache.addTo(
                ChaincodeRuntime.find(consortium, environment).changed(List.of(), chaincode),
                consortium,
                CacheFolder.of(environment),
                folder.pid("class-cache"),
                Progress.silent());
        return nodes.chaincode(member, honest.changed(options, classPath));
      }
    }
    return nodes.fabric(FabricPrograms.find(environment, Progress.silent())).stream()
        .filter(n -> n.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private void onNode(Runnable work) {
    CommandLock.holding(folder.lock(), NODE_LOCK_LIMIT, work);
  }
}
