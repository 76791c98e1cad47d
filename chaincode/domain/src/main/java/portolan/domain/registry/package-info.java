/** Products that members register, and the code lists that describe them. */
package portolan.domain.registry;
