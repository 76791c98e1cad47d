// SPDX-License-Identifier: Apache-2.0
/**
 * Fewer round trips between a Java chaincode and its peer: the writes of a transaction go to the
 * peer as batches at its end, and many keys are read by one request, when the peer offers it
 * (Fabric 3.1 and later). An older peer gets the messages that the shim would send without this.
 *
 * <p>Depends on the shim's public and protected API and on Fabric's messages only, so that any
 * contract can use it.
 */
package portolan.contracts.batching;
