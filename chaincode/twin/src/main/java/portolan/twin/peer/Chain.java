// SPDX-License-Identifier: Apache-2.0
package portolan.twin.peer;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.hyperledger.fabric.protos.common.Block;
import org.hyperledger.fabric.protos.common.BlockHeader;
import org.hyperledger.fabric.protos.common.BlockMetadata;
import org.hyperledger.fabric.protos.common.BlockMetadataIndex;
import org.hyperledger.fabric.protos.common.Metadata;
import org.hyperledger.fabric.protos.common.MetadataSignature;
import org.hyperledger.fabric.protos.common.SignatureHeader;
import org.hyperledger.fabric.protos.ledger.queryresult.KeyModification;
import org.hyperledger.fabric.protos.ledger.rwset.CollectionPvtReadWriteSet;
import org.hyperledger.fabric.protos.ledger.rwset.NsPvtReadWriteSet;
import org.hyperledger.fabric.protos.ledger.rwset.TxPvtReadWriteSet;
import org.hyperledger.fabric.protos.ledger.rwset.TxReadWriteSet;
import org.hyperledger.fabric.protos.ledger.rwset.kvrwset.KVWrite;
import org.hyperledger.fabric.protos.peer.StaticCollectionConfig;
import org.hyperledger.fabric.protos.peer.TxValidationCode;
import portolan.twin.block.EnvelopeTransaction;
import portolan.twin.block.OrderedBlock;
import portolan.twin.channel.Channel;
import portolan.twin.identity.Identity;
import portolan.twin.identity.Signatory;
import portolan.twin.ledger.Sha256;
import portolan.twin.ledger.Version;
import portolan.twin.simulation.SimulationException;
import portolan.twin.store.DamagedLedgerException;
import portolan.twin.store.LedgerStore;
import portolan.twin.validation.BlockValidator;

/**
 * The channel's blocks. A block is validated here once: on the same blocks every honest peer comes
 * to the same outcomes. Peers then write it to their own states, each when it gets the block.
 */
final class Chain {
  private static final int METADATA_FIELDS = 5;

  private final Channel channel;
  private final LedgerStore store;
  private final Signatory orderer;
  private final Map<String, Identity> peers;
  private final StateKeeper keeper;
  private final BlockValidator validator;
  private final TransientData transients = new TransientData();
  private final Map<String, Version> positions = new ConcurrentHashMap<>();
  private final Map<String, Map<String, List<Version>>> history = new ConcurrentHashMap<>();
  private final RecentBlocks recent = new RecentBlocks();
  private ByteString lastHash = ByteString.EMPTY;

  /**
   * Opens the chain of a store.
   *
   * @param peers identity of each member's peer, by MSP id
   */
  Chain(Channel channel, LedgerStore store, Signatory orderer, Map<String, Identity> peers) {
    this.channel = channel;
    this.store = store;
    this.orderer = orderer;
    this.peers = Map.copyOf(peers);
    this.keeper = new StateKeeper(channel);
    this.validator = new BlockValidator(channel, keeper.state());
  }

  /** Reads all blocks of the store again, and shows each to the peers. */
  void replay(Consumer<CommittedBlock> peer) {
    store.transientData().forEach((mspId, sets) -> sets.forEach(transients::add));
    for (long number = 0; number < store.height(); number++) {
      Block stored = require(number);
      requireIntact(number, stored);
      CommittedBlock block = committed(OrderedBlock.stored(stored), keeper, validator);
      keeper.apply(number, block.updates());
      index(block);
      lastHash = OrderedBlock.hash(block.block().getHeader());
      peer.accept(block);
    }
  }

  /** Its hashes are those of what it holds and of the block before. */
  private void requireIntact(long number, Block block) {
    BlockHeader header = block.getHeader();
    if (header.getNumber() != number) {
      throw DamagedLedgerException.block(number, "it says that it is " + header.getNumber());
    }
    if (!header.getPreviousHash().equals(lastHash)) {
      throw DamagedLedgerException.block(number, "it does not follow the block before");
    }
    if (!header.getDataHash().equals(Sha256.of(block.getData().getDataList()))) {
      throw DamagedLedgerException.block(
          number, "its transactions are not those that its hash is of");
    }
  }

  private Block require(long number) {
    return store
        .block(number)
        .orElseThrow(() -> DamagedLedgerException.block(number, "it is missing"));
  }

  private CommittedBlock committed(
      OrderedBlock ordered, StateKeeper state, BlockValidator replaying) {
    Map<String, SortedMap<Integer, TxPvtReadWriteSet>> data = new HashMap<>();
    peers.keySet().forEach(p -> data.put(p, store.privateData(p, ordered.number())));
    List<TxValidationCode> codes = new ArrayList<>();
    for (int i = 0; i < ordered.transactions().size(); i++) {
      codes.add(OrderedBlock.code(ordered.block(), i));
    }
    var updates = replaying.replay(ordered, codes);
    state.expire(ordered.number(), updates);
    return new CommittedBlock(ordered.block(), ordered, updates, data);
  }

