// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement;

import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Sha256;
import portolan.domain.worldstate.RefusalCode;

/** What counts as the delivery that an escrow pays for; chosen in its terms. */
public sealed interface Trigger {

  /**
   * The consignee's delivery secret: {@code "secretHash"}.
   *
   * @param hash SHA-256 of its UTF-8, lower-case hexadecimal digits
   */
  record Secret(String hash) implements Trigger {}

  /**
   * The signed statement of a member that it delivered: {@code "signedBy"}. An inspection follows.
   *
   * @param member the carrier
   */
  record Signature(String member) implements Trigger {}

  /** Customs' release of the goods by itself, a milestone: {@code "onRelease": true}. */
  record Release() implements Trigger {}

  /**
   * Customs' release of the goods on one assessment: {@code "taxDue"}. What is paid is the tax.
   *
   * @param due commitment to what was assessed, a {@link portolan.domain.customs.TaxDue}
   */
  record Tax(Commitment due) implements Trigger {}

  /** Reads a trigger: exactly one of the four fields. */
  static Trigger fromJson(Fields fields) {
    int named = 0;
    for (String name : new String[] {"secretHash", "signedBy", "onRelease", "taxDue"}) {
      named += fields.has(name) ? 1 : 0;
    }
    if (named > 1) {
      throw fields.refuse(
          RefusalCode.INVALID_ARGUMENT,
          "secretHash",
          "expected one of secretHash, signedBy, onRelease and taxDue");
    }
    if (fields.has("signedBy")) {
      return new Signature(fields.text("signedBy", Format.MEMBER));
    }
    if (fields.has("onRelease")) {
      if (!fields.flag("onRelease")) {
        throw fields.refuse(RefusalCode.INVALID_ARGUMENT, "onRelease", "expected true");
      }
      return new Release();
    }
    return fields.has("taxDue")
        ? new Tax(fields.commitment("taxDue"))
        : new Secret(fields.text("secretHash", Format.SHA256));
  }

  /** Adds the trigger to an object. */
  default void addTo(JsonObject.Builder json) {
    switch (this) {
      case Secret secret -> json.put("secretHash", secret.hash());
      case Signature signature -> json.put("signedBy", signature.member());
      case Release release -> json.put("onRelease", true);
      case Tax tax -> json.put("taxDue", tax.due().hex());
    }
  }

  /** Whether this evidence, presented by this member, is of the delivery that is meant. */
  default boolean isMetBy(Evidence evidence, String presenter) {
    return switch (this) {
      case Secret(String hash) ->
          evidence instanceof Evidence.Secret(String text) && Sha256.hex(text).equals(hash);
      case Signature(String member) ->
          evidence instanceof Evidence.Document && presenter.equals(member);
      case Release release -> evidence instanceof Evidence.Release;
      case Tax tax -> evidence instanceof Evidence.Release;
    };
  }

  /** Whether it is a milestone: customs' release alone, of goods that have not arrived. */
  default boolean isMilestone() {
    return switch (this) {
      case Secret secret -> false;
      case Signature signature -> false;
      case Release release -> true;
      case Tax tax -> true;
    };
  }
}
