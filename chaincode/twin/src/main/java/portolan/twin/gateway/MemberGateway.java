// SPDX-License-Identifier: Apache-2.0
package portolan.twin.gateway;

import static portolan.twin.gateway.GatewayErrors.detail;
import static portolan.twin.gateway.GatewayErrors.error;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.hyperledger.fabric.protos.common.BlockchainInfo;
import org.hyperledger.fabric.protos.common.Envelope;
import org.hyperledger.fabric.protos.common.Payload;
import org.hyperledger.fabric.protos.gateway.CommitStatusRequest;
import org.hyperledger.fabric.protos.gateway.CommitStatusResponse;
import org.hyperledger.fabric.protos.gateway.EndorseRequest;
import org.hyperledger.fabric.protos.gateway.EndorseResponse;
import org.hyperledger.fabric.protos.gateway.ErrorDetail;
import org.hyperledger.fabric.protos.gateway.EvaluateRequest;
import org.hyperledger.fabric.protos.gateway.EvaluateResponse;
import org.hyperledger.fabric.protos.gateway.SignedCommitStatusRequest;
import org.hyperledger.fabric.protos.gateway.SubmitRequest;
import org.hyperledger.fabric.protos.gateway.SubmitResponse;
import org.hyperledger.fabric.protos.orderer.BroadcastResponse;
import org.hyperledger.fabric.protos.peer.ChaincodeAction;
import org.hyperledger.fabric.protos.peer.ChaincodeActionPayload;
import org.hyperledger.fabric.protos.peer.ChaincodeEndorsedAction;
import org.hyperledger.fabric.protos.peer.Endorsement;
import org.hyperledger.fabric.protos.peer.ProposalResponse;
import org.hyperledger.fabric.protos.peer.ProposalResponsePayload;
import org.hyperledger.fabric.protos.peer.Response;
import org.hyperledger.fabric.protos.peer.SignedProposal;
import org.hyperledger.fabric.protos.peer.Transaction;
import org.hyperledger.fabric.protos.peer.TransactionAction;
import portolan.twin.channel.Channel;
import portolan.twin.peer.EndorsementRefusedException;
import portolan.twin.peer.Network;
import portolan.twin.peer.Peer;
import portolan.twin.peer.Proposal;
import portolan.twin.policy.SignedData;

/** What the gateway service of one member's peer does; refusals are gRPC statuses. */
public final class MemberGateway {
  private static final int OK = 200;
  private static final int SUCCESS_FROM = 200;
  private static final int SUCCESS_BELOW = 400;
  private static final int PEER_FAILURE = 500;
  private static final String NO_READER =
      "failed evaluating policy on signed data during check policy [/Channel/Application/Readers]: [implicit policy evaluation failed - 0 sub-policies were satisfied, but this policy requires 1 of the 'Readers' sub-policies to be satisfied]";

  private final Network network;
  private final Channel channel;
  private final Peer local;

  /** The gateway of a member's peer. */
  public MemberGateway(Network network, Channel channel, String mspId) {
    this.network = network;
    this.channel = channel;
    this.local = network.peer(mspId);
  }

  /** The peer to which this gateway belongs. */
  public Peer peer() {
    return local;
  }

  /** One peer's answer to a proposal, as a gateway sees it. */
  private sealed interface Answer {
    record Endorsed(ProposalResponse response) implements Answer {}

    /** The peer failed, or the chaincode refused. */
    record Failed(Status.Code code, String message, boolean another) implements Answer {}
  }

  private Answer ask(Peer peer, Proposal proposal) {
    if (network
        .chance()
        .happens(
            "no answer from " + peer.mspId(), network.chance().faults().endorserUnreachable())) {
      return new Answer.Failed(Status.Code.UNAVAILABLE, "connection refused", true);
    }
    try {
      ProposalResponse response = peer.endorse(proposal);
      int status = response.getResponse().getStatus();
      String message = response.getResponse().getMessage();
      if (status >= SUCCESS_FROM && status < SUCCESS_BELOW) {
        return new Answer.Endorsed(response);
      }
      return response.getPayload().isEmpty() && status == PEER_FAILURE
          ? new Answer.Failed(Status.Code.ABORTED, message, true)
          : new Answer.Failed(
              Status.Code.UNKNOWN, "chaincode response %d, %s".formatted(status, message), false);
    } catch (EndorsementRefusedException e) {
      if (peer != local) {
        return new Answer.Failed(
            Status.Code.UNAVAILABLE, "rpc error: code = Unknown desc = " + e.getMessage(), true);
      }
      return e.isByFilter()
          ? new Answer.Failed(Status.Code.UNAVAILABLE, e.getMessage(), true)
          : new Answer.Failed(Status.Code.FAILED_PRECONDITION, e.getMessage(), false);
    }
  }

