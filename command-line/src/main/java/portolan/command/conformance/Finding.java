// SPDX-License-Identifier: Apache-2.0
package portolan.command.conformance;

/**
 * The verdict on one case.
 *
 * @param what the case: a file, an id, a step of it
 * @param verdict what came of it
 * @param note for people: what was found; empty if there is nothing to say
 */
record Finding(String what, Verdict verdict, String note) {

  /** What is right was taken. */
  static Finding accepted(String what) {
    return new Finding(what, Verdict.ACCEPTED, "");
  }

  /** What is wrong was refused. */
  static Finding refused(String what, String why) {
    return new Finding(what, Verdict.REFUSED_RIGHTLY, why);
  }

  /** Anything but what the source says. */
  static Finding wrong(String what, String found) {
    return new Finding(what, Verdict.WRONG, found);
  }
}
