// SPDX-License-Identifier: Apache-2.0
package io.vertx.planted;

/** Stands for Vert.x, which is not on this module's path, for those to know who must not. */
public final class PartOfVertx {
  private PartOfVertx() {}

  /** A name. */
  public static String name() {
    return "Vert.x";
  }
}
