package portolan.contracts.settlement;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import portolan.contracts.transaction.GroupFunction;
import portolan.contracts.transaction.Item;
import portolan.contracts.transaction.Ledger;
import portolan.contracts.transaction.Transaction;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonArray;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Refusal;
import portolan.domain.group.ItemResult.Accepted;
import portolan.domain.membership.Role;
import portolan.domain.settlement.Escrow;
import portolan.domain.settlement.EscrowTerms;
import portolan.domain.settlement.Gate;
import portolan.domain.settlement.Note;
import portolan.domain.settlement.NoteCounts;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.Outcome;
import portolan.domain.settlement.SettlementPlan;
import portolan.domain.settlement.instruction.FundEscrow;

/** {@code fund}: spends notes and commits the payouts of every outcome of an escrow. */
final class FundFunction extends GroupFunction<FundFunction.Request> {

  record Request(Item item, FundEscrow fund, Fields sealed, SettlementPlan plan) {}

  private record Payout(String id, Note note, NoteOpening opening) {}

  private final Spending spending;

  FundFunction(Transaction transaction) {
    super(transaction);
    this.spending = new Spending(transaction);
  }

  @Override
  protected Request read(Item item) {
    FundEscrow fund = FundEscrow.fromJson(item.fields());
    Openings.requireDistinct("DUPLICATE_INPUT", item.fields().path("inputs"), fund.inputs());
    requireDistinctCommitments(item.fields(), fund);
    Fields sealed = item.sealed();
    SettlementPlan plan = SettlementPlan.fromJson(sealed);
    sealed.values("inputs", fund.inputs().size(), fund.inputs().size());
    Fields ends = sealed.object("outcomes");
    fund.outcomes().forEach((outcome, notes) -> Openings.of(ends, outcome.name(), notes));
    Openings.of(sealed, "change", fund.change());
    return new Request(item, fund, sealed, plan);
  }

  private static void requireDistinctCommitments(Fields fields, FundEscrow fund) {
    List<Commitment> all = new ArrayList<>();
    for (Map.Entry<Outcome, List<Commitment>> end : fund.outcomes().entrySet()) {
      all.addAll(end.getValue());
      Openings.requireDistinct(
          "DUPLICATE_COMMITMENT", fields.path("outcomes." + end.getKey()), end.getValue());
    }
    all.addAll(fund.change());
    Openings.requireDistinct("DUPLICATE_COMMITMENT", fields.path("change"), fund.change());
    // What is left are commitments that two of the lists share.
    if (Set.copyOf(all).size() < all.size()) {
      throw fields.refuse(
          "DUPLICATE_COMMITMENT", "outcomes", "expected each commitment in one list only");
    }
  }

  @Override
  protected List<String> keys(Request request) {
    FundEscrow fund = request.fund();
    return Stream.of(
            Stream.of(
                Keys.escrow(fund.terms().escrowId()), Keys.secretHash(fund.terms().secretHash())),
            fund.inputs().stream().map(Keys::note),
            fund.inputs().stream().flatMap(id -> Spending.gateKeyOf(id).stream()))
        .flatMap(keys -> keys)
        .toList();
  }

  @Override
  protected Accepted apply(Request request) {
    Ledger ledger = transaction.ledger();
    EscrowTerms terms = request.fund().terms();
    String id = terms.escrowId();
    Optional<JsonObject> stored = ledger.read(Keys.escrow(id));
    if (stored.isPresent()) {
      request.item().requireSameAs(stored.get(), "escrowId");
      return Accepted.before(result(Escrow.fromJson(Fields.of("", stored.get()))));
    }
    if (ledger.has(Keys.secretHash(terms.secretHash()))) {
      throw refusal("SECRET_HASH_USED", "secretHash", "expected a delivery secret of its own");
    }
    requireMembers(terms, request.plan());
    requireSeller(terms);
    request.plan().requireSound(terms.currency(), transaction.caller());
    spendInputs(request);
    List<Payout> payouts = payouts(request);
    Escrow escrow =
        new Escrow(
            terms,
            transaction.caller(),
            transaction.timestamp(),
            new NoteCounts(
                request.fund().outcomes().get(Outcome.DELIVERED).size(),
                request.fund().outcomes().get(Outcome.REFUNDED).size(),
                request.fund().change().size()),
            request.item().payloadHash());
    write(escrow, payouts, request);
    return Accepted.now(result(escrow));
  }

