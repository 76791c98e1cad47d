// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.iso20022;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import portolan.domain.encoding.Sha256;
import portolan.domain.money.Money;
import portolan.domain.settlement.Redemption;
import portolan.domain.settlement.RedemptionState;
import portolan.domain.settlement.ReturnAdvice;
import portolan.domain.settlement.journal.Account;
import portolan.domain.settlement.journal.AccountStatement;
import portolan.domain.settlement.journal.JournalEntry;
import portolan.domain.settlement.journal.Posting;

/**
 * A statement that is issued to a member about its account of settlement money, as camt.053.001.08
 * or camt.054.001.08: the versions that CBPR+ and SEPA use. All in it follows from the ledger, also
 * its id and when it was made, so that the same statement is the same message.
 *
 * @param statement the entries
 * @param redemptions those that the entries are about, by id
 * @param advices what else is to be said of those that came back, by id
 */
public record IssuedStatement(
    AccountStatement statement,
    Map<String, Redemption> redemptions,
    Map<String, ReturnAdvice> advices) {
  /** Name of the message that is a statement. */
  public static final String STATEMENT = "camt.053.001.08";

  /** Name of the message that is a notification. */
  public static final String NOTIFICATION = "camt.054.001.08";

  private static final String ISSUER = "Portolan";

  /** ISO 20022's Max34Text and Max35Text. */
  private static final int MAX_ACCOUNT = 34;

  private static final int MAX_ID = 35;

  /** ISO 20022's Max140Text. */
  private static final int MAX_TEXT = 140;

  /** ISO 20022's DecimalNumber. */
  private static final int MAX_DIGITS = 18;

  /** The bank to customer statement. */
  public byte[] toStatement() {
    return new Writer(STATEMENT).statement();
  }

  /** The bank to customer debit credit notification: the same without balances. */
  public byte[] toNotification() {
    return new Writer(NOTIFICATION).notification();
  }

  private String id() {
    AccountStatement.Range range = statement.range();
    String id =
        "%s-%d-%d%s"
            .formatted(
                statement.currency(),
                range.from(),
                range.to(),
                statement.isWhole()
                    ? ""
                    : "-P%dS%d".formatted(statement.page(), statement.pageSize()));
    return id.length() <= MAX_ID ? id : Sha256.hex(id).substring(0, MAX_ID);
  }

  /** Writes in the namespace of one message. */
  private final class Writer {
    private final String namespace;

    Writer(String message) {
      namespace = "urn:iso:std:iso:20022:tech:xsd:" + message;
    }

    byte[] statement() {
      AccountStatement.Range range = statement.range();
      List<XmlElement> content = head("StmtPgntn");
      content.add(
          balance(
              statement.page() == 1 ? "OPBD" : "ITBD",
              statement.opening(),
              statement.page() == 1 ? range.begins() : pageBegins()));
      content.add(
          balance(
              statement.last() ? "CLBD" : "ITBD",
              statement.closing(),
              statement.last() ? range.ends() : statement.entries().getLast().booked().time()));
      content.add(summary());
      statement.entries().forEach(entry -> content.add(entry(entry)));
      return document("BkToCstmrStmt", "Stmt", content);
    }

    private Instant pageBegins() {
      return statement.entries().isEmpty()
          ? statement.range().ends()
          : statement.entries().getFirst().booked().time();
    }

    byte[] notification() {
      List<XmlElement> content = head("NtfctnPgntn");
      content.add(summary());
      statement.entries().forEach(entry -> content.add(entry(entry)));
      return document("BkToCstmrDbtCdtNtfctn", "Ntfctn", content);
    }

    private byte[] document(String kind, String body, List<XmlElement> content) {
      return group(
              "Document",
              group(
                  kind,
                  group(
                      "GrpHdr",
                      text("MsgId", id()),
                      text("CreDtTm", time(statement.range().ends()))),
                  group(body, content)))
          .toXml();
    }

    private List<XmlElement> head(String pagination) {
      List<XmlElement> content = new ArrayList<>();
      content.add(text("Id", id()));
      content.add(
          group(
              pagination,
              text("PgNb", Integer.toString(statement.page())),
              text("LastPgInd", Boolean.toString(statement.last()))));
      content.add(text("CreDtTm", time(statement.range().ends())));
      content.add(
          group(
              "FrToDt",
              text("FrDtTm", time(statement.range().begins())),
              text("ToDtTm", time(statement.range().ends()))));
      content.add(account());
      return content;
    }

    private XmlElement account() {
      String member = statement.member();
      return group(
          "Acct",
          group(
              "Id",
              group(
                  "Othr",
                  text(
                      "Id",
                      member.length() <= MAX_ACCOUNT
                          ? member
                          : Sha256.hex(member).substring(0, MAX_ACCOUNT)),
                  group("SchmeNm", text("Prtry", "MSP")),
                  text("Issr", ISSUER))),
          text("Ccy", statement.currency().code()),
          group("Ownr", text("Nm", member)));
    }

    private XmlElement balance(String type, long minorUnits, Instant at) {
      return group(
          "Bal",
          group("Tp", group("CdOrPrtry", text("Cd", type))),
          amount("Amt", minorUnits),
          text("CdtDbtInd", "CRDT"),
          group("Dt", text("Dt", at.atOffset(ZoneOffset.UTC).toLocalDate().toString())));
    }

    private XmlElement summary() {
      List<Long> amounts = statement.entries().stream().map(JournalEntry::amount).toList();
      return group(
          "TxsSummry",
          totals("TtlNtries", amounts),
          totals("TtlCdtNtries", amounts.stream().filter(a -> a >= 0).toList()),
          totals("TtlDbtNtries", amounts.stream().filter(a -> a < 0).toList()));
    }

    private XmlElement totals(String name, List<Long> amounts) {
      List<XmlElement> content = new ArrayList<>();
      content.add(text("NbOfNtries", Integer.toString(amounts.size())));
      BigDecimal sum =
          amounts.stream().map(a -> money(a).decimal()).reduce(BigDecimal.ZERO, BigDecimal::add);
      if (sum.precision() <= MAX_DIGITS) {
        content.add(text("Sum", sum.toPlainString()));
      }
      return group(name, content);
    }

    private XmlElement entry(JournalEntry entry) {
      List<XmlElement> content = new ArrayList<>();
      content.add(text("NtryRef", Long.toString(entry.number())));
      content.add(amount("Amt", entry.amount()));
      content.add(direction(entry.amount()));
      content.add(group("Sts", text("Cd", "BOOK")));
      content.add(group("BookgDt", text("DtTm", time(entry.booked().time()))));
      List<Instant> valued =
          entry.postings().stream().map(p -> p.valued().time()).distinct().toList();
      if (valued.size() == 1) {
        content.add(group("ValDt", text("DtTm", time(valued.getFirst()))));
      }
      content.add(text("AcctSvcrRef", entry.booked().block() + "-" + entry.booked().place()));
      List<Account> accounts =
          entry.postings().stream().map(p -> p.origin().account()).distinct().toList();
      content.add(code(accounts.size() == 1 ? accounts.getFirst().name() : "SEVERAL"));
      content.add(details(entry));
      content.add(text("AddtlNtryInf", "Transaction " + entry.booked().transactionId()));
      return group("Ntry", content);
    }

    private XmlElement details(JournalEntry entry) {
      List<XmlElement> content = new ArrayList<>();
      if (entry.postings().size() > 1) {
        content.add(
            group(
                "Btch",
                text("NbOfTxs", Integer.toString(entry.postings().size())),
                amount("TtlAmt", entry.amount()),
                direction(entry.amount())));
      }
      entry.postings().forEach(posting -> content.add(transaction(entry, posting)));
      return group("NtryDtls", content);
    }

    private XmlElement transaction(JournalEntry entry, Posting posting) {
      Optional<Redemption> redemption =
          posting.origin().account() == Account.REDEMPTION
              ? Optional.ofNullable(redemptions.get(posting.origin().reference()))
              : Optional.empty();
      List<XmlElement> references = new ArrayList<>();
      redemption.ifPresent(
          r -> {
            references.add(text("EndToEndId", r.uetr().endToEndId()));
            references.add(text("UETR", r.uetr().value()));
          });
      posting
          .original()
          .ifPresent(
              number ->
                  references.add(
                      group(
                          "Prtry",
                          text("Tp", "ORIGINAL-ENTRY"),
                          text("Ref", Long.toString(number)))));
      List<XmlElement> content = new ArrayList<>();
      if (!references.isEmpty()) {
        content.add(group("Refs", references));
      }
      content.add(amount("Amt", posting.amount()));
      content.add(direction(posting.amount()));
      Optional<ReturnAdvice> advice =
          Optional.ofNullable(advices.get(posting.origin().reference()))
              .filter(a -> redemption.isPresent() && posting.amount() > 0);
      Optional<ReturnAdvice> charged = advice.filter(a -> !a.charge().isZero());
      charged.ifPresent(
          a ->
              content.add(
                  group(
                      "AmtDtls",
                      group(
                          "InstdAmt",
                          amount(
                              "Amt", Math.addExact(posting.amount(), a.charge().minorUnits()))))));
      content.add(code(posting.origin().account().name()));
      charged.ifPresent(
          a ->
              content.add(
                  group(
                      "Chrgs",
                      group(
                          "Rcrd",
                          amount("Amt", a.charge().minorUnits()),
                          text("CdtDbtInd", "DBIT"),
                          text("ChrgInclInd", "true")))));
      String account = posting.origin().account().name();
      content.add(
          group(
              "RmtInf",
              text(
                  "Ustrd",
                  cut(
                      (account.charAt(0)
                              + account.substring(1).toLowerCase(Locale.ROOT)
                              + " "
                              + posting.origin().reference())
                          .strip()))));
      content.add(group("RltdDts", text("TxDtTm", time(posting.valued().time()))));
      redemption
          .filter(r -> posting.amount() > 0)
          .map(Redemption::state)
          .ifPresent(
              state -> {
                if (state instanceof RedemptionState.Returned returned) {
                  List<XmlElement> information = new ArrayList<>();
                  information.add(group("Rsn", text("Cd", returned.reason().code())));
                  advice
                      .flatMap(ReturnAdvice::narrative)
                      .ifPresent(narrative -> information.add(text("AddtlInf", narrative)));
                  content.add(group("RtrInf", information));
                }
              });
      if (!posting.valued().equals(entry.booked())) {
        content.add(
            text(
                "AddtlTxInf",
                "Valued in block %d, transaction %s"
                    .formatted(posting.valued().block(), posting.valued().transactionId())));
      }
      return group("TxDtls", content);
    }

    private XmlElement code(String code) {
      return group("BkTxCd", group("Prtry", text("Cd", code), text("Issr", ISSUER)));
    }

    private XmlElement direction(long amount) {
      return text("CdtDbtInd", amount < 0 ? "DBIT" : "CRDT");
    }

    private Money money(long minorUnits) {
      return new Money(statement.currency(), Math.absExact(minorUnits));
    }

    private XmlElement amount(String name, long minorUnits) {
      return new XmlElement(
          namespace,
          name,
          Map.of("Ccy", statement.currency().code()),
          money(minorUnits).decimal().toPlainString(),
          List.of());
    }

    private XmlElement group(String name, List<XmlElement> children) {
      return XmlElement.of(namespace, name, children.toArray(XmlElement[]::new));
    }

    private XmlElement group(String name, XmlElement... children) {
      return XmlElement.of(namespace, name, children);
    }

    private XmlElement text(String name, String text) {
      return XmlElement.of(namespace, name, text);
    }
  }

  private static String cut(String text) {
    return text.substring(0, Math.min(MAX_TEXT, text.length()));
  }

  private static String time(Instant instant) {
    return DateTimeFormatter.ISO_INSTANT.format(instant);
  }
}
