// SPDX-License-Identifier: Apache-2.0
/**
 * Events of EPCIS 2.0.1 and the words of the Core Business Vocabulary 2.0: what an event says,
 * whoever captures it and whatever follows from it.
 */
package portolan.domain.epcis;
