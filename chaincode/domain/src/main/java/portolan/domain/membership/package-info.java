// SPDX-License-Identifier: Apache-2.0
/** Who takes part: members, named by MSP id, and the roles they hold. */
package portolan.domain.membership;
