// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance.differential;

/** What is wrong with a proposal. */
enum ProposalChange {
  NONE,
  /** A byte of the signature differs. */
  BAD_SIGNATURE,
  /** No signature. */
  NO_SIGNATURE,
  /** The id is not the hash of nonce and creator. */
  WRONG_TX_ID,
  /** The id is missing. */
  NO_TX_ID,
  /** No nonce; the id fits that. */
  NO_NONCE,
  /** The creator says to be of another member. */
  FOREIGN_MEMBER,
  /** The creator says to be of a member that does not exist. */
  UNKNOWN_MEMBER,
  /** The creator's certificate cannot be read. */
  BAD_CERTIFICATE,
  /** No such channel. */
  UNKNOWN_CHANNEL,
  /** No such chaincode. */
  UNKNOWN_DEFINITION,
  /** The header's extension names no chaincode. */
  NO_EXTENSION,
  /** An hour old. */
  OLD,
  /** Not a proposal of a transaction. */
  WRONG_TYPE,
  /** An epoch other than 0. */
  EPOCH,
  /** Not a proposal at all. */
  GARBAGE,
  /** Nothing. */
  EMPTY;

  String shown() {
    return this == NONE ? "" : ", proposal: " + this;
  }
}
