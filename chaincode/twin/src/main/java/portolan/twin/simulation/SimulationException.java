// SPDX-License-Identifier: Apache-2.0
package portolan.twin.simulation;

/** The peer refuses what a chaincode asks for. The message is Fabric's. */
public final class SimulationException extends Exception {
  private static final long serialVersionUID = 1L;

  /** With Fabric's words. */
  public SimulationException(String message) {
    super(message);
  }
}
