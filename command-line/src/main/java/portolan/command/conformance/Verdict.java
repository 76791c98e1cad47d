// SPDX-License-Identifier: Apache-2.0
package portolan.command.conformance;

/** What came of one case. */
enum Verdict {
  /** What is right was taken, and what was to be computed is as the source has it. */
  ACCEPTED("accepted"),

  /** What is wrong was refused, where the source says that it is wrong. */
  REFUSED_RIGHTLY("refused rightly"),

  /** What is wrong was refused, but a fault that the source names was not reported. */
  REFUSED_FOR_ANOTHER_REASON("for another reason"),

  /** What is right was refused, what is wrong was taken, or another value was computed. */
  WRONG("wrongly"),

  /** This release does not read such cases. */
  NOT_YET("not yet");

  private final String title;

  Verdict(String title) {
    this.title = title;
  }

  /** The heading of its column. */
  String title() {
    return title;
  }
}
