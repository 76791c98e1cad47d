// SPDX-License-Identifier: Apache-2.0
/**
 * The keeper: says that a time is over, because nobody else has to. Its list comes from the blocks
 * alone, so it can be lost and made again.
 */
package portolan.gateway.keeper;
