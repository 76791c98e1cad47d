// SPDX-License-Identifier: Apache-2.0
/** The Java client of a member's gateway. Start with {@link portolan.client.PortolanClient}. */
package portolan.client;
