// SPDX-License-Identifier: Apache-2.0
package portolan.twin.peer;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import org.hyperledger.fabric.protos.common.Block;
import org.hyperledger.fabric.protos.common.HeaderType;
import org.hyperledger.fabric.protos.ledger.rwset.TxPvtReadWriteSet;
import org.hyperledger.fabric.protos.peer.ChaincodeAction;
import org.hyperledger.fabric.protos.peer.ChaincodeEvent;
import org.hyperledger.fabric.protos.peer.ChaincodeID;
import org.hyperledger.fabric.protos.peer.ChaincodeInterest;
import org.hyperledger.fabric.protos.peer.Endorsement;
import org.hyperledger.fabric.protos.peer.ProposalResponse;
import org.hyperledger.fabric.protos.peer.ProposalResponsePayload;
import org.hyperledger.fabric.protos.peer.Response;
import org.hyperledger.fabric.shim.Chaincode;
import portolan.twin.block.EnvelopeTransaction;
import portolan.twin.block.OrderedBlock;
import portolan.twin.channel.Channel;
import portolan.twin.channel.Definition;
import portolan.twin.channel.PeerContext;
import portolan.twin.channel.PeerOptions;
import portolan.twin.identity.Identity;
import portolan.twin.identity.Signatory;
import portolan.twin.ledger.Entry;
import portolan.twin.ledger.Space;
import portolan.twin.ledger.UpdateBatch;
import portolan.twin.ledger.Version;
import portolan.twin.simulation.ChaincodeCall;
import portolan.twin.simulation.Simulation;
import portolan.twin.simulation.SimulationException;
import portolan.twin.time.Timeline;

/** One member's peer: endorses proposals on its own state and commits the channel's blocks. */
public final class Peer {
  private static final int ERROR = 500;
  private static final int ERROR_THRESHOLD = 400;

  private final Signatory signatory;
  private final Identity identity;
  private final Channel channel;
  private final Chain chain;
  private final Timeline timeline;
  private final PeerOptions options;
  private final Map<String, Served> served = new ConcurrentHashMap<>();
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private final Map<String, List<Consumer<TransactionStatus>>> waiting = new HashMap<>();
  private final Map<Long, List<Runnable>> waitingForBlock = new HashMap<>();
  private StateKeeper keeper;
  private PrivateStore privateStore;
  private volatile long height;
  private volatile boolean running = true;
  private volatile boolean keyFits;

  /** A peer with an empty state. */
  Peer(
      Signatory signatory,
      Identity identity,
      Channel channel,
      Chain chain,
      Timeline timeline,
      PeerOptions options) {
    this.signatory = signatory;
    this.identity = identity;
    this.channel = channel;
    this.chain = chain;
    this.timeline = timeline;
    this.options = options;
    forget();
    channel.definitions().forEach(this::serve);
  }

  private void forget() {
    keeper = new StateKeeper(channel);
    privateStore = new PrivateStore(mspId(), chain.store(), keeper.state());
    height = 0;
  }

  /** Serves a definition by this code from now on, in place of what served it before. */
  public void serve(Definition definition) {
    served.put(definition.name(), new Served(definition));
  }

  /** A definition with its code, which is made when it is first called: that may take a while. */
  private final class Served {
    private final Definition definition;
    private Chaincode chaincode;

    Served(Definition definition) {
      this.definition = definition;
    }

    synchronized Chaincode chaincode() {
      if (chaincode == null) {
        chaincode = definition.code().apply(new PeerContext(mspId(), timeline));
      }
      return chaincode;
    }
  }

  /** The organisation. */
  public String mspId() {
    return signatory.mspId();
  }

  /** Where other members' gateways say it is. */
  public String address() {
    return mspId() + ".twin:7051";
  }

  /** The identity with which it endorses. */
  public ByteString identity() {
    return signatory.serialized();
  }

  /** Blocks committed here. */
  public long height() {
    return height;
  }

  /** Whether it answers. */
  public boolean isRunning() {
    return running;
  }

  // ---- endorsing

