// SPDX-License-Identifier: Apache-2.0
package portolan.domain.epcis;

/** How an event relates to the life of its objects. */
public enum Action {
  /** They begin to be, or to be together. */
  ADD,
  /** They are as they were. */
  OBSERVE,
  /** They cease to be, or to be together. */
  DELETE
}
