// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
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
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonArray;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.QualifiedId;
import portolan.domain.encoding.Refusal;
import portolan.domain.group.ItemResult.Accepted;
import portolan.domain.membership.Role;
import portolan.domain.money.Money;
import portolan.domain.settlement.EscrowTerms;
import portolan.domain.settlement.FundedPlan;
import portolan.domain.settlement.Gate;
import portolan.domain.settlement.Note;
import portolan.domain.settlement.NoteCounts;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.Outcome;
import portolan.domain.settlement.SettlementPlan;
import portolan.domain.settlement.Trigger;
import portolan.domain.settlement.escrow.DeclaredGoods;
import portolan.domain.settlement.escrow.Escrow;
import portolan.domain.settlement.escrow.EscrowState;
import portolan.domain.settlement.escrow.Interests;
import portolan.domain.settlement.escrow.Refunded;
import portolan.domain.settlement.instruction.FundEscrow;
import portolan.domain.settlement.instruction.SetLimit;
import portolan.domain.worldstate.RefusalCode;
import portolan.domain.worldstate.SettlementKeys;

/**
 * {@code fund}: spends notes and commits the payouts of every outcome of one or more escrows. The
 * bank and the funder keep the plan of each escrow as one sealed document.
 */
final class FundFunction extends GroupFunction<FundFunction.Request> {

  record Request(Item item, FundEscrow fund, Fields sealed, SettlementPlan plan) {
    private EscrowTerms first() {
      return fund.escrows().getFirst().terms();
    }

    private List<EscrowTerms> terms() {
      return fund.escrows().stream().map(FundEscrow.Part::terms).toList();
    }
  }

  private final Spending spending;
  private Map<String, DeclaredGoods> assessed = Map.of();

  FundFunction(Transaction transaction) {
    super(transaction);
    this.spending = new Spending(transaction);
  }

  @Override
  protected Request read(Item item) {
    item.fields()
        .objects("escrows", 1, SettlementPlan.MAX_ESCROWS)
        .forEach(escrow -> requireOwnId(escrow, "escrowId"));
    FundEscrow fund = FundEscrow.fromJson(item.fields());
    Openings.requireDistinct(
        RefusalCode.DUPLICATE_INPUT, item.fields().path("inputs"), fund.inputs());
    requireDistinctCommitments(item.fields(), fund);
    requireOneAccount(item.fields(), fund);
    Fields sealed = item.sealed();
    SettlementPlan plan = SettlementPlan.fromJson(sealed);
    sealed.values("inputs", fund.inputs().size(), fund.inputs().size());
    List<Fields> escrows = sealed.objects("escrows", fund.escrows().size(), fund.escrows().size());
    for (int i = 0; i < escrows.size(); i++) {
      requireOpened(escrows.get(i), fund.escrows().get(i));
    }
    Openings.of(sealed, "change", fund.change());
    return new Request(item, fund, sealed, plan);
  }

  private static void requireOpened(Fields sealed, FundEscrow.Part part) {
    for (Outcome outcome : Outcome.values()) {
      if (part.outcomes().containsKey(outcome)) {
        Openings.of(sealed, outcome.name(), part.outcomes().get(outcome));
      } else if (sealed.has(outcome.name())) {
        throw sealed.refuse(
            RefusalCode.INVALID_ARGUMENT, outcome.name(), "expected an outcome with commitments");
      }
    }
  }

  private static void requireDistinctCommitments(Fields fields, FundEscrow fund) {
    List<Commitment> all = new ArrayList<>(fund.change());
    Openings.requireDistinct(
        RefusalCode.DUPLICATE_COMMITMENT, fields.path("change"), fund.change());
    for (int i = 0; i < fund.escrows().size(); i++) {
      for (Map.Entry<Outcome, List<Commitment>> end : fund.escrows().get(i).outcomes().entrySet()) {
        all.addAll(end.getValue());
        Openings.requireDistinct(
            RefusalCode.DUPLICATE_COMMITMENT,
            fields.path("escrows[" + i + "].outcomes." + end.getKey()),
            end.getValue());
      }
    }
    // What is left are commitments that two of the lists share.
    if (Set.copyOf(all).size() < all.size()) {
      throw fields.refuse(
          RefusalCode.DUPLICATE_COMMITMENT, "escrows", "expected each commitment in one list only");
    }
  }

