// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.iso20022;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import portolan.domain.encoding.Format;
import portolan.domain.money.Money;
import portolan.domain.settlement.ReturnReason;
import portolan.domain.settlement.Uetr;

/**
 * A payment return, pacs.004.001.09: money of redemptions that the bank rails sent back, and that
 * went on to the owners as notes. The system that settles it is the ledger.
 *
 * @param messageId 1 to 35 characters
 * @param createdAt to the second
 * @param returns at least one
 */
public record PaymentReturn(String messageId, Instant createdAt, List<Returned> returns) {
  /** Name of the message. */
  public static final String MESSAGE = "pacs.004.001.09";

  /** A message id. */
  public static final Format MESSAGE_ID =
      Format.of("1 to 35 of the characters A-Z a-z 0-9 -", "[A-Za-z0-9][A-Za-z0-9-]{0,34}", 35);

  private static final String NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:" + MESSAGE;

  /** ISO 20022's DecimalNumber. */
  private static final int MAX_DIGITS = 18;

  /** Copies the returns and checks the id. */
  public PaymentReturn {
    returns = List.copyOf(returns);
    if (!MESSAGE_ID.accepts(messageId) || returns.isEmpty()) {
      throw new IllegalArgumentException(
          "expected returns, and as message id " + MESSAGE_ID.expected());
    }
  }

  /**
   * One payment that came back.
   *
   * @param uetr of the payment
   * @param amount all of it
   * @param charge what the bank rails kept of it; zero if nothing
   * @param creditor who could not be paid
   * @param owner the member that has the money again
   * @param reason what the bank rails say
   * @param narrative their own words, where there is no code for it; otherwise empty
   * @param at when the owner had it
   */
  public record Returned(
      Uetr uetr,
      Money amount,
      Money charge,
      String creditor,
      String owner,
      ReturnReason reason,
      String narrative,
      Instant at) {
    private Money back() {
      return amount.minus(charge);
    }
  }

  /** The message. */
  public byte[] toXml() {
    List<XmlElement> head = new ArrayList<>();
    head.add(text("MsgId", messageId));
    head.add(
        text(
            "CreDtTm",
            DateTimeFormatter.ISO_INSTANT.format(createdAt.truncatedTo(ChronoUnit.SECONDS))));
    head.add(text("NbOfTxs", Integer.toString(returns.size())));
    BigDecimal sum =
        returns.stream().map(r -> r.back().decimal()).reduce(BigDecimal.ZERO, BigDecimal::add);
    if (sum.precision() <= MAX_DIGITS) {
      head.add(text("CtrlSum", sum.toPlainString()));
    }
    head.add(
        group("SttlmInf", text("SttlmMtd", "CLRG"), group("ClrSys", text("Prtry", "Portolan"))));
    List<XmlElement> content = new ArrayList<>();
    content.add(group("GrpHdr", head.toArray(XmlElement[]::new)));
    returns.forEach(returned -> content.add(transaction(returned)));
    return group("Document", group("PmtRtr", content.toArray(XmlElement[]::new))).toXml();
  }

  private static XmlElement transaction(Returned returned) {
    String reference = returned.uetr().endToEndId();
    List<XmlElement> content = new ArrayList<>();
    // One payment is returned once, so this is as unique as its reference; 35 characters.
    content.add(text("RtrId", "RTR" + reference));
    content.add(text("OrgnlInstrId", reference));
    content.add(text("OrgnlEndToEndId", reference));
    content.add(text("OrgnlUETR", returned.uetr().value()));
    content.add(amount("OrgnlIntrBkSttlmAmt", returned.amount()));
    content.add(amount("RtrdIntrBkSttlmAmt", returned.back()));
    content.add(
        text("IntrBkSttlmDt", returned.at().atOffset(ZoneOffset.UTC).toLocalDate().toString()));
    if (returned.charge().isZero()) {
      content.add(text("ChrgBr", "SLEV"));
    } else {
      content.add(amount("RtrdInstdAmt", returned.amount()));
      content.add(text("ChrgBr", "CRED"));
      content.add(
          group(
              "ChrgsInf",
              amount("Amt", returned.charge()),
              // Which bank took it is not told.
              group("Agt", group("FinInstnId", group("Othr", text("Id", "NOTPROVIDED"))))));
    }
    content.add(
        group(
            "RtrChain",
            group("Dbtr", group("Pty", text("Nm", returned.creditor()))),
            group("Cdtr", group("Pty", text("Nm", returned.owner())))));
    List<XmlElement> reason = new ArrayList<>();
    reason.add(group("Rsn", text("Cd", returned.reason().code())));
    if (!returned.narrative().isEmpty()) {
      reason.add(text("AddtlInf", returned.narrative()));
    }
    content.add(group("RtrRsnInf", reason.toArray(XmlElement[]::new)));
    return group("TxInf", content.toArray(XmlElement[]::new));
  }

  private static XmlElement amount(String name, Money amount) {
    return new XmlElement(
        NAMESPACE,
        name,
        Map.of("Ccy", amount.currency().code()),
        amount.decimal().toPlainString(),
        List.of());
  }

  private static XmlElement group(String name, XmlElement... children) {
    return XmlElement.of(NAMESPACE, name, children);
  }

  private static XmlElement text(String name, String text) {
    return XmlElement.of(NAMESPACE, name, text);
  }
}
