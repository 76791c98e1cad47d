// SPDX-License-Identifier: Apache-2.0
/** The demo: one trade, played through the gateways' public API. */
package portolan.command.demo;
