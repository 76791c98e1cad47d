// SPDX-License-Identifier: Apache-2.0
/** The commands of {@code portolan network}. */
package portolan.network.cli;
