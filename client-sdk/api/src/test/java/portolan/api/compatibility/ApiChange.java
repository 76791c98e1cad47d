// SPDX-License-Identifier: Apache-2.0
package portolan.api.compatibility;

/**
 * A difference between two states of the public API.
 *
 * @param isBreaking whether a caller that was written for the former one may fail with the latter
 * @param element full name of what differs
 * @param text what became of it
 */
record ApiChange(boolean isBreaking, String element, String text) {
  static ApiChange breaking(String element, String text) {
    return new ApiChange(true, element, text);
  }

  static ApiChange addition(String element, String text) {
    return new ApiChange(false, element, text);
  }

  @Override
  public String toString() {
    return element + ": " + text;
  }
}