  private static Proposal read(SignedProposal signed, String problem) {
    try {
      return Proposal.read(signed);
    } catch (EndorsementRefusedException e) {
      throw error(Status.Code.INVALID_ARGUMENT, problem + e.getMessage());
    }
  }

  private void requireRunning() {
    if (!local.isRunning()) {
      throw error(Status.Code.UNAVAILABLE, "connection refused: " + local.address());
    }
  }

  // ---- evaluate

  /** Runs a proposal on one peer and gives the chaincode's answer. */
  public EvaluateResponse evaluate(EvaluateRequest request) {
    requireRunning();
    if (request.getProposedTransaction().getProposalBytes().isEmpty()) {
      throw error(
          Status.Code.INVALID_ARGUMENT,
          "failed to unpack transaction proposal: a signed proposal is required");
    }
    Proposal proposal =
        read(request.getProposedTransaction(), "failed to unpack transaction proposal: ");
    if (!proposal.channelHeader().getChannelId().equals(channel.name())) {
      throw error(
          Status.Code.UNAVAILABLE,
          "failed to get config for channel [%1$s]: could not get last config for channel %1$s"
              .formatted(proposal.channelHeader().getChannelId()));
    }
    if (asksForHeight(proposal)) {
      return EvaluateResponse.newBuilder().setResult(height()).build();
    }
    List<ErrorDetail> details = new ArrayList<>();
    Status.Code last = Status.Code.UNAVAILABLE;
    for (Peer peer : evaluators(request, proposal)) {
      switch (ask(peer, proposal)) {
        case Answer.Endorsed(ProposalResponse response) -> {
          return EvaluateResponse.newBuilder().setResult(result(response)).build();
        }
        case Answer.Failed(Status.Code code, String message, boolean another) -> {
          details.add(detail(peer, message));
          last = code;
          if (!another) {
            throw error(code, "evaluate call to endorser returned error: " + message, details);
          }
        }
      }
    }
    throw error(
        last, "failed to evaluate transaction, see attached details for more info", details);
  }

  /** The one question to a peer's own chaincodes that a gateway of a member has. */
  private static boolean asksForHeight(Proposal proposal) {
    return proposal.invoked().equals("qscc")
        && proposal.input().getArgsCount() == 2
        && proposal.input().getArgs(0).toStringUtf8().equals("GetChainInfo")
        && proposal
            .input()
            .getArgs(1)
            .toStringUtf8()
            .equals(proposal.channelHeader().getChannelId());
  }

  /** Of the answer in Fabric, without the hashes of blocks. */
  private Response height() {
    return Response.newBuilder()
        .setStatus(OK)
        .setPayload(BlockchainInfo.newBuilder().setHeight(local.height()).build().toByteString())
        .build();
  }

  private List<Peer> evaluators(EvaluateRequest request, Proposal proposal) {
    boolean protect = proposal.hasTransientData() && request.getTargetOrganizationsCount() == 0;
    Collection<String> targets =
        protect ? List.of(local.mspId()) : request.getTargetOrganizationsList();
    List<Peer> peers =
        network.peers().stream()
            .filter(p -> targets.isEmpty() || targets.contains(p.mspId()))
            .filter(p -> serves(proposal))
            .filter(Peer::isRunning)
            .sorted(
                Comparator.<Peer, Boolean>comparing(p -> p != local)
                    .thenComparing(p -> -p.height()))
            .toList();
    if (peers.isEmpty()) {
      throw error(
          Status.Code.FAILED_PRECONDITION,
          "no peers available to evaluate chaincode %s in channel %s"
              .formatted(proposal.invoked(), proposal.channelHeader().getChannelId()));
    }
    return peers;
  }

  private boolean serves(Proposal proposal) {
    return proposal.channelHeader().getChannelId().equals(channel.name())
        && channel.definition(proposal.invoked()).isPresent();
  }

  private static Response result(ProposalResponse response) {
    try {
      return response.getResponse().toBuilder()
          .setPayload(
              ChaincodeAction.parseFrom(
                      ProposalResponsePayload.parseFrom(response.getPayload()).getExtension())
                  .getResponse()
                  .getPayload())
          .build();
    } catch (InvalidProtocolBufferException e) {
      return response.getResponse();
    }
  }

  // ---- endorse

  /** Collects endorsements and assembles the transaction for the client to sign. */
  public EndorseResponse endorse(EndorseRequest request) {
    requireRunning();
    if (request.getProposedTransaction().getProposalBytes().isEmpty()) {
      throw error(
          Status.Code.INVALID_ARGUMENT, "the proposed transaction must contain a signed proposal");
    }
    Proposal proposal = read(request.getProposedTransaction(), "");
    Collected collected =
        request.getEndorsingOrganizationsCount() > 0
            ? named(new LinkedHashSet<>(request.getEndorsingOrganizationsList()), proposal)
            : chosen(proposal);
    return EndorseResponse.newBuilder()
        .setPreparedTransaction(prepare(proposal, collected))
        .build();
  }