  /** Validates, stores and returns the next block. */
  CommittedBlock append(List<EnvelopeTransaction> transactions) {
    long number = store.height();
    Block linked =
        OrderedBlock.link(
            number, lastHash, transactions.stream().map(EnvelopeTransaction::bytes).toList());
    OrderedBlock ordered = new OrderedBlock(linked, transactions);
    BlockValidator.Outcome outcome = validator.validate(ordered, positions::containsKey);
    Block block = OrderedBlock.withCodes(signed(linked), outcome.codes());
    Map<String, SortedMap<Integer, TxPvtReadWriteSet>> data =
        privateData(transactions, outcome.codes());
    keeper.expire(number, outcome.updates());
    CommittedBlock committed = new CommittedBlock(block, ordered, outcome.updates(), data);
    store.append(block, data);
    recent.add(committed);
    keeper.apply(number, outcome.updates());
    lastHash = OrderedBlock.hash(linked.getHeader());
    index(committed);
    transactions.forEach(t -> transients.forget(t.id()));
    return committed;
  }

  /** The block with the orderer's signature in its metadata. */
  private Block signed(Block block) {
    ByteString signatureHeader =
        SignatureHeader.newBuilder()
            .setCreator(orderer.serialized())
            .setNonce(block.getHeader().getDataHash())
            .build()
            .toByteString();
    ByteString signature =
        orderer.sign(signatureHeader.concat(OrderedBlock.headerBytes(block.getHeader())));
    BlockMetadata.Builder metadata = BlockMetadata.newBuilder();
    for (int i = 0; i < METADATA_FIELDS; i++) {
      metadata.addMetadata(ByteString.EMPTY);
    }
    metadata.setMetadata(
        BlockMetadataIndex.SIGNATURES_VALUE,
        Metadata.newBuilder()
            .addSignatures(
                MetadataSignature.newBuilder()
                    .setSignatureHeader(signatureHeader)
                    .setSignature(signature))
            .build()
            .toByteString());
    return block.toBuilder().setMetadata(metadata).build();
  }

  private Map<String, SortedMap<Integer, TxPvtReadWriteSet>> privateData(
      List<EnvelopeTransaction> transactions, List<TxValidationCode> codes) {
    Map<String, SortedMap<Integer, TxPvtReadWriteSet>> data = new HashMap<>();
    for (int i = 0; i < codes.size(); i++) {
      if (codes.get(i) == TxValidationCode.VALID && hasPrivateWrites(transactions.get(i))) {
        for (Map.Entry<String, Identity> peer : peers.entrySet()) {
          TxPvtReadWriteSet set = privateData(transactions.get(i), peer.getValue());
          if (set.getNsPvtRwsetCount() > 0) {
            data.computeIfAbsent(peer.getKey(), p -> new TreeMap<>()).put(i, set);
          }
        }
      }
    }
    return data;
  }

  private static boolean hasPrivateWrites(EnvelopeTransaction transaction) {
    return transaction.namespaces().stream()
        .flatMap(n -> n.collections().stream())
        .anyMatch(c -> !c.valuesHash().isEmpty());
  }

  /** What of a transaction's private values belongs to a member. */
  private TxPvtReadWriteSet privateData(EnvelopeTransaction transaction, Identity peer) {
    TxPvtReadWriteSet.Builder set =
        TxPvtReadWriteSet.newBuilder().setDataModel(TxReadWriteSet.DataModel.KV);
    for (EnvelopeTransaction.Namespace namespace : transaction.namespaces()) {
      NsPvtReadWriteSet.Builder values =
          NsPvtReadWriteSet.newBuilder().setNamespace(namespace.name());
      for (EnvelopeTransaction.Collection collection : namespace.collections()) {
        if (!collection.valuesHash().isEmpty()
            && channel
                .collection(namespace.name(), collection.name())
                .map(c -> Channel.isMember(c, peer))
                .orElse(false)) {
          transients
              .find(transaction.id(), namespace.name(), collection.name(), collection.valuesHash())
              .ifPresent(
                  found ->
                      values.addCollectionPvtRwset(
                          CollectionPvtReadWriteSet.newBuilder()
                              .setCollectionName(collection.name())
                              .setRwset(found)));
        }
      }
      if (values.getCollectionPvtRwsetCount() > 0) {
        set.addNsPvtRwset(values);
      }
    }
    return set.build();
  }

