// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.exchange;

import com.google.protobuf.StringValue;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import portolan.api.v1.CollateralNote;
import portolan.api.v1.ExchangeProto;
import portolan.api.v1.ExchangeRate;
import portolan.api.v1.ExecuteLockRequest;
import portolan.api.v1.ExecuteLockResponse;
import portolan.api.v1.ExpireLockRequest;
import portolan.api.v1.ExpireLockResponse;
import portolan.api.v1.GetLockRequest;
import portolan.api.v1.Lock;
import portolan.api.v1.LockQuoteRequest;
import portolan.api.v1.LockQuoteResponse;
import portolan.api.v1.PublishReferenceRatesRequest;
import portolan.api.v1.PublishReferenceRatesResponse;
import portolan.api.v1.QuoteRounding;
import portolan.api.v1.QuoteSide;
import portolan.api.v1.SignQuoteRequest;
import portolan.api.v1.SignQuoteResponse;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Sha256;
import portolan.domain.encoding.Timestamp;
import portolan.domain.membership.MemberSignature;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.exchange.Conversion;
import portolan.domain.settlement.exchange.ExchangePlan;
import portolan.domain.settlement.exchange.LockState;
import portolan.domain.settlement.exchange.Quote;
import portolan.domain.settlement.exchange.RateLock;
import portolan.domain.settlement.exchange.ReferenceRates;
import portolan.domain.settlement.exchange.SignedQuote;
import portolan.domain.settlement.instruction.AppointDealer;
import portolan.domain.settlement.instruction.EndLock;
import portolan.domain.settlement.instruction.LockQuote;
import portolan.domain.settlement.journal.OwnNote;
import portolan.domain.worldstate.RefusalCode;
import portolan.domain.worldstate.SettlementFunction;
import portolan.gateway.api.call.ApiException;
import portolan.gateway.api.call.Deadline;
import portolan.gateway.api.ledger.Amounts;
import portolan.gateway.api.ledger.LedgerAccess;
import portolan.gateway.api.ledger.Membership;
import portolan.gateway.api.ledger.OwnSignature;
import portolan.gateway.api.ledger.Randomness;
import portolan.gateway.api.money.NoteLeases;
import portolan.gateway.api.money.Wallet;
import portolan.gateway.api.transport.ServiceBinding;
import portolan.gateway.fabric.FabricLedger;
import portolan.gateway.outbox.Endorsers;

/** Signs quotes, locks those of others, and ends locks. Safe for use by many threads. */
public final class CurrencyTrades {
  /** Shorter than {@link NoteLeases#LONGEST}: what a quote promises stays promised. */
  private static final int LONGEST_QUOTE_SECONDS = 240;

  /** How long the notes of an expired quote stay promised: a lock may be on its way. */
  private static final Duration GRACE = Duration.ofSeconds(30);

  /** A quote that may still be locked. */
  private record Outstanding(
      String requestHash,
      portolan.api.v1.SignedQuote signed,
      List<OwnNote> notes,
      Instant since,
      Instant freeAt) {}

  private final Membership members;
  private final LedgerAccess ledger;
  private final Wallet wallet;
  private final FabricLedger signer;
  private final InstantSource clock = InstantSource.system();

  private final ReentrantLock quoting = new ReentrantLock();
  private final Map<String, Outstanding> outstanding = new HashMap<>();
  private volatile boolean appointed;

  /** With the wallet that pays, and the key of the member, which signs quotes. */
  public CurrencyTrades(
      Membership members, LedgerAccess ledger, Wallet wallet, FabricLedger signer) {
    this.members = members;
    this.ledger = ledger;
    this.wallet = wallet;
    this.signer = signer;
  }

  /** The ExchangeService of the public API. */
  public ServiceBinding binding() {
    return new ServiceBinding(
            ExchangeProto.getDescriptor().findServiceByName("ExchangeService"), members.own())
        .method(
            "PublishReferenceRates",
            PublishReferenceRatesRequest.getDefaultInstance(),
            this::publish)
        .method("SignQuote", SignQuoteRequest.getDefaultInstance(), this::sign)
        .method("LockQuote", LockQuoteRequest.getDefaultInstance(), this::lock)
        .method("ExecuteLock", ExecuteLockRequest.getDefaultInstance(), this::execute)
        .method("ExpireLock", ExpireLockRequest.getDefaultInstance(), this::expire)
        .method("GetLock", GetLockRequest.getDefaultInstance(), (q, t) -> get(q));
  }

