/** The contracts as chaincode, and the chaincode process of a member's peer. */
package portolan.contracts;
