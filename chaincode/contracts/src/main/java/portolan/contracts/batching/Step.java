// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.batching;

import org.hyperledger.fabric.protos.peer.ChaincodeMessage;

/** What has to be done next for a transaction. */
sealed interface Step {
  /** Nothing; whoever waits is answered later. */
  Step NONE = new None();

  /** See {@link #NONE}. */
  record None() implements Step {}

  /** The peer answers this. */
  record Ask(ChaincodeMessage message) implements Step {}

  /** The shim has waited for this. */
  record Answer(ChaincodeMessage message) implements Step {}

  /** The transaction is over, with this to be sent as its last message. */
  record End(ChaincodeMessage message) implements Step {}

  /** The transaction is over; the peer refused a write of it, and said this. */
  record Refuse(ChaincodeMessage error) implements Step {}
}
