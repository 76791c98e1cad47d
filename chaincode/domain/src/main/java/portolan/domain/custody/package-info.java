// SPDX-License-Identifier: Apache-2.0
/**
 * Who holds which goods: EPCIS 2.0 events and the rules of possession that they follow. Possession
 * is not ownership; only the former is kept here.
 */
package portolan.domain.custody;
