// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.escrow;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Refusal;
import portolan.domain.membership.Consortium;
import portolan.domain.recall.Recall;
import portolan.domain.worldstate.RefusalCode;

/**
 * What holds a payment: a set of open reasons, each lifted by whom it is for, and what officers
 * have decided about exactly these. Nothing pays while one is open. Without any it is what an
 * escrow remembers of earlier holds.
 *
 * @param open the open reasons, each member's each once, in {@link OpenReason#ORDER}
 * @param number how often anything of this has changed in the whole life of the escrow: it only
 *     grows, so what was signed for one number never fits again
 * @param votes what officers decided about these reasons, in the order of their decisions, each
 *     officer's last
 * @param overruled whether officers have released a hit of the screener, which has no more to say
 *     until the bank asks it again
 */
public record Holds(List<OpenReason> open, long number, List<Vote> votes, boolean overruled) {
  /** An escrow that was never held. */
  public static final Holds NONE = new Holds(List.of(), 0, List.of(), false);

  /** More changes than any escrow can see. */
  public static final long MAX_NUMBER = 1_000_000_000_000L;

  /**
   * Most reasons that can be open: each kind by each of bank, screener and three parties, and
   * recalls of every member.
   */
  static final int MAX_OPEN =
      5 * HoldReason.values().length + Recall.MAX_HELD * Consortium.MAX_MEMBERS;

  // Two that agree decide.
  private static final int MAX_VOTES = HoldDecision.Verdict.values().length;

  /** Copies the lists. */
  public Holds {
    open = open.stream().sorted(OpenReason.ORDER).toList();
    votes = List.copyOf(votes);
  }

  /**
   * A decision of one officer.
   *
   * @param officer name at the bank
   * @param key SHA-256 of the officer's public key: two officers with one key are one
   * @param verdict what was decided
   * @param number of the holds that the officer signed
   */
  public record Vote(String officer, String key, HoldDecision.Verdict verdict, long number) {
    private boolean isOfAnotherThan(Vote other) {
      return !officer.equals(other.officer) && !key.equals(other.key);
    }
  }

  /** Whether anything holds the payment. */
  public boolean areOpen() {
    return !open.isEmpty();
  }

  /** Whether somebody has opened this reason. */
  public boolean areOpen(HoldReason reason) {
    return open.stream().anyMatch(r -> r.reason() == reason);
  }

  /**
   * These with one more reason. Votes are about the reasons before, so they are gone.
   *
   * @return this very one when the same member has opened the same
   */
  public Holds open(OpenReason reason) {
    return open.stream().anyMatch(reason::isAs)
        ? this
        : changed(Stream.concat(open.stream(), Stream.of(reason)), overruled);
  }

  /** The screener clears the payment. */
  Holds cleared() {
    if (!areOpen(HoldReason.SCREENING)) {
      throw wrongState("a payment that waits for its screener");
    }
    return changed(open.stream().filter(r -> r.reason().isLiftedByOfficers()), false);
  }

  /**
   * The screener found something, or takes back that it cleared the payment.
   *
   * @return this very one when its hit is open
   */
  Holds hit(String screener, Instant at, Commitment reference) {
    OpenReason hit = new OpenReason(HoldReason.SCREENING_HIT, screener, at, Optional.of(reference));
    if (areOpen(HoldReason.SCREENING)) {
      return changed(
          Stream.concat(
              open.stream().filter(r -> r.reason().isLiftedByOfficers() && !r.isAs(hit)),
              Stream.of(hit)),
          overruled);
    }
    if (open.stream().noneMatch(hit::isAs) && overruled) {
      throw wrongState("a screener whose hit officers have not released");
    }
    return open(hit);
  }

  /** Whether the same officer has decided just this, of these holds. */
  public boolean count(Vote vote) {
    return votes.contains(vote);
  }

  /** These with such votes only. */
  public Holds counting(Predicate<Vote> some) {
    return new Holds(open, number, votes.stream().filter(some).toList(), overruled);
  }

  /**
   * Refuses a decision about other holds than these.
   *
   * @throws portolan.domain.encoding.RefusedException {@code OUTDATED_DECISION}
   */
  public void requireNumber(long signed) {
    if (signed != number) {
      throw new Refusal(
              RefusalCode.OUTDATED_DECISION,
              "number",
              "expected a decision about number " + number + " of the holds of this escrow")
          .toException();
    }
  }

  /** Whether another officer has decided the same. */
  boolean agree(Vote vote) {
    return votes.stream().anyMatch(v -> v.verdict() == vote.verdict() && v.isOfAnotherThan(vote));
  }

  /** With the vote in the place of an earlier one of the same officer. */
  Holds voted(Vote vote) {
    List<Vote> all = new ArrayList<>(votes);
    all.removeIf(v -> !v.isOfAnotherThan(vote));
    all.add(vote);
    return new Holds(open, number + 1, all, overruled);
  }

  /** Refuses a release that would lift nothing. */
  void requireReleasable() {
    if (open.stream().noneMatch(r -> r.reason().isLiftedByOfficers())) {
      throw new Refusal(
              RefusalCode.WRONG_STATE,
              "verdict",
              "expected another verdict than RELEASE: only the screener lifts SCREENING")
          .toException();
    }
  }

  /** Officers lift all that is for them. */
  Holds released(String bank) {
    return changed(
        open.stream().filter(r -> !r.reason().isLiftedByOfficers()),
        overruled
            || open.stream()
                .anyMatch(r -> r.reason() == HoldReason.SCREENING_HIT && !r.by().equals(bank)));
  }

  private Holds changed(Stream<OpenReason> reasons, boolean overrules) {
    return new Holds(reasons.toList(), number + 1, List.of(), overrules);
  }

  private static RuntimeException wrongState(String expected) {
    return new Refusal(RefusalCode.WRONG_STATE, "escrowId", "expected " + expected).toException();
  }

  /** Reads holds. */
  public static Holds fromJson(Fields fields) {
    return new Holds(
        fields.has("reasons")
            ? fields.objects("reasons", 1, MAX_OPEN).stream().map(OpenReason::fromJson).toList()
            : List.of(),
        fields.integer("number", 0, MAX_NUMBER),
        fields.has("votes")
            ? fields.objects("votes", 1, MAX_VOTES).stream().map(Holds::vote).toList()
            : List.of(),
        fields.has("overruled") && fields.flag("overruled"));
  }

  private static Vote vote(Fields fields) {
    return new Vote(
        fields.text("officer", Format.IDENTIFIER),
        fields.text("key", Format.SHA256),
        fields.choice("verdict", HoldDecision.Verdict.class),
        fields.integer("number", 0, MAX_NUMBER));
  }

  /** The form on the ledger: {@code {"reasons"?,"number","votes"?,"overruled"?}}. */
  public JsonObject toJson() {
    return addTo(Json.object()).build();
  }

  JsonObject.Builder addTo(JsonObject.Builder json) {
    json.put("number", number);
    if (!open.isEmpty()) {
      json.putAll("reasons", open.stream().map(OpenReason::toJson).toList());
    }
    if (!votes.isEmpty()) {
      json.putAll("votes", votes.stream().map(Holds::json).toList());
    }
    if (overruled) {
      json.put("overruled", true);
    }
    return json;
  }

  private static JsonObject json(Vote vote) {
    return Json.object()
        .put("officer", vote.officer())
        .put("key", vote.key())
        .put("verdict", vote.verdict().name())
        .put("number", vote.number())
        .build();
  }
}
