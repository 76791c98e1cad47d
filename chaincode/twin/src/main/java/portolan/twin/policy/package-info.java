// SPDX-License-Identifier: Apache-2.0
/** Signature policies: reading them, and counting signatures against them. */
package portolan.twin.policy;
