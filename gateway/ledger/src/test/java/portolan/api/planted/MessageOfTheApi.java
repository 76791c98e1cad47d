// SPDX-License-Identifier: Apache-2.0
package portolan.api.planted;

/** Stands for a message of the API, which is not on this module's path. */
public final class MessageOfTheApi {
  private MessageOfTheApi() {}

  /** A name. */
  public static String name() {
    return "a message";
  }
}
