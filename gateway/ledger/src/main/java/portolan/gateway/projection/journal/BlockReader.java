// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.projection.journal;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
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
import portolan.domain.worldstate.SettlementFunction;
import portolan.domain.worldstate.SettlementKeys;
import portolan.gateway.block.CommittedBlock;
import portolan.gateway.block.CommittedBlock.HashedWrite;
import portolan.gateway.block.CommittedBlock.KeyWrite;
import portolan.gateway.projection.MissingPrivateDataException;

/**
 * Reads from a block what its valid transactions did to notes. Where the settlement contract keeps
 * things, and how, the domain knows.
 */
final class BlockReader {
  private static final int MAX_NOTES = SettlementPlan.MAX_NOTES;

  private final String member;

  /** For a member, whose collection the blocks show. */
  BlockReader(String member) {
    this.member = member;
  }

  /** A transaction that writes something of the settlement contract. */
  private record Written(CommittedBlock.Transaction transaction, CommittedBlock.Writes writes) {}

  /**
   * Reads a block.
   *
   * @param before the ledger's time before it
   */
  SettlementBlock read(CommittedBlock block, Instant before) throws MissingPrivateDataException {
    List<Written> all = written(block);
    Instant time = before;
    for (Written each : all) {
      Instant its = each.transaction().timestamp();
      time = its.isAfter(time) ? its : time;
    }
    List<NoteMovements> transactions = new ArrayList<>();
    for (Written each : all) {
      CommittedBlock.Transaction its = each.transaction();
      NoteMovements movements =
          movements(new LedgerPoint(block.number(), its.place(), its.id(), time), each.writes());
      if (!movements.isEmpty()) {
        transactions.add(movements);
      }
    }
    return new SettlementBlock(block.number(), time, transactions);
  }

  private static List<Written> written(CommittedBlock block) {
    List<Written> all = new ArrayList<>();
    for (CommittedBlock.Transaction transaction : block.transactions()) {
      for (CommittedBlock.Writes writes : transaction.writes()) {
        // What seals something writes a public key as well.
        if (writes.chaincode().equals(SettlementFunction.CHAINCODE) && !writes.open().isEmpty()) {
          all.add(new Written(transaction, writes));
        }
      }
    }
    return all;
  }

  private NoteMovements movements(LedgerPoint at, CommittedBlock.Writes written)
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
    for (KeyWrite write : written.open()) {
      String key = write.key();
      int slash = key.indexOf('/');
      String id = key.substring(slash + 1);
      switch (key.substring(0, slash + 1)) {
        case SettlementKeys.NOTES -> {
          if (write.deleted()) {
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
          if (!write.deleted()) {
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
    for (KeyWrite write : written.shown()) {
      if (write.deleted()) {
        if (write.key().startsWith(SettlementKeys.NOTES)) {
          cleared.add(write.key().substring(SettlementKeys.NOTES.length()));
        }
      } else {
        String key = write.key();
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

  private static Fields fields(KeyWrite write) {
    return Fields.parse(write.key(), write.value().toByteArray());
  }

  private static Fields sealedFields(KeyWrite write) {
    return Fields.ofSealed(write.key(), fields(write).json());
  }

  /** The hashes tell that a note's opening was sealed to the member although it is not here. */
  private static void requireNoneMissing(
      LedgerPoint at, Set<String> notShown, CommittedBlock.Writes written)
      throws MissingPrivateDataException {
    if (notShown.isEmpty() || written.hashes().isEmpty()) {
      return;
    }
    Set<ByteString> sealed = new HashSet<>();
    for (HashedWrite hash : written.hashes()) {
      if (!hash.deleted()) {
        sealed.add(hash.keyHash());
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
