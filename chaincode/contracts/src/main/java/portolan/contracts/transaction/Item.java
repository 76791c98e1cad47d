// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.transaction;

import java.util.Optional;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Refusal;
import portolan.domain.group.Group;
import portolan.domain.worldstate.RefusalCode;

/** One item of a group: its public arguments and its sealed part. */
public final class Item {
  /** Name under which an entity keeps the hash of the item that created it. */
  public static final String PAYLOAD_HASH = "payloadHash";

  private final int index;
  private final Fields fields;
  private final Optional<Json> sealed;

  Item(int index, Json arguments, Optional<Json> sealed) {
    this.index = index;
    this.fields = Fields.of(Group.path(index), arguments);
    this.sealed = sealed;
  }

  /** Its place in the group, from 0. */
  public int index() {
    return index;
  }

  /** The public arguments. */
  public Fields fields() {
    return fields;
  }

  /** The sealed part, from the transient field; its errors show no values. */
  public Fields sealed() {
    String path = Group.SEALED + "." + Group.path(index);
    return Fields.ofSealed(
        path,
        sealed.orElseThrow(
            () ->
                new Refusal(
                        RefusalCode.INVALID_ARGUMENT,
                        path,
                        "expected the sealed part in the transient field " + Group.SEALED)
                    .toException()));
  }

  /** Hash of the public arguments: what an identifier stands for. */
  public String payloadHash() {
    return Commitment.tagged("item", fields.json());
  }

  /**
   * Compares with the entity that has this item's identifier already.
   *
   * @throws portolan.domain.encoding.RefusedException {@code ALREADY_EXISTS} naming the first field
   *     that differs, or the identifier when the stored entity cannot tell
   */
  public void requireSameAs(JsonObject stored, String idField) {
    Json hash = stored.members().get(PAYLOAD_HASH);
    if (hash != null && hash.equals(Json.text(payloadHash()))) {
      return;
    }
    String differing =
        fields.json().members().entrySet().stream()
            .filter(field -> stored.members().containsKey(field.getKey()))
            .filter(field -> !field.getValue().equals(stored.members().get(field.getKey())))
            .map(field -> field.getKey())
            .findFirst()
            .orElse(idField);
    throw fields.refuse(
        RefusalCode.ALREADY_EXISTS,
        differing,
        differing.equals(idField)
            ? "expected a new " + idField + " or the content it was first used with"
            : "this " + idField + " exists with another " + differing);
  }
}