  /** One bank, one currency; ids and secrets of their own. */
  private static void requireOneAccount(Fields fields, FundEscrow fund) {
    EscrowTerms first = fund.escrows().getFirst().terms();
    Set<String> ids = new TreeSet<>();
    Set<Trigger> triggers = new HashSet<>();
    for (int i = 0; i < fund.escrows().size(); i++) {
      EscrowTerms terms = fund.escrows().get(i).terms();
      String field = "escrows[" + i + "].";
      if (!terms.bank().equals(first.bank())) {
        throw fields.refuse(
            RefusalCode.WRONG_BANK, field + "bank", "expected one bank for all escrows");
      }
      if (!terms.currency().equals(first.currency())) {
        throw fields.refuse(
            RefusalCode.WRONG_CURRENCY,
            field + "currency",
            "expected one currency for all escrows");
      }
      if (!ids.add(terms.escrowId())) {
        throw fields.refuse(
            RefusalCode.INVALID_ARGUMENT, field + "escrowId", "expected an id of its own");
      }
      if (triggerKey(terms).isPresent() && !triggers.add(terms.trigger())) {
        throw terms.trigger().isMilestone()
            ? taxWithheld(fields.path(field + "taxDue"))
            : secretUsed(fields.path(field + "secretHash"));
      }
    }
  }

  /** What customs says of the declarations whose tax is withheld. */
  @Override
  protected void prepare(List<Request> requests) {
    assessed =
        CustomsGoods.assessed(
            transaction,
            requests.stream()
                .flatMap(request -> request.terms().stream())
                .filter(terms -> terms.trigger() instanceof Trigger.Tax)
                .map(EscrowTerms::declarationId)
                .toList());
  }

  @Override
  protected List<String> keys(Request request) {
    FundEscrow fund = request.fund();
    return Stream.of(
            request.terms().stream()
                .flatMap(
                    terms ->
                        Stream.concat(
                            Stream.of(SettlementKeys.escrow(terms.escrowId())),
                            triggerKey(terms).stream())),
            Stream.of(
                SettlementKeys.limit(request.first().bank(), request.first().currency().code())),
            fund.inputs().stream().map(SettlementKeys::note),
            fund.inputs().stream().flatMap(id -> Spending.gateKeyOf(id).stream()))
        .flatMap(keys -> keys)
        .toList();
  }

  /** Where it stands which escrow a secret or an assessment belongs to. */
  private static Optional<String> triggerKey(EscrowTerms terms) {
    return switch (terms.trigger()) {
      case Trigger.Secret(String hash) ->
          Optional.of(SettlementKeys.secretHash(QualifiedId.parse(terms.escrowId()).owner(), hash));
      case Trigger.Tax(Commitment due) -> Optional.of(SettlementKeys.tax(due.hex()));
      case Trigger.Signature signature -> Optional.empty();
      case Trigger.Release release -> Optional.empty();
    };
  }

  @Override
  protected Accepted apply(Request request) {
    Ledger ledger = transaction.ledger();
    Optional<JsonObject> stored = ledger.read(SettlementKeys.escrow(request.first().escrowId()));
    if (stored.isPresent()) {
      request.item().requireSameAs(stored.get(), "escrows[0].escrowId");
      return Accepted.before(result(request));
    }
    for (int i = 0; i < request.terms().size(); i++) {
      requireNew("escrows[" + i + "].", request.terms().get(i));
      requireMembers("escrows[" + i + "].", request, i);
    }
    request.plan().requireSound(request.first().currency(), transaction.caller());
    for (int i = 0; i < request.terms().size(); i++) {
      Interests.of(request.terms().get(i), transaction.caller())
          .requireApart("escrows[" + i + "].", request.plan().escrows().get(i));
    }
    request.plan().requireAssessed(request.terms());
    spendInputs(request);
    for (int i = 0; i < request.terms().size(); i++) {
      write(request, i);
    }
    writeChange(request);
    return Accepted.now(result(request));
  }

