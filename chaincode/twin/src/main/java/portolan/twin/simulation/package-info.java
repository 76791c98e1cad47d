// SPDX-License-Identifier: Apache-2.0
/** What a proposal does at one peer: reads of the committed state, writes kept in a set. */
package portolan.twin.simulation;
