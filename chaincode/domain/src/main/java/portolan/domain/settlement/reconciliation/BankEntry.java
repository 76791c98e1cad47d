// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.reconciliation;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import portolan.domain.settlement.ReturnReason;

/**
 * One booked payment on the bank's own account, as a statement, report or notification tells it.
 *
 * @param key where it stands
 * @param booking what makes it the same booking in another message
 * @param direction out of the account or into it
 * @param currency as it was written
 * @param amount in units of the currency: of a debit what was paid, without charges; of a credit
 *     what came in
 * @param payments what the payment may have been of before charges; see {@link Breakdown.Part}
 * @param charges all that the message tells of
 * @param reversal whether it undoes an earlier booking
 * @param returned what is said of a payment that came back
 * @param references where a payment may be named
 * @param doubt why it is not certain whatever it names, if the message contradicts itself
 */
public record BankEntry(
    Key key,
    Booking booking,
    Direction direction,
    String currency,
    BigDecimal amount,
    List<BigDecimal> payments,
    List<Charge> charges,
    boolean reversal,
    Optional<ReturnInformation> returned,
    References references,
    Optional<Suspicion> doubt) {

  /** Copies the lists. */
  public BankEntry {
    payments = List.copyOf(payments);
    charges = List.copyOf(charges);
  }

  /** The kind of message. */
  public enum Report {
    /** At the end of a day: camt.053. */
    STATEMENT,
    /** When something is booked: camt.054. */
    NOTIFICATION,
    /** During the day, as a rule with all of the day before it: camt.052. */
    INTERIM
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
   * @param statementId the servicer's id of the statement; some start anew each year
   * @param date of the statement, such as 2026-11-21; empty if it has none
   * @param page of a statement that comes in several messages, from 1
   * @param reference of the entry within it
   */
  public record Key(
      Report report, String account, String statementId, String date, int page, String reference) {

    /** Whether both stand in one statement, on whatever page. */
    boolean isOfStatement(Key other) {
      return report == other.report
          && account.equals(other.account)
          && statementId.equals(other.statementId)
          && date.equals(other.date);
    }
  }

  /**
   * What makes a booking the same in two messages.
   *
   * @param servicerReference the account servicer's; empty if there is none
   * @param date when it was booked, such as 2026-11-21; empty if it is not told
   * @param copy whether the message says that it is a copy or a duplicate (CpyDplctInd)
   */
  public record Booking(String servicerReference, String date, boolean copy) {
    /**
     * Whether one of two messages repeats what the other tells, about a booking of the same amount
     * for the same payment.
     */
    boolean repeats(Booking other, Report report) {
      if (!date.isEmpty() && !other.date.isEmpty() && !date.equals(other.date)) {
        return false;
      }
      if (!servicerReference.isEmpty() && !other.servicerReference.isEmpty()) {
        return servicerReference.equals(other.servicerReference);
      }
      return copy || other.copy || report == Report.INTERIM;
    }
  }

  /**
   * A payment came back.
   *
   * @param reason if it is told by a code
   * @param narrative the bank's own reason, where it has no code for it; otherwise empty
   */
  public record ReturnInformation(Optional<ReturnReason> reason, String narrative) {}

  /**
   * The places in which a payment's reference comes back, empty where nothing is.
   *
   * @param uetr of the transaction
   * @param endToEndId of the transaction
   * @param instructionId of the transaction
   * @param creditorReferences of structured remittance information
   * @param remittanceText lines of unstructured remittance information
   * @param servicerReferences of the entry and of the transaction
   * @param others all else that is said of transaction or entry: other identifiers, additional
   *     information, supplementary data
   */
  public record References(
      String uetr,
      String endToEndId,
      String instructionId,
      List<String> creditorReferences,
      List<String> remittanceText,
      List<String> servicerReferences,
      List<String> others) {

    /** Copies the lists. */
    public References {
      creditorReferences = List.copyOf(creditorReferences);
      remittanceText = List.copyOf(remittanceText);
      servicerReferences = List.copyOf(servicerReferences);
      others = List.copyOf(others);
    }
  }
}
