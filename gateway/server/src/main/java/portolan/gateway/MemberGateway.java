// SPDX-License-Identifier: Apache-2.0
package portolan.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import portolan.domain.worldstate.ProvenanceFunction;
import portolan.gateway.api.PublicApi;
import portolan.gateway.api.ledger.Membership;
import portolan.gateway.configuration.GatewayConfiguration;
import portolan.gateway.fabric.FabricLedger;
import portolan.gateway.fabric.PeerConnection;
import portolan.gateway.keeper.GroupedCalls;
import portolan.gateway.keeper.Keeper;
import portolan.gateway.keeper.Keeping;
import portolan.gateway.members.EscrowBanks;
import portolan.gateway.members.Members;
import portolan.gateway.outbox.GroupCommit;
import portolan.gateway.outbox.Grouping;
import portolan.gateway.outbox.Outbox;
import portolan.gateway.projection.Feed;
import portolan.gateway.projection.journal.Journal;
import portolan.gateway.projection.provenance.EventIndex;
import portolan.gateway.projection.timers.Timers;
import portolan.gateway.statements.StatementStore;
import portolan.gateway.store.DataFolder;
import portolan.gateway.store.StoreException;

/**
 * A running gateway: its connection to the peer, its outbox, its public API and, if it is one, its
 * keeper. Several can run in one JVM, each with its own keys, port and folder.
 */
public final class MemberGateway implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(MemberGateway.class.getName());

  /** What is open, the last one first. */
  private final Deque<AutoCloseable> parts;

  private MemberGateway(Deque<AutoCloseable> parts) {
    this.parts = parts;
  }

  /**
   * Starts a gateway; when this returns it serves requests, and goes on with what an earlier run
   * left unfinished.
   *
   * @throws IOException also when another gateway has the folder or a file in it is damaged; the
   *     message says what to do
   */
  public static MemberGateway start(GatewayConfiguration configuration, PeerConnection peer)
      throws IOException, GeneralSecurityException, SQLException, InterruptedException {
    Deque<AutoCloseable> parts = new ArrayDeque<>();
    boolean started = false;
    try {
      start(configuration, peer, parts);
      started = true;
      LOG.log(
          Level.INFO,
          "gateway of {0} serves {1}:{2}",
          new Object[] {
            configuration.mspId(),
            configuration.listen().host(),
            Integer.toString(configuration.listen().port())
          });
      return new MemberGateway(parts);
    } catch (StoreException e) {
      throw new IOException(e.getMessage(), e);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } finally {
      if (!started) {
        close(parts);
      }
    }
  }

  private static void start(
      GatewayConfiguration configuration, PeerConnection peer, Deque<AutoCloseable> parts)
      throws IOException, GeneralSecurityException, SQLException, InterruptedException {
    // The outbox holds sealed documents until they are on the ledger.
    parts.push(DataFolder.take(configuration.dataDirectory()));
    FabricLedger ledger = opened(new FabricLedger(configuration.peerAccess(), peer), parts);
    Outbox outbox =
        opened(new Outbox(ledger, configuration.dataDirectory(), Outbox.DEFAULT_CAPACITY), parts);
    GroupCommit groups = opened(new GroupCommit(outbox, Grouping.DEFAULT), parts);
    StatementStore statements = opened(new StatementStore(configuration.dataDirectory()), parts);
    Journal journal =
        opened(new Journal(configuration.dataDirectory(), configuration.mspId()), parts);
    EventIndex index = opened(new EventIndex(configuration.dataDirectory()), parts);
    Members members =
        new Members(
            configuration.mspId(),
            () ->
                ledger.evaluate(
                    ProvenanceFunction.CHAINCODE, ProvenanceFunction.MEMBERS.functionName(), "{}"),
            System::nanoTime);
    EscrowBanks banks =
        new EscrowBanks(
            members,
            (function, argument) ->
                ledger.evaluate(function.chaincode(), function.functionName(), argument));
    Optional<Timers> timers =
        configuration.keeper()
            ? Optional.of(
                opened(
                    new Timers(
                        configuration.dataDirectory(), configuration.mspId(), members::mspIds),
                    parts))
            : Optional.empty();
    Feed feed = opened(new Feed(configuration.mspId(), ledger, ledger::tip), parts);
    feed.add(journal);
    timers.ifPresent(feed::add);
    feed.add(index);
    feed.start();
    Optional<Keeping> keeping =
        timers.map(its -> opened(keep(configuration, its, ledger, groups, banks), parts));
    opened(
        PublicApi.start(
            configuration.listen(),
            ledger,
            new Membership(members, banks),
            outbox,
            groups,
            statements,
            journal,
            index,
            feed::standings,
            () -> keeping.map(Keeping::status)),
        parts);
  }

  private static <T extends AutoCloseable> T opened(T part, Deque<AutoCloseable> parts) {
    parts.push(part);
    return part;
  }

  private static Keeping keep(
      GatewayConfiguration configuration,
      Timers timers,
      FabricLedger ledger,
      GroupCommit groups,
      EscrowBanks banks) {
    return Keeping.start(
        new Keeper(
            configuration.mspId(),
            timers,
            new GroupedCalls(groups, banks::of),
            InstantSource.system()),
        ledger::tip);
  }

  @Override
  public void close() {
    close(parts);
  }

  private static void close(Deque<AutoCloseable> parts) {
    while (!parts.isEmpty()) {
      AutoCloseable part = parts.pop();
      try {
        part.close();
      } catch (Exception e) {
        // The others hold files and ports, too.
        LOG.log(Level.WARNING, "a part of the gateway was not closed tidily", e);
      }
    }
  }
}