  PublishReferenceRatesResponse publish(PublishReferenceRatesRequest request, Duration remaining)
      throws ApiException, InterruptedException {
    JsonObject json =
        Json.object()
            .put("source", request.getSource())
            .put("date", request.getDate())
            .put("base", request.getBaseCurrency())
            .put("toleranceBasisPoints", request.getToleranceBasisPoints())
            .putAll(
                "rates",
                request.getRatesList().stream()
                    .map(
                        rate ->
                            Json.object()
                                .put("currency", rate.getCurrency())
                                .put("rate", rate.getRate())
                                .build())
                    .toList())
            .build();
    ReferenceRates rates = ReferenceRates.fromJson(Fields.of("", json));
    LedgerAccess.Written written =
        ledger.write(
            "rates:" + rates.source() + ":" + rates.date(),
            request,
            LedgerAccess.of(
                SettlementFunction.PUBLISH_REFERENCE_RATES,
                rates.toJson(),
                Optional.empty(),
                members.guardianAndOne(members.own())),
            remaining);
    return PublishReferenceRatesResponse.newBuilder().setReceipt(written.receipt()).build();
  }

  SignQuoteResponse sign(SignQuoteRequest request, Duration remaining)
      throws ApiException, InterruptedException {
    members.requireMember("buyer", request.getBuyer());
    members.requireMember("sourceBank", request.getSourceBank());
    members.requireMember("targetBank", request.getTargetBank());
    if (request.getValidForSeconds() < 1 || request.getValidForSeconds() > LONGEST_QUOTE_SECONDS) {
      throw ApiException.invalid(
          "validForSeconds",
          "expected 1 to " + LONGEST_QUOTE_SECONDS + ", found " + request.getValidForSeconds());
    }
    Deadline deadline = Deadline.in(remaining);
    appoint(remaining);
    quoting.lock();
    try {
      return SignQuoteResponse.newBuilder().setSignedQuote(quoted(request, deadline)).build();
    } finally {
      quoting.unlock();
    }
  }

  private portolan.api.v1.SignedQuote quoted(SignQuoteRequest request, Deadline deadline)
      throws ApiException, InterruptedException {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    forgetExpired(now);
    String hash = LedgerAccess.hash(request);
    Outstanding before = outstanding.get(request.getQuoteId());
    if (before != null) {
      if (!before.requestHash().equals(hash)) {
        throw ApiException.refused(
            "ALREADY_EXISTS", "quoteId", "this id is in use for a quote with other terms");
      }
      return before.signed();
    }
    Instant expiresAt = now.plusSeconds(request.getValidForSeconds());
    Quote terms = terms(request, expiresAt);
    List<OwnNote> notes = wallet.lease(terms.atMost().target(), request.getTargetBank(), deadline);
    try {
      Quote quote = terms.withCollateral(notes.stream().map(OwnNote::noteId).toList());
      Quote.fromJson(Fields.of("", quote.toJson()));
      portolan.api.v1.SignedQuote signed =
          shown(
              new SignedQuote(quote, OwnSignature.of(signer, SignedQuote.signedBytes(quote))),
              notes);
      outstanding.put(
          quote.quoteId(), new Outstanding(hash, signed, notes, now, expiresAt.plus(GRACE)));
      return signed;
    } catch (RuntimeException e) {
      wallet.release(notes);
      throw e;
    }
  }

  private void forgetExpired(Instant now) {
    outstanding
        .values()
        .removeIf(
            quote -> {
              boolean free = !now.isBefore(quote.freeAt());
              // Later the promise is forgotten, and the notes may be promised to somebody else.
              if (free && now.isBefore(quote.since().plus(NoteLeases.LONGEST))) {
                wallet.release(quote.notes());
              }
              return free;
            });
  }

  /** Says once with which certificate this member signs; the ledger knows no other way. */
  private void appoint(Duration remaining) throws ApiException, InterruptedException {
    if (appointed) {
      return;
    }
    String certificate = signer.certificatePem();
    String former = dealer();
    if (!former.equals(certificate)) {
      ledger.write(
          "dealer:" + Sha256.hex(certificate) + ":" + Sha256.hex(former),
          StringValue.of(certificate),
          LedgerAccess.of(
              SettlementFunction.APPOINT_DEALER,
              new AppointDealer(certificate).toJson(),
              Optional.empty(),
              members.guardianAndOne(members.own())),
          remaining);
    }
    appointed = true;
  }

  private String dealer() throws ApiException {
    try {
      return ledger
          .evaluate(SettlementFunction.DEALER, Json.object().put("provider", members.own()).build())
          .text("certificate", MemberSignature.PEM);
    } catch (ApiException e) {
      if (e.reason().equals(RefusalCode.NOT_FOUND.name())) {
        return "";
      }
      throw e;
    }
  }

