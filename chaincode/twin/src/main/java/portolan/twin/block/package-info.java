// SPDX-License-Identifier: Apache-2.0
/** Envelopes and blocks: taking them apart, hashing and linking them, keeping them. */
package portolan.twin.block;
