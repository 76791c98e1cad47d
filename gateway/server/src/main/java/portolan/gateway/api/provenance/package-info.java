// SPDX-License-Identifier: Apache-2.0
/** The ProvenanceService and the RecallService: products, orders, EPCIS events, and recalls. */
package portolan.gateway.api.provenance;
