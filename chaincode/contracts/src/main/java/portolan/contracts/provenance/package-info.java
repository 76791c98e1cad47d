// SPDX-License-Identifier: Apache-2.0
/** The chaincode {@code provenance}: the registry of members, orders, and where goods came from. */
package portolan.contracts.provenance;
