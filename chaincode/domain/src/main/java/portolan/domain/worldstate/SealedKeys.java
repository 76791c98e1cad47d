// SPDX-License-Identifier: Apache-2.0
package portolan.domain.worldstate;

/**
 * Where documents that are sealed under a random reference are in the state, in every chaincode:
 * the document itself under the reference, in the collections of its readers.
 */
public final class SealedKeys {
  /** References that were used; the reference follows. */
  public static final String REFERENCES = "sealed/";

  private SealedKeys() {}

  /** The public key that marks a reference as used. */
  public static String used(String ref) {
    return REFERENCES + ref;
  }
}
