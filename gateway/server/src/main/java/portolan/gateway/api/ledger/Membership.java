// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.ledger;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import portolan.gateway.api.call.ApiException;
import portolan.gateway.members.EscrowBanks;
import portolan.gateway.members.Members;
import portolan.gateway.outbox.Endorsers;
import portolan.gateway.outbox.LedgerRefusedException;
import portolan.gateway.outbox.LedgerUnavailableException;

/**
 * The members, and who endorses what, in the terms of the public API: what {@link Members} and
 * {@link EscrowBanks} say, with their refusals as errors of a call.
 */
public final class Membership {
  private final Members members;
  private final EscrowBanks banks;

  /** What these say. */
  public Membership(Members members, EscrowBanks banks) {
    this.members = members;
    this.banks = banks;
  }

  private interface Question<T> {
    T ask() throws LedgerRefusedException, LedgerUnavailableException;
  }

  private static <T> T asked(Question<T> question) throws ApiException {
    try {
      return question.ask();
    } catch (LedgerRefusedException e) {
      throw ApiException.refused(e.code(), e.field(), e.getMessage());
    } catch (LedgerUnavailableException e) {
      throw ApiException.unavailable(e.getMessage());
    }
  }

  /** MSP id of the gateway's member. */
  public String own() {
    return members.own();
  }

  /** As {@link Members#all}. */
  public List<Members.Member> all() throws ApiException {
    return asked(members::all);
  }

  /** As {@link Members#forget}. */
  public void forget() {
    members.forget();
  }

  /** Refuses an MSP id that is not a member's. */
  public void requireMember(String field, String mspId) throws ApiException {
    List<String> names = all().stream().map(Members.Member::mspId).toList();
    if (!names.contains(mspId)) {
      throw ApiException.invalid(
          field, "expected the MSP id of a member, one of " + String.join(", ", names));
    }
  }

  /** Refuses what only a holder of a role may ask of its own gateway. */
  public void requireOwnRole(String role) throws ApiException {
    if (all().stream().noneMatch(m -> m.mspId().equals(own()) && m.roles().contains(role))) {
      throw ApiException.refused(
          "PERMISSION_DENIED",
          "role",
          "expected a member with the role " + role + ", not " + own());
    }
  }

  /** As {@link Members#holders}. */
  public List<String> holders(String role) throws ApiException {
    return asked(() -> members.holders(role));
  }

  /** As {@link Members#anyTwo}. */
  public Endorsers anyTwo() throws ApiException {
    return asked(members::anyTwo);
  }

  /** As {@link Members#majority}. */
  public Endorsers majority() throws ApiException {
    return asked(members::majority);
  }

  /** As {@link Members#guardianAndOne}. */
  public Endorsers guardianAndOne(String guardian) throws ApiException {
    return asked(() -> members.guardianAndOne(guardian));
  }

  /** As {@link Members#exactly}. */
  public Endorsers exactly(String... msps) throws ApiException {
    return asked(() -> members.exactly(msps));
  }

  /** As {@link Members#seeing}. */
  public Endorsers seeing(String needed, String rather) throws ApiException {
    return asked(() -> members.seeing(needed, rather));
  }

  /** Who endorses what concerns no escrow. */
  public Endorsers anyBank() throws ApiException {
    return asked(banks::any);
  }

  /** As {@link EscrowBanks#ofEscrow}. */
  public Endorsers ofEscrow(String escrowId) throws ApiException {
    return asked(() -> banks.ofEscrow(escrowId));
  }

  /** As {@link EscrowBanks#ofEscrows}. */
  public Map<String, Endorsers> ofEscrows(Collection<String> escrowIds) throws ApiException {
    return asked(() -> banks.ofEscrows(escrowIds));
  }

  /** As {@link EscrowBanks#ofLock}. */
  public Endorsers ofLock(String lockId) throws ApiException {
    return asked(() -> banks.ofLock(lockId));
  }
}
