// SPDX-License-Identifier: Apache-2.0
/**
 * Where things are: names of chaincodes and of their functions, keys of the state, and the codes
 * with which contracts refuse. Contracts and gateway meet here. Depends on nothing, so that
 * everything can depend on it.
 */
package portolan.domain.worldstate;
