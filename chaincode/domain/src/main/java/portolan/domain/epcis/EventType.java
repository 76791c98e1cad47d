// SPDX-License-Identifier: Apache-2.0
package portolan.domain.epcis;

/** The events of EPCIS 2.0. */
public enum EventType {
  /** Something is seen of objects. */
  OBJECT("ObjectEvent"),
  /** Objects go into another one or come out of it. */
  AGGREGATION("AggregationEvent"),
  /** Objects and business transactions belong together. */
  TRANSACTION("TransactionEvent"),
  /** Objects become others. */
  TRANSFORMATION("TransformationEvent"),
  /** Objects are joined with an asset or a place. */
  ASSOCIATION("AssociationEvent");

  private final String word;

  EventType(String word) {
    this.word = word;
  }

  /** As in the member {@code type}. */
  public String word() {
    return word;
  }
}
