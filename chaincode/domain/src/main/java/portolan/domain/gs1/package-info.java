// SPDX-License-Identifier: Apache-2.0
/**
 * GS1 identification keys and their written forms (GS1 General Specifications, EPC Tag Data
 * Standard 2.0, GS1 Digital Link URI syntax). Supported: GTIN, SGTIN and SSCC.
 */
package portolan.domain.gs1;
