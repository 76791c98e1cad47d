// SPDX-License-Identifier: Apache-2.0
package portolan.domain.encoding;

/** True or false. */
public record JsonBoolean(boolean value) implements Json {

  @Override
  public String toString() {
    return canonical();
  }
}
