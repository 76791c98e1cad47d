// SPDX-License-Identifier: Apache-2.0
package portolan.network;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import portolan.network.Consortium.Definition;
import portolan.network.Consortium.Member;

/**
 * Brings a network up, step by step; a step that was completed by an earlier attempt is left out.
 */
final class Startup {
  /** The step that is undone by every end or start of a node. */
  static final String READY = "ready";

  private static final String CERTIFICATES = "certificates";
  private static final String CHANNEL = "channel and chaincode packages";
  private static final String ORDERERS = "orderers";
  private static final String JOINED = "channel joined, chaincode installed";
  private static final String APPROVED = "chaincode approved by every member";
  private static final String COMMITTED = "chaincode committed";
  private static final String FOUNDED = "registry of members founded";

  private static final Duration SERVING_LIMIT = Duration.ofSeconds(60);
  private static final Duration LEADER_LIMIT = Duration.ofSeconds(30);
  private static final Duration READY_LIMIT = Duration.ofSeconds(60);

  private final Consortium consortium;
  private final NetworkFolder folder;
  private final Map<String, String> environment;
  private final List<Path> chaincode;
  private final NodeProcesses processes;
  private final NetworkState state;
  private final Progress progress;
  private final Nodes nodes;

  Startup(
      Consortium consortium,
      NetworkFolder folder,
      Map<String, String> environment,
      List<Path> chaincode,
      NodeProcesses processes,
      NetworkState state,
      Progress progress) {
    this.consortium = consortium;
    this.folder = folder;
    this.environment = environment;
    this.chaincode = chaincode;
    this.processes = processes;
    this.state = state;
    this.progress = progress;
    this.nodes = new Nodes(consortium, folder);
  }

  void run() {
    state.undo(READY);
    // What an attempt that was killed has left at work: it would get in the way of the same steps
    // now.
    List<String> names = nodes.names();
    processes.end(processes.recorded().stream().filter(n -> !names.contains(n)).toList());
    // Before anything that takes time.
    names.stream()
        .filter(n -> processes.find(n).isEmpty())
        .forEach(n -> processes.requireFree(n, nodes.ports(n)));
    ChaincodeRuntime runtime =
        ChaincodeRuntime.find(consortium, environment).changed(List.of(), chaincode);
    FabricPrograms programs = FabricPrograms.find(environment, progress);
    ChaincodeRuntime cached =
        AotCache.addTo(
            runtime, consortium, CacheFolder.of(environment), folder.pid("class-cache"), progress);
    List<Node> all = new ArrayList<>(nodes.fabric(programs));
    consortium.members().forEach(m -> all.add(nodes.chaincode(m, cached)));
    List<Node> missing = all.stream().filter(n -> processes.find(n.name()).isEmpty()).toList();

    phaseOnce(
        CERTIFICATES,
        () -> new ConsortiumCredentials(consortium, folder).generate(Clock.systemUTC()));
    phaseOnce(
        CHANNEL,
        () -> {
          new ChannelConfiguration(consortium, folder).write(programs);
          consortium.definitions().stream()
              .filter(d -> !d.collections().isEmpty())
              .forEach(
                  d ->
                      NetworkFolder.write(
                          folder.collections(d.name()),
                          CollectionsConfiguration.json(d, consortium.members())));
          new ExternalBuilder(consortium, folder)
              .write(
                  consortium.definitions().stream()
                      .map(d -> ChaincodePackage.of(d.name()))
                      .toList());
        });
    progress.phase(
        "%d orderers, %d peers, %d chaincode processes started"
            .formatted(
                consortium.ordering().orderers(),
                consortium.members().size(),
                consortium.members().size()),
        () -> {
          missing.forEach(processes::start);
          all.stream().filter(n -> n.kind() != Node.Kind.CHAINCODE).forEach(this::awaitServing);
        });
    Lifecycle lifecycle = new Lifecycle(consortium, folder, programs);
    // Loading what it needs takes a second and more: beside the steps that wait for programs.
    FutureTask<Readiness> readiness = new FutureTask<>(() -> new Readiness(consortium, folder));
    Thread loading = Thread.ofPlatform().daemon(true).start(readiness);
    try {
      phaseOnce(JOINED, () -> joinAndInstall(lifecycle));
      progress.phase("leader elected", this::awaitLeader);
      progress.phase(
          "chaincode serves",
          () ->
              all.stream()
                  .filter(n -> n.kind() == Node.Kind.CHAINCODE)
                  .forEach(this::awaitServing));
      phaseOnce(APPROVED, () -> approve(lifecycle));
      phaseOnce(COMMITTED, () -> commit(lifecycle));
      progress.phase("every gateway reaches every member", () -> get(readiness).await(READY_LIMIT));
      if (consortium.hasRegistry()) {
        phaseOnce(FOUNDED, () -> get(readiness).foundRegistry());
      }
    } finally {
      close(loading, readiness);
    }
    state.done(READY);
  }

