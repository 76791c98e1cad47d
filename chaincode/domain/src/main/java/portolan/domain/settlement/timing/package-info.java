/** What time alone brings about. */
package portolan.domain.settlement.timing;
