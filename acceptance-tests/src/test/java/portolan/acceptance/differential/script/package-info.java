// SPDX-License-Identifier: Apache-2.0
/** Chaincode that does what its caller tells it, operation by operation. */
package portolan.acceptance.differential.script;
