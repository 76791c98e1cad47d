/** The chaincode process of a member's peer: its start, and the way of a call to its contract. */
package portolan.contracts;
