// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.journal;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.hyperledger.fabric.protos.common.Block;
import org.hyperledger.fabric.protos.common.BlockMetadataIndex;
import org.hyperledger.fabric.protos.common.ChannelHeader;
import org.hyperledger.fabric.protos.common.Envelope;
import org.hyperledger.fabric.protos.common.HeaderType;
import org.hyperledger.fabric.protos.common.Payload;
import org.hyperledger.fabric.protos.ledger.rwset.CollectionHashedReadWriteSet;
import org.hyperledger.fabric.protos.ledger.rwset.CollectionPvtReadWriteSet;
import org.hyperledger.fabric.protos.ledger.rwset.NsPvtReadWriteSet;
import org.hyperledger.fabric.protos.ledger.rwset.NsReadWriteSet;
import org.hyperledger.fabric.protos.ledger.rwset.TxPvtReadWriteSet;
import org.hyperledger.fabric.protos.ledger.rwset.TxReadWriteSet;
import org.hyperledger.fabric.protos.ledger.rwset.kvrwset.HashedRWSet;
import org.hyperledger.fabric.protos.ledger.rwset.kvrwset.KVRWSet;
import org.hyperledger.fabric.protos.ledger.rwset.kvrwset.KVWrite;
import org.hyperledger.fabric.protos.ledger.rwset.kvrwset.KVWriteHash;
import org.hyperledger.fabric.protos.peer.BlockAndPrivateData;
import org.hyperledger.fabric.protos.peer.ChaincodeAction;
import org.hyperledger.fabric.protos.peer.ChaincodeActionPayload;
import org.hyperledger.fabric.protos.peer.ProposalResponsePayload;
import org.hyperledger.fabric.protos.peer.Transaction;
import org.hyperledger.fabric.protos.peer.TransactionAction;
import org.hyperledger.fabric.protos.peer.TxValidationCode;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.money.Money;
import portolan.domain.settlement.Gate;
import portolan.domain.settlement.LockGate;
import portolan.domain.settlement.Mint;
import portolan.domain.settlement.Note;
import portolan.domain.settlement.NoteGate;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.Outcome;
import portolan.domain.settlement.Redemption;
import portolan.domain.settlement.RedemptionOrder;
import portolan.domain.settlement.SettlementPlan;
import portolan.domain.settlement.escrow.EscrowState;
import portolan.domain.settlement.exchange.ExchangePlan;
import portolan.domain.settlement.exchange.LockState;
import portolan.domain.settlement.journal.LedgerPoint;
import portolan.domain.settlement.journal.NoteMovements;
import portolan.domain.worldstate.ImplicitCollection;
import portolan.domain.worldstate.SettlementFunction;
import portolan.domain.worldstate.SettlementKeys;

/**
 * Reads from a block what its valid transactions did to notes. Where the settlement contract keeps
 * things, and how, the domain knows.
 */
final class BlockReader {
  private static final int MAX_NOTES = SettlementPlan.MAX_NOTES;

  private final String member;
  private final String collection;

  /** For a member, whose collection is read. */
  BlockReader(String member) {
    this.member = member;
    collection = ImplicitCollection.of(member);
  }

  /** A transaction that writes something of the settlement contract. */
  private record Written(
      int place, String id, Instant timestamp, KVRWSet open, HashedRWSet sealed, KVRWSet shown) {}

  /**
   * Reads a block.
   *
   * @param before the ledger's time before it
   */
  SettlementBlock read(BlockAndPrivateData data, Instant before)
      throws MissingPrivateDataException {
    try {
      List<Written> all = written(data);
      Instant time = before;
      for (Written each : all) {
        time = each.timestamp().isAfter(time) ? each.timestamp() : time;
      }
      long number = data.getBlock().getHeader().getNumber();
      List<NoteMovements> transactions = new ArrayList<>();
      for (Written each : all) {
        NoteMovements movements =
            movements(new LedgerPoint(number, each.place(), each.id(), time), each);
        if (!movements.isEmpty()) {
          transactions.add(movements);
        }
      }
      return new SettlementBlock(number, time, transactions);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("the peer gave a malformed block", e);
    }
  }

