// SPDX-License-Identifier: Apache-2.0
package portolan.domain.custody;

import portolan.domain.gs1.KeyedEpc;

/** Whom an event names as holder of goods: a member, or a GS1 key that the registry knows. */
public sealed interface Party {
  /** {@code urn:portolan:member:MSPID}. */
  record Member(String mspId) implements Party {}

  /** A party (PGLN) or a place (SGLN). */
  record Keyed(KeyedEpc key) implements Party {}
}
