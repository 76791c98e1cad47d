// SPDX-License-Identifier: Apache-2.0
package portolan.domain.worldstate;

import java.util.Optional;

/**
 * All codes with which contracts refuse an item or a call. The name is what the ledger's answer
 * carries and what callers of the API see as the reason: it is never changed.
 */
public enum RefusalCode {
  // Refusals of every call.

  /** A value is missing, malformed or out of range. */
  INVALID_ARGUMENT(About.ARGUMENT, Cure.NONE),

  /**
   * The caller's organisation does not hold the role, or is not the party that may do this: also
   * whoever has not got the goods yet, which a later block cures.
   */
  PERMISSION_DENIED(About.PERMISSION, Cure.LATER_BLOCK),

  /** Nothing is stored under this identifier. */
  NOT_FOUND(About.ABSENT, Cure.LATER_BLOCK),

  /** The identifier was used before, with other content. */
  ALREADY_EXISTS(About.PRESENT, Cure.NONE),

  /** A sealed document does not give the commitment that is on the ledger or in the item. */
  COMMITMENT_MISMATCH(About.ARGUMENT, Cure.NONE),

  /** The transaction's timestamp is too far from the clock of the peer that was asked. */
  TIMESTAMP_OUT_OF_WINDOW(About.STATE, Cure.LATER_BLOCK),

  /** The chaincode has no such function. */
  UNKNOWN_FUNCTION(About.STATE, Cure.LATER_BLOCK),

  /** The chaincode could not ask another one. */
  NESTED_CALL_FAILED(About.STATE, Cure.LATER_BLOCK),

  /** Nobody has foreseen it; the log of the peer's chaincode has more. */
  INTERNAL(About.FAULT, Cure.NONE),

  /** The certificate is not one of the member. */
  FOREIGN_CERTIFICATE(About.STATE, Cure.LATER_BLOCK),

  /** The signature is not one of the document by the key of the certificate. */
  WRONG_SIGNATURE(About.STATE, Cure.LATER_BLOCK),

  // Refusals of provenance.

  /** The unit was commissioned before. */
  ALREADY_COMMISSIONED(About.STATE, Cure.LATER_BLOCK),

  /** The object is in another one. */
  ALREADY_PACKED(About.STATE, Cure.LATER_BLOCK),

  /** The object is not in that one. */
  NOT_PACKED(About.STATE, Cure.LATER_BLOCK),

  /** The object is in another one, and moves with it. */
  PACKED(About.STATE, Cure.LATER_BLOCK),

  /** The object is on its way to another member. */
  IN_TRANSIT(About.STATE, Cure.LATER_BLOCK),

  /** The object was not shipped. */
  NOT_IN_TRANSIT(About.STATE, Cure.LATER_BLOCK),

  /** Another member says that it has received the object, which was not shipped to it yet. */
  ALREADY_CLAIMED(About.STATE, Cure.LATER_BLOCK),

  /** The life of the object is over. */
  ENDED(About.STATE, Cure.LATER_BLOCK),

  /** The disposition of the object does not allow it. */
  BLOCKED(About.STATE, Cure.LATER_BLOCK),

  /** There is less of the lot than the event takes. */
  NOT_ENOUGH(About.STATE, Cure.LATER_BLOCK),

  /**
   * The object, its class or something in it is recalled; or goods of the order are, and the
   * payment is not held for it.
   */
  RECALLED(About.STATE, Cure.LATER_BLOCK),

  /** The recall is lifted. */
  RECALL_LIFTED(About.STATE, Cure.NONE),

  /** As many recalls as there can be name the object or the class already. */
  TOO_MANY_RECALLS(About.STATE, Cure.LATER_BLOCK),

  /** Another event of the capture is refused, and all or none were to be captured. */
  ROLLED_BACK(About.STATE, Cure.LATER_BLOCK),

  // Refusals of customs.

  /** The declaration is assessed. */
  ALREADY_ASSESSED(About.STATE, Cure.LATER_BLOCK),

  /** The declaration is released. */
  ALREADY_RELEASED(About.STATE, Cure.LATER_BLOCK),

  /** The declaration is not assessed, or not to this tax. */
  NOT_ASSESSED(About.STATE, Cure.LATER_BLOCK),

  /** A document of the declaration is not attested. */
  DOCUMENT_MISSING(About.STATE, Cure.LATER_BLOCK),

  /** Something has happened to the declaration since the officer saw it. */
  STATE_CHANGED(About.STATE, Cure.LATER_BLOCK),

  /** The declaration has as many assessments as there can be. */
  TOO_MANY_ASSESSMENTS(About.STATE, Cure.LATER_BLOCK),

  /** An amount of the assessment has more than 18 digits. */
  AMOUNT_TOO_LARGE(About.STATE, Cure.LATER_BLOCK),

  /** The total of an assessment is not the sum of its parts. */
  TOTAL_DIFFERS(About.STATE, Cure.LATER_BLOCK),

  /** No escrow withholds the tax that was assessed. */
  TAX_NOT_WITHHELD(About.STATE, Cure.LATER_BLOCK),

  // Refusals of notes and mints.

  /** More than the allowance. */
  EXCEEDS_ALLOWANCE(About.STATE, Cure.LATER_BLOCK),

  /** The attestation is too old. */
  STALE_ATTESTATION(About.STATE, Cure.LATER_BLOCK),

  /** The note's escrow or lock has not ended yet. */
  NOTE_GATED(About.STATE, Cure.LATER_BLOCK),

  /** The note is of an outcome that did not happen. */
  NOTE_VOID(About.STATE, Cure.LATER_BLOCK),

  /** The note may still be spent. */
  NOTE_NOT_VOID(About.STATE, Cure.LATER_BLOCK),