  /** Endorsements that agree so far. */
  private static final class Collected {
    private final Map<ByteString, Endorsement> endorsements = new LinkedHashMap<>();
    private final List<ErrorDetail> details = new ArrayList<>();
    private Optional<ByteString> payload = Optional.empty();

    private boolean add(Peer peer, Answer answer) {
      return switch (answer) {
        case Answer.Endorsed(ProposalResponse response) -> {
          if (payload.isPresent() && !payload.get().equals(response.getPayload())) {
            details.add(detail(peer, "ProposalResponsePayloads do not match"));
            yield false;
          }
          payload = Optional.of(response.getPayload());
          endorsements.put(response.getEndorsement().getEndorser(), response.getEndorsement());
          yield true;
        }
        case Answer.Failed(Status.Code code, String message, boolean another) -> {
          details.add(detail(peer, message));
          yield false;
        }
      };
    }
  }

  private Collected named(Collection<String> organisations, Proposal proposal) {
    List<Peer> endorsers = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    for (String organisation : organisations) {
      Optional<Peer> peer =
          network.find(organisation).filter(Peer::isRunning).filter(p -> serves(proposal));
      peer.ifPresentOrElse(endorsers::add, () -> missing.add(organisation));
    }
    if (!missing.isEmpty()) {
      throw error(
          Status.Code.UNAVAILABLE,
          "failed to find any endorsing peers for org(s): " + String.join(", ", missing));
    }
    Collected collected = new Collected();
    boolean complete = true;
    for (Peer endorser : endorsers) {
      complete &= collected.add(endorser, ask(endorser, proposal));
    }
    if (!complete) {
      throw notEnough(collected);
    }
    return collected;
  }

  private static StatusRuntimeException notEnough(Collected collected) {
    return error(
        Status.Code.ABORTED,
        "failed to collect enough transaction endorsements, see attached details for more info",
        collected.details);
  }

  private Collected chosen(Proposal proposal) {
    if (!serves(proposal) && proposal.hasTransientData()) {
      throw error(
          Status.Code.FAILED_PRECONDITION,
          "no endorsers found in the gateway's organization; retry specifying endorsing organization(s) to protect transient data");
    }
    if (!serves(proposal)) {
      throw error(
          Status.Code.FAILED_PRECONDITION,
          "no combination of peers can be derived which satisfy the endorsement policy: No metadata was found for chaincode %s in channel %s"
              .formatted(proposal.invoked(), proposal.channelHeader().getChannelId()));
    }
    Collected collected = new Collected();
    Answer first = ask(local, proposal);
    if (!collected.add(local, first)) {
      throw error(
          Status.Code.ABORTED,
          "failed to endorse transaction, see attached details for more info",
          collected.details);
    }
    List<Peer> running = new ArrayList<>(network.peers().stream().filter(Peer::isRunning).toList());
    if (network.timeline().isVirtual()) {
      network.chance().shuffle(running);
    }
    List<List<Peer>> layouts = layouts(proposal, ((Answer.Endorsed) first).response(), running);
    List<Peer> failed = new ArrayList<>();
    List<Peer> asked = new ArrayList<>(List.of(local));
    for (List<Peer> layout : layouts) {
      boolean complete = layout.stream().noneMatch(failed::contains);
      for (Peer peer : complete ? layout : List.<Peer>of()) {
        if (!asked.contains(peer)) {
          asked.add(peer);
          if (!collected.add(peer, ask(peer, proposal))) {
            failed.add(peer);
            complete = false;
          }
        }
      }
      if (complete) {
        collected.endorsements.keySet().retainAll(layout.stream().map(Peer::identity).toList());
        return collected;
      }
    }
    throw notEnough(collected);
  }

  private List<List<Peer>> layouts(
      Proposal proposal, ProposalResponse response, List<Peer> running) {
    EndorsementPlan plan = new EndorsementPlan(channel, response.getInterest(), proposal.invoked());
    List<List<Peer>> layouts = plan.layouts(running, local, proposal.hasTransientData());
    if (!layouts.isEmpty()) {
      return layouts;
    }
    if (proposal.hasTransientData()
        && !plan.blindlyWritten().isEmpty()
        && !plan.layouts(running, local, false).isEmpty()) {
      throw error(
          Status.Code.FAILED_PRECONDITION,
          "requires endorsement from organisation(s) that are not in the distribution policy of the private data collection(s): %s; retry specifying trusted endorsing organizations to protect transient data"
              .formatted(plan.blindlyWritten().toString().replace(",", "")));
    }
    throw error(
        Status.Code.FAILED_PRECONDITION,
        "no combination of peers can be derived which satisfy the endorsement policy: "
            + (plan.hasImpossibleKeyPolicy()
                ? "state based endorsement policy cannot be satisfied"
                : "no peer combination can satisfy the endorsement policy"));
  }