  private List<Written> written(BlockAndPrivateData data) throws InvalidProtocolBufferException {
    Block block = data.getBlock();
    ByteString codes =
        block.getMetadata().getMetadata(BlockMetadataIndex.TRANSACTIONS_FILTER_VALUE);
    List<Written> all = new ArrayList<>();
    for (int place = 0; place < block.getData().getDataCount(); place++) {
      if ((codes.byteAt(place) & 0xff) == TxValidationCode.VALID_VALUE) {
        Payload payload =
            Payload.parseFrom(Envelope.parseFrom(block.getData().getData(place)).getPayload());
        ChannelHeader header = ChannelHeader.parseFrom(payload.getHeader().getChannelHeader());
        if (header.getType() == HeaderType.ENDORSER_TRANSACTION_VALUE) {
          add(
              all,
              place,
              header,
              payload,
              data.getPrivateDataMapMap()
                  .getOrDefault((long) place, TxPvtReadWriteSet.getDefaultInstance()));
        }
      }
    }
    return all;
  }

  private void add(
      List<Written> all, int place, ChannelHeader header, Payload payload, TxPvtReadWriteSet shown)
      throws InvalidProtocolBufferException {
    for (TransactionAction action : Transaction.parseFrom(payload.getData()).getActionsList()) {
      ByteString results =
          ChaincodeAction.parseFrom(
                  ProposalResponsePayload.parseFrom(
                          ChaincodeActionPayload.parseFrom(action.getPayload())
                              .getAction()
                              .getProposalResponsePayload())
                      .getExtension())
              .getResults();
      for (NsReadWriteSet each : TxReadWriteSet.parseFrom(results).getNsRwsetList()) {
        if (each.getNamespace().equals(SettlementFunction.CHAINCODE)) {
          KVRWSet open = KVRWSet.parseFrom(each.getRwset());
          if (open.getWritesCount() > 0) {
            all.add(
                new Written(
                    place,
                    header.getTxId(),
                    instant(header.getTimestamp()),
                    open,
                    sealed(each),
                    shown(shown)));
          }
        }
      }
    }
  }

