// SPDX-License-Identifier: Apache-2.0
package portolan.domain.epcis;

/**
 * What is wrong with an event or a document.
 *
 * @param pointer where (RFC 6901); of a missing member, where it should be
 * @param code what kind of fault
 * @param expected for people: what was expected, and what was found if that is no secret
 */
public record Fault(String pointer, Code code, String expected) {

  /**
   * Kinds of faults. Up to {@link #PARENT} it is no event of EPCIS. From {@link #IDENTIFIER} on it
   * is one, but says what cannot be so: events with such faults are in use, and can be read; the
   * ledger does not take them.
   */
  public enum Code {
    /** A member that has to be there. */
    MISSING,
    /** A member that this part does not have, or not here. */
    UNKNOWN,
    /** A JSON value of another kind. */
    KIND,
    /** A text or number of another form. */
    FORM,
    /** A word that the vocabulary does not have. */
    WORD,
    /** Too few or too many. */
    COUNT,
    /** The same thing twice. */
    TWICE,
    /** The type of an event of another vocabulary. */
    EVENT_TYPE,
    /** A context that is not pinned, or that changes the meaning of a protected term. */
    CONTEXT,
    /** A prefix that no context declares. */
    PREFIX,
    /** A time that is none: a day that does not exist, 24:00, second 60. */
    TIME,
    /** Instance or lot master data where nothing begins to be. */
    MASTER_DATA,
    /** A parent that has to be named for this action. */
    PARENT,
    /** An identifier of a GS1 key that is not right: its check digit, its order, its form. */
    IDENTIFIER,
    /** An eventID that claims to be the hash of the event and is not. */
    HASH,
    /** Master data of another lot than the class that begins. */
    LOT,
    /** A reading later than the event. */
    SENSOR_TIME,
    /** The same attribute in sensor metadata and report. */
    SENSOR_ATTRIBUTE,
    /** A unit that does not measure this quantity. */
    UNIT,
    /** A quantity below zero. */
    QUANTITY,
    /** Not wrong, but unusual: a field where the standard does not foresee it. */
    UNUSUAL;

    /** Whether an event with this fault can be read, and is not taken. */
    boolean isContradiction() {
      return compareTo(IDENTIFIER) >= 0;
    }
  }
}
