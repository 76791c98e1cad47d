// SPDX-License-Identifier: Apache-2.0
package portolan.domain.customs;

import portolan.domain.encoding.Fields;
import portolan.domain.membership.Role;

/** The three documents, each attested by the organisation that knows. */
public enum DocumentKind {
  /** What was ordered, by the platform. */
  ORDER("order-document", Role.PLATFORM),
  /** What was paid, by the bank. */
  PAYMENT("payment-document", Role.BANK),
  /** What travels, by the carrier. */
  WAYBILL("waybill-document", Role.LOGISTICS);

  private final String commitmentKind;
  private final Role attestor;

  DocumentKind(String commitmentKind, Role attestor) {
    this.commitmentKind = commitmentKind;
    this.attestor = attestor;
  }

  /** The kind of its commitment. */
  public String commitmentKind() {
    return commitmentKind;
  }

  /** The role of the party that attests it. */
  public Role attestor() {
    return attestor;
  }

  /**
   * Refuses a document of another form.
   *
   * @throws portolan.domain.encoding.RefusedException {@code INVALID_ARGUMENT} naming the field
   */
  public void requireForm(Fields document) {
    switch (this) {
      case ORDER -> OrderDocument.fromJson(document);
      case PAYMENT -> PaymentDocument.fromJson(document);
      case WAYBILL -> WaybillDocument.fromJson(document);
    }
  }
}
