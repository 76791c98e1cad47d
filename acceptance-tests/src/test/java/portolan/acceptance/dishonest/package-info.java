// SPDX-License-Identifier: Apache-2.0
/** Builds of the contracts that members could run to cheat the others. */
package portolan.acceptance.dishonest;
