// SPDX-License-Identifier: Apache-2.0
/** The chaincode {@code settlement}: money as notes, escrows that open their gates, redemption. */
package portolan.contracts.settlement;
