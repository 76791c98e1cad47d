// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.batching;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import org.hyperledger.fabric.protos.peer.ChaincodeMessage;
import org.hyperledger.fabric.protos.peer.PutState;
import org.hyperledger.fabric.protos.peer.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What needs an unusual moment, or a contract that does what it should not. */
final class OpenTransactionTest {
  private final OpenTransaction transaction = new OpenTransaction(new PeerOffer(10, 10));

  private static ChaincodeMessage message(ChaincodeMessage.Type type, ByteString payload) {
    return ChaincodeMessage.newBuilder()
        .setType(type)
        .setChannelId("trade")
        .setTxid("tx")
        .setPayload(payload)
        .build();
  }

  private static ChaincodeMessage message(ChaincodeMessage.Type type) {
    return message(type, ByteString.EMPTY);
  }

  private static ChaincodeMessage put() {
    return message(
        ChaincodeMessage.Type.PUT_STATE, PutState.newBuilder().setKey("a").build().toByteString());
  }

  private static ChaincodeMessage completed(int status) {
    return message(
        ChaincodeMessage.Type.COMPLETED,
        Response.newBuilder().setStatus(status).build().toByteString());
  }

  private static ChaincodeMessage.Type asked(Step step) {
    return ((Step.Ask) step).message().getType();
  }

  private static ChaincodeMessage.Type answered(Step step) {
    return ((Step.Answer) step).message().getType();
  }

  private static ChaincodeMessage.Type ended(Step step) {
    return ((Step.End) step).message().getType();
  }

  @ParameterizedTest
  @CsvSource({"0,true", "200,true", "399,true", "400,false", "500,false"})
  void writesGoWithEveryStatusThatThePeerEndorses(int status, boolean written) {
    assertThat(answered(transaction.fromChaincode(put())))
        .isEqualTo(ChaincodeMessage.Type.RESPONSE);
    Step last = transaction.fromChaincode(completed(status));
    if (written) {
      assertThat(asked(last)).isEqualTo(ChaincodeMessage.Type.WRITE_BATCH_STATE);
      last = transaction.fromPeer(message(ChaincodeMessage.Type.RESPONSE));
    }
    assertThat(last).isEqualTo(new Step.End(completed(status)));
  }

  @Test
  void aRequestWhileAnotherIsOpenFailsTheTransaction() {
    assertThat(asked(transaction.fromChaincode(message(ChaincodeMessage.Type.GET_STATE))))
        .isEqualTo(ChaincodeMessage.Type.GET_STATE);
    assertThat(answered(transaction.fromChaincode(put()))).isEqualTo(ChaincodeMessage.Type.ERROR);
    assertThat(answered(transaction.fromPeer(message(ChaincodeMessage.Type.RESPONSE))))
        .isEqualTo(ChaincodeMessage.Type.RESPONSE);
    assertThat(transaction.fromChaincode(completed(200))).isInstanceOf(Step.Refuse.class);
  }

  /** Its answer would pass for that to the batch, and the writes would be lost. */
  @Test
  void aContractThatEndsWhileARequestIsOpenFails() {
    assertThat(answered(transaction.fromChaincode(put())))
        .isEqualTo(ChaincodeMessage.Type.RESPONSE);
    assertThat(asked(transaction.fromChaincode(message(ChaincodeMessage.Type.GET_STATE))))
        .isEqualTo(ChaincodeMessage.Type.GET_STATE);
    assertThat(transaction.fromChaincode(completed(200))).isInstanceOf(Step.Refuse.class);
    assertThat(transaction.fromPeer(message(ChaincodeMessage.Type.RESPONSE))).isEqualTo(Step.NONE);
  }

  @Test
  void anAnswerThatNobodyWaitsForReachesNobody() {
    assertThat(transaction.fromPeer(message(ChaincodeMessage.Type.RESPONSE))).isEqualTo(Step.NONE);
    assertThat(asked(transaction.fromChaincode(message(ChaincodeMessage.Type.GET_STATE))))
        .isEqualTo(ChaincodeMessage.Type.GET_STATE);
    assertThat(answered(transaction.peerGone())).isEqualTo(ChaincodeMessage.Type.ERROR);
    assertThat(transaction.peerGone()).isEqualTo(Step.NONE);
    assertThat(transaction.fromPeer(message(ChaincodeMessage.Type.RESPONSE))).isEqualTo(Step.NONE);
    assertThat(answered(transaction.fromChaincode(message(ChaincodeMessage.Type.GET_STATE))))
        .isEqualTo(ChaincodeMessage.Type.ERROR);
  }

  @Test
  void aTransactionWithoutAPeerEndsWithoutABatch() {
    assertThat(answered(transaction.fromChaincode(put())))
        .isEqualTo(ChaincodeMessage.Type.RESPONSE);
    assertThat(transaction.peerGone()).isEqualTo(Step.NONE);
    assertThat(ended(transaction.fromChaincode(completed(200))))
        .isEqualTo(ChaincodeMessage.Type.COMPLETED);
  }

  @Test
  void aTransactionWhoseLastBatchIsNotAnsweredEndsWithItsPeer() {
    assertThat(answered(transaction.fromChaincode(put())))
        .isEqualTo(ChaincodeMessage.Type.RESPONSE);
    assertThat(asked(transaction.fromChaincode(completed(200))))
        .isEqualTo(ChaincodeMessage.Type.WRITE_BATCH_STATE);
    assertThat(ended(transaction.peerGone())).isEqualTo(ChaincodeMessage.Type.COMPLETED);
  }

  @Test
  void aWriteThatIsNotUnderstoodIsThePeersToRefuse() {
    ChaincodeMessage malformed =
        message(ChaincodeMessage.Type.PUT_STATE, ByteString.copyFromUtf8("\u0007"));
    assertThat(transaction.fromChaincode(malformed)).isEqualTo(new Step.Ask(malformed));
  }
}
