// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import portolan.contracts.transaction.GroupFunction;
import portolan.contracts.transaction.Item;
import portolan.contracts.transaction.Ledger;
import portolan.contracts.transaction.Transaction;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Refusal;
import portolan.domain.encoding.Timestamp;
import portolan.domain.group.ItemResult.Accepted;
import portolan.domain.membership.MemberSignature;
import portolan.domain.membership.Role;
import portolan.domain.settlement.exchange.ExchangePlan;
import portolan.domain.settlement.exchange.Quote;
import portolan.domain.settlement.exchange.RateLock;
import portolan.domain.settlement.exchange.ReferenceRates;
import portolan.domain.settlement.instruction.LockQuote;
import portolan.domain.worldstate.RefusalCode;
import portolan.domain.worldstate.SettlementKeys;

/**
 * {@code lockQuote}: spends the buyer's notes and those that the provider pledged in its quote, and
 * commits what each gets in either outcome. The provider has agreed by its signature, so it need
 * not be asked again.
 */
final class LockQuoteFunction extends GroupFunction<LockQuoteFunction.Request> {

  record Request(Item item, LockQuote lock, Fields sealed, ExchangePlan plan) {
    Quote quote() {
      return plan.quote();
    }
  }

  private final Spending spending;

  LockQuoteFunction(Transaction transaction) {
    super(transaction);
    this.spending = new Spending(transaction);
  }

  @Override
  protected Request read(Item item) {
    requireOwnId(item.fields(), "lockId");
    LockQuote lock = LockQuote.fromJson(item.fields());
    Fields sealed = item.sealed();
    ExchangePlan plan = ExchangePlan.fromJson(sealed);
    lock.commitment().requireOpenedBy(ExchangePlan.KIND, sealed.path(), sealed.json());
    Openings.requireDistinct(RefusalCode.DUPLICATE_INPUT, sealed.path("inputs"), inputIds(plan));
    Openings.requireDistinct(
        RefusalCode.DUPLICATE_INPUT,
        sealed.path("signedQuote.quote.collateral"),
        plan.quote().collateral());
    return new Request(item, lock, sealed, plan);
  }

  private static List<String> inputIds(ExchangePlan plan) {
    return plan.inputs().stream().map(ExchangePlan.Input::noteId).toList();
  }

  @Override
  protected List<String> keys(Request request) {
    Quote quote = request.quote();
    List<String> notes = new ArrayList<>(inputIds(request.plan()));
    notes.addAll(quote.collateral());
    return Stream.of(
            Stream.of(
                SettlementKeys.lock(request.lock().lockId()),
                SettlementKeys.quote(quote.provider(), quote.quoteId()),
                SettlementKeys.dealer(quote.provider()),
                SettlementKeys.referenceDay(quote.reference())),
            notes.stream().map(SettlementKeys::note),
            notes.stream().flatMap(id -> Spending.gateKeyOf(id).stream()))
        .flatMap(keys -> keys)
        .toList();
  }

  @Override
  protected Accepted apply(Request request) {
    Ledger ledger = transaction.ledger();
    Quote quote = request.quote();
    String id = request.lock().lockId();
    Optional<JsonObject> stored = ledger.read(SettlementKeys.lock(id));
    if (stored.isPresent()) {
      request.item().requireSameAs(stored.get(), "lockId");
      return Accepted.before(result(RateLock.fromJson(Fields.of("", stored.get()))));
    }
    requireFirmQuote(request);
    List<ExchangePlan.Payout> payouts = request.plan().payouts(id);
    spendInputs(request);
    spendCollateral(request);
    RateLock lock =
        new RateLock(
            id,
            quote.quoteId(),
            quote.provider(),
            quote.buyer(),
            quote.sourceBank(),
            quote.targetBank(),
            request.lock().commitment(),
            transaction.timestamp(),
            quote.settleWithinSeconds(),
            request.item().payloadHash());
    write(lock, payouts, request.plan());
    return Accepted.now(result(lock));
  }

