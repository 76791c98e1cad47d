// SPDX-License-Identifier: Apache-2.0
/** What was ordered, at which price and on which terms. */
package portolan.domain.order;
