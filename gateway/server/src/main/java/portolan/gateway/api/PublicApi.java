// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import portolan.domain.worldstate.ProvenanceFunction;
import portolan.gateway.api.account.AccountStatements;
import portolan.gateway.api.account.AuditApi;
import portolan.gateway.api.bank.BankApi;
import portolan.gateway.api.customs.CustomsApi;
import portolan.gateway.api.escrow.Disputes;
import portolan.gateway.api.escrow.EscrowApi;
import portolan.gateway.api.escrow.Holds;
import portolan.gateway.api.escrow.Receivables;
import portolan.gateway.api.escrow.SettlementCalls;
import portolan.gateway.api.exchange.CurrencyTrades;
import portolan.gateway.api.json.HttpRoutes;
import portolan.gateway.api.json.JsonDoor;
import portolan.gateway.api.ledger.LedgerAccess;
import portolan.gateway.api.ledger.Membership;
import portolan.gateway.api.money.MoneyApi;
import portolan.gateway.api.money.RedemptionRecords;
import portolan.gateway.api.money.VoidNotes;
import portolan.gateway.api.money.Wallet;
import portolan.gateway.api.provenance.ProvenanceApi;
import portolan.gateway.api.provenance.RecallApi;
import portolan.gateway.api.registry.GatewayHealth;
import portolan.gateway.api.registry.RegistryApi;
import portolan.gateway.api.registry.ServingCondition;
import portolan.gateway.api.transport.ApiServer;
import portolan.gateway.api.transport.ServerLimits;
import portolan.gateway.api.transport.ServiceBinding;
import portolan.gateway.configuration.GatewayConfiguration;
import portolan.gateway.fabric.FabricLedger;
import portolan.gateway.keeper.Keeper;
import portolan.gateway.outbox.GroupCommit;
import portolan.gateway.outbox.LedgerRefusedException;
import portolan.gateway.outbox.LedgerUnavailableException;
import portolan.gateway.outbox.Outbox;
import portolan.gateway.projection.Feed;
import portolan.gateway.projection.journal.Journal;
import portolan.gateway.projection.provenance.EventIndex;
import portolan.gateway.statements.StatementStore;

/** The public API of one member, being served. */
public final class PublicApi implements AutoCloseable {
  private final ApiServer server;
  private final VoidNotes voidNotes;

  private PublicApi(ApiServer server, VoidNotes voidNotes) {
    this.server = server;
    this.voidNotes = voidNotes;
  }

  /**
   * Starts serving all services.
   *
   * @param projections how those of the blocks stand
   * @param keeper how the keeper is, if there is one
   */
  public static PublicApi start(
      GatewayConfiguration.Listen listen,
      FabricLedger ledger,
      Membership members,
      Outbox outbox,
      GroupCommit groups,
      StatementStore statements,
      Journal journal,
      EventIndex index,
      Supplier<List<Feed.Standing>> projections,
      Supplier<Optional<Keeper.Status>> keeper)
      throws InterruptedException, IOException {
    LedgerAccess access = new LedgerAccess(ledger, outbox, groups);
    Wallet wallet = new Wallet(members, access, journal);
    SettlementCalls calls = new SettlementCalls(access, members);
    ServerLimits limits = ServerLimits.DEFAULT;
    ApiServer.Services services =
        (vertx, callers) -> {
          ServingCondition condition =
              new ServingCondition(
                  () -> troubleWithPeer(ledger),
                  callers,
                  limits,
                  ledger::withoutBlock,
                  List.of(outbox, statements),
                  ledger.commits());
          List<ServiceBinding> bindings =
              List.of(
                  new RegistryApi(
                          members,
                          access,
                          outbox,
                          groups,
                          condition,
                          callers,
                          limits,
                          projections,
                          keeper)
                      .binding(),
                  new ProvenanceApi(members, access, index).binding(),
                  new RecallApi(members, access, index).binding(),
                  new CustomsApi(members, access, ledger).binding(),
                  new EscrowApi(members, access, wallet).binding(),
                  new Disputes(members, access, calls).binding(),
                  new Holds(members.own(), calls).binding(),
                  new Receivables(members, access, wallet, calls).binding(),
                  new MoneyApi(members, access, wallet).binding(),
                  new BankApi(members, access, statements, journal).binding(),
                  new CurrencyTrades(members, access, wallet, ledger).binding(),
                  new AccountStatements(members.own(), journal, new RedemptionRecords(access))
                      .binding(),
                  new AuditApi(members.own(), access).binding());
          return new ApiServer.Served(
              bindings,
              List.of(new GatewayHealth(vertx, callers, bindings, condition)),
              (their, threads) ->
                  new JsonDoor(HttpRoutes.of(bindings), their, threads, limits.messageBytes()),
              () -> condition.watch(vertx));
        };
    ApiServer server = ApiServer.start(listen, limits, services);
    VoidNotes voidNotes = new VoidNotes(members, access, wallet);
    voidNotes.start();
    return new PublicApi(server, voidNotes);
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