  /**
   * Runs a proposal and signs what came of it. A chaincode's refusal is a response with its status;
   * a failure of the peer is one with status 500 and without payload.
   */
  public ProposalResponse endorse(Proposal proposal) throws EndorsementRefusedException {
    requireTimely(proposal);
    if (proposal.flaw().isPresent()) {
      throw new EndorsementRefusedException(proposal.flaw().get());
    }
    if (!proposal.channelHeader().getChannelId().equals(channel.name())) {
      return failed("channel '%s' not found".formatted(proposal.channelHeader().getChannelId()));
    }
    Identity creator = requireAuthentic(proposal);
    try {
      return simulate(proposal, creator);
    } catch (SimulationException e) {
      return failed("error in simulation: " + e.getMessage());
    }
  }

  private static ProposalResponse failed(String message) {
    return ProposalResponse.newBuilder()
        .setResponse(Response.newBuilder().setStatus(ERROR).setMessage(message))
        .build();
  }

  private void requireTimely(Proposal proposal) throws EndorsementRefusedException {
    if (!running) {
      throw EndorsementRefusedException.byFilter("connection refused: " + address());
    }
    Instant now = timeline.instant();
    Optional<Identity> creator =
        channel.membership().identity(proposal.signatureHeader().getCreator());
    if (creator.isPresent() && creator.get().hasExpired(now)) {
      throw EndorsementRefusedException.byFilter("proposal client identity expired");
    }
    Duration timeWindow = options.timeWindow();
    Instant timestamp = instant(proposal.channelHeader().getTimestamp());
    if (timestamp.plus(timeWindow).isBefore(now) || timestamp.minus(timeWindow).isAfter(now)) {
      throw EndorsementRefusedException.byFilter(
          "request unauthorized due to incorrect timestamp %s, peer time %s, peer.authentication.timewindow %s"
              .formatted(seconds(timestamp), seconds(now), goDuration(timeWindow)));
    }
  }

  private static Instant instant(Timestamp time) {
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
  }

  private static String seconds(Instant instant) {
    return DateTimeFormatter.ISO_INSTANT.format(instant.truncatedTo(ChronoUnit.SECONDS));
  }

  private static String goDuration(Duration duration) {
    return "%dm%ds".formatted(duration.toMinutes(), duration.toSecondsPart());
  }

  private Identity requireAuthentic(Proposal proposal) throws EndorsementRefusedException {
    String problem = "error validating proposal: ";
    if (proposal.channelHeader().getType() != HeaderType.ENDORSER_TRANSACTION_VALUE
        && proposal.channelHeader().getType() != HeaderType.CONFIG_VALUE) {
      throw new EndorsementRefusedException(
          problem
              + "invalid header type "
              + HeaderType.forNumber(proposal.channelHeader().getType()));
    }
    if (proposal.channelHeader().getEpoch() != 0) {
      throw new EndorsementRefusedException(problem + "epoch is non-zero");
    }
    if (proposal.signatureHeader().getNonce().isEmpty()) {
      throw new EndorsementRefusedException(problem + "nonce is empty");
    }
    if (proposal.signatureHeader().getCreator().isEmpty()) {
      throw new EndorsementRefusedException(problem + "creator is empty");
    }
    String expected = EnvelopeTransaction.transactionId(proposal.signatureHeader());
    if (!proposal.transactionId().equals(expected)) {
      throw new EndorsementRefusedException(
          problem
              + "incorrectly computed txid '%s' -- expected '%s'"
                  .formatted(proposal.transactionId(), expected));
    }
    if (proposal.signed().getSignature().isEmpty()) {
      throw new EndorsementRefusedException(problem + "empty signature bytes");
    }
    Identity creator =
        channel
            .membership()
            .identity(proposal.signatureHeader().getCreator())
            .orElseThrow(
                () ->
                    new EndorsementRefusedException(
                        problem
                            + "access denied: channel [%s] creator org unknown, creator is malformed"
                                .formatted(channel.name())));
    if (!creator.verifies(proposal.signed().getProposalBytes(), proposal.signed().getSignature())) {
      throw new EndorsementRefusedException(
          problem
              + "access denied: channel [%s] creator org [%s]"
                  .formatted(channel.name(), creator.mspId()));
    }
    if (status(proposal.transactionId()).isPresent()) {
      throw new EndorsementRefusedException(
          "duplicate transaction found [%s]. Creator [%s]"
              .formatted(
                  proposal.transactionId(),
                  java.util.HexFormat.of()
                      .formatHex(proposal.signatureHeader().getCreator().toByteArray())));
    }
    return creator;
  }

