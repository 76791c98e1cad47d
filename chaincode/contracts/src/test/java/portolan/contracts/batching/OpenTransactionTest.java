package portolan.contracts.batching;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import org.hyperledger.fabric.protos.peer.ChaincodeMessage;
import org.hyperledger.fabric.protos.peer.ChaincodeMessage.Type;
import org.hyperledger.fabric.protos.peer.PutState;
import org.hyperledger.fabric.protos.peer.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What needs an unusual moment, or a contract that does what it should not. */
final class OpenTransactionTest {
  private final OpenTransaction transaction = new OpenTransaction(new PeerOffer(10, 10));

  private static ChaincodeMessage message(Type type, ByteString payload) {
    return ChaincodeMessage.newBuilder()
        .setType(type)
        .setChannelId("trade")
        .setTxid("tx")
        .setPayload(payload)
        .build();
  }

  private static ChaincodeMessage message(Type type) {
    return message(type, ByteString.EMPTY);
  }

  private static ChaincodeMessage put() {
    return message(Type.PUT_STATE, PutState.newBuilder().setKey("a").build().toByteString());
  }

  private static ChaincodeMessage completed(int status) {
    return message(Type.COMPLETED, Response.newBuilder().setStatus(status).build().toByteString());
  }

  private static Type asked(Step step) {
    return ((Step.Ask) step).message().getType();
  }

  private static Type answered(Step step) {
    return ((Step.Answer) step).message().getType();
  }

  private static Type ended(Step step) {
    return ((Step.End) step).message().getType();
  }

  @ParameterizedTest
  @CsvSource({"0,true", "200,true", "399,true", "400,false", "500,false"})
  void writesGoWithEveryStatusThatThePeerEndorses(int status, boolean written) {
    assertThat(answered(transaction.fromChaincode(put()))).isEqualTo(Type.RESPONSE);
    Step last = transaction.fromChaincode(completed(status));
    if (written) {
      assertThat(asked(last)).isEqualTo(Type.WRITE_BATCH_STATE);
      last = transaction.fromPeer(message(Type.RESPONSE));
    }
    assertThat(last).isEqualTo(new Step.End(completed(status)));
  }

  @Test
  void aRequestWhileAnotherIsOpenFailsTheTransaction() {
    assertThat(asked(transaction.fromChaincode(message(Type.GET_STATE)))).isEqualTo(Type.GET_STATE);
    assertThat(answered(transaction.fromChaincode(put()))).isEqualTo(Type.ERROR);
    assertThat(answered(transaction.fromPeer(message(Type.RESPONSE)))).isEqualTo(Type.RESPONSE);
    assertThat(ended(transaction.fromChaincode(completed(200)))).isEqualTo(Type.ERROR);
  }

  /** Its answer would pass for that to the batch, and the writes would be lost. */
  @Test
  void aContractThatEndsWhileARequestIsOpenFails() {
    assertThat(answered(transaction.fromChaincode(put()))).isEqualTo(Type.RESPONSE);
    assertThat(asked(transaction.fromChaincode(message(Type.GET_STATE)))).isEqualTo(Type.GET_STATE);
    assertThat(ended(transaction.fromChaincode(completed(200)))).isEqualTo(Type.ERROR);
    assertThat(transaction.fromPeer(message(Type.RESPONSE))).isEqualTo(Step.NONE);
  }

  @Test
  void anAnswerThatNobodyWaitsForReachesNobody() {
    assertThat(transaction.fromPeer(message(Type.RESPONSE))).isEqualTo(Step.NONE);
    assertThat(asked(transaction.fromChaincode(message(Type.GET_STATE)))).isEqualTo(Type.GET_STATE);
    assertThat(answered(transaction.peerGone())).isEqualTo(Type.ERROR);
    assertThat(transaction.peerGone()).isEqualTo(Step.NONE);
    assertThat(transaction.fromPeer(message(Type.RESPONSE))).isEqualTo(Step.NONE);
    assertThat(answered(transaction.fromChaincode(message(Type.GET_STATE)))).isEqualTo(Type.ERROR);
  }

  @Test
  void aTransactionWithoutAPeerEndsWithoutABatch() {
    assertThat(answered(transaction.fromChaincode(put()))).isEqualTo(Type.RESPONSE);
    assertThat(transaction.peerGone()).isEqualTo(Step.NONE);
    assertThat(ended(transaction.fromChaincode(completed(200)))).isEqualTo(Type.COMPLETED);
  }

  @Test
  void aTransactionWhoseLastBatchIsNotAnsweredEndsWithItsPeer() {
    assertThat(answered(transaction.fromChaincode(put()))).isEqualTo(Type.RESPONSE);
    assertThat(asked(transaction.fromChaincode(completed(200)))).isEqualTo(Type.WRITE_BATCH_STATE);
    assertThat(ended(transaction.peerGone())).isEqualTo(Type.COMPLETED);
  }

  @Test
  void aWriteThatIsNotUnderstoodIsThePeersToRefuse() {
    ChaincodeMessage malformed = message(Type.PUT_STATE, ByteString.copyFromUtf8("\u0007"));
    assertThat(transaction.fromChaincode(malformed)).isEqualTo(new Step.Ask(malformed));
  }
}
