// SPDX-License-Identifier: Apache-2.0
/** The ProvenanceService: products, orders and EPCIS events. */
package portolan.gateway.api.provenance;
