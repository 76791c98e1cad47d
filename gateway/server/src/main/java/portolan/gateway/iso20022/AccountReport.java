// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.iso20022;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import portolan.domain.encoding.Sha256;
import portolan.domain.settlement.reconciliation.BankEntry;
import portolan.domain.settlement.reconciliation.BankEntry.Report;

/**
 * A statement (camt.053), interim report (camt.052) or notification (camt.054) of one account, in
 * the versions 001.08, which CBPR+ and SEPA use, and 001.14. What is not used here is not looked
 * at.
 *
 * @param account IBAN, or another number of the account, in capitals without spaces
 * @param statementId the servicer's id
 * @param entries what is booked
 * @param malformed booked entries that cannot be read; the others are not held up
 * @param announced entries that are not booked; they come again when they are
 */
public record AccountReport(
    String account,
    String statementId,
    List<BankEntry> entries,
    List<Malformed> malformed,
    List<Announced> announced) {
  /** Most booked payments in a message. */
  public static final int MAX_ENTRIES = 10_000;

  private static final String ISO = "urn:iso:std:iso:20022:tech:xsd:";
  private static final int MAX_SHOWN = 100;

  /**
   * An entry that cannot be read.
   *
   * @param key where it stands
   * @param contentHash hash of all of it
   * @param place path of the element to blame
   * @param problem what was expected there
   */
  public record Malformed(BankEntry.Key key, String contentHash, String place, String problem) {}

  /**
   * An entry that is not booked.
   *
   * @param key where it stands
   * @param status as it was written: a code such as PDNG or INFO, or a status of the bank's own
   * @param proprietary whether the status is the bank's own
   */
  public record Announced(BankEntry.Key key, String status, boolean proprietary) {}

  /** Where the reports are in each kind of message. */
  private enum Kind {
    STATEMENT(Report.STATEMENT, "BkToCstmrStmt", "Stmt", "StmtPgntn"),
    NOTIFICATION(Report.NOTIFICATION, "BkToCstmrDbtCdtNtfctn", "Ntfctn", "NtfctnPgntn"),
    INTERIM(Report.INTERIM, "BkToCstmrAcctRpt", "Rpt", "RptPgntn");

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
          ISO + "camt.052.001.08", Kind.INTERIM,
          ISO + "camt.052.001.14", Kind.INTERIM,
          ISO + "camt.053.001.08", Kind.STATEMENT,
          ISO + "camt.053.001.14", Kind.STATEMENT,
          ISO + "camt.054.001.08", Kind.NOTIFICATION,
          ISO + "camt.054.001.14", Kind.NOTIFICATION);

  private static final Pattern PAGE = Pattern.compile("[0-9]{1,5}");
  private static final Pattern DATE = Pattern.compile("([0-9]{4}-[0-9]{2}-[0-9]{2}).*");
  private static final Pattern SPACES = Pattern.compile("\\s+");

  /** Copies the lists. */
  public AccountReport {
    entries = List.copyOf(entries);
    malformed = List.copyOf(malformed);
    announced = List.copyOf(announced);
  }

  /** The number of an account as it is compared: banks write IBANs in groups of four, too. */
  public static String account(String number) {
    return SPACES.matcher(number).replaceAll("").toUpperCase(Locale.ROOT);
  }

  /**
   * Reads a message, alone or in any envelope.
   *
   * @throws MessageException naming the element that is missing or malformed; not for what is wrong
   *     with one entry, which is {@link #malformed}
   */
  public static List<AccountReport> read(byte[] xml) throws MessageException {
    XmlElement envelope = XmlElement.parse(xml);
    boolean copy = isCopy(envelope);
    List<AccountReport> reports = new ArrayList<>();
    for (XmlElement document : documents(envelope)) {
      read(document, copy, reports);
    }
    return reports;
  }

  private static void read(XmlElement document, boolean copy, List<AccountReport> reports)
      throws MessageException {
    Kind kind = VERSIONS.get(document.namespace());
    XmlElement message =
        document
            .child(kind.message)
            .orElseThrow(() -> new MessageException(kind.message, "expected this element"));
    List<XmlElement> parts = message.children(kind.part).toList();
    if (parts.isEmpty()) {
      throw new MessageException(kind.part, "expected this element");
    }
    String created = message.textAt("GrpHdr", "CreDtTm");
    for (int i = 0; i < parts.size(); i++) {
      reports.add(
          new Reading(kind, parts.get(i), kind.part + "[" + i + "]", created, copy).report());
      if (reports.stream().mapToInt(r -> r.entries.size() + r.malformed.size()).sum()
          > MAX_ENTRIES) {
        throw new MessageException("", "expected at most " + MAX_ENTRIES + " payments");
      }
    }
  }

  private static List<XmlElement> documents(XmlElement envelope) throws MessageException {
    List<XmlElement> documents = all(envelope, "Document").toList();
    Optional<XmlElement> other =
        documents.stream().filter(d -> !VERSIONS.containsKey(d.namespace())).findFirst();
    if (documents.isEmpty() || other.isPresent()) {
      String found = other.map(XmlElement::namespace).orElse("");
      throw new MessageException(
          "",
          "expected a camt.053, camt.052 or camt.054 of version 001.08 or 001.14"
              + (found.isEmpty()
                  ? ""
                  : ", found " + found.substring(0, Math.min(MAX_SHOWN, found.length()))));
    }
    return documents;
  }

  /** The outermost elements of that name. */
  private static Stream<XmlElement> all(XmlElement element, String name) {
    return element.name().equals(name)
        ? Stream.of(element)
        : element.children().stream().flatMap(c -> all(c, name));
  }

  /** Whether the business application header of an envelope says so. */
  private static boolean isCopy(XmlElement envelope) {
    return all(envelope, "AppHdr")
        .anyMatch(h -> h.child("CpyDplct").isPresent() || h.textAt("PssblDplct").equals("true"));
  }

  /** A date that a date or a time begins with; empty if there is none. */
  static String date(String time) {
    Matcher matcher = DATE.matcher(time);
    return matcher.matches() ? matcher.group(1) : "";
  }

  /** Reads one statement or notification. */
  private static final class Reading {
    private final Kind kind;
    private final XmlElement part;
    private final String path;
    private final String account;
    private final String statementId;
    private final String date;
    private final int page;
    private final boolean copy;
    private final Map<String, Integer> references = new HashMap<>();
    private final List<BankEntry> entries = new ArrayList<>();
    private final List<Malformed> malformed = new ArrayList<>();
    private final List<Announced> announced = new ArrayList<>();

    Reading(Kind kind, XmlElement part, String path, String created, boolean copy)
        throws MessageException {
      this.kind = kind;
      this.part = part;
      this.path = path;
      this.copy = copy || part.child("CpyDplctInd").isPresent();
      statementId = text("Id", part.textAt("Id"), 35);
      String iban = part.textAt("Acct", "Id", "IBAN");
      account =
          text(
              "Acct.Id",
              AccountReport.account(
                  iban.isEmpty() ? part.textAt("Acct", "Id", "Othr", "Id") : iban),
              34);
      date =
          Stream.of(part.textAt("FrToDt", "ToDtTm"), part.textAt("CreDtTm"), created)
              .map(AccountReport::date)
              .filter(d -> !d.isEmpty())
              .findFirst()
              .orElse("");
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

    AccountReport report() {
      List<XmlElement> all = part.children("Ntry").toList();
      for (int i = 0; i < all.size(); i++) {
        XmlElement entry = all.get(i);
        String reference = reference(entry, i + 1);
        if (entry.textAt("Sts", "Cd").equals("BOOK")) {
          read(entry, reference, path + ".Ntry[" + i + "]");
        } else {
          announce(entry, reference);
        }
      }
      return new AccountReport(account, statementId, entries, malformed, announced);
    }

    private void read(XmlElement entry, String reference, String place) {
      try {
        entries.addAll(
            new ReportedEntry(entry, place, part.textAt("Acct", "Ccy"), copy)
                .payments(r -> key(reference + r)));
      } catch (MessageException e) {
        malformed.add(
            new Malformed(
                key(reference), Sha256.hex(entry.canonical()), e.field(), e.getMessage()));
      }
    }

    private void announce(XmlElement entry, String reference) {
      String own = entry.textAt("Sts", "Prtry");
      String status = own.isEmpty() ? entry.textAt("Sts", "Cd") : own;
      announced.add(
          new Announced(
              key(reference),
              status.substring(0, Math.min(MAX_SHOWN, status.length())),
              !own.isEmpty()));
    }

    private BankEntry.Key key(String reference) {
      return new BankEntry.Key(kind.report, account, statementId, date, page, reference);
    }

    /** The same whenever the message is read, and once in it. */
    private String reference(XmlElement entry, int position) {
      String given =
          Stream.of(entry.textAt("NtryRef"), entry.textAt("AcctSvcrRef"))
              .filter(r -> !r.isEmpty() && r.length() <= 35)
              .findFirst()
              .orElse("#" + position);
      int times = references.merge(given, 1, Integer::sum);
      return times == 1 ? given : given + "~" + times;
    }
  }
}
