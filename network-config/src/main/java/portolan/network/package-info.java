// SPDX-License-Identifier: Apache-2.0
/** From one consortium file to certificates, a channel, running nodes and deployed chaincode. */
package portolan.network;
