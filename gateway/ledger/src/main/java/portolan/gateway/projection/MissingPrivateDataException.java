// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.projection;

/** The peer has a block, and not yet all that the block seals to its member. */
public final class MissingPrivateDataException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Of a transaction, by its id. */
  public MissingPrivateDataException(long block, String transactionId) {
    super(
        "the peer has not received the private data of transaction %s in block %d"
            .formatted(transactionId, block));
  }
}
