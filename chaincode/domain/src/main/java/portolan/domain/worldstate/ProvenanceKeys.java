// SPDX-License-Identifier: Apache-2.0
package portolan.domain.worldstate;

/** Where things are in the state of {@code provenance}. */
public final class ProvenanceKeys {
  /** All members at once. */
  public static final String REGISTRY = "registry";

  /** Members; the MSP id follows. */
  public static final String MEMBERS = "member/";

  /** Which changes of GS1 numbers members are for. */
  public static final String PARTIES_BALLOTS = "parties-ballots";

  /** Products; the GTIN follows. */
  public static final String PRODUCTS = "product/";

  /** Orders; the id with its platform follows. */
  public static final String ORDERS = "order/";

  /** Events that no object tells of; the id with the member that captured it follows. */
  public static final String EVENTS = "event/";

  /** Captures; the member and the id follow. */
  public static final String CAPTURES = "capture/";

  /** Who holds what; the EPC follows. */
  public static final String EPCS = "epc/";

  /** Who held what was in a parent when all came out; EPC and epoch follow. */
  public static final String EPOCHS = "epoch/";

  /** How much of a lot is where; the class, the unit and the place follow. */
  public static final String STOCKS = "stock/";

  /** Recalls; the id with the member that recalls follows. */
  public static final String RECALLS = "recall/";

  /** Which recalls name a class or a lot; the class follows. */
  public static final String RECALLED = "recalled/";

  /** Which recalls hold the goods of an order; the order follows. */
  public static final String HELD = "held/";

  private ProvenanceKeys() {}

  /** A member with its roles. */
  public static String member(String mspId) {
    return MEMBERS + mspId;
  }

  /**
   * A product.
   *
   * @param gtin 14 digits
   */
  public static String product(String gtin) {
    return PRODUCTS + gtin;
  }

  /** What the channel sees of an order. */
  public static String order(String orderId) {
    return ORDERS + orderId;
  }

  /** An event, by its id with the member that captured it. */
  public static String event(String recordedId) {
    return EVENTS + recordedId;
  }

  /**
   * What is anchored of a capture.
   *
   * @param id in base64url
   */
  public static String capture(String member, String id) {
    return CAPTURES + member + "/" + id;
  }

  /**
   * Where an object is and who has it.
   *
   * @param epc in canonical form
   */
  public static String epc(String epc) {
    return EPCS + epc;
  }

  /**
   * The end of an epoch of a parent.
   *
   * @param parent in canonical form
   */
  public static String epoch(String parent, long number) {
    return EPOCHS + parent + "/" + number;
  }

  /**
   * How much of a lot a member has at hand.
   *
   * @param epcClass in canonical form
   * @param unit in which it is counted
   */
  public static String stockAt(String epcClass, String unit, String holder) {
    return STOCKS + epcClass + "/" + unit + "/at/" + holder;
  }

  /**
   * How much of a lot is in a parent.
   *
   * @param parent in canonical form
   */
  public static String stockIn(String epcClass, String unit, String parent, long epoch) {
    return STOCKS + epcClass + "/" + unit + "/in/" + parent + "/" + epoch;
  }

  /** How much of a lot is on its way to a member. */
  public static String stockTo(String epcClass, String unit, String receiver) {
    return STOCKS + epcClass + "/" + unit + "/to/" + receiver;
  }

  /** A recall, by its id with the member that recalls. */
  public static String recall(String recallId) {
    return RECALLS + recallId;
  }

  /**
   * Which recalls name a class or a lot.
   *
   * @param epcClass in canonical form
   */
  public static String recalled(String epcClass) {
    return RECALLED + epcClass;
  }

  /** Which recalls hold the goods of an order. */
  public static String held(String orderId) {
    return HELD + orderId;
  }
}