  private Quote terms(SignQuoteRequest request, Instant expiresAt) {
    return Quote.termsFromJson(
        Fields.of(
            "",
            Json.object()
                .put("quoteId", request.getQuoteId())
                .put("provider", members.own())
                .put("buyer", request.getBuyer())
                .put("sourceCurrency", request.getSourceCurrency())
                .put("targetCurrency", request.getTargetCurrency())
                .put("sourceBank", request.getSourceBank())
                .put("targetBank", request.getTargetBank())
                .put("side", word(request.getSide()))
                .put("rate", rate(request.getRate()))
                .put("rounding", word(request.getRounding()))
                .putAmount("maximum", request.getMaximumMinorUnits())
                .put("reference", request.getReference())
                .put("expiresAt", Timestamp.format(expiresAt))
                .put("settleWithinSeconds", request.getSettleWithinSeconds())
                .put("nonce", Randomness.hex())
                .build()));
  }

  private static String word(QuoteSide side) {
    return side.name().replaceFirst("^QUOTE_SIDE_", "");
  }

  private static String word(QuoteRounding rounding) {
    return rounding.name().replaceFirst("^QUOTE_ROUNDING_", "");
  }

  private static JsonObject rate(ExchangeRate rate) {
    return Json.object()
        .put("numerator", rate.getNumerator())
        .put("denominator", rate.getDenominator())
        .build();
  }

  private static portolan.api.v1.SignedQuote shown(SignedQuote signed, List<OwnNote> collateral) {
    Quote quote = signed.quote();
    return portolan.api.v1.SignedQuote.newBuilder()
        .setQuote(
            portolan.api.v1.Quote.newBuilder()
                .setQuoteId(quote.quoteId())
                .setProvider(quote.provider())
                .setBuyer(quote.buyer())
                .setSourceCurrency(quote.pair().source().code())
                .setTargetCurrency(quote.pair().target().code())
                .setSourceBank(quote.sourceBank())
                .setTargetBank(quote.targetBank())
                .setSide(QuoteSide.valueOf("QUOTE_SIDE_" + quote.side()))
                .setRate(
                    ExchangeRate.newBuilder()
                        .setNumerator(quote.rate().numerator().toString())
                        .setDenominator(quote.rate().denominator().toString()))
                .setRounding(QuoteRounding.valueOf("QUOTE_ROUNDING_" + quote.rounding()))
                .setMaximumMinorUnits(quote.maximum())
                .setReference(quote.reference())
                .setExpiresAt(Timestamp.format(quote.expiresAt()))
                .setSettleWithinSeconds((int) quote.settleWithinSeconds())
                .setNonce(quote.nonce()))
        .addAllCollateral(
            collateral.stream()
                .map(
                    note ->
                        CollateralNote.newBuilder()
                            .setNoteId(note.noteId())
                            .setMinorUnits(note.amount().minorUnits())
                            .setSalt(note.opening().salt())
                            .build())
                .toList())
        .setSignature(signed.signature().signature())
        .setCertificate(signed.signature().certificate())
        .build();
  }

  private static SignedQuote read(portolan.api.v1.SignedQuote signed) {
    portolan.api.v1.Quote quote = signed.getQuote();
    JsonObject terms =
        Json.object()
            .put("quoteId", quote.getQuoteId())
            .put("provider", quote.getProvider())
            .put("buyer", quote.getBuyer())
            .put("sourceCurrency", quote.getSourceCurrency())
            .put("targetCurrency", quote.getTargetCurrency())
            .put("sourceBank", quote.getSourceBank())
            .put("targetBank", quote.getTargetBank())
            .put("side", word(quote.getSide()))
            .put("rate", rate(quote.getRate()))
            .put("rounding", word(quote.getRounding()))
            .putAmount("maximum", quote.getMaximumMinorUnits())
            .put("reference", quote.getReference())
            .put("expiresAt", quote.getExpiresAt())
            .put("settleWithinSeconds", quote.getSettleWithinSeconds())
            .putTexts(
                "collateral",
                signed.getCollateralList().stream().map(CollateralNote::getNoteId).toList())
            .put("nonce", quote.getNonce())
            .build();
    return SignedQuote.fromJson(
        Fields.of(
            "signedQuote",
            new MemberSignature(signed.getSignature(), signed.getCertificate())
                .addTo(Json.object().put("quote", terms))
                .build()));
  }

