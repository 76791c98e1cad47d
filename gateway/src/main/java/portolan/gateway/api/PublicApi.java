package portolan.gateway.api;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
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
  private final VoidNotes voidNotes;

  private PublicApi(ApiServer server, Members members, VoidNotes voidNotes) {
    this.server = server;
    this.members = members;
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
    SettlementApi settlement = new SettlementApi(members, access, statements, journal, ledger);
    return new PublicApi(
        ApiServer.start(
            listen,
            List.of(
                new RegistryApi(members, outbox, groups, () -> healthy(ledger), keeper).binding(),
                new ProvenanceApi(members, access).binding(),
                new CustomsApi(members, access, ledger).binding(),
                settlement.binding()),
            () -> healthy(ledger)),
        members,
        settlement.clearVoidNotes());
  }

  /** Who endorses what any member may say about an escrow or a lock: the bank and one more. */
  public Endorsers settlementEndorsers() throws LedgerUnavailableException {
    try {
      return members.guardianAndOne(members.holder("bank"));
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

  /** The own peer answers, and so does its chaincode. */
  private static boolean healthy(FabricLedger ledger) {
    try {
      ledger.evaluate("provenance", "members", "{}");
      return true;
    } catch (LedgerUnavailableException | LedgerRefusedException e) {
      return false;
    }
  }

  @Override
  public void close() {
    voidNotes.close();
    server.close();
  }
}
