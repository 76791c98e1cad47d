// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.iso20022;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import portolan.domain.settlement.ReturnAdvice;
import portolan.domain.settlement.ReturnReason;
import portolan.domain.settlement.Uetr;
import portolan.domain.settlement.reconciliation.BankAmount;
import portolan.domain.settlement.reconciliation.BankEntry;
import portolan.domain.settlement.reconciliation.BankEntry.Booking;
import portolan.domain.settlement.reconciliation.BankEntry.Direction;
import portolan.domain.settlement.reconciliation.BankEntry.References;
import portolan.domain.settlement.reconciliation.BankEntry.ReturnInformation;
import portolan.domain.settlement.reconciliation.Breakdown;
import portolan.domain.settlement.reconciliation.Charge;
import portolan.domain.settlement.reconciliation.Suspicion;
import portolan.domain.settlement.reconciliation.TransactionAmounts;

/** One booked entry (Ntry) of a camt.052, camt.053 or camt.054, with all that it tells of. */
final class ReportedEntry {
  private static final String AMOUNT = "Amt";
  private static final String DIRECTION = "CdtDbtInd";
  private static final String AMOUNTS = "AmtDtls";
  private static final String REFERENCES = "Refs";
  private static final String REMITTANCE = "RmtInf";
  private static final String SERVICER_REFERENCE = "AcctSvcrRef";
  private static final String DETAILS = "NtryDtls";
  private static final String TRANSACTION = "TxDtls";
  private static final String BATCH = "Btch";

  private static final Pattern DECIMAL = Pattern.compile("\\+?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)");
  private static final Pattern COUNT = Pattern.compile("0*[0-9]{1,9}");
  private static final int MAX_LENGTH = 36;
  private static final int MAX_DIGITS = 18;
  private static final int MAX_DECIMALS = 5;

  /** What banks write where there is no reference. */
  private static final Set<String> NO_REFERENCE = Set.of("NONREF", "NOTPROVIDED");

  /** Of a transaction, what names no payment. Names of people are not looked at. */
  private static final Set<String> WITHOUT_REFERENCES =
      Set.of(
          AMOUNT,
          DIRECTION,
          AMOUNTS,
          "Avlbty",
          "BkTxCd",
          "Chrgs",
          "Intrst",
          "RltdPties",
          "RltdAgts",
          "RltdDts",
          "RltdPric",
          "RltdQties",
          "Tax");

  private final XmlElement entry;
  private final String place;
  private final String accountCurrency;
  private final boolean copy;
  private final List<XmlElement> transactions;

  /**
   * Of an element.
   *
   * @param place where it stands
   * @param accountCurrency empty if it is not told
   * @param copy whether its message is a copy
   */
  ReportedEntry(XmlElement entry, String place, String accountCurrency, boolean copy) {
    this.entry = entry;
    this.place = place;
    this.accountCurrency = accountCurrency;
    this.copy = copy;
    transactions = entry.children(DETAILS).flatMap(d -> d.children(TRANSACTION)).toList();
  }

