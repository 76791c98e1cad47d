// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance.differential;

import java.util.List;
import java.util.Map;
import portolan.acceptance.differential.script.Operation;

/**
 * A call of the script chaincode.
 *
 * @param caller the member whose client calls
 * @param gateway the member whose peer's gateway is asked
 * @param definition the chaincode definition
 * @param operations what the chaincode is to do
 * @param confidential the transient field, by name
 * @param endorsers the members to endorse or evaluate; none: the gateway chooses
 */
record Call(
    String caller,
    String gateway,
    String definition,
    List<Operation> operations,
    Map<String, String> confidential,
    List<String> endorsers) {
  Call {
    operations = List.copyOf(operations);
    confidential = Map.copyOf(confidential);
    endorsers = List.copyOf(endorsers);
  }

  /** A call by a member at its own peer. */
  static Call of(String caller, String definition, Operation... operations) {
    return new Call(caller, caller, definition, List.of(operations), Map.of(), List.of(caller));
  }

  Call endorsedBy(String... members) {
    return new Call(caller, gateway, definition, operations, confidential, List.of(members));
  }

  Call at(String member) {
    return new Call(caller, member, definition, operations, confidential, endorsers);
  }

  Call with(String name, String value) {
    return new Call(caller, gateway, definition, operations, Map.of(name, value), endorsers);
  }

  @Override
  public String toString() {
    return "%s calls %s through %s, endorsed by %s%s: %s"
        .formatted(
            caller,
            definition,
            gateway,
            endorsers.isEmpty() ? "whom the gateway chooses" : endorsers,
            confidential.isEmpty() ? "" : ", with " + new java.util.TreeMap<>(confidential),
            operations);
  }
}
