// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonArray;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Refusal;
import portolan.domain.encoding.Sha256;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;
import portolan.domain.settlement.LockGate;
import portolan.domain.settlement.LockOutcome;
import portolan.domain.settlement.Note;
import portolan.domain.settlement.NoteGate;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.SettlementPlan;
import portolan.domain.worldstate.RefusalCode;

/**
 * All that decides what a lock does: {@code {"signedQuote":{..},"amount","inputs":[{"noteId",
 * "opening"}],"collateral":[openings],"salt"}}. Sealed to provider and buyer. The notes that the
 * lock creates follow from it to the bit, so whoever opens the commitment can derive them again.
 *
 * @param signedQuote what the provider signed
 * @param amount what the buyer fixes, minor units, above zero
 * @param inputs notes of the buyer to spend, 1 to 100
 * @param collateral openings of the notes that the quote names, in its order
 * @param salt 32 to 128 random lower-case hexadecimal digits
 */
public record ExchangePlan(
    SignedQuote signedQuote,
    long amount,
    List<Input> inputs,
    List<NoteOpening> collateral,
    String salt) {
  /** The kind of document in the commitment. */
  public static final String KIND = "exchange";

  private static final int BUYERS = 1;
  private static final int PROVIDERS = 2;

  /**
   * A note that is spent.
   *
   * @param noteId its id
   * @param opening its opening
   */
  public record Input(String noteId, NoteOpening opening) {
    private static Input fromJson(Fields fields) {
      Input input =
          new Input(fields.text("noteId", Note.ID), NoteOpening.fromJson(fields.object("opening")));
      fields.end();
      return input;
    }

    private JsonObject toJson() {
      return Json.object().put("noteId", noteId).put("opening", opening.toJson()).build();
    }
  }

  /**
   * A note that the lock creates.
   *
   * @param noteId its id
   * @param note as the channel sees it
   * @param opening what it hides
   */
  public record Payout(String noteId, Note note, NoteOpening opening) {}

  /** Copies the lists. */
  public ExchangePlan {
    inputs = List.copyOf(inputs);
    collateral = List.copyOf(collateral);
  }

  /** Reads a plan. */
  public static ExchangePlan fromJson(Fields fields) {
    SignedQuote signed = SignedQuote.fromJson(fields.object("signedQuote"));
    int named = signed.quote().collateral().size();
    ExchangePlan plan =
        new ExchangePlan(
            signed,
            fields.positiveAmount("amount"),
            fields.objects("inputs", 1, SettlementPlan.MAX_NOTES).stream()
                .map(Input::fromJson)
                .toList(),
            fields.objects("collateral", named, named).stream().map(NoteOpening::fromJson).toList(),
            fields.text(Commitment.SALT, Format.RANDOM));
    fields.end();
    return plan;
  }

  /** The document that is sealed. */
  public JsonObject toJson() {
    return Json.object()
        .put("signedQuote", signedQuote.toJson())
        .putAmount("amount", amount)
        .put("inputs", JsonArray.of(inputs.stream().map(Input::toJson).toList()))
        .put("collateral", JsonArray.of(collateral.stream().map(NoteOpening::toJson).toList()))
        .put(Commitment.SALT, salt)
        .build();
  }

  /** The commitment. */
  public Commitment commitment() {
    return Commitment.to(KIND, toJson());
  }

  /** What the provider quoted. */
  public Quote quote() {
    return signedQuote.quote();
  }

  /** What the buyer pays and gets. */
  public Conversion conversion() {
    return quote().conversion(amount);
  }

  /**
   * The notes of both outcomes, and what goes back to each at once. In both outcomes, and for each
   * of the two currencies, they are worth what was spent: amounts are only ever moved or taken off.
   *
   * @throws portolan.domain.encoding.RefusedException {@code NOT_CONSERVED}, {@code NOT_COVERED},
   *     {@code WRONG_CURRENCY}, and what {@link Quote#conversion} refuses
   */
  public List<Payout> payouts(String lockId) {
    Quote quote = quote();
    Conversion agreed = conversion();
    Money paid = sum("inputs", inputs.stream().map(Input::opening).toList(), quote.pair().source());
    Money pledged = sum("quote.collateral", collateral, quote.pair().target());
    requireEnough(paid, agreed.source(), RefusalCode.NOT_CONSERVED, "inputs");
    requireEnough(pledged, agreed.target(), RefusalCode.NOT_COVERED, "quote.collateral");
    LockGate executed = new LockGate(lockId, LockOutcome.EXECUTED);
    LockGate expired = new LockGate(lockId, LockOutcome.EXPIRED);
    List<Payout> payouts = new ArrayList<>();
    payouts.add(behind(executed, BUYERS, agreed.target(), quote.buyer()));
    payouts.add(behind(executed, PROVIDERS, agreed.source(), quote.provider()));
    payouts.add(behind(expired, BUYERS, agreed.source(), quote.buyer()));
    payouts.add(behind(expired, PROVIDERS, agreed.target(), quote.provider()));
    addReturned(payouts, lockId, BUYERS, paid.minus(agreed.source()), quote.buyer());
    addReturned(payouts, lockId, PROVIDERS, pledged.minus(agreed.target()), quote.provider());
    return payouts;
  }

  private static Money sum(String field, List<NoteOpening> notes, Currency currency) {
    Money sum = Money.zero(currency);
    for (int i = 0; i < notes.size(); i++) {
      Money amount = notes.get(i).amount();
      String path = field + "[" + i + "]";
      if (!amount.currency().equals(currency)) {
        throw refusal(
            RefusalCode.WRONG_CURRENCY, path, "expected a note in the currency that is due");
      }
      try {
        sum = sum.plus(amount);
      } catch (ArithmeticException e) {
        throw refusal(RefusalCode.NOT_CONSERVED, path, "expected a sum of at most 18 digits");
      }
    }
    return sum;
  }

  private static void requireEnough(Money held, Money needed, RefusalCode code, String field) {
    if (held.minorUnits() < needed.minorUnits()) {
      throw refusal(code, field, "expected notes worth what is due");
    }
  }

  private static RuntimeException refusal(RefusalCode code, String field, String message) {
    return new Refusal(code, field, message).toException();
  }

  private Payout behind(LockGate gate, int whose, Money amount, String owner) {
    return payout(Note.gatedId(gate, whose), amount, owner, Optional.of(gate));
  }

  private void addReturned(
      List<Payout> payouts, String lockId, int whose, Money amount, String owner) {
    if (!amount.isZero()) {
      payouts.add(payout(Note.unusedId(lockId, whose), amount, owner, Optional.empty()));
    }
  }

  private Payout payout(String noteId, Money amount, String owner, Optional<NoteGate> gate) {
    NoteOpening opening = new NoteOpening(amount, owner, saltOf(noteId));
    return new Payout(noteId, new Note(opening.commitment(), issuer(amount), gate), opening);
  }

  private String issuer(Money amount) {
    return amount.currency().equals(quote().pair().source())
        ? quote().sourceBank()
        : quote().targetBank();
  }

  /** As hard to guess as the salt of the plan, and different for every note. */
  private String saltOf(String noteId) {
    return Sha256.hex("portolan/exchange-note/1\n" + salt + "\n" + noteId);
  }

  /** Shows nothing that is sealed. */
  @Override
  public String toString() {
    return "ExchangePlan[sealed]";
  }
}
