// SPDX-License-Identifier: Apache-2.0
/**
 * GS1 identification keys and their written forms (GS1 General Specifications, EPC Tag Data
 * Standard 2.0, GS1 Digital Link URI syntax). What an application identifier is and takes comes
 * from GS1's own table, the GS1 Barcode Syntax Dictionary.
 */
package portolan.domain.gs1;