  private ProposalResponse simulate(Proposal proposal, Identity creator)
      throws SimulationException {
    Response response;
    Optional<ChaincodeEvent> event;
    Simulation.Result result;
    lock.readLock().lock();
    try {
      Simulation simulation = new Simulation(channel, keeper.state(), proposal.transactionId());
      long seen = height;
      ChaincodeCall.Outcome outcome =
          new ChaincodeCall(
                  channel,
                  name -> Optional.ofNullable(served.get(name)).map(Served::chaincode),
                  simulation,
                  (chaincode, key) -> chain.history(chaincode, key, seen),
                  proposal.signed(),
                  creator,
                  proposal.transactionId(),
                  options.totalQueryLimit())
              .execute(proposal.chaincode(), proposal.input());
      response = outcome.response();
      event = outcome.event();
      result = simulation.result();
    } finally {
      lock.readLock().unlock();
    }
    if (result.sealed().isPresent()) {
      chain.keepTransient(mspId(), proposal.transactionId(), result.sealed().get());
    }
    ByteString payload = payload(proposal, response, event, result);
    ChaincodeInterest interest = Interests.of(result);
    if (response.getStatus() >= ERROR_THRESHOLD) {
      ProposalResponse.Builder refused = ProposalResponse.newBuilder().setResponse(response);
      return response.getStatus() >= ERROR
          ? refused.setPayload(payload).setInterest(interest).build()
          : refused.build();
    }
    return ProposalResponse.newBuilder()
        .setVersion(1)
        .setResponse(response)
        .setPayload(payload)
        .setInterest(interest)
        .setEndorsement(
            Endorsement.newBuilder()
                .setEndorser(signatory.serialized())
                .setSignature(signed(payload.concat(signatory.serialized()))))
        .build();
  }

  /**
   * What was signed here need not be verified here, once it is known that key and certificate fit.
   */
  private ByteString signed(ByteString message) {
    ByteString signature = signatory.sign(message);
    if (keyFits) {
      identity.remember(message, signature);
    } else {
      keyFits = identity.verifies(message, signature);
    }
    return signature;
  }

  private ByteString payload(
      Proposal proposal,
      Response response,
      Optional<ChaincodeEvent> event,
      Simulation.Result result) {
    ChaincodeAction action =
        ChaincodeAction.newBuilder()
            .setResults(result.shared().toByteString())
            .setEvents(event.map(ChaincodeEvent::toByteString).orElse(ByteString.EMPTY))
            .setResponse(response)
            .setChaincodeId(
                ChaincodeID.newBuilder()
                    .setName(proposal.chaincode())
                    .setVersion(
                        channel
                            .definition(proposal.chaincode())
                            .map(Definition::version)
                            .orElse("")))
            .build();
    return ProposalResponsePayload.newBuilder()
        .setProposalHash(proposal.hash())
        .setExtension(action.toByteString())
        .build()
        .toByteString();
  }

  // ---- committing

