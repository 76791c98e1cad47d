// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.iso20022;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import portolan.domain.encoding.Format;
import portolan.domain.money.Money;
import portolan.domain.settlement.Iban;
import portolan.domain.settlement.Uetr;

/**
 * A customer credit transfer initiation, pain.001.001.09: the version that CBPR+ and SEPA use. It
 * has one payment information block, under the id of the message, as CBPR+ prescribes. Where the
 * debtor's bank is named by its BIC only the elements of CBPR+ are in it; where the IBAN is enough,
 * what SEPA adds: a control sum, and that each payment is booked by itself.
 *
 * @param messageId also the id of the block
 * @param createdAt to the second
 * @param executionDate when the debtor's bank is asked to pay
 * @param debtor whose account is debited
 * @param payments at least one
 */
public record CreditTransferInitiation(
    String messageId,
    Instant createdAt,
    LocalDate executionDate,
    Debtor debtor,
    List<Payment> payments) {
  /** The message's namespace. */
  public static final String NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09";

  /** A message id. */
  public static final Format MESSAGE_ID =
      Format.of("1 to 35 of the characters A-Z a-z 0-9 -", "[A-Za-z0-9][A-Za-z0-9-]{0,34}", 35);

  private static final Format BIC =
      Format.of("a BIC of 8 or 11 characters", "[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?", 11);

  private static final int MAX_NAME = 140;

  /** ISO 20022's Max140Text, of unstructured remittance information. */
  private static final int MAX_TEXT = 140;

  /** With an offset: what CBPR+ asks of a time. */
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssxxx", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** ISO 20022's DecimalNumber. */
  private static final int MAX_DIGITS = 18;

  /** Copies the payments and checks the id. */
  public CreditTransferInitiation {
    payments = List.copyOf(payments);
    if (!MESSAGE_ID.accepts(messageId) || payments.isEmpty()) {
      throw new IllegalArgumentException(
          "expected payments, and as message id " + MESSAGE_ID.expected());
    }
  }

  /**
   * Whose account is debited.
   *
   * @param name in the rails' characters
   * @param bic of the account's bank; empty where the IBAN is enough
   * @param address of the debtor; only structured ones are carried from November 2026 on
   */
  public record Debtor(
      String name, Iban account, Optional<String> bic, Optional<StructuredAddress> address) {

    /** Without an address. */
    public static Debtor of(String name, Iban account, Optional<String> bic)
        throws MessageException {
      return of(name, account, bic, Optional.empty());
    }

    /**
     * Makes what the rails can carry of it.
     *
     * @throws MessageException naming the field that they cannot carry
     */
    public static Debtor of(
        String name, Iban account, Optional<String> bic, Optional<StructuredAddress> address)
        throws MessageException {
      if (bic.isPresent() && !BIC.accepts(bic.get())) {
        throw new MessageException("debtorBic", "expected " + BIC.expected());
      }
      return new Debtor(LatinText.of("debtorName", name, MAX_NAME), account, bic, address);
    }
  }

  /**
   * One payment.
   *
   * @param creditorName in the rails' characters
   * @param text unstructured remittance information: names the redemption as its owner does, and
   *     the payment once more
   */
  public record Payment(Uetr uetr, Money amount, String creditorName, Iban creditor, String text) {

    /**
     * Makes what the rails can carry of a redemption.
     *
     * @throws MessageException naming the field that they cannot carry
     */
    public static Payment of(
        String redemptionId, Uetr uetr, Money amount, String creditorName, Iban creditor)
        throws MessageException {
      return new Payment(
          uetr, amount, creditorName(creditorName), creditor, text(redemptionId, uetr));
    }

    /** The owner's own id is cut if it is too long: the reference behind it names the payment. */
    private static String text(String redemptionId, Uetr uetr) throws MessageException {
      String before = "Redemption ";
      String after = " " + uetr.endToEndId();
      int room = MAX_TEXT - before.length() - after.length();
      String own = redemptionId.substring(redemptionId.indexOf('/') + 1);
      String id = own.substring(0, Math.min(room, own.length()));
      return LatinText.of("redemptionId", before + id + after, MAX_TEXT);
    }

    /**
     * A creditor's name as the rails carry it.
     *
     * @throws MessageException when they cannot
     */
    public static String creditorName(String name) throws MessageException {
      return LatinText.of("creditorName", name, MAX_NAME);
    }
  }

  /** The message. */
  public byte[] toXml() {
    List<XmlElement> head = new ArrayList<>();
    head.add(text("MsgId", messageId));
    head.add(text("CreDtTm", TIME.format(createdAt.truncatedTo(ChronoUnit.SECONDS))));
    head.add(text("NbOfTxs", Integer.toString(payments.size())));
    controlSum().ifPresent(head::add);
    head.add(group("InitgPty", text("Nm", debtor.name())));
    return group(
            "Document",
            group("CstmrCdtTrfInitn", group("GrpHdr", head.toArray(XmlElement[]::new)), block()))
        .toXml();
  }

  /** Of all amounts, whatever their currencies, as ISO 20022 has it; if it is not too long. */
  private Optional<XmlElement> controlSum() {
    BigDecimal sum =
        payments.stream().map(p -> p.amount().decimal()).reduce(BigDecimal.ZERO, BigDecimal::add);
    return debtor.bic().isEmpty() && sum.precision() <= MAX_DIGITS
        ? Optional.of(text("CtrlSum", sum.toPlainString()))
        : Optional.empty();
  }

  private XmlElement block() {
    List<XmlElement> content = new ArrayList<>();
    content.add(text("PmtInfId", messageId));
    content.add(text("PmtMtd", "TRF"));
    if (debtor.bic().isEmpty()) {
      content.add(text("BtchBookg", "false"));
      content.add(text("NbOfTxs", Integer.toString(payments.size())));
      controlSum().ifPresent(content::add);
    }
    content.add(group("ReqdExctnDt", text("Dt", executionDate.toString())));
    List<XmlElement> party = new ArrayList<>();
    party.add(text("Nm", debtor.name()));
    debtor.address().ifPresent(address -> party.add(address.toXml(NAMESPACE)));
    content.add(group("Dbtr", party.toArray(XmlElement[]::new)));
    content.add(account("DbtrAcct", debtor.account()));
    content.add(
        group(
            "DbtrAgt",
            debtor
                .bic()
                .map(bic -> group("FinInstnId", text("BICFI", bic)))
                // What SEPA prescribes where the IBAN alone tells the bank.
                .orElseGet(() -> group("FinInstnId", group("Othr", text("Id", "NOTPROVIDED"))))));
    payments.forEach(payment -> content.add(transfer(payment)));
    return group("PmtInf", content.toArray(XmlElement[]::new));
  }

  private static XmlElement transfer(Payment payment) {
    String reference = payment.uetr().endToEndId();
    Money amount = payment.amount();
    return group(
        "CdtTrfTxInf",
        group(
            "PmtId",
            text("InstrId", reference),
            text("EndToEndId", reference),
            text("UETR", payment.uetr().value())),
        group(
            "Amt",
            new XmlElement(
                NAMESPACE,
                "InstdAmt",
                Map.of("Ccy", amount.currency().code()),
                amount.decimal().toPlainString(),
                List.of())),
        group("Cdtr", text("Nm", payment.creditorName())),
        account("CdtrAcct", payment.creditor()),
        group("RmtInf", text("Ustrd", payment.text())));
  }

  private static XmlElement account(String name, Iban iban) {
    return group(name, group("Id", text("IBAN", iban.value())));
  }

  private static XmlElement group(String name, XmlElement... children) {
    return XmlElement.of(NAMESPACE, name, children);
  }

  private static XmlElement text(String name, String text) {
    return XmlElement.of(NAMESPACE, name, text);
  }
}
