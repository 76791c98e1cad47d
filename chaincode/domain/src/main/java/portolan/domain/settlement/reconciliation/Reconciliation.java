package portolan.domain.settlement.reconciliation;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import portolan.domain.settlement.RedemptionState;
import portolan.domain.settlement.ReturnReason;
import portolan.domain.settlement.Uetr;
import portolan.domain.settlement.reconciliation.BankEntry.Direction;
import portolan.domain.settlement.reconciliation.BankEntry.References;
import portolan.domain.settlement.reconciliation.BankEntry.Report;
import portolan.domain.settlement.reconciliation.BankEntry.ReturnInformation;

/**
 * Judges bookings one after the other: each verdict takes the ones before into account.
 *
 * <p>A booking belongs to an order when one of the six places of {@link References} holds the
 * order's UETR, with or without hyphens, none names another payment, and currency, amount and
 * direction are the order's. Identifiers that people choose are not looked for: they can be
 * guessed, and repeat.
 */
public final class Reconciliation {

  /** A booking that was matched before. The same one is told once by each kind of message. */
  public record Told(String redemptionId, Report report, Direction direction) {}

  private final Map<Uetr, PaymentOrder> orders = new HashMap<>();
  private final Set<Told> told;
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
    this.told = new HashSet<>(told);
    this.now = now;
  }

  /** All UETRs that the six places of a booking may name. */
  public static SortedSet<Uetr> named(References references) {
    SortedSet<Uetr> named = new TreeSet<>();
    Stream.of(
            List.of(references.uetr()),
            List.of(references.endToEndId()),
            List.of(references.instructionId()),
            references.creditorReferences(),
            // Lines of one text: a reference may be folded.
            List.of(String.join("", references.remittanceText())),
            references.servicerReferences())
        .flatMap(List::stream)
        .forEach(text -> named.addAll(Uetr.in(text)));
    return named;
  }

  /** What follows from a booking. */
  public Verdict judge(BankEntry entry) {
    if (!entry.detailsAgree()) {
      return suspend(Suspicion.DETAILS_DIFFER);
    }
    SortedSet<Uetr> ours = named(entry.references());
    ours.retainAll(orders.keySet());
    if (ours.isEmpty()) {
      return suspend(Suspicion.UNKNOWN_PAYMENT);
    }
    PaymentOrder order = orders.get(ours.first());
    if (ours.size() > 1 || isOfAnother(entry.references().uetr(), order.uetr())) {
      return suspend(Suspicion.AMBIGUOUS);
    }
    if (!entry.currency().equals(order.amount().currency().code())) {
      return suspend(Suspicion.CURRENCY_DIFFERS);
    }
    BigDecimal ordered = order.amount().decimal();
    if (entry.amount().compareTo(ordered) != 0) {
      return suspend(Suspicion.AMOUNT_DIFFERS);
    }
    if (entry.reversal()) {
      return suspend(Suspicion.REVERSAL);
    }
    return judged(order, entry);
  }

  /** A UETR names one payment, so another one in its own place outweighs what a text says. */
  private static boolean isOfAnother(String uetr, Uetr own) {
    return !uetr.isBlank() && !Uetr.in(uetr).contains(own);
  }

  private Verdict judged(PaymentOrder order, BankEntry entry) {
    Optional<ReturnInformation> returned = entry.returned();
    Verdict verdict =
        switch (entry.direction()) {
          case DEBIT ->
              returned.isEmpty() ? payment(order, entry) : suspend(Suspicion.DIRECTION_DIFFERS);
          case CREDIT ->
              returned.isPresent()
                  ? giveBack(order, entry, returned.get().reason())
                  : suspend(Suspicion.DIRECTION_DIFFERS);
        };
    if (!(verdict instanceof Verdict.Suspend)) {
      told.add(told(order, entry));
    }
    return verdict;
  }

  private Verdict payment(PaymentOrder order, BankEntry entry) {
    if (told.contains(told(order, entry))) {
      return suspend(Suspicion.PAID_TWICE);
    }
    if (order.paidAt().isPresent()) {
      return new Verdict.Known(order);
    }
    if (order.returned()) {
      return suspend(Suspicion.PAID_AFTER_RETURN);
    }
    orders.put(order.uetr(), order.paid(now));
    return new Verdict.Confirm(order);
  }

  private Verdict giveBack(PaymentOrder order, BankEntry entry, Optional<ReturnReason> reason) {
    if (told.contains(told(order, entry))) {
      return suspend(Suspicion.RETURNED_TWICE);
    }
    if (order.returned()) {
      return new Verdict.Known(order);
    }
    if (reason.isEmpty()) {
      return suspend(Suspicion.NO_RETURN_REASON);
    }
    if (order.paidAt().filter(at -> RedemptionState.isTooLate(at, now)).isPresent()) {
      return suspend(Suspicion.RETURN_TOO_LATE);
    }
    orders.put(order.uetr(), order.givenBack());
    return new Verdict.GiveBack(order, reason.get());
  }

  private static Told told(PaymentOrder order, BankEntry entry) {
    return new Told(order.redemptionId(), entry.key().report(), entry.direction());
  }

  private static Verdict suspend(Suspicion why) {
    return new Verdict.Suspend(why);
  }
}