  private void requireNew(String field, EscrowTerms terms) {
    Ledger ledger = transaction.ledger();
    if (ledger.has(SettlementKeys.escrow(terms.escrowId()))) {
      throw refusal(RefusalCode.ALREADY_EXISTS, field + "escrowId", "expected an id of its own");
    }
    switch (terms.trigger()) {
      case Trigger.Secret(String hash) -> {
        if (ledger.has(SettlementKeys.secretHash(transaction.caller(), hash))) {
          throw secretUsed(field + "secretHash");
        }
      }
      case Trigger.Tax(Commitment due) -> requireAssessed(field, terms, due);
      case Trigger.Signature signature -> {}
      case Trigger.Release release -> {}
    }
  }

  /** The tax of the assessment as it stands, and withheld once. */
  private void requireAssessed(String field, EscrowTerms terms, Commitment due) {
    // Else another member could withhold it first, and the declarant would be refused.
    if (!terms.declarant().equals(transaction.caller())) {
      throw refusal(
          RefusalCode.PERMISSION_DENIED,
          field + "declarationId",
          "expected a declaration of the caller, who withholds its tax");
    }
    if (!new DeclaredGoods(terms.orderId(), terms.declarant(), terms.authority(), due)
        .equals(assessed.get(terms.declarationId()))) {
      throw refusal(
          RefusalCode.NOT_ASSESSED,
          field + "taxDue",
          "expected what "
              + terms.authority()
              + " has assessed for this order under this declaration");
    }
    boolean withheld =
        transaction
            .ledger()
            .find(SettlementKeys.tax(due.hex()))
            .map(mark -> mark.text("escrowId", Format.QUALIFIED))
            .flatMap(id -> transaction.ledger().find(SettlementKeys.gate(id)))
            .filter(gate -> !(EscrowState.fromJson(gate) instanceof Refunded))
            .isPresent();
    if (withheld) {
      throw taxWithheld(field + "taxDue");
    }
  }

  private static RuntimeException taxWithheld(String field) {
    return refusal(
        RefusalCode.TAX_WITHHELD, field, "expected a tax that no other escrow withholds");
  }

  private static RuntimeException secretUsed(String field) {
    return refusal(RefusalCode.SECRET_HASH_USED, field, "expected a delivery secret of its own");
  }

  /** A payout to nobody could never be spent; a member that is none could never act. */
  private void requireMembers(String field, Request request, int index) {
    EscrowTerms terms = request.terms().get(index);
    if (!transaction.registry().roles(terms.bank()).contains(Role.BANK)) {
      throw refusal(RefusalCode.NOT_FOUND, field + "bank", "expected a member with the role bank");
    }
    if (!transaction.registry().roles(terms.authority()).contains(Role.CUSTOMS)) {
      throw refusal(
          RefusalCode.NOT_FOUND, field + "authority", "expected a member with the role customs");
    }
    if (terms.trigger() instanceof Trigger.Signature(String carrier)) {
      requireMember(field + "signedBy", carrier);
    }
    terms.carrier().ifPresent(carrier -> requireMember(field + "carrier", carrier));
    terms.screener().ifPresent(screener -> requireMember(field + "screener", screener));
    terms.rulebook().ifPresent(rules -> requireMember(field + "rulebook.seller", rules.seller()));
    request
        .plan()
        .escrows()
        .get(index)
        .outcomes()
        .forEach(
            (outcome, notes) -> {
              for (int i = 0; i < notes.size(); i++) {
                requireMember(field + "outcomes." + outcome + "[" + i + "]", notes.get(i).owner());
              }
            });
  }

  private void requireMember(String field, String member) {
    if (transaction.registry().roles(member).isEmpty()) {
      throw refusal(RefusalCode.NOT_FOUND, field, "expected a registered member");
    }
  }

  private void spendInputs(Request request) {
    List<String> inputs = request.fund().inputs();
    List<Fields> sealed = request.sealed().objects("inputs", inputs.size(), inputs.size());
    String bank = request.first().bank();
    for (int i = 0; i < inputs.size(); i++) {
      NoteOpening opening = request.plan().inputs().get(i);
      spending.spend("inputs[" + i + "]", inputs.get(i), bank, sealed.get(i), opening);
    }
  }