  LockQuoteResponse lock(LockQuoteRequest request, Duration remaining)
      throws ApiException, InterruptedException {
    SignedQuote signed = read(request.getSignedQuote());
    Quote quote = signed.quote();
    members.requireMember("signedQuote.quote.provider", quote.provider());
    members.requireMember("signedQuote.quote.sourceBank", quote.sourceBank());
    members.requireMember("signedQuote.quote.targetBank", quote.targetBank());
    Amounts.money("amount", quote.fixedCurrency().code(), request.getAmountMinorUnits());
    Conversion agreed = quote.conversion(request.getAmountMinorUnits());
    List<NoteOpening> collateral = collateral(request.getSignedQuote(), quote);
    Endorsers endorsers =
        members.exactly(quote.targetBank(), quote.sourceBank(), quote.provider(), members.own());
    LedgerAccess.Written written =
        wallet.pay(
            "lock:" + request.getLockId(),
            request,
            (purse, key, hash) -> {
              ExchangePlan plan =
                  new ExchangePlan(
                      signed,
                      request.getAmountMinorUnits(),
                      purse.take(agreed.source(), quote.sourceBank()).stream()
                          .map(note -> new ExchangePlan.Input(note.noteId(), note.opening()))
                          .toList(),
                      collateral,
                      Randomness.hex());
              return LedgerAccess.of(
                      SettlementFunction.LOCK_QUOTE,
                      new LockQuote(request.getLockId(), plan.commitment()).toJson(),
                      Optional.of(plan.toJson()),
                      endorsers)
                  .make(key, hash);
            },
            remaining);
    return LockQuoteResponse.newBuilder()
        .setReceipt(written.receipt())
        .setSource(Amounts.shown(agreed.source()))
        .setTarget(Amounts.shown(agreed.target()))
        .setExpiresAt(Fields.of("", written.details()).text("deadline", 30))
        .build();
  }

  private static List<NoteOpening> collateral(portolan.api.v1.SignedQuote signed, Quote quote)
      throws ApiException {
    List<NoteOpening> openings = new ArrayList<>();
    for (CollateralNote note : signed.getCollateralList()) {
      openings.add(
          new NoteOpening(
              Amounts.money(
                  "signedQuote.collateral[" + openings.size() + "]",
                  quote.pair().target().code(),
                  note.getMinorUnits()),
              quote.provider(),
              note.getSalt()));
    }
    return openings;
  }

  ExecuteLockResponse execute(ExecuteLockRequest request, Duration remaining)
      throws ApiException, InterruptedException {
    LedgerAccess.Written written =
        end(SettlementFunction.EXECUTE_LOCK, request.getLockId(), remaining);
    return ExecuteLockResponse.newBuilder().setReceipt(written.receipt()).build();
  }

  ExpireLockResponse expire(ExpireLockRequest request, Duration remaining)
      throws ApiException, InterruptedException {
    LedgerAccess.Written written =
        end(SettlementFunction.EXPIRE_LOCK, request.getLockId(), remaining);
    return ExpireLockResponse.newBuilder().setReceipt(written.receipt()).build();
  }

  private LedgerAccess.Written end(SettlementFunction function, String lockId, Duration remaining)
      throws ApiException, InterruptedException {
    return ledger.write(
        function.functionName() + ":" + lockId,
        StringValue.of(lockId),
        LedgerAccess.of(
            function, new EndLock(lockId).toJson(), Optional.empty(), members.ofLock(lockId)),
        remaining);
  }

  Lock get(GetLockRequest request) throws ApiException {
    JsonObject question = Json.object().put("lockId", request.getLockId()).build();
    Fields answer = ledger.evaluate(SettlementFunction.LOCK, question);
    RateLock lock = RateLock.fromJson(answer);
    LockState state = LockState.fromJson(answer.object("gate"));
    Lock.Builder shown =
        Lock.newBuilder()
            .setLockId(lock.lockId())
            .setQuoteId(lock.quoteId())
            .setProvider(lock.provider())
            .setBuyer(lock.buyer())
            .setState(portolan.api.v1.LockState.valueOf("LOCK_STATE_" + state.name()))
            .setLockedAt(Timestamp.format(lock.lockedAt()))
            .setExpiresAt(Timestamp.format(lock.deadline()));
    switch (state) {
      case LockState.Locked locked -> {}
      case LockState.Executed(String by, Instant at) ->
          shown.setEndedBy(by).setEndedAt(Timestamp.format(at));
      case LockState.Expired(String by, Instant at) ->
          shown.setEndedBy(by).setEndedAt(Timestamp.format(at));
    }
    if (List.of(lock.buyer(), lock.provider()).contains(members.own())) {
      Conversion agreed =
          ExchangePlan.fromJson(
                  Fields.ofSealed(
                      "", ledger.evaluate(SettlementFunction.EXCHANGE_PLAN, question).json()))
              .conversion();
      shown.setSource(Amounts.shown(agreed.source())).setTarget(Amounts.shown(agreed.target()));
    }
    return shown.build();
  }
}
