// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.reconciliation;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import portolan.domain.settlement.reconciliation.BankEntry.Direction;

/** The arithmetic of {@link Breakdown}. */
final class EntryArithmetic {
  private final Direction direction;
  private final BankAmount entry;
  private final List<Charge> entryCharges;
  private final List<TransactionAmounts> transactions;

  EntryArithmetic(
      Direction direction,
      BankAmount entry,
      List<Charge> entryCharges,
      List<TransactionAmounts> transactions) {
    this.direction = direction;
    this.entry = entry;
    this.entryCharges = entryCharges;
    this.transactions = transactions.isEmpty() ? List.of(TransactionAmounts.none()) : transactions;
  }

  private boolean single() {
    return transactions.size() == 1;
  }

  Breakdown breakdown() {
    if (transactions.stream()
        .anyMatch(t -> t.direction().filter(d -> d != direction).isPresent())) {
      return new Breakdown.InDoubt(
          single() ? Suspicion.DIRECTION_DIFFERS : Suspicion.DETAILS_DIFFER);
    }
    List<BigDecimal> amounts = new ArrayList<>();
    for (TransactionAmounts transaction : transactions) {
      Optional<BankAmount> basis = transaction.stated().findFirst();
      if (basis.isEmpty()) {
        return single() ? undetailed() : new Breakdown.InDoubt(Suspicion.DETAILS_DIFFER);
      }
      if (!isOwn(basis.get())) {
        return new Breakdown.InDoubt(
            single() ? Suspicion.CURRENCY_DIFFERS : Suspicion.DETAILS_DIFFER);
      }
      amounts.add(basis.get().value());
    }
    BigDecimal sum = amounts.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    if (same(sum, entry.value())) {
      return exact(amounts);
    }
    return unequal(amounts, sum);
  }

  /** Nothing but the entry's own amount, from which its charges are to be taken. */
  private Breakdown undetailed() {
    List<Charge> charges = shown(0, true, true);
    if (charges.stream().anyMatch(c -> isIncluded(c) && !isOwn(c.amount()))) {
      return new Breakdown.InDoubt(Suspicion.AMOUNT_DIFFERS);
    }
    BigDecimal payment = entry.value().subtract(charged(charges));
    List<BigDecimal> payments =
        direction == Direction.CREDIT && charges.stream().noneMatch(EntryArithmetic::isCertain)
            ? distinct(payment, entry.value())
            : distinct(payment);
    return new Breakdown.Parts(
        List.of(
            new Breakdown.Part(
                direction == Direction.DEBIT ? payment : entry.value(),
                payments,
                charges,
                Optional.empty())));
  }

  /** The transactions give the entry: charges are booked elsewhere, or are within the amounts. */
  private Breakdown exact(List<BigDecimal> amounts) {
    if (!single() && entryCharges.stream().anyMatch(EntryArithmetic::isCertain)) {
      return new Breakdown.InDoubt(Suspicion.DETAILS_DIFFER);
    }
    List<Breakdown.Part> parts = new ArrayList<>();
    for (int i = 0; i < amounts.size(); i++) {
      List<Charge> charges = shown(i, true, true);
      BigDecimal moved = amounts.get(i);
      parts.add(
          part(transactions.get(i), moved, payments(transactions.get(i), moved, charges), charges));
    }
    return new Breakdown.Parts(parts);
  }

  /** What a payment may have been of, of which so much moved, charges perhaps within. */
  private List<BigDecimal> payments(
      TransactionAmounts transaction, BigDecimal moved, List<Charge> charges) {
    boolean certain = charges.stream().anyMatch(EntryArithmetic::isCertain);
    List<Charge> counted =
        charges.stream()
            .filter(c -> isOwn(c.amount()))
            .filter(EntryArithmetic::isIncluded)
            .toList();
    BigDecimal before =
        moved.subtract(
            charged(
                certain ? counted.stream().filter(EntryArithmetic::isCertain).toList() : counted));
    Optional<BankAmount> told =
        transaction.instructed().or(transaction::transaction).filter(this::isOwn);
    if (told.filter(t -> same(t.value(), before)).isPresent()) {
      return distinct(before);
    }
    return switch (direction) {
      case DEBIT -> distinct(certain ? before : moved);
      case CREDIT -> {
        if (told.filter(t -> same(t.value(), moved)).isPresent()) {
          yield distinct(moved);
        }
        if (counted.isEmpty()) {
          // The bank says what was ordered and what came back; the charges are the difference.
          yield distinct(
              transaction
                  .instructed()
                  .filter(i -> isOwn(i) && i.value().compareTo(moved) > 0)
                  .map(BankAmount::value)
                  .orElse(moved));
        }
        yield certain ? distinct(before) : distinct(moved, before);
      }
    };
  }

