// SPDX-License-Identifier: Apache-2.0
package portolan.contracts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hyperledger.fabric.protos.peer.ChaincodeMessage.Type.COMPLETED;
import static org.hyperledger.fabric.protos.peer.ChaincodeMessage.Type.ERROR;
import static org.hyperledger.fabric.protos.peer.ChaincodeMessage.Type.PUT_STATE;
import static org.hyperledger.fabric.protos.peer.ChaincodeMessage.Type.READY;
import static org.hyperledger.fabric.protos.peer.ChaincodeMessage.Type.REGISTER;
import static org.hyperledger.fabric.protos.peer.ChaincodeMessage.Type.REGISTERED;
import static org.hyperledger.fabric.protos.peer.ChaincodeMessage.Type.RESPONSE;
import static org.hyperledger.fabric.protos.peer.ChaincodeMessage.Type.TRANSACTION;
import static org.hyperledger.fabric.protos.peer.ChaincodeMessage.Type.WRITE_BATCH_STATE;

import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.hyperledger.fabric.protos.peer.ChaincodeAdditionalParams;
import org.hyperledger.fabric.protos.peer.ChaincodeMessage;
import org.hyperledger.fabric.protos.peer.Response;
import org.hyperledger.fabric.shim.Chaincode;
import org.hyperledger.fabric.shim.ChaincodeStub;
import org.hyperledger.fabric.shim.ResponseUtils;
import org.junit.jupiter.api.Test;

final class RouterTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  /** Writes two keys. */
  private record Writing() implements Chaincode {
    @Override
    public Chaincode.Response init(ChaincodeStub stub) {
      return ResponseUtils.newSuccessResponse();
    }

    @Override
    public Chaincode.Response invoke(ChaincodeStub stub) {
      stub.putState("a", "1".getBytes(UTF_8));
      stub.putState("b", "2".getBytes(UTF_8));
      return ResponseUtils.newSuccessResponse();
    }
  }

  /** A peer that offers batches, calls once and answers everything alike. */
  private static final class Offering implements StreamObserver<ChaincodeMessage>, AutoCloseable {
    private final ChaincodeMessage.Type answer;
    private final List<ChaincodeMessage.Type> received = new CopyOnWriteArrayList<>();
    private final ExecutorService answers = Executors.newSingleThreadExecutor();
    private final CompletableFuture<StreamObserver<ChaincodeMessage>> connected =
        new CompletableFuture<>();
    private final CompletableFuture<ChaincodeMessage> ended = new CompletableFuture<>();

    private Offering(ChaincodeMessage.Type answer) {
      this.answer = answer;
    }

    @Override
    public void onNext(ChaincodeMessage message) {
      answers.execute(() -> answer(message));
    }

    private void answer(ChaincodeMessage message) {
      received.add(message.getType());
      if (message.getType() == REGISTER) {
        say(REGISTERED, ByteString.EMPTY);
        say(
            READY,
            ChaincodeAdditionalParams.newBuilder()
                .setUseWriteBatch(true)
                .setMaxSizeWriteBatch(1000)
                .build()
                .toByteString());
        say(TRANSACTION, ByteString.EMPTY);
      } else if (message.getType() == COMPLETED) {
        ended.complete(message);
      } else {
        say(answer, ByteString.EMPTY);
      }
    }

    private void say(ChaincodeMessage.Type type, ByteString payload) {
      connected
          .join()
          .onNext(
              ChaincodeMessage.newBuilder()
                  .setType(type)
                  .setChannelId("trade")
                  .setTxid("tx")
                  .setPayload(payload)
                  .build());
    }

    @Override
    public void onError(Throwable t) {
      ended.completeExceptionally(t);
    }

    @Override
    public void onCompleted() {
      onError(new IllegalStateException("the chaincode ended the stream"));
    }

    @Override
    public void close() {
      CompletableFuture.runAsync(connected.join()::onCompleted, answers).join();
      answers.shutdown();
    }
  }

  private static List<ChaincodeMessage.Type> received(boolean batching) throws Exception {
    Router router = new Router("settlement_1:0a", new Writing(), batching);
    try (Offering peer = new Offering(RESPONSE)) {
      peer.connected.complete(router.connectToPeer(peer));
      assertThat(peer.ended).succeedsWithin(LIMIT);
      return List.copyOf(peer.received);
    }
  }

  @Test
  void writesGoToThePeerAsOneBatch() throws Exception {
    assertThat(received(true)).containsExactly(REGISTER, WRITE_BATCH_STATE, COMPLETED);
  }

  @Test
  void batchingCanBeSwitchedOff() throws Exception {
    assertThat(received(false)).containsExactly(REGISTER, PUT_STATE, PUT_STATE, COMPLETED);
  }

  @Test
  void aRefusedWriteIsARefusalToTheClient() throws Exception {
    Router router = new Router("settlement_1:0a", new Writing(), true);
    try (Offering peer = new Offering(ERROR)) {
      peer.connected.complete(router.connectToPeer(peer));
      assertThat(peer.ended).succeedsWithin(LIMIT);
      Response response = Response.parseFrom(peer.ended.join().getPayload());
      assertThat(response.getStatus()).isEqualTo(500);
      assertThat(response.getMessage()).isEqualTo("INTERNAL|write|the peer refused a write");
    }
  }
}