  private static Instant instant(Timestamp timestamp) {
    return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos())
        .truncatedTo(ChronoUnit.MILLIS);
  }

  /** Hashes of what the transaction sealed to the member. */
  private HashedRWSet sealed(NsReadWriteSet set) throws InvalidProtocolBufferException {
    for (CollectionHashedReadWriteSet each : set.getCollectionHashedRwsetList()) {
      if (each.getCollectionName().equals(collection)) {
        return HashedRWSet.parseFrom(each.getHashedRwset());
      }
    }
    return HashedRWSet.getDefaultInstance();
  }

  /** What the peer shows of it. */
  private KVRWSet shown(TxPvtReadWriteSet data) throws InvalidProtocolBufferException {
    for (NsPvtReadWriteSet each : data.getNsPvtRwsetList()) {
      if (each.getNamespace().equals(SettlementFunction.CHAINCODE)) {
        for (CollectionPvtReadWriteSet part : each.getCollectionPvtRwsetList()) {
          if (part.getCollectionName().equals(collection)) {
            return KVRWSet.parseFrom(part.getRwset());
          }
        }
      }
    }
    return KVRWSet.getDefaultInstance();
  }

  private NoteMovements movements(LedgerPoint at, Written written)
      throws MissingPrivateDataException {
    SortedMap<String, Note> created = new TreeMap<>();
    SortedSet<String> spent = new TreeSet<>();
    List<NoteGate> opened = new ArrayList<>();
    List<Mint> mints = new ArrayList<>();
    List<Redemption> redemptions = new ArrayList<>();
    Set<String> escrows = new TreeSet<>();
    Set<String> funded = new HashSet<>();
    Set<String> locks = new TreeSet<>();
    Set<String> receivables = new TreeSet<>();
    Set<String> merges = new TreeSet<>();
    Map<String, String> advised = new HashMap<>();
    for (KVWrite write : written.open().getWritesList()) {
      String key = write.getKey();
      int slash = key.indexOf('/');
      String id = key.substring(slash + 1);
      switch (key.substring(0, slash + 1)) {
        case SettlementKeys.NOTES -> {
          if (write.getIsDelete()) {
            spent.add(id);
          } else {
            created.put(id, Note.fromJson(fields(write)));
          }
        }
        case SettlementKeys.GATES ->
            EscrowState.fromJson(fields(write))
                .open()
                .ifPresent(end -> opened.add(new Gate(id, end)));
        case SettlementKeys.LOCK_GATES ->
            LockState.fromJson(fields(write))
                .outcome()
                .ifPresent(outcome -> opened.add(new LockGate(id, outcome)));
        case SettlementKeys.ESCROWS -> {
          escrows.add(id);
          if (fields(write).text("fundedBy", Format.MEMBER).equals(member)) {
            funded.add(id);
          }
        }
        case SettlementKeys.LOCKS -> locks.add(id);
        case SettlementKeys.SALES -> receivables.add(id);
        case SettlementKeys.MERGES -> merges.add(id);
        case SettlementKeys.MINTS -> mints.add(Mint.fromJson(fields(write)));
        case SettlementKeys.REDEMPTIONS -> redemptions.add(Redemption.fromJson(fields(write)));
        case SettlementKeys.ADVICES -> {
          // That of a void note is deleted with it.
          if (!write.getIsDelete()) {
            advised.put(id, fields(write).text("owner", Format.MEMBER));
          }
        }
        default -> {
          // Reserves, quotes, rates and the like move no note.
        }
      }
    }
    SortedMap<String, NoteOpening> openings = new TreeMap<>();
    SortedMap<String, Money> setAside = new TreeMap<>();
    Map<String, ExchangePlan> exchanges = new HashMap<>();
    Map<String, RedemptionOrder> orders = new HashMap<>();
    Set<String> cleared = new TreeSet<>();
    for (KVWrite write : written.shown().getWritesList()) {
      if (write.getIsDelete()) {
        if (write.getKey().startsWith(SettlementKeys.NOTES)) {
          cleared.add(write.getKey().substring(SettlementKeys.NOTES.length()));
        }
      } else {
        String key = write.getKey();
        int slash = key.indexOf('/');
        String id = key.substring(slash + 1);
        switch (key.substring(0, slash + 1)) {
          case SettlementKeys.NOTES -> openings.put(id, NoteOpening.fromJson(sealedFields(write)));
          case SettlementKeys.REDEMPTIONS ->
              orders.put(id, RedemptionOrder.fromJson(sealedFields(write)));
          case SettlementKeys.LOCKS ->
              exchanges.put(id, ExchangePlan.fromJson(sealedFields(write)));
          case SettlementKeys.PLANS -> {
            if (funded.contains(id)) {
              setAside.put(id, held(sealedFields(write)));
            }
          }
          default -> {
            // Nothing else moves notes.
          }
        }
      }
    }
    Set<String> told = new HashSet<>(created.keySet());
    told.addAll(advised.keySet());
    told.removeAll(openings.keySet());
    requireNoneMissing(at, told, written);
    return new NoteMovements(
        at,
        created,
        spent,
        opened,
        mints,
        redemptions,
        escrows,
        locks,
        receivables,
        merges,
        advised,
        openings,
        cleared,
        setAside,
        exchanges,
        orders);
  }

  /**
   * What an escrow holds, from its plan: every outcome pays out the same, a refund always is one.
   */
  private static Money held(Fields plan) {
    List<Money> amounts =
        plan.object("outcomes").objects(Outcome.REFUNDED.name(), 1, MAX_NOTES).stream()
            .map(note -> NoteOpening.fromJson(note).amount())
            .toList();
    return Money.sum(amounts.getFirst().currency(), amounts);
  }

  private static Fields fields(KVWrite write) {
    return Fields.parse(write.getKey(), write.getValue().toByteArray());
  }

  private static Fields sealedFields(KVWrite write) {
    return Fields.ofSealed(write.getKey(), fields(write).json());
  }

  /** The hashes tell that a note's opening was sealed to the member although it is not here. */
  private static void requireNoneMissing(LedgerPoint at, Set<String> notShown, Written written)
      throws MissingPrivateDataException {
    if (notShown.isEmpty() || written.sealed().getHashedWritesCount() == 0) {
      return;
    }
    Set<ByteString> sealed = new HashSet<>();
    for (KVWriteHash hash : written.sealed().getHashedWritesList()) {
      if (!hash.getIsDelete()) {
        sealed.add(hash.getKeyHash());
      }
    }
    for (String id : notShown) {
      if (sealed.contains(sha256(SettlementKeys.note(id)))) {
        throw new MissingPrivateDataException(at.block(), at.transactionId());
      }
    }
  }

  private static ByteString sha256(String key) {
    try {
      return ByteString.copyFrom(
          MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
