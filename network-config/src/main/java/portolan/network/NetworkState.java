// SPDX-License-Identifier: Apache-2.0
package portolan.network;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What has been done for a network and stays done: the steps, each written as soon as it is
 * complete, and the consortium they were done for.
 */
final class NetworkState {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Whose files are in the folder; one does not go on where the other stopped. */
  enum Kind {
    /** Fabric's nodes. */
    NODES,
    /** A ledger without nodes of its own. */
    WITHOUT_NODES
  }

  private final Path file;
  private final Kind kind;
  private final String consortium;
  private final Set<String> steps;

  private NetworkState(Path file, Kind kind, String consortium, Set<String> steps) {
    this.file = file;
    this.kind = kind;
    this.consortium = consortium;
    this.steps = steps;
  }

  /** The state on disk, or a new one, which must be of this consortium and kind. */
  static NetworkState of(NetworkFolder folder, Consortium consortium, Kind kind) {
    Optional<NetworkState> there = read(folder.state());
    if (there.isPresent() && there.get().kind != kind) {
      throw new NetworkException(
          kind == Kind.NODES
              ? "%s is the folder of a ledger without Fabric's nodes. Use another; or reset it, which deletes its ledger and keys"
                  .formatted(folder.root())
              : "%s is the folder of a network of Fabric's nodes. Use another; or reset it, which deletes its ledger and keys"
                  .formatted(folder.root()));
    }
    if (there.isPresent() && !there.get().isFor(consortium)) {
      throw new NetworkException(
          "the network in %s was made for another consortium file (or another number of orderers). Use that one again; or reset the network, which deletes its ledger and keys; or give the consortium another name"
              .formatted(folder.root()));
    }
    return there.orElseGet(() -> begin(folder.state(), consortium, kind));
  }

  /** The state on disk, if there is any. */
  static Optional<NetworkState> read(Path file) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      JsonNode json = JSON.readTree(file.toFile());
      Set<String> steps = new TreeSet<>();
      json.path("steps").forEach(s -> steps.add(s.textValue()));
      Kind kind = Kind.valueOf(json.path("kind").asText(Kind.NODES.name()));
      return Optional.of(new NetworkState(file, kind, json.path("consortium").asText(), steps));
    } catch (IOException | IllegalArgumentException e) {
      throw new NetworkException(
          file + " is damaged (" + e.getMessage() + "); reset the network", e);
    }
  }

  static NetworkState begin(Path file, Consortium consortium) {
    return begin(file, consortium, Kind.NODES);
  }

  private static NetworkState begin(Path file, Consortium consortium, Kind kind) {
    NetworkState state = new NetworkState(file, kind, fingerprint(consortium), new TreeSet<>());
    state.write();
    return state;
  }

  boolean isFor(Consortium other) {
    return consortium.equals(fingerprint(other));
  }

  synchronized boolean isDone(String step) {
    return steps.contains(step);
  }

  /** Whether the folder is of a network of Fabric's nodes. */
  boolean isOfNodes() {
    return kind == Kind.NODES;
  }

  synchronized void done(String step) {
    if (steps.add(step)) {
      write();
    }
  }

  synchronized void undo(String step) {
    if (steps.remove(step)) {
      write();
    }
  }

  /** Does a step unless it is done. */
  void once(String step, Runnable work) {
    if (!isDone(step)) {
      work.run();
      done(step);
    }
  }

  private void write() {
    ObjectNode json =
        JSON.createObjectNode().put("consortium", consortium).put("kind", kind.name());
    ArrayNode done = json.putArray("steps");
    steps.forEach(done::add);
    NetworkFolder.write(file, json.toPrettyString() + "\n");
  }

  private static String fingerprint(Consortium consortium) {
    // A record's text shows every field of the consortium and of all that is in it, in one order.
    return CacheFolder.hash(
        consortium.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }
}
