// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.batching;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.hyperledger.fabric.protos.peer.ChaincodeAdditionalParams;
import org.hyperledger.fabric.protos.peer.ChaincodeMessage;

/**
 * What a peer can do beyond the first protocol.
 *
 * @param maxWrites most records in one batch of writes; 0 when the peer takes no batches
 * @param maxKeys most keys in one request; 0 when the peer takes one at a time
 */
record PeerOffer(int maxWrites, int maxKeys) {
  private static final Logger LOG = Logger.getLogger(PeerOffer.class.getName());

  /** The first protocol. */
  static final PeerOffer NONE = new PeerOffer(0, 0);

  /** As the peer says in the message READY; an older peer says nothing. */
  static PeerOffer of(ChaincodeMessage ready) {
    try {
      ChaincodeAdditionalParams params = ChaincodeAdditionalParams.parseFrom(ready.getPayload());
      return new PeerOffer(
          params.getUseWriteBatch() ? limit(params.getMaxSizeWriteBatch()) : 0,
          params.getUseGetMultipleKeys() ? limit(params.getMaxSizeGetMultipleKeys()) : 0);
    } catch (InvalidProtocolBufferException e) {
      LOG.log(Level.WARNING, "the peer's READY is not understood, nothing is batched", e);
      return NONE;
    }
  }

  /** The number is unsigned; an offer of none is not an offer. */
  private static int limit(int unsigned) {
    return unsigned < 0 ? Integer.MAX_VALUE : unsigned;
  }

  boolean takesBatches() {
    return maxWrites > 0;
  }

  boolean takesManyKeys() {
    return maxKeys > 0;
  }
}
