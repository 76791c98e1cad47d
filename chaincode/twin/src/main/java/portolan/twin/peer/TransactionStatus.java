// SPDX-License-Identifier: Apache-2.0
package portolan.twin.peer;

import org.hyperledger.fabric.protos.peer.TxValidationCode;

/** The outcome of a transaction that is in a block. */
public record TransactionStatus(long block, TxValidationCode code) {}
