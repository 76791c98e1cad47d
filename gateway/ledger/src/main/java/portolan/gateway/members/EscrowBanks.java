// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.members;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.group.Group;
import portolan.domain.settlement.exchange.RateLock;
import portolan.domain.settlement.timing.Timer;
import portolan.domain.worldstate.SettlementFunction;
import portolan.gateway.outbox.Endorsers;
import portolan.gateway.outbox.LedgerRefusedException;
import portolan.gateway.outbox.LedgerUnavailableException;

/**
 * Who endorses what becomes of an escrow or a lock: its own bank and one more member, or another
 * bank while its own is down. Of whom an escrow is, the own peer is asked once, and only where
 * there is more than one bank; it never changes.
 */
public final class EscrowBanks {
  private static final int REMEMBERED = 100_000;
  private static final Logger LOG = Logger.getLogger(EscrowBanks.class.getName());

  private final Members members;
  private final OwnPeer peer;
  private final Map<String, String> known =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
          return size() > REMEMBERED;
        }
      };

  /** What the own peer answers to a reading function of the chaincode for money, JSON. */
  @FunctionalInterface
  public interface OwnPeer {
    /** Takes and gives JSON. */
    String evaluate(SettlementFunction function, String argument)
        throws LedgerRefusedException, LedgerUnavailableException;
  }

  /** Of the escrows and locks that the own peer knows. */
  public EscrowBanks(Members members, OwnPeer peer) {
    this.members = members;
    this.peer = peer;
  }

  /** Who endorses what concerns no escrow. */
  public Endorsers any() throws LedgerRefusedException, LedgerUnavailableException {
    return members.bankAndOne(List.of());
  }

  /** Who endorses for an escrow. */
  public Endorsers ofEscrow(String escrowId)
      throws LedgerRefusedException, LedgerUnavailableException {
    return ofEscrows(List.of(escrowId)).get(escrowId);
  }

  /** Who endorses for each of these escrows; at most {@value Group#MAX_ITEMS} at a time. */
  public Map<String, Endorsers> ofEscrows(Collection<String> escrowIds)
      throws LedgerRefusedException, LedgerUnavailableException {
    Map<String, String> banks = banks(escrowIds);
    Map<String, Endorsers> endorsers = new HashMap<>();
    Map<String, Endorsers> byBank = new HashMap<>();
    Endorsers others = any();
    for (String id : escrowIds) {
      String bank = banks.get(id);
      if (bank == null) {
        endorsers.put(id, others);
        continue;
      }
      Endorsers its = byBank.get(bank);
      if (its == null) {
        its = members.bankAndOne(List.of(bank));
        byBank.put(bank, its);
      }
      endorsers.put(id, its);
    }
    return endorsers;
  }

  /** Who endorses for a lock. */
  public Endorsers ofLock(String lockId) throws LedgerRefusedException, LedgerUnavailableException {
    if (isOnlyOne()) {
      return any();
    }
    try {
      RateLock lock =
          RateLock.fromJson(
              evaluate(SettlementFunction.LOCK, Json.object().put("lockId", lockId).build()));
      return members.bankAndOne(List.of(lock.targetBank(), lock.sourceBank()));
    } catch (LedgerRefusedException | LedgerUnavailableException e) {
      LOG.log(Level.FINE, e, () -> "the banks of lock " + lockId + " are not known");
      return any();
    }
  }

  private boolean isOnlyOne() throws LedgerRefusedException, LedgerUnavailableException {
    return members.holders("bank").size() <= 1;
  }

  /** Of whom the escrows are, as far as the own peer knows. */
  private Map<String, String> banks(Collection<String> escrowIds)
      throws LedgerRefusedException, LedgerUnavailableException {
    if (isOnlyOne()) {
      return Map.of();
    }
    Map<String, String> banks = new HashMap<>();
    List<String> unknown = new ArrayList<>();
    synchronized (known) {
      for (String id : escrowIds) {
        String bank = known.get(id);
        if (bank != null) {
          banks.put(id, bank);
        } else if (Format.QUALIFIED.accepts(id) && !unknown.contains(id)) {
          unknown.add(id);
        }
      }
    }
    if (!unknown.isEmpty()) {
      banks.putAll(read(unknown));
    }
    return banks;
  }

  private Map<String, String> read(List<String> escrowIds) {
    Map<String, String> banks = new HashMap<>();
    JsonObject question = Json.object().putTexts("escrowIds", escrowIds).build();
    try {
      List<Fields> answers =
          evaluate(SettlementFunction.BANKS, question)
              .objects("escrows", escrowIds.size(), escrowIds.size());
      for (int i = 0; i < escrowIds.size(); i++) {
        if (answers.get(i).has("bank")) {
          banks.put(escrowIds.get(i), answers.get(i).text("bank", Format.MEMBER));
        }
      }
    } catch (LedgerRefusedException | LedgerUnavailableException e) {
      // The own peer may be down, or lag behind; any bank can endorse.
      LOG.log(Level.FINE, e, () -> "the banks of " + escrowIds + " are not known");
    }
    synchronized (known) {
      known.putAll(banks);
    }
    return banks;
  }

  private Fields evaluate(SettlementFunction function, JsonObject question)
      throws LedgerRefusedException, LedgerUnavailableException {
    return Fields.parse(
        "", peer.evaluate(function, question.canonical()).getBytes(StandardCharsets.UTF_8));
  }

  /** Who endorses that a time is over, which any member may say: a bank and one more. */
  public Endorsers of(Timer timer) throws LedgerUnavailableException {
    try {
      return switch (timer.call()) {
        case REFUND, EXPIRE -> ofEscrow(timer.id());
        case EXPIRE_LOCK -> ofLock(timer.id());
      };
    } catch (LedgerRefusedException e) {
      throw new LedgerUnavailableException(e.getMessage(), e);
    }
  }
}
