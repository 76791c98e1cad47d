// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.provenance;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import portolan.contracts.transaction.GroupFunction;
import portolan.contracts.transaction.Item;
import portolan.contracts.transaction.KeyPolicy;
import portolan.contracts.transaction.Ledger;
import portolan.contracts.transaction.Transaction;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.group.ItemResult.Accepted;
import portolan.domain.membership.Consortium;
import portolan.domain.membership.Member;
import portolan.domain.membership.PartiesBallots;
import portolan.domain.membership.PartiesChange;
import portolan.domain.worldstate.ProvenanceKeys;
import portolan.domain.worldstate.RefusalCode;

/**
 * {@code changeParties}: members say which GS1 numbers one of them is to have. Peers endorse by
 * themselves, so that more than half of them must sign the change of the registry is not enough: it
 * comes about when more than half of the members have called for the same, each by itself.
 */
final class ChangingParties extends GroupFunction<ChangingParties.Wanted> {
  /** A change and where it is in the call. */
  record Wanted(Fields fields, PartiesChange change) {}

  ChangingParties(Transaction transaction) {
    super(transaction);
  }

  @Override
  protected Wanted read(Item item) {
    return new Wanted(item.fields(), PartiesChange.fromJson(item.fields()));
  }

  @Override
  protected Collection<String> keys(Wanted wanted) {
    return List.of(
        ProvenanceKeys.REGISTRY,
        ProvenanceKeys.PARTIES_BALLOTS,
        ProvenanceKeys.member(wanted.change().mspId()));
  }

  @Override
  protected Accepted apply(Wanted wanted) {
    PartiesChange change = wanted.change();
    Consortium consortium = MemberRegistry.consortium(transaction);
    Member member =
        consortium
            .member(change.mspId())
            .orElseThrow(
                () ->
                    wanted
                        .fields()
                        .refuse(
                            RefusalCode.NOT_FOUND, "mspId", "no member is registered under it"));
    if (change.isSo(member)) {
      return Accepted.before(result(true, 0, consortium));
    }
    Consortium changed = consortium.with(change);
    Optional<String> shared = changed.sharedNumber();
    if (shared.isPresent()) {
      throw wanted
          .fields()
          .refuse(
              RefusalCode.INVALID_ARGUMENT,
              "companyPrefixes",
              "expected each company prefix and each GLN for one member only: " + shared.get());
    }
    PartiesBallots before = ballots(transaction);
    PartiesBallots ballots = before.with(transaction.caller(), change);
    long votes = ballots.count(change, consortium.members());
    if (ballots.equals(before)) {
      return Accepted.before(result(false, votes, consortium));
    }
    if (votes < consortium.majority()) {
      store(ballots);
      return Accepted.now(result(false, votes, consortium));
    }
    store(ballots.decided(change));
    KeyPolicy policy = MemberRegistry.policy(consortium);
    Ledger ledger = transaction.ledger();
    ledger.write(ProvenanceKeys.REGISTRY, changed.toJson(), policy);
    ledger.write(
        ProvenanceKeys.member(change.mspId()),
        changed.member(change.mspId()).orElseThrow().toJson(),
        policy);
    return Accepted.now(result(true, votes, consortium));
  }

  private void store(PartiesBallots ballots) {
    transaction.ledger().write(ProvenanceKeys.PARTIES_BALLOTS, ballots.toJson());
  }

  private static JsonObject result(boolean changed, long votes, Consortium consortium) {
    return Json.object()
        .put("changed", changed)
        .put("votes", votes)
        .put("needed", consortium.majority())
        .build();
  }

  private static PartiesBallots ballots(Transaction transaction) {
    return transaction
        .ledger()
        .find(ProvenanceKeys.PARTIES_BALLOTS)
        .map(PartiesBallots::fromJson)
        .orElse(PartiesBallots.NONE);
  }

  /** {@code partiesBallots} {@code {}}. */
  static JsonObject ballots(Transaction transaction, Fields argument) {
    argument.end();
    return ballots(transaction).toJson();
  }
}
