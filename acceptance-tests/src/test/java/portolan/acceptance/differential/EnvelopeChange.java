// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance.differential;

/**
 * What a client does to the endorsed transaction before it signs and submits it. Not among it: to
 * leave out its actions, since that makes the peers of Fabric 3.1.1 panic, all of them, at every
 * start anew.
 */
enum EnvelopeChange {
  NONE,
  /** All endorsements but that of the first member are left out. */
  FIRST_ENDORSEMENT_ONLY,
  /** The first member's endorsement is left out. */
  WITHOUT_FIRST_ENDORSEMENT,
  NO_ENDORSEMENTS,
  /** The first member's endorsement is there twice, and no other. */
  SAME_ENDORSEMENT_TWICE,
  /** A byte of an endorsement's signature differs. */
  BAD_ENDORSEMENT,
  /** One more value is written than was endorsed. */
  CHANGED_RESULT,
  /** The arguments are others than those that were endorsed. */
  CHANGED_ARGUMENTS,
  /** A byte of the envelope's signature differs. */
  BAD_SIGNATURE,
  NO_SIGNATURE,
  /** Another member's client submits it as its own. */
  OTHER_CREATOR,
  /** Another member's client signs, but the creator stays. */
  OTHER_SIGNER,
  UNKNOWN_CHANNEL,
  WRONG_TX_ID,
  /** The header's type is that of a message. */
  WRONG_TYPE,
  /** The header's type is one that nobody knows. */
  UNKNOWN_TYPE,
  /** The action is there twice. */
  TWO_ACTIONS,
  /** The action's header is not the transaction's. */
  OTHER_ACTION_HEADER,
  /** Not a payload. */
  GARBAGE;

  String shown() {
    return this == NONE ? "" : ", envelope: " + this;
  }
}
