// SPDX-License-Identifier: Apache-2.0
/** The CustomsService: rules, declarations, their documents, assessment and release. */
package portolan.gateway.api.customs;