  /** A payout to nobody could never be spent; a bank that is none could never be asked. */
  private void requireMembers(EscrowTerms terms, SettlementPlan plan) {
    if (!transaction.registry().roles(terms.bank()).contains(Role.BANK)) {
      throw refusal(Refusal.NOT_FOUND, "bank", "expected a member with the role bank");
    }
    plan.outcomes()
        .forEach(
            (outcome, notes) -> {
              for (int i = 0; i < notes.size(); i++) {
                if (transaction.registry().roles(notes.get(i).owner()).isEmpty()) {
                  throw refusal(
                      Refusal.NOT_FOUND,
                      "outcomes." + outcome + "[" + i + "]",
                      "expected a registered member as owner");
                }
              }
            });
  }

  /** A seller who is none could never agree; one who is the funder would agree with itself. */
  private void requireSeller(EscrowTerms terms) {
    if (terms.rulebook().isEmpty()) {
      return;
    }
    String seller = terms.rulebook().get().seller();
    if (transaction.registry().roles(seller).isEmpty()) {
      throw refusal(Refusal.NOT_FOUND, "rulebook.seller", "expected a registered member as seller");
    }
    if (seller.equals(transaction.caller())) {
      throw refusal(
          Refusal.INVALID_ARGUMENT, "rulebook.seller", "expected another member than the funder");
    }
  }

  private void spendInputs(Request request) {
    List<String> inputs = request.fund().inputs();
    List<Fields> sealed = request.sealed().objects("inputs", inputs.size(), inputs.size());
    String bank = request.fund().terms().bank();
    for (int i = 0; i < inputs.size(); i++) {
      NoteOpening opening = request.plan().inputs().get(i);
      spending.spend("inputs[" + i + "]", inputs.get(i), bank, sealed.get(i), opening);
      transaction
          .sealedLedger()
          .delete(List.of(bank, transaction.caller()), Keys.note(inputs.get(i)));
    }
  }

  private static List<Payout> payouts(Request request) {
    EscrowTerms terms = request.fund().terms();
    List<Payout> payouts = new ArrayList<>();
    for (Outcome outcome : Outcome.values()) {
      Gate gate = Gate.of(terms.escrowId(), outcome);
      List<Commitment> commitments = request.fund().outcomes().get(outcome);
      for (int i = 0; i < commitments.size(); i++) {
        payouts.add(
            new Payout(
                Note.gatedId(gate, i + 1),
                new Note(commitments.get(i), terms.bank(), Optional.of(gate)),
                request.plan().outcomes().get(outcome).get(i)));
      }
    }
    List<Commitment> change = request.fund().change();
    for (int i = 0; i < change.size(); i++) {
      payouts.add(
          new Payout(
              Note.changeId(terms.escrowId(), i + 1),
              new Note(change.get(i), terms.bank(), Optional.empty()),
              request.plan().change().get(i)));
    }
    return payouts;
  }

  /** The bank sees every opening, the funder the plan and its own; others are advised later. */
  private void write(Escrow escrow, List<Payout> payouts, Request request) {
    Ledger ledger = transaction.ledger();
    EscrowTerms terms = escrow.terms();
    String caller = transaction.caller();
    ledger.write(Keys.escrow(terms.escrowId()), escrow.toJson());
    ledger.write(Keys.gate(terms.escrowId()), escrow.start().toJson());
    ledger.write(
        Keys.secretHash(terms.secretHash()),
        Json.object().put("escrowId", terms.escrowId()).build());
    for (Payout payout : payouts) {
      ledger.write(Keys.note(payout.id()), payout.note().toJson());
      Set<String> readers = new TreeSet<>(Set.of(terms.bank()));
      if (payout.opening().owner().equals(caller)) {
        readers.add(caller);
      }
      transaction.sealedLedger().seal(readers, Keys.note(payout.id()), payout.opening().toJson());
    }
    transaction
        .sealedLedger()
        .seal(Set.of(caller), Keys.plan(terms.escrowId()), request.plan().toJson());
  }

  private static RuntimeException refusal(String code, String field, String message) {
    return new Refusal(code, field, message).toException();
  }

  private static JsonObject result(Escrow escrow) {
    String id = escrow.terms().escrowId();
    JsonObject.Builder outcomes = Json.object();
    for (Outcome outcome : Outcome.values()) {
      outcomes.put(outcome.name(), JsonArray.ofTexts(escrow.notes().ids(id, outcome)));
    }
    return Json.object()
        .put("outcomes", outcomes.build())
        .putTexts("change", escrow.notes().changeIds(id))
        .build();
  }
}
