// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.outbox;

/**
 * What can share a transaction: calls of one contract function that the same members endorse.
 *
 * @param chaincode name of the chaincode definition
 * @param function a contract function that takes a group of items
 * @param endorsers who must endorse
 * @param sealed whether every item has a part that only the endorsers may see
 */
public record Lane(String chaincode, String function, Endorsers endorsers, boolean sealed) {}
