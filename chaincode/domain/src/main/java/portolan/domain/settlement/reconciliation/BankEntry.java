package portolan.domain.settlement.reconciliation;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import portolan.domain.settlement.ReturnReason;

/**
 * One booked payment on the bank's own account, as a statement or notification tells it.
 *
 * @param key where it stands
 * @param direction out of the account or into it
 * @param currency as it was written
 * @param amount in units of the currency
 * @param reversal whether it undoes an earlier booking
 * @param returned what is said of a payment that came back
 * @param references where a payment may be named
 * @param detailsAgree false when it stands for several payments that do not add up to it
 */
public record BankEntry(
    Key key,
    Direction direction,
    String currency,
    BigDecimal amount,
    boolean reversal,
    Optional<ReturnInformation> returned,
    References references,
    boolean detailsAgree) {

  /** The kind of message. */
  public enum Report {
    /** At the end of a day: camt.053. */
    STATEMENT,
    /** During the day: camt.054. */
    NOTIFICATION
  }

  /** Which way the money went, as the account has it. */
  public enum Direction {
    /** Out of the account. */
    DEBIT,
    /** Into the account. */
    CREDIT
  }

  /**
   * What makes a booking known when the same message is read again.
   *
   * @param account IBAN or other number of the account
   * @param statementId the servicer's id of the statement
   * @param page of a statement that comes in several messages, from 1
   * @param reference of the entry within it
   */
  public record Key(
      Report report, String account, String statementId, int page, String reference) {}

  /**
   * A payment came back.
   *
   * @param reason if it is told by a code
   */
  public record ReturnInformation(Optional<ReturnReason> reason) {}

  /**
   * The six places in which a payment's reference comes back, empty where nothing is.
   *
   * @param uetr of the transaction
   * @param endToEndId of the transaction
   * @param instructionId of the transaction
   * @param creditorReferences of structured remittance information
   * @param remittanceText lines of unstructured remittance information
   * @param servicerReferences of the entry and of the transaction
   */
  public record References(
      String uetr,
      String endToEndId,
      String instructionId,
      List<String> creditorReferences,
      List<String> remittanceText,
      List<String> servicerReferences) {

    /** Copies the lists. */
    public References {
      creditorReferences = List.copyOf(creditorReferences);
      remittanceText = List.copyOf(remittanceText);
      servicerReferences = List.copyOf(servicerReferences);
    }
  }
}