  /**
   * The payments that it stands for; itself, in doubt, if that cannot be told.
   *
   * @param keys from what follows the entry's reference: empty, or /1 and so on for one of several
   * @throws MessageException naming the element that is missing or malformed
   */
  List<BankEntry> payments(Function<String, BankEntry.Key> keys) throws MessageException {
    Direction direction =
        direction(place, entry)
            .orElseThrow(
                () -> new MessageException(place + "." + DIRECTION, "expected CRDT or DBIT"));
    BankAmount amount =
        amount(place, entry)
            .orElseThrow(() -> new MessageException(place + "." + AMOUNT, "expected an amount"));
    List<TransactionAmounts> amounts = amounts();
    Breakdown breakdown =
        isComplete(amount)
            ? Breakdown.of(direction, amount, charges(place, entry), amounts)
            : new Breakdown.InDoubt(Suspicion.DETAILS_DIFFER);
    Optional<Suspicion> otherCurrency =
        accountCurrency.isEmpty() || accountCurrency.equals(amount.currency())
            ? Optional.empty()
            : Optional.of(Suspicion.CURRENCY_DIFFERS);
    return switch (breakdown) {
      case Breakdown.InDoubt(Suspicion why) ->
          List.of(
              payment(
                  keys.apply(""),
                  direction,
                  amount.currency(),
                  new Breakdown.Part(
                      amount.value(), List.of(), charges(place, entry), Optional.of(why)),
                  transactions));
      case Breakdown.Parts(List<Breakdown.Part> parts) -> {
        List<BankEntry> payments = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
          Breakdown.Part part = parts.get(i);
          payments.add(
              payment(
                  keys.apply(parts.size() == 1 ? "" : "/" + (i + 1)),
                  direction,
                  amount.currency(),
                  new Breakdown.Part(
                      part.amount(),
                      part.payments(),
                      part.charges(),
                      otherCurrency.or(part::doubt)),
                  transactions.isEmpty() ? List.of() : List.of(transactions.get(i))));
        }
        yield payments;
      }
    };
  }

  private BankEntry payment(
      BankEntry.Key key,
      Direction direction,
      String currency,
      Breakdown.Part part,
      List<XmlElement> of) {
    return new BankEntry(
        key,
        new Booking(
            servicerReference(of),
            Stream.of(entry.textAt("BookgDt", "Dt"), entry.textAt("BookgDt", "DtTm"))
                .map(AccountReport::date)
                .filter(d -> !d.isEmpty())
                .findFirst()
                .orElse(""),
            copy),
        direction,
        currency,
        part.amount(),
        part.payments(),
        part.charges(),
        isReversal(),
        returned(of),
        references(of),
        part.doubt());
  }

  private boolean isReversal() {
    return entry.child("RvslInd").filter(r -> !Set.of("false", "0").contains(r.text())).isPresent();
  }

  private String servicerReference(List<XmlElement> of) {
    return Stream.concat(
            Stream.of(entry.textAt(SERVICER_REFERENCE)),
            of.stream().limit(1).map(t -> t.textAt(REFERENCES, SERVICER_REFERENCE)))
        .filter(r -> !r.isEmpty() && !NO_REFERENCE.contains(r))
        .findFirst()
        .orElse("");
  }

  /** By its return information, or by the bank transaction code of a returned credit transfer. */
  private Optional<ReturnInformation> returned(List<XmlElement> of) {
    Optional<XmlElement> information = of.stream().flatMap(t -> t.children("RtrInf")).findFirst();
    if (information.isEmpty()) {
      return Stream.concat(of.stream(), Stream.of(entry))
              .map(e -> e.textAt("BkTxCd", "Domn", "Fmly", "SubFmlyCd"))
              .anyMatch("RRTN"::equals)
          ? Optional.of(new ReturnInformation(Optional.empty(), ""))
          : Optional.empty();
    }
    Optional<XmlElement> reason = information.get().at("Rsn");
    String code = reason.map(r -> r.textAt("Cd")).orElse("");
    String own =
        Stream.of(
                reason.map(r -> r.textAt("Prtry")).orElse(""),
                String.join(
                    " ", information.get().children("AddtlInf").map(XmlElement::text).toList()))
            .filter(t -> !t.isBlank())
            .findFirst()
            .orElse("");
    return Optional.of(
        new ReturnInformation(
            Optional.of(code).filter(ReturnReason::isCode).map(ReturnReason::new),
            code.isEmpty()
                ? own.substring(0, Math.min(ReturnAdvice.MAX_NARRATIVE, own.length())).strip()
                : ""));
  }

  /** Of several transactions each has its own; a single one has those of the entry, too. */
  private References references(List<XmlElement> of) {
    List<String> others = new ArrayList<>();
    of.forEach(t -> collect(t, others));
    if (transactions.size() <= 1 || of.size() > 1) {
      // Shown already as where it stands, unless it names a payment.
      Optional.of(entry.textAt("NtryRef"))
          .filter(r -> !Uetr.in(r).isEmpty())
          .ifPresent(others::add);
      others.add(entry.textAt("AddtlInfInd", "MsgId"));
      entry.children(DETAILS).flatMap(d -> d.children(BATCH)).forEach(b -> collect(b, others));
      others.add(entry.textAt("AddtlNtryInf"));
    }
    boolean one = of.size() == 1;
    String uetr = one ? of.getFirst().textAt(REFERENCES, "UETR") : "";
    String endToEndId = one ? of.getFirst().textAt(REFERENCES, "EndToEndId") : "";
    String instructionId = one ? of.getFirst().textAt(REFERENCES, "InstrId") : "";
    List<String> creditorReferences =
        remittance(of, "Strd")
            .map(s -> s.textAt("CdtrRefInf", "Ref"))
            .filter(ReportedEntry::isGiven)
            .toList();
    List<String> remittanceText =
        one ? remittance(of, "Ustrd").map(XmlElement::text).toList() : List.of();
    List<String> servicerReferences =
        Stream.concat(
                Stream.of(entry.textAt(SERVICER_REFERENCE)),
                of.stream().map(t -> t.textAt(REFERENCES, SERVICER_REFERENCE)))
            .filter(ReportedEntry::isGiven)
            .toList();
    Set<String> told = new HashSet<>(creditorReferences);
    told.addAll(servicerReferences);
    told.addAll(List.of(uetr, endToEndId, instructionId, String.join("", remittanceText)));
    return new References(
        uetr,
        endToEndId,
        instructionId,
        creditorReferences,
        remittanceText,
        servicerReferences,
        others.stream()
            .filter(ReportedEntry::isGiven)
            .filter(o -> !told.contains(o))
            .distinct()
            .toList());
  }

  private static boolean isGiven(String text) {
    return !text.isEmpty();
  }

  private static Stream<XmlElement> remittance(List<XmlElement> of, String kind) {
    return of.stream().flatMap(t -> t.children(REMITTANCE)).flatMap(r -> r.children(kind));
  }

  /** The texts below an element; those of elements that repeat are lines of one text. */
  private static void collect(XmlElement element, List<String> texts) {
    Map<String, StringBuilder> lines = new LinkedHashMap<>();
    for (XmlElement child : element.children()) {
      if (!WITHOUT_REFERENCES.contains(child.name())) {
        if (child.children().isEmpty()) {
          lines.computeIfAbsent(child.name(), n -> new StringBuilder()).append(child.text());
        } else {
          collect(child, texts);
        }
      }
    }
    lines.values().forEach(text -> texts.add(text.toString()));
  }

  /** Whether all transactions are told of that the entry says that it stands for. */
  private boolean isComplete(BankAmount amount) {
    List<XmlElement> parts = entry.children(DETAILS).toList();
    boolean each = true;
    long counted = 0;
    boolean isCounted = false;
    for (XmlElement part : parts) {
      String count = part.textAt(BATCH, "NbOfTxs");
      if (!count.isEmpty()) {
        if (!COUNT.matcher(count).matches()) {
          return false;
        }
        isCounted = true;
        counted += Long.parseLong(count);
        each &= Long.parseLong(count) == Math.max(1, part.children(TRANSACTION).count());
      }
      if (!isTotal(part, amount)) {
        return false;
      }
    }
    return !isCounted || each || counted == transactions.size();
  }

  /** Whether a batch's total, if it is told, is of these transactions or of the entry. */
  private boolean isTotal(XmlElement part, BankAmount amount) {
    Optional<XmlElement> batch = part.child(BATCH).filter(b -> b.child("TtlAmt").isPresent());
    if (batch.isEmpty()) {
      return true;
    }
    try {
      Optional<BankAmount> total = amount(place, batch.get(), "TtlAmt");
      BigDecimal sum = BigDecimal.ZERO;
      for (XmlElement transaction : part.children(TRANSACTION).toList()) {
        Optional<BankAmount> one = amounts(place, transaction, transaction).stated().findFirst();
        sum = sum.add(one.map(BankAmount::value).orElse(BigDecimal.ZERO));
      }
      return total.isPresent()
          && total.get().currency().equals(amount.currency())
          && (total.get().value().compareTo(amount.value()) == 0
              || total.get().value().compareTo(sum) == 0);
    } catch (MessageException e) {
      return false;
    }
  }

  private List<TransactionAmounts> amounts() throws MessageException {
    if (transactions.isEmpty()) {
      TransactionAmounts ofEntry = amounts(place, XmlElement.of("", TRANSACTION), entry);
      return List.of(ofEntry);
    }
    List<TransactionAmounts> amounts = new ArrayList<>();
    int part = 0;
    for (XmlElement details : entry.children(DETAILS).toList()) {
      int number = 0;
      for (XmlElement transaction : details.children(TRANSACTION).toList()) {
        String where = "%s.%s[%d].%s[%d]".formatted(place, DETAILS, part, TRANSACTION, number);
        boolean entrys = transactions.size() == 1 && transaction.child(AMOUNTS).isEmpty();
        amounts.add(amounts(where, transaction, entrys ? entry : transaction));
        number++;
      }
      part++;
    }
    return amounts;
  }

  /**
   * Reads what a transaction states.
   *
   * @param detailed the transaction, or the entry whose amount details are those of its single
   *     transaction
   */
  private static TransactionAmounts amounts(
      String where, XmlElement transaction, XmlElement detailed) throws MessageException {
    List<BankAmount> others = new ArrayList<>();
    detailed(where, detailed, "CntrValAmt").ifPresent(others::add);
    detailed(where, detailed, "AnncdPstngAmt").ifPresent(others::add);
    return new TransactionAmounts(
        direction(where, transaction),
        amount(where, transaction),
        detailed(where, detailed, "TxAmt"),
        detailed(where, detailed, "InstdAmt"),
        others,
        charges(where, transaction));
  }

  private static Optional<BankAmount> detailed(String where, XmlElement element, String kind)
      throws MessageException {
    Optional<XmlElement> holder = element.at(AMOUNTS, kind);
    return holder.isEmpty()
        ? Optional.empty()
        : amount("%s.%s.%s".formatted(where, AMOUNTS, kind), holder.get());
  }

  private static List<Charge> charges(String where, XmlElement element) throws MessageException {
    Optional<XmlElement> all = element.child("Chrgs");
    if (all.isEmpty()) {
      return List.of();
    }
    String place = where + ".Chrgs";
    List<Charge> charges = new ArrayList<>();
    for (XmlElement one : all.get().children("Rcrd").toList()) {
      Optional<BankAmount> amount = amount(place, one);
      if (amount.filter(a -> a.value().signum() > 0).isPresent()) {
        charges.add(
            new Charge(
                amount.get(),
                direction(place, one).orElse(Direction.DEBIT),
                flag(place, one, "ChrgInclInd")));
      }
    }
    if (charges.isEmpty()) {
      amount(place, all.get(), "TtlChrgsAndTaxAmt")
          .filter(a -> a.value().signum() > 0)
          .ifPresent(a -> charges.add(new Charge(a, Direction.DEBIT, Optional.empty())));
    }
    return charges;
  }

  private static Optional<Boolean> flag(String place, XmlElement element, String name)
      throws MessageException {
    return switch (element.textAt(name)) {
      case "" -> Optional.empty();
      case "true", "1" -> Optional.of(true);
      case "false", "0" -> Optional.of(false);
      default -> throw new MessageException(place + "." + name, "expected true or false");
    };
  }

  private static Optional<Direction> direction(String place, XmlElement element)
      throws MessageException {
    return switch (element.textAt(DIRECTION)) {
      case "" -> Optional.empty();
      case "DBIT" -> Optional.of(Direction.DEBIT);
      case "CRDT" -> Optional.of(Direction.CREDIT);
      default -> throw new MessageException(place + "." + DIRECTION, "expected CRDT or DBIT");
    };
  }

  private static Optional<BankAmount> amount(String place, XmlElement element)
      throws MessageException {
    return amount(place, element, AMOUNT);
  }

  private static Optional<BankAmount> amount(String place, XmlElement element, String name)
      throws MessageException {
    Optional<XmlElement> written = element.child(name);
    if (written.isEmpty()) {
      return Optional.empty();
    }
    String text = written.get().text();
    String currency = written.get().attributes().getOrDefault("Ccy", "");
    if (text.length() <= MAX_LENGTH && currency.length() == 3 && DECIMAL.matcher(text).matches()) {
      BigDecimal amount = new BigDecimal(text).stripTrailingZeros();
      if (Math.max(amount.precision(), amount.precision() - amount.scale()) <= MAX_DIGITS
          && amount.scale() <= MAX_DECIMALS) {
        return Optional.of(new BankAmount(currency, amount));
      }
    }
    throw new MessageException(
        place + "." + name,
        "expected a currency and an amount of at most 18 digits, 5 of them decimals");
  }
}
