// SPDX-License-Identifier: Apache-2.0
/** The chaincode {@code customs}: declarations, their documents, assessment and release. */
package portolan.contracts.customs;
