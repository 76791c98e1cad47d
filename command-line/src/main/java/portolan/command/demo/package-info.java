/** The demo: one trade, played through the gateways' public API. */
package portolan.command.demo;
