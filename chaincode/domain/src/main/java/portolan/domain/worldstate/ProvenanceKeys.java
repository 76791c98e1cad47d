// SPDX-License-Identifier: Apache-2.0
package portolan.domain.worldstate;

/** Where things are in the state of {@code provenance}. */
public final class ProvenanceKeys {
  /** All members at once. */
  public static final String REGISTRY = "registry";

  /** Members; the MSP id follows. */
  public static final String MEMBERS = "member/";

  /** Products; the GTIN follows. */
  public static final String PRODUCTS = "product/";

  /** Orders; the id with its platform follows. */
  public static final String ORDERS = "order/";

  /** Events; the id with the member that captured it follows. */
  public static final String EVENTS = "event/";

  /** Who holds what; the EPC follows. */
  public static final String EPCS = "epc/";

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
   * Where an object is and who has it.
   *
   * @param epc in canonical form
   */
  public static String epc(String epc) {
    return EPCS + epc;
  }
}
