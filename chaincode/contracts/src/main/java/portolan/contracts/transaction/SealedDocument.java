// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.transaction;

import java.util.Collection;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Refusal;
import portolan.domain.encoding.SealedReference;
import portolan.domain.worldstate.RefusalCode;
import portolan.domain.worldstate.SealedKeys;

/**
 * Documents sealed under a random reference that its author chose. A reference is public once it
 * was used; {@code sealed/<ref>} marks it, so that nobody can put another document in its place.
 */
public final class SealedDocument {
  private SealedDocument() {}

  /**
   * Seals a document to members under a reference that was never used.
   *
   * @param path path of the item in the call
   * @throws portolan.domain.encoding.RefusedException {@code ALREADY_EXISTS} naming the reference
   */
  public static void seal(
      Transaction transaction,
      String path,
      Collection<String> members,
      String ref,
      JsonObject document) {
    if (transaction.ledger().has(SealedKeys.used(ref))) {
      throw new Refusal(
              RefusalCode.ALREADY_EXISTS,
              path + "." + SealedReference.REF,
              "expected a reference that was never used")
          .toException();
    }
    transaction
        .ledger()
        .write(SealedKeys.used(ref), Json.object().put("sealedBy", transaction.caller()).build());
    transaction.sealedLedger().seal(members, ref, document);
  }

  /** The function {@code sealed} {@code {"ref"}}: the caller's own copy of a document. */
  public static JsonObject read(Transaction transaction, Fields argument) {
    String ref = SealedReference.fromJson(argument).ref();
    return transaction
        .sealedLedger()
        .own(ref)
        .orElseThrow(
            () ->
                argument.refuse(
                    RefusalCode.NOT_FOUND,
                    SealedReference.REF,
                    "no document is sealed to this member under it"));
  }
}
