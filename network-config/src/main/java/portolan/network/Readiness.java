// SPDX-License-Identifier: Apache-2.0
package portolan.network;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.hyperledger.fabric.client.CommitException;
import org.hyperledger.fabric.client.EndorseException;
import org.hyperledger.fabric.client.GatewayException;
import portolan.domain.worldstate.ProvenanceFunction;
import portolan.network.Consortium.Member;

/**
 * Whether the network can be used: every member's gateway identity gets a call endorsed by every
 * member's peer. Open ports say less: gossip needs seconds until peers know of each other.
 */
final class Readiness implements AutoCloseable {
  private static final String REGISTRY = Consortium.REGISTRY;

  /** How a peer passes on what the chaincode itself refused. */
  private static final String ANSWERED = "chaincode response ";

  private final Consortium consortium;
  private final List<MemberConnection> connections;

  /**
   * Whether a member's own peer has an answer of each of its chaincodes.
   *
   * @return why not; empty if it has
   */
  static Optional<String> ofChaincode(Consortium consortium, NetworkFolder folder, Member member) {
    try (MemberConnection own = new MemberConnection(consortium, folder, member)) {
      for (Consortium.Definition definition : consortium.definitions()) {
        ping(own, definition, List.of(member));
      }
      return Optional.empty();
    } catch (EndorseException e) {
      return Optional.of(MemberConnection.reason(e));
    }
  }

  private static void ping(
      MemberConnection from, Consortium.Definition definition, List<Member> members)
      throws EndorseException {
    try {
      from.endorse(definition.name(), "ping", "", members);
    } catch (EndorseException e) {
      if (e.getDetails().isEmpty()
          || !e.getDetails().stream().allMatch(d -> d.getMessage().startsWith(ANSWERED))) {
        throw e;
      }
    }
  }

  Readiness(Consortium consortium, NetworkFolder folder) {
    this.consortium = consortium;
    this.connections =
        consortium.members().stream()
            .map(m -> new MemberConnection(consortium, folder, m))
            .toList();
  }

  /** Waits until all is reachable. The refusal names the pairs that are not. */
  void await(Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    inParallel(
        connections.stream()
            .map(
                c ->
                    (Callable<Void>)
                        () -> {
                          await(c, end);
                          return null;
                        })
            .toList());
  }

  private void await(MemberConnection from, long end) {
    while (true) {
      try {
        probe(from, consortium.members());
        return;
      } catch (EndorseException e) {
        if (System.nanoTime() > end) {
          throw new NetworkException(
              "%s's gateway cannot reach every member. %s"
                  .formatted(from.member().name(), unreachable(from)),
              e);
        }
        NodeProcesses.pause(50);
      }
    }
  }

  /**
   * A consortium with a registry has its members read there. Of other chaincode nothing is known;
   * it has been reached when it answers, be it that it knows no such function.
   */
  private void probe(MemberConnection from, List<Member> members) throws EndorseException {
    if (consortium.hasRegistry()) {
      from.endorse(REGISTRY, ProvenanceFunction.MEMBERS.functionName(), "{}", members);
      return;
    }
    for (Consortium.Definition definition : consortium.definitions()) {
      ping(from, definition, members);
    }
  }

  /** Asks one member at a time, to say which one it is. */
  private String unreachable(MemberConnection from) {
    List<String> failures = new ArrayList<>();
    for (Member to : consortium.members()) {
      try {
        probe(from, List.of(to));
      } catch (EndorseException e) {
        failures.add(
            "%s to %s: %s".formatted(from.member().name(), to.name(), MemberConnection.reason(e)));
      }
    }
    return failures.isEmpty()
        ? "Each member alone can be reached, not all together"
        : String.join("\n", failures);
  }

  /** Writes the members and their roles to the ledger; a second time changes nothing. */
  void foundRegistry() {
    try {
      connections.getFirst().submit(RegistryFounding.of(consortium));
    } catch (GatewayException e) {
      throw new NetworkException(
          "the registry of members could not be founded: " + MemberConnection.reason(e), e);
    } catch (CommitException e) {
      throw new NetworkException("the registry of members could not be founded: " + e.getCode(), e);
    }
  }

  /** Runs all and waits for all; the first failure is thrown. */
  static void inParallel(List<Callable<Void>> work) {
    try (var threads = java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor()) {
      RuntimeException failure = null;
      for (var result : threads.invokeAll(work)) {
        try {
          result.get();
        } catch (java.util.concurrent.ExecutionException e) {
          RuntimeException cause =
              e.getCause() instanceof RuntimeException r
                  ? r
                  : new NetworkException(e.getCause().toString(), e);
          if (failure == null) {
            failure = cause;
          }
        }
      }
      if (failure != null) {
        throw failure;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NetworkException("interrupted", e);
    }
  }

  @Override
  public void close() {
    connections.forEach(MemberConnection::close);
  }
}
