// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.planted;

/** Something of the public API for those to know who must not. */
public final class PartOfTheApi {
  private PartOfTheApi() {}

  /** A name. */
  public static String name() {
    return "the API";
  }
}
