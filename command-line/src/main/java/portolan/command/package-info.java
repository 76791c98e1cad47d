// SPDX-License-Identifier: Apache-2.0
/** The portolan command. */
package portolan.command;