  private void index(CommittedBlock block) {
    for (int i = 0; i < block.ordered().transactions().size(); i++) {
      EnvelopeTransaction transaction = block.ordered().transactions().get(i);
      Version position = new Version(block.number(), i);
      if (!transaction.id().isEmpty()) {
        positions.putIfAbsent(transaction.id(), position);
      }
      if (OrderedBlock.code(block.block(), i) == TxValidationCode.VALID) {
        for (EnvelopeTransaction.Namespace namespace : transaction.namespaces()) {
          for (KVWrite write : namespace.keys().getWritesList()) {
            Map<String, List<Version>> keys =
                history.computeIfAbsent(namespace.name(), n -> new ConcurrentHashMap<>());
            // A new list each time: readers hold the old one.
            keys.merge(
                write.getKey(),
                List.of(position),
                (old, one) -> {
                  List<Version> longer = new ArrayList<>(old);
                  longer.addAll(one);
                  return longer;
                });
          }
        }
      }
    }
  }

  /** Writes and deletions of a public key in the first blocks, the newest first. */
  List<KeyModification> history(String chaincode, String key, long height) {
    List<KeyModification> modifications = new ArrayList<>();
    for (Version position :
        history.getOrDefault(chaincode, Map.of()).getOrDefault(key, List.of())) {
      if (position.block() < height) {
        modifications.addFirst(modification(position, chaincode, key));
      }
    }
    return modifications;
  }

  private KeyModification modification(Version position, String chaincode, String key) {
    EnvelopeTransaction transaction =
        EnvelopeTransaction.stored(
            require(position.block()).getData().getData((int) position.transaction()));
    KVWrite write =
        transaction.namespaces().stream()
            .filter(n -> n.name().equals(chaincode))
            .flatMap(n -> n.keys().getWritesList().stream())
            .filter(w -> w.getKey().equals(key))
            .findFirst()
            .orElseThrow();
    return KeyModification.newBuilder()
        .setTxId(transaction.id())
        .setValue(write.getValue())
        .setTimestamp(transaction.timestamp())
        .setIsDelete(write.getIsDelete() || write.getValue().isEmpty())
        .build();
  }

  /** Where a transaction is. */
  Optional<Version> position(String transactionId) {
    return Optional.ofNullable(positions.get(transactionId));
  }

  Optional<Block> block(long number) {
    return recent.find(number).map(CommittedBlock::block).or(() -> store.block(number));
  }

  /** A block taken apart. */
  Optional<OrderedBlock> ordered(long number) {
    return recent
        .find(number)
        .map(CommittedBlock::ordered)
        .or(() -> store.block(number).map(OrderedBlock::stored));
  }

  long height() {
    return store.height();
  }

  LedgerStore store() {
    return store;
  }

  /**
   * Keeps the private values of an endorsement for the peers that will commit them. A peer gets
   * values from an endorser that is a member of the collection itself, or that the collection's
   * configuration tells to pass them on; what a stranger endorsed alone is missing afterwards.
   *
   * @throws SimulationException when they cannot be passed on to as many peers as required
   */
  void keepTransient(String mspId, String transactionId, TxPvtReadWriteSet set)
      throws SimulationException {
    TxPvtReadWriteSet.Builder passedOn =
        TxPvtReadWriteSet.newBuilder().setDataModel(set.getDataModel());
    for (NsPvtReadWriteSet namespace : set.getNsPvtRwsetList()) {
      NsPvtReadWriteSet.Builder values =
          NsPvtReadWriteSet.newBuilder().setNamespace(namespace.getNamespace());
      for (CollectionPvtReadWriteSet collection : namespace.getCollectionPvtRwsetList()) {
        if (isPassedOn(mspId, namespace.getNamespace(), collection.getCollectionName())) {
          values.addCollectionPvtRwset(collection);
        }
      }
      if (values.getCollectionPvtRwsetCount() > 0) {
        passedOn.addNsPvtRwset(values);
      }
    }
    transients.add(transactionId, passedOn.build());
    store.keepTransient(mspId, transactionId, passedOn.build());
  }

  private boolean isPassedOn(String mspId, String chaincode, String collection)
      throws SimulationException {
    StaticCollectionConfig config = channel.collection(chaincode, collection).orElseThrow();
    long others =
        peers.entrySet().stream()
            .filter(p -> !p.getKey().equals(mspId))
            .filter(p -> Channel.isMember(config, p.getValue()))
            .count();
    if (others < config.getRequiredPeerCount()) {
      throw new SimulationException(
          "required to disseminate to at least %d peers, but know of only %d eligible peers"
              .formatted(config.getRequiredPeerCount(), others));
    }
    return config.getMaximumPeerCount() > 0 || Channel.isMember(config, peers.get(mspId));
  }

  /** Reads a stored block for a peer that comes back and builds its state anew. */
  CommittedBlock reread(long number, StateKeeper state) {
    return committed(
        OrderedBlock.stored(require(number)), state, new BlockValidator(channel, state.state()));
  }
}
