// SPDX-License-Identifier: Apache-2.0
package portolan.twin.simulation;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.hyperledger.fabric.metrics.Metrics;
import org.hyperledger.fabric.protos.peer.ChaincodeEvent;
import org.hyperledger.fabric.protos.peer.ChaincodeInput;
import org.hyperledger.fabric.protos.peer.ChaincodeMessage;
import org.hyperledger.fabric.protos.peer.Response;
import org.hyperledger.fabric.protos.peer.SignedProposal;
import org.hyperledger.fabric.shim.Chaincode;
import org.hyperledger.fabric.shim.impl.ChaincodeInvocationTask;
import org.hyperledger.fabric.traces.Traces;
import portolan.twin.channel.Channel;
import portolan.twin.identity.Identity;

/**
 * Runs a proposal's chaincode through the shim's own code, and answers the messages that the shim
 * would send to the peer. One instance serves one proposal, on one thread.
 */
public final class ChaincodeCall {
  /** Held, because a logger that nobody holds forgets its level. */
  @SuppressWarnings("UnusedVariable")
  private static final List<Logger> SHIM_LOGGERS = quietly();

  private static final int ERROR_THRESHOLD = 400;
  private static final int ERROR = 500;
  private static final Set<String> SYSTEM_CHAINCODES = Set.of("qscc", "cscc");

  static {
    // The shim asks for a tracer on every call; without properties it does nothing.
    Traces.initialize(new Properties());
    Metrics.initialize(new Properties());
  }

  private final Channel channel;
  private final Function<String, Optional<Chaincode>> chaincodes;
  private final Simulation simulation;
  private final History history;
  private final SignedProposal proposal;
  private final Identity creator;
  private final String txId;
  private final int totalQueryLimit;
  private final Set<String> active = new HashSet<>();

  /**
   * Prepares a call.
   *
   * @param chaincodes the peer's chaincode of a definition; empty when the peer does not serve it
   * @param creator whose proposal it is
   * @param totalQueryLimit a query ends after so many results
   */
  public ChaincodeCall(
      Channel channel,
      Function<String, Optional<Chaincode>> chaincodes,
      Simulation simulation,
      History history,
      SignedProposal proposal,
      Identity creator,
      String txId,
      int totalQueryLimit) {
    this.channel = channel;
    this.chaincodes = chaincodes;
    this.simulation = simulation;
    this.history = history;
    this.proposal = proposal;
    this.creator = creator;
    this.txId = txId;
    this.totalQueryLimit = totalQueryLimit;
  }

  /** What the chaincode answered. An event counts only with an answer below 400. */
  public record Outcome(Response response, Optional<ChaincodeEvent> event) {}

  /** Runs the outermost chaincode. */
  public Outcome execute(String chaincode, ChaincodeInput input) throws SimulationException {
    ChaincodeMessage answer;
    try {
      answer = invoke(chaincode, input);
    } catch (SimulationException e) {
      throw new SimulationException(
          "failed to execute transaction " + txId + ": " + e.getMessage());
    }
    if (answer.getType() != ChaincodeMessage.Type.COMPLETED) {
      throw new SimulationException(
          "transaction returned with failure: " + answer.getPayload().toStringUtf8());
    }
    try {
      Response response = Response.parseFrom(answer.getPayload());
      return new Outcome(
          response,
          response.getStatus() < ERROR_THRESHOLD && answer.hasChaincodeEvent()
              ? Optional.of(
                  answer.getChaincodeEvent().toBuilder()
                      .setChaincodeId(chaincode)
                      .setTxId(txId)
                      .build())
              : Optional.empty());
    } catch (InvalidProtocolBufferException e) {
      throw new SimulationException("failed to unmarshal response for transaction " + txId);
    }
  }

