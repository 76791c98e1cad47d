// SPDX-License-Identifier: Apache-2.0
/** Attacks on a running gateway, and what a well-behaved client beside them notices. */
package portolan.acceptance.attack;
