// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.batching;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import org.hyperledger.fabric.protos.peer.ChaincodeAdditionalParams;
import org.hyperledger.fabric.protos.peer.ChaincodeMessage;
import org.junit.jupiter.api.Test;

final class PeerOfferTest {

  private static PeerOffer offer(ByteString payload) {
    return PeerOffer.of(ChaincodeMessage.newBuilder().setPayload(payload).build());
  }

  private static PeerOffer offer(boolean writes, int maxWrites, boolean keys, int maxKeys) {
    return offer(
        ChaincodeAdditionalParams.newBuilder()
            .setUseWriteBatch(writes)
            .setMaxSizeWriteBatch(maxWrites)
            .setUseGetMultipleKeys(keys)
            .setMaxSizeGetMultipleKeys(maxKeys)
            .build()
            .toByteString());
  }

  @Test
  void eachIsOfferedByItself() {
    assertThat(offer(true, 7, false, 8)).isEqualTo(new PeerOffer(7, 0));
    assertThat(offer(false, 7, true, 8)).isEqualTo(new PeerOffer(0, 8));
  }

  @Test
  void anOlderPeerOffersNothing() {
    assertThat(offer(ByteString.EMPTY)).isEqualTo(PeerOffer.NONE);
  }

  @Test
  void whatIsNotUnderstoodOffersNothing() {
    assertThat(offer(ByteString.copyFromUtf8("\u0007"))).isEqualTo(PeerOffer.NONE);
  }

  @Test
  void anOfferOfNoRecordsIsNone() {
    assertThat(offer(true, 0, true, 0)).isEqualTo(PeerOffer.NONE);
  }

  @Test
  void theLargestNumberIsUnsigned() {
    assertThat(offer(true, -1, true, -1))
        .isEqualTo(new PeerOffer(Integer.MAX_VALUE, Integer.MAX_VALUE));
  }
}
