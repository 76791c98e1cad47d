/** Signature policies: reading them, and counting signatures against them. */
package portolan.twin.policy;