  /** The bank and the funder see the plan, the funder its notes; others are advised later. */
  private void write(Request request, int index) {
    Ledger ledger = transaction.ledger();
    FundEscrow.Part part = request.fund().escrows().get(index);
    EscrowTerms terms = part.terms();
    String id = terms.escrowId();
    Escrow escrow =
        new Escrow(
            terms,
            transaction.caller(),
            transaction.timestamp(),
            counts(request, index),
            request.item().payloadHash());
    ledger.write(SettlementKeys.escrow(id), escrow.toJson());
    ledger.write(SettlementKeys.gate(id), escrow.start(isAboveLimit(request, index)).toJson());
    if (!terms.trigger().isMilestone()) {
      // Goods that are released have not arrived.
      ledger.write(
          SettlementKeys.escrowsOf(transaction.caller(), terms.orderId()) + id,
          Json.object().build());
    }
    triggerKey(terms)
        .ifPresent(key -> ledger.write(key, Json.object().put("escrowId", id).build()));
    part.outcomes()
        .forEach(
            (outcome, commitments) -> {
              Gate gate = Gate.of(id, outcome);
              for (int i = 0; i < commitments.size(); i++) {
                writeNote(
                    Note.gatedId(gate, i + 1),
                    new Note(commitments.get(i), terms.bank(), Optional.of(gate)),
                    request.plan().escrows().get(index).of(outcome).get(i));
              }
            });
    transaction
        .sealedLedger()
        .seal(
            new TreeSet<>(List.of(terms.bank(), transaction.caller())),
            SettlementKeys.plan(id),
            FundedPlan.of(request.plan(), index).toJson());
  }

  private void writeChange(Request request) {
    List<Commitment> change = request.fund().change();
    for (int i = 0; i < change.size(); i++) {
      writeNote(
          Note.changeId(request.first().escrowId(), i + 1),
          new Note(change.get(i), request.first().bank(), Optional.empty()),
          request.plan().change().get(i));
    }
  }

  /** Both who endorse find their own notes as every owner does. */
  private void writeNote(String noteId, Note note, NoteOpening opening) {
    transaction.ledger().write(SettlementKeys.note(noteId), note.toJson());
    if (opening.owner().equals(transaction.caller()) || opening.owner().equals(note.issuer())) {
      transaction
          .sealedLedger()
          .seal(Set.of(opening.owner()), SettlementKeys.note(noteId), opening.toJson());
    }
  }

  private static NoteCounts counts(Request request, int index) {
    Map<Outcome, List<Commitment>> outcomes = request.fund().escrows().get(index).outcomes();
    Map<Outcome, Integer> sizes = new HashMap<>();
    outcomes.forEach((outcome, commitments) -> sizes.put(outcome, commitments.size()));
    return new NoteCounts(
        sizes.get(Outcome.DELIVERED),
        sizes.get(Outcome.REFUNDED),
        sizes.getOrDefault(Outcome.LOST, 0),
        index == 0 ? request.fund().change().size() : 0);
  }

  private boolean isAboveLimit(Request request, int index) {
    Money held = request.plan().held(index);
    return transaction
        .ledger()
        .find(SettlementKeys.limit(request.first().bank(), held.currency().code()))
        .map(SetLimit::fromJson)
        .filter(limit -> held.minorUnits() > limit.amount().minorUnits())
        .isPresent();
  }

  private static RuntimeException refusal(RefusalCode code, String field, String message) {
    return new Refusal(code, field, message).toException();
  }

  private static JsonObject result(Request request) {
    List<JsonObject> escrows = new ArrayList<>();
    for (int i = 0; i < request.terms().size(); i++) {
      String id = request.terms().get(i).escrowId();
      NoteCounts counts = counts(request, i);
      JsonObject.Builder outcomes = Json.object();
      for (Outcome outcome : request.fund().escrows().get(i).outcomes().keySet()) {
        outcomes.put(outcome.name(), JsonArray.ofTexts(counts.ids(id, outcome)));
      }
      escrows.add(Json.object().put("escrowId", id).put("outcomes", outcomes.build()).build());
    }
    return Json.object()
        .putAll("escrows", escrows)
        .putTexts("change", counts(request, 0).changeIds(request.first().escrowId()))
        .build();
  }
}
