/** The commands of {@code portolan network}. */
package portolan.network.cli;
