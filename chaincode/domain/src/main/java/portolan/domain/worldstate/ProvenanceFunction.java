// SPDX-License-Identifier: Apache-2.0
package portolan.domain.worldstate;

/**
 * The functions of the chaincode {@code provenance}: the registry of members, products, orders and
 * where goods came from.
 */
public enum ProvenanceFunction implements ContractFunction {
  /** Founds the consortium, once. */
  FOUND("found"),

  /** Reads all members. */
  MEMBERS("members"),

  /** Reads the roles of one member. */
  ROLES("roles"),

  /** Says which GS1 numbers a member is to have; comes about when more than half say so. */
  CHANGE_PARTIES("changeParties"),

  /** Reads which changes of GS1 numbers are wanted, and by whom. */
  PARTIES_BALLOTS("partiesBallots"),

  /** Registers products. */
  REGISTER_PRODUCTS("registerProducts"),

  /** Places orders. */
  PLACE_ORDERS("placeOrders"),

  /** Captures EPCIS events. */
  CAPTURE("capture"),

  /** Opens recalls: what they name does not move any more. */
  OPEN_RECALL("openRecall"),

  /** Marks the objects that a recall reaches. */
  MARK_RECALLED("markRecalled"),

  /** Lifts recalls, as a whole or of some objects. */
  LIFT_RECALL("liftRecall"),

  /** Reads a product. */
  PRODUCT("product"),

  /** Reads the public record of an order. */
  ORDER("order"),

  /** Reads a recall. */
  RECALL("recall"),

  /** Reads for which orders recalled goods travel; for other chaincodes. */
  HELD("held"),

  /** Reads the caller's copy of a sealed document. */
  SEALED("sealed");

  /** Name of the chaincode definition. */
  public static final String CHAINCODE = "provenance";

  private final String functionName;

  ProvenanceFunction(String functionName) {
    this.functionName = functionName;
  }

  @Override
  public String chaincode() {
    return CHAINCODE;
  }

  @Override
  public String functionName() {
    return functionName;
  }
}