  /** Runs a chaincode, the outermost or a called one, and gives the shim's last message. */
  ChaincodeMessage invoke(String chaincode, ChaincodeInput input) throws SimulationException {
    if (SYSTEM_CHAINCODES.contains(chaincode)) {
      return systemChaincode(input);
    }
    simulation.readSequence(chaincode);
    if (channel.definition(chaincode).isEmpty()) {
      simulation.readLegacyDefinition(chaincode);
      throw new SimulationException(
          "invalid invocation: [channel %1$s] failed to get chaincode container info for %2$s: could not get chaincode code: chaincode %2$s not found"
              .formatted(channel.name(), chaincode));
    }
    Chaincode code =
        chaincodes
            .apply(chaincode)
            .orElseThrow(
                () ->
                    new SimulationException(
                        "could not launch chaincode " + chaincode + ": chaincode is not running"));
    if (!active.add(chaincode)) {
      throw new SimulationException(
          "error sending: txid: %s(%s) exists".formatted(txId, channel.name()));
    }
    try {
      PeerMessages peer =
          new PeerMessages(
              this, channel, simulation, history, chaincode, creator, txId, totalQueryLimit);
      ChaincodeMessage call =
          ChaincodeMessage.newBuilder()
              .setType(ChaincodeMessage.Type.TRANSACTION)
              .setTxid(txId)
              .setChannelId(channel.name())
              .setPayload(input.toByteString())
              .setProposal(proposal)
              .build();
      return converse(call, peer, code);
    } finally {
      active.remove(chaincode);
    }
  }

  /** The twin has none; Fabric's look at the number of arguments before anything else. */
  private ChaincodeMessage systemChaincode(ChaincodeInput input) {
    return ChaincodeMessage.newBuilder()
        .setType(ChaincodeMessage.Type.COMPLETED)
        .setTxid(txId)
        .setChannelId(channel.name())
        .setPayload(
            Response.newBuilder()
                .setStatus(ERROR)
                .setMessage(
                    input.getArgsCount() < 2
                        ? "Incorrect number of arguments, " + input.getArgsCount()
                        : "system chaincodes are not part of the twin")
                .build()
                .toByteString())
        .build();
  }

  /** The shim sends its requests and, at the end, its outcome to one consumer. */
  private static ChaincodeMessage converse(
      ChaincodeMessage call, PeerMessages peer, Chaincode code) {
    ChaincodeInvocationTask[] task = new ChaincodeInvocationTask[1];
    ChaincodeMessage[] outcome = new ChaincodeMessage[1];
    task[0] =
        new ChaincodeInvocationTask(
            call,
            ChaincodeMessage.Type.TRANSACTION,
            message -> {
              switch (message.getType()) {
                case COMPLETED, ERROR -> outcome[0] = message;
                // The shim waits for the answer after this returns, so it is posted at once.
                default -> post(task[0], peer.answer(message));
              }
            },
            code);
    ChaincodeMessage returned = task[0].call();
    return returned == null ? outcome[0] : returned;
  }

  private static void post(ChaincodeInvocationTask task, ChaincodeMessage answer) {
    try {
      task.postMessage(answer);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /**
   * What a chaincode refuses is an answer to its caller; the shim would log each as severe. Its own
   * environment variable brings that back.
   */
  private static List<Logger> quietly() {
    if (System.getenv("CORE_CHAINCODE_LOGGING_SHIM") != null) {
      return List.of();
    }
    Logger refusals = Logger.getLogger(ChaincodeInvocationTask.class.getName());
    refusals.setLevel(Level.OFF);
    Logger traces = Logger.getLogger(Traces.class.getName());
    traces.setLevel(Level.WARNING);
    Logger metrics = Logger.getLogger(Metrics.class.getName());
    metrics.setLevel(Level.WARNING);
    return List.of(refusals, traces, metrics);
  }

  /** Parses {@code name[:version][/channel]}. */
  static List<String> target(String name, String channel) {
    String[] parts = name.split("/", 2);
    return List.of(parts[0].split(":", 2)[0], parts.length == 2 ? parts[1] : channel);
  }
}
