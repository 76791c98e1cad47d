// SPDX-License-Identifier: Apache-2.0
/** The AccountService and the AuditService: what the journal and the ledger say of the money. */
package portolan.gateway.api.account;