  /** The transactions do not give the entry, unless charges were added to it or taken off. */
  private Breakdown unequal(List<BigDecimal> amounts, BigDecimal sum) {
    BigDecimal difference = entry.value().subtract(sum);
    List<Charge> ofTransactions = transactions.stream().flatMap(t -> t.charges().stream()).toList();
    List<Charge> all = new ArrayList<>(ofTransactions);
    all.addAll(entryCharges);
    if (explains(all, difference)) {
      return withCharges(amounts, true, true);
    }
    // Some banks repeat in the entry what they say of its transactions.
    if (explains(ofTransactions, difference)) {
      return withCharges(amounts, true, false);
    }
    if (explains(entryCharges, difference)) {
      return withCharges(amounts, false, true);
    }
    TransactionAmounts first = transactions.getFirst();
    if (single()
        && direction == Direction.CREDIT
        && difference.signum() < 0
        && all.stream().noneMatch(EntryArithmetic::isIncluded)
        && first.amount().or(first::transaction).isEmpty()
        && first.instructed().isPresent()) {
      return new Breakdown.Parts(List.of(part(first, entry.value(), distinct(sum), all)));
    }
    return new Breakdown.InDoubt(single() ? Suspicion.AMOUNT_DIFFERS : Suspicion.DETAILS_DIFFER);
  }

  private boolean explains(List<Charge> charges, BigDecimal difference) {
    List<Charge> counted = charges.stream().filter(EntryArithmetic::isIncluded).toList();
    return !counted.isEmpty()
        && counted.stream().allMatch(c -> isOwn(c.amount()))
        && same(charged(counted), difference);
  }

  private Breakdown withCharges(List<BigDecimal> amounts, boolean ofTransactions, boolean ofEntry) {
    if (!single()
        && direction == Direction.CREDIT
        && ofEntry
        && entryCharges.stream().anyMatch(EntryArithmetic::isIncluded)) {
      // What each owner is to get back is not said.
      return new Breakdown.InDoubt(Suspicion.DETAILS_DIFFER);
    }
    List<Breakdown.Part> parts = new ArrayList<>();
    for (int i = 0; i < amounts.size(); i++) {
      List<Charge> charges = shown(i, ofTransactions, ofEntry);
      BigDecimal payment = amounts.get(i);
      parts.add(
          part(transactions.get(i), payment.add(charged(charges)), distinct(payment), charges));
    }
    return new Breakdown.Parts(parts);
  }

  /**
   * A payment; every other amount that is stated has to be one of those that are known by now.
   *
   * @param moved on the account
   * @param payments what it may have been of
   */
  private Breakdown.Part part(
      TransactionAmounts transaction,
      BigDecimal moved,
      List<BigDecimal> payments,
      List<Charge> charges) {
    List<BigDecimal> known = new ArrayList<>(payments);
    known.add(moved);
    Optional<Suspicion> doubt = Optional.empty();
    if (!transaction.stated().allMatch(this::isOwn)) {
      doubt = Optional.of(Suspicion.CURRENCY_DIFFERS);
    } else if (moved.signum() <= 0
        || !transaction.stated().allMatch(a -> isAmong(known, a))
        || transaction.instructed().filter(i -> !isAmong(payments, i)).isPresent()) {
      doubt = Optional.of(Suspicion.AMOUNT_DIFFERS);
    }
    return new Breakdown.Part(
        direction == Direction.DEBIT ? payments.getFirst() : moved, payments, charges, doubt);
  }

  private static boolean isAmong(List<BigDecimal> values, BankAmount amount) {
    return values.stream().anyMatch(v -> same(v, amount.value()));
  }

  /** Charges of a transaction; those of the entry as a whole stand with the first. */
  private List<Charge> shown(int i, boolean ofTransactions, boolean ofEntry) {
    List<Charge> shown = new ArrayList<>();
    transactions.get(i).charges().stream()
        .filter(c -> ofTransactions || !isIncluded(c))
        .forEach(shown::add);
    if (i == 0) {
      entryCharges.stream().filter(c -> ofEntry || !isIncluded(c)).forEach(shown::add);
    }
    return shown;
  }

  /** What charges add to the entry's amount; they take off a credit. */
  private BigDecimal charged(List<Charge> charges) {
    return charges.stream()
        .filter(EntryArithmetic::isIncluded)
        .map(c -> c.direction() == direction ? c.amount().value() : c.amount().value().negate())
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static boolean isIncluded(Charge charge) {
    return charge.included().orElse(true);
  }

  private static boolean isCertain(Charge charge) {
    return charge.included().orElse(false);
  }

  private boolean isOwn(BankAmount amount) {
    return amount.currency().equals(entry.currency());
  }

  private static boolean same(BigDecimal a, BigDecimal b) {
    return a.compareTo(b) == 0;
  }

  private static List<BigDecimal> distinct(BigDecimal... values) {
    return Arrays.stream(values).map(BigDecimal::stripTrailingZeros).distinct().toList();
  }
}
