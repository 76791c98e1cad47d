// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance.differential;

import java.util.List;

/**
 * What happens on one state of the ledger: questions, endorsements, and then, in this order,
 * submissions, which make the next state.
 *
 * @param number counts from 1
 * @param submitted numbers of transactions that were endorsed in this round or an earlier one
 */
record Round(
    int number, List<Question> questions, List<Transaction> endorsed, List<Integer> submitted) {
  Round {
    questions = List.copyOf(questions);
    endorsed = List.copyOf(endorsed);
    submitted = List.copyOf(submitted);
  }

  /** A call that is evaluated. */
  record Question(int number, String about, Call call, ProposalChange change) {
    @Override
    public String toString() {
      return "%s; %s%s".formatted(about, call, change.shown());
    }
  }

  /**
   * A call that is endorsed and, as a rule, submitted.
   *
   * @param number unique in its program
   * @param about the case that it belongs to
   * @param idOf the transaction whose id it bears: its own, unless a client repeats an id
   */
  record Transaction(
      int number,
      String about,
      Call call,
      int idOf,
      ProposalChange proposalChange,
      EnvelopeChange envelopeChange) {

    /** Whether peers let the chaincode decide. */
    boolean isWellFormed() {
      return proposalChange == ProposalChange.NONE && idOf == number;
    }

    @Override
    public String toString() {
      return "%s; %s%s%s%s"
          .formatted(
              about,
              call,
              idOf == number ? "" : ", with the id of tx#" + idOf,
              proposalChange.shown(),
              envelopeChange.shown());
    }
  }
}
