// SPDX-License-Identifier: Apache-2.0
package portolan.domain.gs1;

/**
 * An object that has no GS1 key, but a scheme of the EPC Tag Data Standard: GID, USDOD, ADI, BIC,
 * IMOVN. There is no Digital Link for it: the URN is its canonical form.
 */
public record UrnEpc(String urn) implements Epc {

  /** Checks the URN. */
  public UrnEpc {
    EpcUrn.requireForeign(urn);
  }

  @Override
  public String canonical() {
    return urn;
  }

  @Override
  public String toString() {
    return urn;
  }
}
