/** The chaincode {@code customs}: declarations, their documents, assessment and release. */
package portolan.contracts.customs;
