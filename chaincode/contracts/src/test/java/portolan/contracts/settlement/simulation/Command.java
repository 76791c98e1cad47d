// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement.simulation;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import portolan.domain.encoding.JsonObject;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.RedemptionOrder;
import portolan.domain.settlement.ReturnAdvice;

/**
 * One item that a member sends to the contract, whole, so that it can be sent again in a history in
 * which other commands are left out.
 */
interface Command {
  /** The ids that it gives to what it makes. */
  default List<String> names() {
    return List.of();
  }

  /** The public part. */
  JsonObject item();

  /** The sealed part. */
  default Optional<JsonObject> sealed() {
    return Optional.empty();
  }

  /** Members whose sealed collections it would write, and the bank that keeps the money. */
  default Set<String> signers() {
    return Set.of();
  }

  /** What it lets an auditor know: openings of the notes that it would create. */
  default List<NoteOpening> openings() {
    return List.of();
  }

  /** What it would say of a return. */
  default Optional<ReturnAdvice> advice() {
    return Optional.empty();
  }

  /** The order that it would give to a bank. */
  default Optional<RedemptionOrder> order() {
    return Optional.empty();
  }

  /** How it ought to be answered; its effect on the model, if it ought to have one. */
  Verdict play(Model model, Moment moment);
}
