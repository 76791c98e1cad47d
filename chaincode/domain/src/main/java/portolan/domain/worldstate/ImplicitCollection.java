// SPDX-License-Identifier: Apache-2.0
package portolan.domain.worldstate;

/** The private data collections that Fabric makes for every organisation by itself. */
public final class ImplicitCollection {
  private static final String PREFIX = "_implicit_org_";

  private ImplicitCollection() {}

  /** The name of a member's own collection, in every chaincode. */
  public static String of(String mspId) {
    return PREFIX + mspId;
  }
}