  /** Takes the next block. */
  void commit(CommittedBlock block) {
    List<Runnable> told = new ArrayList<>();
    lock.writeLock().lock();
    try {
      if (!running || block.number() != height) {
        return; // it comes again when this peer is back
      }
      UpdateBatch privateUpdates = privateStore.updates(block);
      keeper
          .expire(block.number(), new UpdateBatch())
          .forEach(
              due -> {
                var update = block.updates().get(due.hashes(), due.key());
                if (update != null && update.isDeletion()) {
                  privateStore.expire(due);
                }
              });
      keeper.apply(block.number(), block.updates());
      keeper.state().apply(privateUpdates);
      height = block.number() + 1;
    } finally {
      lock.writeLock().unlock();
    }
    synchronized (waiting) {
      for (int i = 0; i < block.ordered().transactions().size(); i++) {
        List<Consumer<TransactionStatus>> listeners =
            waiting.remove(block.ordered().transactions().get(i).id());
        if (listeners != null) {
          TransactionStatus status =
              new TransactionStatus(block.number(), OrderedBlock.code(block.block(), i));
          listeners.forEach(l -> told.add(() -> l.accept(status)));
        }
      }
      List<Runnable> listeners = waitingForBlock.remove(block.number());
      if (listeners != null) {
        told.addAll(listeners);
      }
    }
    told.forEach(Runnable::run);
  }

  /** Ends as a crash does: whatever was only in memory is gone. */
  void crash() {
    lock.writeLock().lock();
    try {
      running = false;
      forget();
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Comes back, builds its state from the blocks and catches up. */
  void restart() {
    running = true;
    while (height < chain.height()) {
      commit(chain.reread(height, keeper));
    }
  }

  // ---- what is on the ledger

  /** The committed value of a chaincode's public key, as this peer has it. */
  public Optional<ByteString> value(String chaincode, String key) {
    return value(Space.of(chaincode), key);
  }

  /** The committed value of a key of a collection; only the collection's members have it. */
  public Optional<ByteString> privateValue(String chaincode, String collection, String key) {
    return value(Space.privateValues(chaincode, collection), key);
  }

  private Optional<ByteString> value(Space space, String key) {
    lock.readLock().lock();
    try {
      return Optional.ofNullable(keeper.state().get(space, key)).map(Entry::value);
    } finally {
      lock.readLock().unlock();
    }
  }

  /** The outcome of a transaction that this peer has committed. */
  public Optional<TransactionStatus> status(String transactionId) {
    return chain
        .position(transactionId)
        .filter(position -> position.block() < height)
        .map(position -> new TransactionStatus(position.block(), code(position)));
  }

  private org.hyperledger.fabric.protos.peer.TxValidationCode code(Version position) {
    return OrderedBlock.code(
        chain.block(position.block()).orElseThrow(), (int) position.transaction());
  }

  /** Calls once when this peer has the transaction, at once if it has it; cancelled by running. */
  public Runnable whenCommitted(String transactionId, Consumer<TransactionStatus> listener) {
    synchronized (waiting) {
      Optional<TransactionStatus> known = status(transactionId);
      if (known.isEmpty()) {
        waiting.computeIfAbsent(transactionId, id -> new ArrayList<>()).add(listener);
        return () -> {
          synchronized (waiting) {
            waiting.computeIfPresent(
                transactionId,
                (id, listeners) -> {
                  listeners.remove(listener);
                  return listeners.isEmpty() ? null : listeners;
                });
          }
        };
      }
      listener.accept(known.get());
      return () -> {};
    }
  }

  /** Calls once when this peer has the block, at once if it has it. */
  public void whenBlock(long number, Runnable listener) {
    synchronized (waiting) {
      if (number >= height) {
        waitingForBlock.computeIfAbsent(number, n -> new ArrayList<>()).add(listener);
        return;
      }
    }
    listener.run();
  }

  /** A block that this peer has committed, with the outcomes. */
  public Optional<Block> block(long number) {
    return number < height ? chain.block(number) : Optional.empty();
  }

  /** The same, taken apart. */
  public Optional<OrderedBlock> ordered(long number) {
    return number < height ? chain.ordered(number) : Optional.empty();
  }

  /** The block of a transaction that this peer has committed. */
  public Optional<Block> blockOf(String transactionId) {
    return chain.position(transactionId).map(Version::block).flatMap(this::block);
  }

  /** The private values that this peer got with a block, by position in the block. */
  public SortedMap<Integer, TxPvtReadWriteSet> privateData(long block) {
    return chain.store().privateData(mspId(), block);
  }
}
