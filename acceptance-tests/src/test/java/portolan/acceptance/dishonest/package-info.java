/** Builds of the contracts that members could run to cheat the others. */
package portolan.acceptance.dishonest;
