// SPDX-License-Identifier: Apache-2.0
package portolan.domain.encoding;

/** The null value. */
public record JsonNull() implements Json {

  @Override
  public String toString() {
    return canonical();
  }
}
