package portolan.gateway.iso20022;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.QualifiedId;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;
import portolan.domain.settlement.Iban;
import portolan.domain.settlement.Uetr;

/**
 * A customer credit transfer initiation, pain.001.001.09: the version that CBPR+ and SEPA use. One
 * payment information block for each currency, each payment booked by itself, so that statements
 * tell of them one by one.
 *
 * @param messageId also the start of the blocks' ids
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

  /** A message id: leaves room for a currency within ISO 20022's 35 characters. */
  public static final Format MESSAGE_ID =
      Format.of("1 to 31 of the characters A-Z a-z 0-9 -", "[A-Za-z0-9][A-Za-z0-9-]{0,30}", 31);

  private static final Format BIC =
      Format.of("a BIC of 8 or 11 characters", "[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?", 11);

  private static final int MAX_NAME = 140;

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
   */
  public record Debtor(String name, Iban account, Optional<String> bic) {

    /**
     * Makes what the rails can carry of it.
     *
     * @throws MessageException naming the field that they cannot carry
     */
    public static Debtor of(String name, Iban account, Optional<String> bic)
        throws MessageException {
      if (bic.isPresent() && !BIC.accepts(bic.get())) {
        throw new MessageException("debtorBic", "expected " + BIC.expected());
      }
      return new Debtor(LatinText.of("debtorName", name, MAX_NAME), account, bic);
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
          uetr,
          amount,
          creditorName(creditorName),
          creditor,
          LatinText.of(
              "redemptionId",
              "Redemption " + QualifiedId.parse(redemptionId).id() + " " + uetr.endToEndId(),
              MAX_NAME));
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
    SortedMap<Currency, List<Payment>> blocks = new TreeMap<>();
    for (Payment payment : payments) {
      blocks.computeIfAbsent(payment.amount().currency(), c -> new ArrayList<>()).add(payment);
    }
    List<XmlElement> content = new ArrayList<>();
    content.add(
        group(
            "GrpHdr",
            text("MsgId", messageId),
            text(
                "CreDtTm",
                DateTimeFormatter.ISO_INSTANT.format(createdAt.truncatedTo(ChronoUnit.SECONDS))),
            text("NbOfTxs", Integer.toString(payments.size())),
            group("InitgPty", text("Nm", debtor.name()))));
    blocks.forEach((currency, block) -> content.add(block(currency, block)));
    return group("Document", group("CstmrCdtTrfInitn", content.toArray(XmlElement[]::new))).toXml();
  }

  private XmlElement block(Currency currency, List<Payment> block) {
    List<XmlElement> content = new ArrayList<>();
    content.add(text("PmtInfId", messageId + "-" + currency));
    content.add(text("PmtMtd", "TRF"));
    content.add(text("BtchBookg", "false"));
    content.add(text("NbOfTxs", Integer.toString(block.size())));
    BigDecimal sum =
        block.stream().map(p -> p.amount().decimal()).reduce(BigDecimal.ZERO, BigDecimal::add);
    if (sum.precision() <= MAX_DIGITS) {
      content.add(text("CtrlSum", sum.toPlainString()));
    }
    content.add(group("ReqdExctnDt", text("Dt", executionDate.toString())));
    content.add(group("Dbtr", text("Nm", debtor.name())));
    content.add(account("DbtrAcct", debtor.account()));
    content.add(
        group(
            "DbtrAgt",
            debtor
                .bic()
                .map(bic -> group("FinInstnId", text("BICFI", bic)))
                // What SEPA prescribes where the IBAN alone tells the bank.
                .orElseGet(() -> group("FinInstnId", group("Othr", text("Id", "NOTPROVIDED"))))));
    block.forEach(payment -> content.add(transfer(payment)));
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
