/** The portolan command. */
package portolan.command;
