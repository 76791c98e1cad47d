// SPDX-License-Identifier: Apache-2.0
package portolan.domain.trace;

/**
 * A part of an object's life, both ends belong to it: its events there are events of whatever is
 * traced.
 *
 * @param depth how many parents are between the two: 0 for the object that is traced and what it
 *     was made of
 */
public record Span(String object, Moment from, Moment to, Relation relation, int depth) {

  /** What it is to the object that is traced. */
  public enum Relation {
    /** It is that object. */
    ITSELF,
    /** That object was in it. */
    PARENT,
    /** That object was made of it, or of what was in it. */
    INGREDIENT
  }

  /** Whether an event at this moment is in it. */
  public boolean contains(Moment moment) {
    return !from.isAfter(moment) && !moment.isAfter(to);
  }
}
