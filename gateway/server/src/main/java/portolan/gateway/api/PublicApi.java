// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import portolan.domain.settlement.timing.Timer;
import portolan.domain.worldstate.ProvenanceFunction;
import portolan.gateway.GatewayConfiguration;
import portolan.gateway.fabric.FabricLedger;
import portolan.gateway.journal.Journal;
import portolan.gateway.keeper.Keeper;
import portolan.gateway.outbox.Endorsers;
import portolan.gateway.outbox.GroupCommit;
import portolan.gateway.outbox.LedgerRefusedException;
import portolan.gateway.outbox.LedgerUnavailableException;
import portolan.gateway.outbox.Outbox;
import portolan.gateway.statements.StatementStore;

/** The public API of one member, being served. */
public final class PublicApi implements AutoCloseable {
  private final ApiServer server;
  private final Members members;
  private final EscrowBanks banks;
  private final VoidNotes voidNotes;

  private PublicApi(ApiServer server, Members members, EscrowBanks banks, VoidNotes voidNotes) {
    this.server = server;
    this.members = members;
    this.banks = banks;
    this.voidNotes = voidNotes;
  }

  /**
   * Starts serving all services.
   *
   * @param keeper how the keeper is, if there is one
   */
  public static PublicApi start(
      GatewayConfiguration.Listen listen,
      FabricLedger ledger,
      Outbox outbox,
      GroupCommit groups,
      StatementStore statements,
      Journal journal,
      Supplier<Optional<Keeper.Status>> keeper)
      throws InterruptedException, IOException {
    Members members = new Members(ledger);
    LedgerAccess access = new LedgerAccess(ledger, outbox, groups);
    EscrowBanks banks = new EscrowBanks(members, access);
    SettlementApi settlement =
        new SettlementApi(members, access, banks, statements, journal, ledger);
    ServerLimits limits = ServerLimits.DEFAULT;
    ApiServer.Services services =
        callers -> {
          ServingCondition condition =
              new ServingCondition(
                  () -> troubleWithPeer(ledger),
                  callers,
                  limits,
                  ledger::withoutBlock,
                  List.of(outbox, statements),
                  ledger.commits());
          return new ApiServer.Served(
              List.of(
                  new RegistryApi(members, outbox, groups, condition, callers, limits, keeper)
                      .binding(),
                  new ProvenanceApi(members, access).binding(),
                  new CustomsApi(members, access, ledger).binding(),
                  settlement.binding()),
              condition);
        };
    return new PublicApi(
        ApiServer.start(listen, limits, services), members, banks, settlement.clearVoidNotes());
  }

  /** Who endorses that a time is over, which any member may say: a bank and one more. */
  public Endorsers settlementEndorsers(Timer timer) throws LedgerUnavailableException {
    try {
      return switch (timer.call()) {
        case REFUND, EXPIRE -> banks.ofEscrow(timer.id());
        case EXPIRE_LOCK -> banks.ofLock(timer.id());
      };
    } catch (ApiException e) {
      throw new LedgerUnavailableException(e.getMessage(), e);
    }
  }

  /** MSP ids of all members; empty while they are not known. */
  public List<String> members() {
    try {
      return members.all().stream().map(Members.Member::mspId).toList();
    } catch (ApiException e) {
      return List.of();
    }
  }

  /** Nothing if the own peer answers, and so does its chaincode. */
  private static Optional<String> troubleWithPeer(FabricLedger ledger) {
    try {
      ledger.evaluate(
          ProvenanceFunction.CHAINCODE, ProvenanceFunction.MEMBERS.functionName(), "{}");
      return Optional.empty();
    } catch (LedgerUnavailableException e) {
      return Optional.of(
          "the peer of " + ledger.mspId() + " or its chaincode does not answer: " + e.firstLine());
    } catch (LedgerRefusedException e) {
      return Optional.of(
          "the chaincode of "
              + ledger.mspId()
              + " refuses to say who the members are: "
              + e.getMessage());
    }
  }

  @Override
  public void close() {
    voidNotes.close();
    server.close();
  }
}