  private static Envelope prepare(Proposal proposal, Collected collected) {
    ChaincodeActionPayload action =
        ChaincodeActionPayload.newBuilder()
            .setChaincodeProposalPayload(proposal.payload())
            .setAction(
                ChaincodeEndorsedAction.newBuilder()
                    .setProposalResponsePayload(collected.payload.orElseThrow())
                    .addAllEndorsements(collected.endorsements.values()))
            .build();
    Transaction transaction =
        Transaction.newBuilder()
            .addActions(
                TransactionAction.newBuilder()
                    .setHeader(proposal.header().getSignatureHeader())
                    .setPayload(action.toByteString()))
            .build();
    return Envelope.newBuilder()
        .setPayload(
            Payload.newBuilder()
                .setHeader(proposal.header())
                .setData(transaction.toByteString())
                .build()
                .toByteString())
        .build();
  }

  // ---- submit

  /** Gives a signed transaction to the ordering service. */
  public SubmitResponse submit(SubmitRequest request) {
    requireRunning();
    if (!request.hasPreparedTransaction()) {
      throw error(Status.Code.INVALID_ARGUMENT, "a prepared transaction is required");
    }
    if (request.getPreparedTransaction().getSignature().isEmpty()) {
      throw error(Status.Code.INVALID_ARGUMENT, "prepared transaction must be signed");
    }
    if (!request.getChannelId().equals(channel.name())) {
      throw error(Status.Code.FAILED_PRECONDITION, "channel not found: " + request.getChannelId());
    }
    if (network.halted().isPresent()) {
      throw error(Status.Code.UNAVAILABLE, "all peers have stopped: " + network.halted().get());
    }
    BroadcastResponse response = network.orderer().broadcast(request.getPreparedTransaction());
    int status = response.getStatusValue();
    if (status == SUCCESS_FROM) {
      return SubmitResponse.getDefaultInstance();
    }
    if (status >= SUCCESS_BELOW && status < PEER_FAILURE) {
      throw error(
          Status.Code.ABORTED,
          "received unsuccessful response from orderer: status=%s, info=%s"
              .formatted(response.getStatus(), response.getInfo()));
    }
    throw error(
        Status.Code.UNAVAILABLE, "no orderers could successfully process transaction", List.of());
  }

  // ---- commit status

  /**
   * Finds out what became of a transaction.
   *
   * @param listener is called once, when this peer has the transaction
   * @return ends the waiting
   */
  public Runnable commitStatus(
      SignedCommitStatusRequest signed, Consumer<CommitStatusResponse> listener) {
    requireRunning();
    CommitStatusRequest request = readStatusRequest(signed);
    if (request.getIdentity().isEmpty()) {
      throw error(Status.Code.INVALID_ARGUMENT, "no identity provided");
    }
    if (request.getChannelId().isEmpty()) {
      throw error(Status.Code.INVALID_ARGUMENT, "no channel ID provided");
    }
    if (request.getTransactionId().isEmpty()) {
      throw error(Status.Code.INVALID_ARGUMENT, "transaction ID should not be empty");
    }
    requireReader(
        request.getChannelId(),
        new SignedData(signed.getRequest(), request.getIdentity(), signed.getSignature()));
    return local.whenCommitted(
        request.getTransactionId(),
        status ->
            listener.accept(
                CommitStatusResponse.newBuilder()
                    .setResult(status.code())
                    .setBlockNumber(status.block())
                    .build()));
  }

  private static CommitStatusRequest readStatusRequest(SignedCommitStatusRequest signed) {
    if (signed.getRequest().isEmpty()) {
      throw error(Status.Code.INVALID_ARGUMENT, "a commit status request is required");
    }
    try {
      return CommitStatusRequest.parseFrom(signed.getRequest());
    } catch (InvalidProtocolBufferException e) {
      throw error(Status.Code.INVALID_ARGUMENT, "invalid status request: " + e.getMessage());
    }
  }

  /** Refuses anybody who is not a member of the channel. */
  void requireReader(String channelId, SignedData signed) {
    if (!channelId.equals(channel.name())
        || channel.policies().signers(List.of(signed)).isEmpty()) {
      throw error(Status.Code.PERMISSION_DENIED, NO_READER);
    }
  }
}
