package portolan.gateway.iso20022;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import portolan.domain.settlement.ReturnReason;
import portolan.domain.settlement.reconciliation.BankEntry;
import portolan.domain.settlement.reconciliation.BankEntry.Direction;
import portolan.domain.settlement.reconciliation.BankEntry.References;
import portolan.domain.settlement.reconciliation.BankEntry.Report;
import portolan.domain.settlement.reconciliation.BankEntry.ReturnInformation;

/**
 * A statement (camt.053) or notification (camt.054) of one account, in the versions 001.08, which
 * CBPR+ and SEPA use, and 001.14. What is not used here is not looked at.
 *
 * @param account IBAN, or another number of the account
 * @param statementId the servicer's id
 * @param entries what is booked
 * @param notBooked how many entries are announced only; they come again when they are booked
 */
public record AccountReport(
    String account, String statementId, List<BankEntry> entries, int notBooked) {
  /** Most booked payments in a message. */
  public static final int MAX_ENTRIES = 10_000;

  private static final String ISO = "urn:iso:std:iso:20022:tech:xsd:";

  /** Where the reports are in each kind of message. */
  private enum Kind {
    STATEMENT(Report.STATEMENT, "BkToCstmrStmt", "Stmt", "StmtPgntn"),
    NOTIFICATION(Report.NOTIFICATION, "BkToCstmrDbtCdtNtfctn", "Ntfctn", "NtfctnPgntn");

    private final Report report;
    private final String message;
    private final String part;
    private final String pages;

    Kind(Report report, String message, String part, String pages) {
      this.report = report;
      this.message = message;
      this.part = part;
      this.pages = pages;
    }
  }

  private static final Map<String, Kind> VERSIONS =
      Map.of(
          ISO + "camt.053.001.08", Kind.STATEMENT,
          ISO + "camt.053.001.14", Kind.STATEMENT,
          ISO + "camt.054.001.08", Kind.NOTIFICATION,
          ISO + "camt.054.001.14", Kind.NOTIFICATION);

  private static final String TRANSACTION = "TxDtls";
  private static final String REFERENCES = "Refs";
  private static final Pattern DECIMAL = Pattern.compile("\\+?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)");
  private static final Pattern PAGE = Pattern.compile("[0-9]{1,5}");
  private static final int MAX_DIGITS = 18;
  private static final int MAX_DECIMALS = 5;

  /** Copies the entries. */
  public AccountReport {
    entries = List.copyOf(entries);
  }

  /**
   * Reads a message, alone or in any envelope.
   *
   * @throws MessageException naming the element that is missing or malformed
   */
  public static List<AccountReport> read(byte[] xml) throws MessageException {
    XmlElement document =
        document(XmlElement.parse(xml))
            .orElseThrow(
                () ->
                    new MessageException(
                        "", "expected a camt.053 or camt.054 of version 001.08 or 001.14"));
    Kind kind = VERSIONS.get(document.namespace());
    XmlElement message =
        document
            .child(kind.message)
            .orElseThrow(() -> new MessageException(kind.message, "expected this element"));
    List<AccountReport> reports = new ArrayList<>();
    int entries = 0;
    for (XmlElement part : message.children(kind.part).toList()) {
      AccountReport report =
          new Reading(kind, part, kind.part + "[" + reports.size() + "]").report();
      reports.add(report);
      entries += report.entries.size();
      if (entries > MAX_ENTRIES) {
        throw new MessageException("", "expected at most " + MAX_ENTRIES + " payments");
      }
    }
    if (reports.isEmpty()) {
      throw new MessageException(kind.part, "expected this element");
    }
    return reports;
  }

  private static Optional<XmlElement> document(XmlElement element) {
    if (element.name().equals("Document")) {
      return Optional.of(element).filter(e -> VERSIONS.containsKey(e.namespace()));
    }
    return element.children().stream().flatMap(c -> document(c).stream()).findFirst();
  }

  /** Reads one statement or notification. */
  private static final class Reading {
    private final Kind kind;
    private final XmlElement part;
    private final String path;
    private final String account;
    private final String statementId;
    private final int page;
    private final Map<String, Integer> references = new HashMap<>();
    private final List<BankEntry> entries = new ArrayList<>();
    private int notBooked;

    Reading(Kind kind, XmlElement part, String path) throws MessageException {
      this.kind = kind;
      this.part = part;
      this.path = path;
      statementId = text("Id", part.textAt("Id"), 35);
      String iban = part.textAt("Acct", "Id", "IBAN");
      account =
          text("Acct.Id", iban.isEmpty() ? part.textAt("Acct", "Id", "Othr", "Id") : iban, 34);
      String number = part.textAt(kind.pages, "PgNb");
      if (!number.isEmpty() && !PAGE.matcher(number).matches()) {
        throw new MessageException(path + "." + kind.pages, "expected a page number");
      }
      page = number.isEmpty() ? 1 : Integer.parseInt(number);
    }

    private String text(String name, String text, int maxLength) throws MessageException {
      if (text.isEmpty() || text.length() > maxLength) {
        throw new MessageException(path + "." + name, "expected 1 to " + maxLength + " characters");
      }
      return text;
    }

    AccountReport report() throws MessageException {
      List<XmlElement> all = part.children("Ntry").toList();
      for (int i = 0; i < all.size(); i++) {
        if (all.get(i).textAt("Sts", "Cd").equals("BOOK")) {
          read(all.get(i), i + 1);
        } else {
          notBooked++;
        }
      }
      return new AccountReport(account, statementId, entries, notBooked);
    }

    private void read(XmlElement entry, int position) throws MessageException {
      String place = path + ".Ntry[" + (position - 1) + "]";
      BigDecimal amount = amount(place, entry);
      List<XmlElement> details =
          entry.children("NtryDtls").flatMap(d -> d.children(TRANSACTION)).toList();
      boolean complete = isComplete(entry, details.size());
      String reference = reference(entry, position);
      if (details.size() <= 1) {
        // What moved on the account is the entry's amount, whatever the transaction's was.
        XmlElement only = details.isEmpty() ? XmlElement.of("", TRANSACTION) : details.getFirst();
        add(place, entry, only, amount, reference, complete);
      } else if (complete && adds(place, entry, details, amount)) {
        for (int i = 0; i < details.size(); i++) {
          XmlElement detail = details.get(i);
          add(place, entry, detail, amount(place, detail), reference + "/" + (i + 1), true);
        }
      } else {
        add(place, entry, XmlElement.of("", TRANSACTION), amount, reference, false);
      }
    }

    /** Whether there are as many transactions as the entry says that it stands for. */
    private static boolean isComplete(XmlElement entry, int details) {
      String counted = entry.textAt("NtryDtls", "Btch", "NbOfTxs");
      return counted.isEmpty() || counted.equals(Integer.toString(details));
    }

    private static boolean adds(
        String place, XmlElement entry, List<XmlElement> details, BigDecimal amount)
        throws MessageException {
      BigDecimal sum = BigDecimal.ZERO;
      for (XmlElement detail : details) {
        String direction = detail.textAt("CdtDbtInd");
        if (detail.child("Amt").isEmpty()
            || !currency(detail).equals(currency(entry))
            || !(direction.isEmpty() || direction.equals(entry.textAt("CdtDbtInd")))) {
          return false;
        }
        sum = sum.add(amount(place, detail));
      }
      return sum.compareTo(amount) == 0;
    }

    /** The same whenever the message is read, and once in it. */
    private String reference(XmlElement entry, int position) throws MessageException {
      String given =
          Stream.of(entry.textAt("NtryRef"), entry.textAt("AcctSvcrRef"), "#" + position)
              .filter(r -> !r.isEmpty())
              .findFirst()
              .orElseThrow();
      text("Ntry[" + (position - 1) + "].NtryRef", given, 35);
      int times = references.merge(given, 1, Integer::sum);
      return times == 1 ? given : given + "~" + times;
    }

    private void add(
        String place,
        XmlElement entry,
        XmlElement detail,
        BigDecimal amount,
        String reference,
        boolean detailsAgree)
        throws MessageException {
      entries.add(
          new BankEntry(
              new BankEntry.Key(kind.report, account, statementId, page, reference),
              direction(place, entry),
              currency(entry),
              amount,
              List.of("true", "1").contains(entry.textAt("RvslInd")),
              detail
                  .child("RtrInf")
                  .map(
                      r ->
                          new ReturnInformation(
                              Optional.of(r.textAt("Rsn", "Cd"))
                                  .filter(ReturnReason::isCode)
                                  .map(ReturnReason::new))),
              references(entry, detail),
              detailsAgree));
    }

    private static References references(XmlElement entry, XmlElement detail) {
      String servicer = "AcctSvcrRef";
      return new References(
          detail.textAt(REFERENCES, "UETR"),
          detail.textAt(REFERENCES, "EndToEndId"),
          detail.textAt(REFERENCES, "InstrId"),
          detail.at("RmtInf").stream()
              .flatMap(r -> r.children("Strd"))
              .map(s -> s.textAt("CdtrRefInf", "Ref"))
              .filter(r -> !r.isEmpty())
              .toList(),
          detail.at("RmtInf").stream()
              .flatMap(r -> r.children("Ustrd"))
              .map(XmlElement::text)
              .toList(),
          Stream.of(entry.textAt(servicer), detail.textAt(REFERENCES, servicer))
              .filter(r -> !r.isEmpty())
              .toList());
    }

    private static Direction direction(String place, XmlElement entry) throws MessageException {
      return switch (entry.textAt("CdtDbtInd")) {
        case "DBIT" -> Direction.DEBIT;
        case "CRDT" -> Direction.CREDIT;
        default -> throw new MessageException(place + ".CdtDbtInd", "expected CRDT or DBIT");
      };
    }

    private static String currency(XmlElement element) {
      return element.child("Amt").map(a -> a.attributes().getOrDefault("Ccy", "")).orElse("");
    }

    private static BigDecimal amount(String place, XmlElement element) throws MessageException {
      String text = element.textAt("Amt");
      if (text.length() <= 2 * MAX_DIGITS
          && currency(element).length() == 3
          && DECIMAL.matcher(text).matches()) {
        BigDecimal amount = new BigDecimal(text).stripTrailingZeros();
        if (Math.max(amount.precision(), amount.precision() - amount.scale()) <= MAX_DIGITS
            && amount.scale() <= MAX_DECIMALS) {
          return amount;
        }
      }
      throw new MessageException(
          place + ".Amt",
          "expected a currency and an amount of at most 18 digits, 5 of them decimals");
    }
  }
}
