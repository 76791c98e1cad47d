// SPDX-License-Identifier: Apache-2.0
/** What time alone brings about. */
package portolan.domain.settlement.timing;
