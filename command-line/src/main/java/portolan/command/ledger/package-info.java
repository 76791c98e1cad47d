// SPDX-License-Identifier: Apache-2.0
/** What the members' gateways write to: a real Fabric network, or the ledger twin in this JVM. */
package portolan.command.ledger;
