package portolan.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.logging.Logger;
import portolan.gateway.api.PublicApi;
import portolan.gateway.fabric.FabricLedger;
import portolan.gateway.fabric.PeerConnection;
import portolan.gateway.journal.Journal;
import portolan.gateway.keeper.GroupedCalls;
import portolan.gateway.keeper.Keeper;
import portolan.gateway.keeper.Keeping;
import portolan.gateway.outbox.GroupCommit;
import portolan.gateway.outbox.Grouping;
import portolan.gateway.outbox.Outbox;
import portolan.gateway.statements.StatementStore;

/**
 * A running gateway: its connection to the peer, its outbox, its public API and, if it is one, its
 * keeper. Several can run in one JVM, each with its own keys, port and folder.
 */
public final class MemberGateway implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(MemberGateway.class.getName());

  private final FabricLedger ledger;
  private final Outbox outbox;
  private final GroupCommit groups;
  private final StatementStore statements;
  private final Journal journal;
  private final PublicApi api;
  private final Optional<Keeping> keeping;

  private MemberGateway(
      FabricLedger ledger,
      Outbox outbox,
      GroupCommit groups,
      StatementStore statements,
      Journal journal,
      PublicApi api,
      Optional<Keeping> keeping) {
    this.ledger = ledger;
    this.outbox = outbox;
    this.groups = groups;
    this.statements = statements;
    this.journal = journal;
    this.api = api;
    this.keeping = keeping;
  }

  /**
   * Starts a gateway; when this returns it serves requests, and goes on with what an earlier run
   * left unfinished.
   */
  public static MemberGateway start(GatewayConfiguration configuration, PeerConnection peer)
      throws IOException, GeneralSecurityException, SQLException, InterruptedException {
    // The outbox holds sealed documents until they are on the ledger.
    Files.createDirectories(
        configuration.dataDirectory(),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Deque<AutoCloseable> opened = new ArrayDeque<>();
    boolean started = false;
    try {
      MemberGateway gateway = open(configuration, peer, opened);
      started = true;
      LOG.log(
          Level.INFO,
          "gateway of {0} serves {1}:{2}",
          new Object[] {
            configuration.mspId(),
            configuration.listen().host(),
            Integer.toString(configuration.listen().port())
          });
      return gateway;
    } finally {
      if (!started) {
        closeAll(opened);
      }
    }
  }

  /**
   * Opens all parts of a gateway.
   *
   * @param opened those that are to be closed, the last first, if another one cannot be opened
   */
  private static MemberGateway open(
      GatewayConfiguration configuration, PeerConnection peer, Deque<AutoCloseable> opened)
      throws IOException, GeneralSecurityException, SQLException, InterruptedException {
    FabricLedger ledger = new FabricLedger(configuration, peer);
    opened.push(ledger);
    Outbox outbox = new Outbox(ledger, configuration.dataDirectory(), Outbox.DEFAULT_CAPACITY);
    opened.push(outbox);
    GroupCommit groups = new GroupCommit(outbox, Grouping.DEFAULT);
    opened.push(groups);
    StatementStore statements = new StatementStore(configuration.dataDirectory());
    opened.push(statements);
    Journal journal = new Journal(configuration.dataDirectory(), configuration.mspId(), ledger);
    opened.push(journal);
    AtomicReference<Keeping> keeping = new AtomicReference<>();
    PublicApi api =
        PublicApi.start(
            configuration.listen(),
            ledger,
            outbox,
            groups,
            statements,
            journal,
            () -> Optional.ofNullable(keeping.get()).flatMap(Keeping::status),
            Map.of());
    opened.push(api);
    journal.start();
    if (configuration.keeper()) {
      keeping.set(keep(configuration, ledger, groups, api));
    }
    return new MemberGateway(
        ledger, outbox, groups, statements, journal, api, Optional.ofNullable(keeping.get()));
  }

  private static void closeAll(Deque<AutoCloseable> opened) {
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception e) {
        LOG.log(Level.WARNING, "after a failed start something could not be closed", e);
      }
    }
  }

  private static Keeping keep(
      GatewayConfiguration configuration, FabricLedger ledger, GroupCommit groups, PublicApi api) {
    return Keeping.start(
        ledger.chain(GroupedCalls.CHAINCODE),
        () ->
            new Keeper(
                configuration.mspId(),
                api::members,
                new GroupedCalls(groups, api::settlementEndorsers),
                InstantSource.system(),
                configuration.dataDirectory()));
  }

  @Override
  public void close() {
    keeping.ifPresent(Keeping::close);
    api.close();
    journal.close();
    statements.close();
    groups.close();
    outbox.close();
    ledger.close();
  }
}
