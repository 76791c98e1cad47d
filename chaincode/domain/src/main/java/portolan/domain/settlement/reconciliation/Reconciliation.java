// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.reconciliation;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;
import portolan.domain.settlement.RedemptionState;
import portolan.domain.settlement.ReturnReason;
import portolan.domain.settlement.Uetr;
import portolan.domain.settlement.reconciliation.BankEntry.Direction;
import portolan.domain.settlement.reconciliation.BankEntry.References;
import portolan.domain.settlement.reconciliation.BankEntry.ReturnInformation;

/**
 * Judges bookings one after the other: each verdict takes the ones before into account.
 *
 * <p>A booking belongs to an order when one of the places of {@link References} holds the order's
 * UETR, with or without hyphens, none names another payment, and currency, amount and direction are
 * the order's. Identifiers that people choose are not looked for: they can be guessed, and repeat.
 */
public final class Reconciliation {

  /**
   * A booking that was matched before. The same one is told once by each kind of message, and again
   * by copies.
   */
  public record Told(
      String redemptionId, BankEntry.Key key, Direction direction, BankEntry.Booking booking) {}

  private final Map<Uetr, PaymentOrder> orders = new HashMap<>();
  private final Map<String, List<Told>> told = new HashMap<>();
  private final Instant now;

  /**
   * Starts.
   *
   * @param orders those of the bank that the bookings {@link #named name}
   * @param told what was matched to them before
   * @param now when the ledger will say that it learnt of it
   */
  public Reconciliation(Collection<PaymentOrder> orders, Collection<Told> told, Instant now) {
    orders.forEach(order -> this.orders.put(order.uetr(), order));
    told.forEach(this::remember);
    this.now = now;
  }

  private void remember(Told one) {
    told.computeIfAbsent(one.redemptionId(), id -> new ArrayList<>()).add(one);
  }

  /** All UETRs that the places of a booking may name. */
  public static SortedSet<Uetr> named(References references) {
    SortedSet<Uetr> named = new TreeSet<>();
    Stream.of(
            List.of(references.uetr()),
            List.of(references.endToEndId()),
            List.of(references.instructionId()),
            references.creditorReferences(),
            // Lines of one text: a reference may be folded.
            List.of(String.join("", references.remittanceText())),
            references.servicerReferences(),
            references.others())
        .flatMap(List::stream)
        .forEach(text -> named.addAll(Uetr.in(text)));
    return named;
  }

  /** What follows from a booking. */
  public Verdict judge(BankEntry entry) {
    if (entry.doubt().isPresent()) {
      return suspend(entry.doubt().get());
    }
    SortedSet<Uetr> ours = named(entry.references());
    ours.retainAll(orders.keySet());
    if (ours.isEmpty()) {
      return suspend(Suspicion.UNKNOWN_PAYMENT);
    }
    PaymentOrder order = orders.get(ours.first());
    if (ours.size() > 1 || isOfAnother(entry.references(), order.uetr())) {
      return suspend(Suspicion.AMBIGUOUS);
    }
    if (!entry.currency().equals(order.amount().currency().code())) {
      return suspend(Suspicion.CURRENCY_DIFFERS);
    }
    BigDecimal ordered = order.amount().decimal();
    if (entry.payments().stream().noneMatch(p -> p.compareTo(ordered) == 0)
        || entry.amount().compareTo(ordered) > 0
        || entry.amount().stripTrailingZeros().scale() > ordered.scale()
        || entry.amount().signum() <= 0) {
      return suspend(Suspicion.AMOUNT_DIFFERS);
    }
    if (entry.reversal()) {
      return suspend(Suspicion.REVERSAL);
    }
    return judged(order, entry);
  }

  /**
   * A UETR names one payment, so another one in its own place outweighs what a text says; and our
   * payments have no other one as their end-to-end id.
   */
  private static boolean isOfAnother(References references, Uetr own) {
    SortedSet<Uetr> endToEnd = Uetr.in(references.endToEndId());
    return (!references.uetr().isBlank() && !Uetr.in(references.uetr()).contains(own))
        || (!endToEnd.isEmpty() && !endToEnd.contains(own));
  }

  private Verdict judged(PaymentOrder order, BankEntry entry) {
    Optional<ReturnInformation> returned = entry.returned();
    Verdict verdict =
        switch (entry.direction()) {
          case DEBIT ->
              returned.isEmpty() ? payment(order, entry) : suspend(Suspicion.DIRECTION_DIFFERS);
          case CREDIT ->
              returned.isPresent()
                  ? giveBack(order, entry, returned.get())
                  : suspend(Suspicion.DIRECTION_DIFFERS);
        };
    if (!(verdict instanceof Verdict.Suspend)) {
      remember(new Told(order.redemptionId(), entry.key(), entry.direction(), entry.booking()));
    }
    return verdict;
  }

  private Verdict payment(PaymentOrder order, BankEntry entry) {
    if (isSecond(order, entry)) {
      return suspend(Suspicion.PAID_TWICE);
    }
    if (order.paidAt().isPresent()) {
      return new Verdict.Known(order);
    }
    if (order.returned().isPresent()) {
      return suspend(Suspicion.PAID_AFTER_RETURN);
    }
    orders.put(order.uetr(), order.paid(now));
    return new Verdict.Confirm(order);
  }

  private Verdict giveBack(PaymentOrder order, BankEntry entry, ReturnInformation returned) {
    if (isSecond(order, entry)) {
      return suspend(Suspicion.RETURNED_TWICE);
    }
    if (order.returned().isPresent()) {
      return order.returned().get().decimal().compareTo(entry.amount()) == 0
          ? new Verdict.Known(order)
          : suspend(Suspicion.RETURN_DIFFERS);
    }
    Optional<ReturnReason> reason = returned.reason().or(() -> narrated(returned.narrative()));
    if (reason.isEmpty()) {
      return suspend(Suspicion.NO_RETURN_REASON);
    }
    if (order.paidAt().filter(at -> RedemptionState.isTooLate(at, now)).isPresent()) {
      return suspend(Suspicion.RETURN_TOO_LATE);
    }
    Currency currency = order.amount().currency();
    // Not more, and no finer, than what was ordered.
    Money back =
        new Money(
            currency,
            entry.amount().movePointRight(currency.decimals().orElseThrow()).longValueExact());
    orders.put(order.uetr(), order.givenBack(back));
    return new Verdict.GiveBack(
        order, reason.get(), back, returned.reason().isPresent() ? "" : returned.narrative());
  }

  private static Optional<ReturnReason> narrated(String narrative) {
    return narrative.isBlank() ? Optional.empty() : Optional.of(ReturnReason.NARRATIVE);
  }

  /** Whether the same kind of message told of this before, as of another booking. */
  private boolean isSecond(PaymentOrder order, BankEntry entry) {
    List<Told> alike =
        told.getOrDefault(order.redemptionId(), List.of()).stream()
            .filter(t -> t.direction() == entry.direction())
            .filter(t -> t.key().report() == entry.key().report())
            .toList();
    return !alike.isEmpty()
        && alike.stream()
            .noneMatch(
                t ->
                    t.key().account().equals(entry.key().account())
                        && !isOfSameMessage(t, entry)
                        && t.booking().repeats(entry.booking(), entry.key().report()));
  }

  /** A message tells of each booking once; its copy is another message. */
  private static boolean isOfSameMessage(Told before, BankEntry entry) {
    return before.key().isOfStatement(entry.key())
        && before.booking().copy() == entry.booking().copy();
  }

  private static Verdict suspend(Suspicion why) {
    return new Verdict.Suspend(why);
  }
}
