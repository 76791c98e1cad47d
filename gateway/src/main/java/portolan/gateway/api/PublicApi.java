package portolan.gateway.api;

import java.io.IOException;
import java.util.List;
import portolan.gateway.GatewayConfiguration;
import portolan.gateway.fabric.FabricLedger;
import portolan.gateway.journal.Journal;
import portolan.gateway.outbox.GroupCommit;
import portolan.gateway.outbox.LedgerRefusedException;
import portolan.gateway.outbox.LedgerUnavailableException;
import portolan.gateway.outbox.Outbox;
import portolan.gateway.statements.StatementStore;

/** The public API of one member, being served. */
public final class PublicApi implements AutoCloseable {
  private final ApiServer server;

  private PublicApi(ApiServer server) {
    this.server = server;
  }

  /** Starts serving all services. */
  public static PublicApi start(
      GatewayConfiguration.Listen listen,
      FabricLedger ledger,
      Outbox outbox,
      GroupCommit groups,
      StatementStore statements,
      Journal journal)
      throws InterruptedException, IOException {
    Members members = new Members(ledger);
    LedgerAccess access = new LedgerAccess(ledger, outbox, groups);
    return new PublicApi(
        ApiServer.start(
            listen,
            List.of(
                new RegistryApi(members, outbox, groups, () -> healthy(ledger)).binding(),
                new ProvenanceApi(members, access).binding(),
                new CustomsApi(members, access, ledger).binding(),
                new SettlementApi(members, access, statements, journal, ledger).binding()),
            () -> healthy(ledger)));
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
    server.close();
  }
}