  /** All that has to be done once for a network of this consortium, in the order in which it is. */
  static List<String> steps(Consortium consortium) {
    List<Member> members = consortium.members();
    List<Definition> definitions = consortium.definitions();
    List<String> steps = new ArrayList<>(List.of(CERTIFICATES, CHANNEL, ORDERERS));
    members.forEach(m -> steps.add(join(m)));
    definitions.forEach(d -> members.forEach(m -> steps.add(install(d, m))));
    steps.add(JOINED);
    definitions.forEach(d -> members.forEach(m -> steps.add(approve(d, m))));
    steps.add(APPROVED);
    definitions.forEach(d -> steps.add(commit(d)));
    steps.add(COMMITTED);
    if (consortium.hasRegistry()) {
      steps.add(FOUNDED);
    }
    return steps;
  }

  private static String join(Member member) {
    return "join " + member.key();
  }

  private static String install(Definition definition, Member member) {
    return "install %s %s".formatted(definition.name(), member.key());
  }

  private static String approve(Definition definition, Member member) {
    return "approve %s %s".formatted(definition.name(), member.key());
  }

  private static String commit(Definition definition) {
    return "commit " + definition.name();
  }

  private static void close(Thread loading, FutureTask<Readiness> readiness) {
    try {
      loading.join();
      if (readiness.state() == Future.State.SUCCESS) {
        readiness.resultNow().close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Readiness get(FutureTask<Readiness> readiness) {
    try {
      return readiness.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NetworkException("interrupted", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof NetworkException known
          ? known
          : new NetworkException(e.getCause().toString(), e);
    }
  }

  private void awaitServing(Node node) {
    processes.awaitServing(node, SERVING_LIMIT);
  }

  private void phaseOnce(String phase, Runnable work) {
    if (!state.isDone(phase)) {
      progress.phase(phase, work);
      state.done(phase);
    }
  }

  private void joinAndInstall(Lifecycle lifecycle) {
    List<Callable<Void>> work = new ArrayList<>();
    work.add(
        step(
            ORDERERS,
            () -> {
              try (Operations operations = new Operations(folder.ordering(), consortium.host())) {
                IntStream.range(0, consortium.ordering().orderers())
                    .forEach(
                        i ->
                            operations.joinChannel(
                                consortium.ordererAdminPort(i),
                                consortium.channel(),
                                folder.channelBlock(consortium.channel())));
              }
            }));
    // One after another: two peers that join at the same moment dial each other at the same moment,
    // each closes the other's connection, and both wait 5 s before they try again. Before the
    // packages, so that such a wait runs beside them.
    work.add(
        () -> {
          for (Member member : consortium.members()) {
            state.once(join(member), () -> lifecycle.join(member));
          }
          return null;
        });
    Readiness.inParallel(work);
    work.clear();
    for (Member member : consortium.members()) {
      for (Definition definition : consortium.definitions()) {
        work.add(step(install(definition, member), () -> lifecycle.install(member, definition)));
      }
    }
    Readiness.inParallel(work);
  }

  private void awaitLeader() {
    try (Operations operations = new Operations(folder.ordering(), consortium.host())) {
      processes.await(
          "the orderers to elect a leader (their logs are in "
              + folder.log("orderer0").getParent()
              + ")",
          LEADER_LIMIT,
          List.of(),
          () -> Network.leader(consortium, operations).isPresent());
    }
  }

  private void approve(Lifecycle lifecycle) {
    List<Callable<Void>> work = new ArrayList<>();
    for (Definition definition : consortium.definitions()) {
      for (Member member : consortium.members()) {
        work.add(step(approve(definition, member), () -> lifecycle.approve(member, definition)));
      }
    }
    Readiness.inParallel(work);
  }

  private void commit(Lifecycle lifecycle) {
    List<Callable<Void>> work = new ArrayList<>();
    List<Member> members = consortium.members();
    for (int i = 0; i < consortium.definitions().size(); i++) {
      Definition definition = consortium.definitions().get(i);
      Member member = members.get(i % members.size());
      work.add(step(commit(definition), () -> lifecycle.commit(member, definition)));
    }
    Readiness.inParallel(work);
  }

  private Callable<Void> step(String name, Runnable work) {
    return () -> {
      state.once(name, work);
      return null;
    };
  }
}
