// SPDX-License-Identifier: Apache-2.0
/** The contracts as chaincode, and the chaincode process of a member's peer. */
package portolan.contracts;