  /** The note is not of the one that it has to be of. */
  NOT_OWNER(About.STATE, Cure.LATER_BLOCK),

  /** The note is of another bank, or the escrows are of several. */
  WRONG_BANK(About.STATE, Cure.LATER_BLOCK),

  /** The amount is in another currency. */
  WRONG_CURRENCY(About.STATE, Cure.LATER_BLOCK),

  /** What comes out is not what goes in. */
  NOT_CONSERVED(About.STATE, Cure.LATER_BLOCK),

  /** A note is spent twice in one item. */
  DUPLICATE_INPUT(About.STATE, Cure.LATER_BLOCK),

  /** A commitment is in one item twice. */
  DUPLICATE_COMMITMENT(About.STATE, Cure.LATER_BLOCK),

  // Refusals of escrows.

  /** The payouts are not the shares that the allocation gives. */
  WRONG_SHARES(About.STATE, Cure.LATER_BLOCK),

  /** What is withheld is not what is assessed. */
  WRONG_TAX(About.STATE, Cure.NONE),

  /** Another escrow withholds this tax. */
  TAX_WITHHELD(About.STATE, Cure.LATER_BLOCK),

  /** Another escrow of the funder has this delivery secret. */
  SECRET_HASH_USED(About.STATE, Cure.LATER_BLOCK),

  /** The secret's hash is not the one that was agreed. */
  WRONG_SECRET(About.STATE, Cure.NONE),

  /** This is not the kind of evidence that was agreed, or not from whom. */
  WRONG_EVIDENCE(About.STATE, Cure.LATER_BLOCK),

  /** The escrow ended already, another way. */
  NOT_FUNDED(About.STATE, Cure.NONE),

  /** Customs has not released the goods. */
  NOT_RELEASED(About.STATE, Cure.LATER_BLOCK),

  /** Customs has released the goods, and that is what the escrow pays for. */
  MILESTONE_REACHED(About.STATE, Cure.NONE),

  /** Too early: a time is not over yet. */
  NOT_YET_EXPIRED(About.STATE, Cure.NONE),

  /** Too late: a time is over. */
  TOO_LATE(About.STATE, Cure.LATER_BLOCK),

  /** The escrow is not where this can be done. */
  WRONG_STATE(About.STATE, Cure.LATER_BLOCK),

  /** The negotiation had as many offers as there can be. */
  TOO_MANY_OFFERS(About.STATE, Cure.LATER_BLOCK),

  /** Somebody gets what it has no right to. */
  NOT_ENTITLED(About.STATE, Cure.LATER_BLOCK),

  /** The payment, or the declaration, is held. */
  HELD(About.STATE, Cure.LATER_BLOCK),

  /** Something has happened since the officer signed. */
  OUTDATED_DECISION(About.STATE, Cure.LATER_BLOCK),

  // Refusals of redemptions.

  /** The payment that is spoken of is another one. */
  WRONG_UETR(About.STATE, Cure.LATER_BLOCK),

  /** The money went back to the owner already. */
  REDEMPTION_RETURNED(About.STATE, Cure.LATER_BLOCK),

  /** Too long after the confirmation. */
  RETURN_TOO_LATE(About.STATE, Cure.LATER_BLOCK),

  // Refusals of the exchange of currencies.

  /** The buyer fixes more than was quoted. */
  ABOVE_MAXIMUM(About.STATE, Cure.NONE),

  /** The other amount would be nothing, or have more than 18 digits. */
  NOT_CONVERTIBLE(About.STATE, Cure.LATER_BLOCK),

  /** Too late to lock. */
  QUOTE_EXPIRED(About.STATE, Cure.NONE),

  /** The quote was locked before. */
  QUOTE_USED(About.STATE, Cure.NONE),

  /** The certificate of the provider is no longer valid. */
  CERTIFICATE_EXPIRED(About.STATE, Cure.LATER_BLOCK),

  /** The rate is too far from the reference. */
  OUT_OF_BAND(About.STATE, Cure.LATER_BLOCK),

  /** There is nothing recent to hold the rate against. */
  NO_REFERENCE(About.STATE, Cure.LATER_BLOCK),

  /** Reference rates of a later day are published. */
  NOT_LATER(About.STATE, Cure.LATER_BLOCK),

  /** The provider's notes are worth less than it has to give. */
  NOT_COVERED(About.STATE, Cure.LATER_BLOCK),

  /** The lock ended already, the other way. */
  NOT_LOCKED(About.STATE, Cure.NONE),

  /** Too late to execute the lock. */
  LOCK_EXPIRED(About.STATE, Cure.NONE);

  /** What a refusal is about. */
  public enum About {
    /** The request itself: it will be refused whenever it is made. */
    ARGUMENT,
    /** Who asks. */
    PERMISSION,
    /** Something that is not there. */
    ABSENT,
    /** Something that is there already. */
    PRESENT,
    /** Where things stand on the ledger. */
    STATE,
    /** The peer or its chaincode. */
    FAULT
  }

  private enum Cure {
    NONE,
    LATER_BLOCK
  }

  private final About about;
  private final Cure cure;

  RefusalCode(About about, Cure cure) {
    this.about = about;
    this.cure = cure;
  }

  /** The code of this name; nothing if a contract of another version has it. */
  public static Optional<RefusalCode> of(String name) {
    for (RefusalCode code : values()) {
      if (code.name().equals(name)) {
        return Optional.of(code);
      }
    }
    return Optional.empty();
  }

  /** What it is about. */
  public About about() {
    return about;
  }

  /**
   * Whether a block that the peer has not seen yet may lead to another answer: then the refusal is
   * believed only after it has been repeated.
   */
  public boolean mayBeCuredByALaterBlock() {
    return cure == Cure.LATER_BLOCK;
  }
}
