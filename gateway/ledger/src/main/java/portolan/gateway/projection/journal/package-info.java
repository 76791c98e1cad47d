// SPDX-License-Identifier: Apache-2.0
/**
 * The member's journal: a projection of its own peer's blocks, and the statements made from it.
 * Everything here can be built again from the blocks.
 */
package portolan.gateway.projection.journal;