  /** The quote is the provider's, for this buyer, of today, unused, and within the band. */
  private void requireFirmQuote(Request request) {
    Quote quote = request.quote();
    if (!quote.buyer().equals(transaction.caller())) {
      throw refusal(
          RefusalCode.PERMISSION_DENIED, "quote.buyer", "expected a quote for the caller");
    }
    requireBank("quote.provider", quote.provider());
    requireBank("quote.sourceBank", quote.sourceBank());
    requireBank("quote.targetBank", quote.targetBank());
    request
        .plan()
        .signedQuote()
        .verify(request.sealed().path("signedQuote"), dealer(quote.provider()));
    if (transaction.ledger().has(SettlementKeys.quote(quote.provider(), quote.quoteId()))) {
      throw refusal(
          RefusalCode.QUOTE_USED, "quote.quoteId", "expected a quote that was never locked");
    }
    quote.requireUnexpired(transaction.timestamp(), transaction.peer().clock().instant());
    ReferenceRates.requireInBand(
        quote,
        ExchangeQueries.latestRates(transaction, quote.reference()),
        transaction.timestamp());
  }

  private void requireBank(String field, String member) {
    if (!transaction.registry().roles(member).contains(Role.BANK)) {
      throw refusal(RefusalCode.NOT_FOUND, field, "expected a member with the role bank");
    }
  }

  private X509Certificate dealer(String provider) {
    String field = "quote.provider";
    String pem =
        transaction
            .ledger()
            .find(SettlementKeys.dealer(provider))
            .map(fields -> fields.text("certificate", MemberSignature.PEM))
            .orElseThrow(
                () ->
                    refusal(
                        RefusalCode.NOT_FOUND,
                        field,
                        "expected a provider that has said with which certificate it signs"));
    X509Certificate certificate = MemberSignature.certificate(field, pem);
    // That it was valid when it was appointed, Fabric has seen.
    if (transaction.timestamp().isAfter(certificate.getNotAfter().toInstant())) {
      throw refusal(
          RefusalCode.CERTIFICATE_EXPIRED,
          field,
          "expected a provider whose certificate is still valid");
    }
    return certificate;
  }

  private void spendInputs(Request request) {
    Quote quote = request.quote();
    int count = request.plan().inputs().size();
    List<Fields> sealed = request.sealed().objects("inputs", count, count);
    for (int i = 0; i < count; i++) {
      ExchangePlan.Input input = request.plan().inputs().get(i);
      spending.spend(
          "inputs[" + i + "]",
          input.noteId(),
          quote.sourceBank(),
          sealed.get(i).object("opening"),
          input.opening(),
          quote.buyer());
    }
  }

  private void spendCollateral(Request request) {
    Quote quote = request.quote();
    int count = quote.collateral().size();
    List<Fields> sealed = request.sealed().objects("collateral", count, count);
    for (int i = 0; i < count; i++) {
      spending.spend(
          "quote.collateral[" + i + "]",
          quote.collateral().get(i),
          quote.targetBank(),
          sealed.get(i),
          request.plan().collateral().get(i),
          quote.provider());
    }
  }

  /** Each note is shown to its owner and the bank that it is a claim on. */
  private void write(RateLock lock, List<ExchangePlan.Payout> payouts, ExchangePlan plan) {
    Ledger ledger = transaction.ledger();
    ledger.write(SettlementKeys.lock(lock.lockId()), lock.toJson());
    ledger.write(SettlementKeys.lockGate(lock.lockId()), lock.start().toJson());
    ledger.write(
        SettlementKeys.quote(lock.provider(), lock.quoteId()),
        Json.object().put("lockId", lock.lockId()).build());
    for (ExchangePlan.Payout payout : payouts) {
      ledger.write(SettlementKeys.note(payout.noteId()), payout.note().toJson());
      transaction
          .sealedLedger()
          .seal(
              List.of(payout.note().issuer(), payout.opening().owner()),
              SettlementKeys.note(payout.noteId()),
              payout.opening().toJson());
    }
    transaction
        .sealedLedger()
        .seal(
            List.of(lock.buyer(), lock.provider()),
            SettlementKeys.lock(lock.lockId()),
            plan.toJson());
  }

  private static RuntimeException refusal(RefusalCode code, String field, String message) {
    return new Refusal(code, field, message).toException();
  }

  private static JsonObject result(RateLock lock) {
    return Json.object().put("deadline", Timestamp.format(lock.deadline())).build();
  }
}
