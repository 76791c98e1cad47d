// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.batching;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hyperledger.fabric.protos.peer.ChaincodeMessage.Type.COMPLETED;
import static org.hyperledger.fabric.protos.peer.ChaincodeMessage.Type.DEL_STATE;
import static org.hyperledger.fabric.protos.peer.ChaincodeMessage.Type.ERROR;
import static org.hyperledger.fabric.protos.peer.ChaincodeMessage.Type.GET_PRIVATE_DATA_HASH;
import static org.hyperledger.fabric.protos.peer.ChaincodeMessage.Type.GET_STATE;
import static org.hyperledger.fabric.protos.peer.ChaincodeMessage.Type.GET_STATE_BY_RANGE;
import static org.hyperledger.fabric.protos.peer.ChaincodeMessage.Type.GET_STATE_MULTIPLE;
import static org.hyperledger.fabric.protos.peer.ChaincodeMessage.Type.INVOKE_CHAINCODE;
import static org.hyperledger.fabric.protos.peer.ChaincodeMessage.Type.PURGE_PRIVATE_DATA;
import static org.hyperledger.fabric.protos.peer.ChaincodeMessage.Type.PUT_STATE;
import static org.hyperledger.fabric.protos.peer.ChaincodeMessage.Type.PUT_STATE_METADATA;
import static org.hyperledger.fabric.protos.peer.ChaincodeMessage.Type.QUERY_STATE_CLOSE;
import static org.hyperledger.fabric.protos.peer.ChaincodeMessage.Type.QUERY_STATE_NEXT;
import static org.hyperledger.fabric.protos.peer.ChaincodeMessage.Type.WRITE_BATCH_STATE;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.hyperledger.fabric.protos.peer.ChaincodeMessage;
import org.hyperledger.fabric.shim.Chaincode;
import org.hyperledger.fabric.shim.ChaincodeStub;
import org.hyperledger.fabric.shim.ResponseUtils;
import org.hyperledger.fabric.shim.ledger.KeyValue;
import org.hyperledger.fabric.shim.ledger.QueryResultsIterator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import portolan.contracts.batching.ScriptedPeer.Connection;
import portolan.contracts.batching.ScriptedPeer.Outcome;

/** The real shim on one side, a scripted peer on the other. */
@Timeout(60)
final class BatchedStreamTest {
  private static final int DEADLINE_SECONDS = 20;

  /** A contract that answers with the words that it leaves. */
  private interface Contract {
    String run(ChaincodeStub stub) throws Exception;
  }

  private static ConnectedChaincode chaincode(Contract contract) {
    return new ConnectedChaincode(
        "settlement",
        stub -> {
          try {
            return ResponseUtils.newSuccessResponse(contract.run(stub).getBytes(UTF_8));
          } catch (RuntimeException e) {
            throw e;
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private static ConnectedChaincode writing(Consumer<ChaincodeStub> writes) {
    return chaincode(
        stub -> {
          writes.accept(stub);
          return "done";
        });
  }

  private static Outcome callOf(ScriptedPeer peer, ConnectedChaincode chaincode) throws Exception {
    try (peer) {
      peer.connect("settlement", chaincode);
      return peer.call("settlement");
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static void put(ChaincodeStub stub, String key) {
    stub.putState(key, bytes("1"));
  }

  private static void everyKindOfWrite(ChaincodeStub stub) {
    stub.putState("a", bytes("1"));
    stub.putPrivateData("sealed", "a", bytes("2"));
    stub.setStateValidationParameter("a", bytes("policy"));
    stub.setPrivateDataValidationParameter("sealed", "a", bytes("policy"));
    stub.delState("b");
    stub.delPrivateData("sealed", "b");
    stub.purgePrivateData("sealed", "a");
    stub.putState("a", bytes("3"));
  }

  private static final List<String> EVERY_KIND_OF_WRITE =
      List.of(
          "settlement PUT_STATE a=1",
          "settlement PUT_STATE sealed/a=2",
          "settlement PUT_STATE_METADATA a=VALIDATION_PARAMETER:policy",
          "settlement PUT_STATE_METADATA sealed/a=VALIDATION_PARAMETER:policy",
          "settlement DEL_STATE b",
          "settlement DEL_STATE sealed/b",
          "settlement PURGE_PRIVATE_DATA sealed/a",
          "settlement PUT_STATE a=3");

  @Test
  void allWritesGoInOneBatchAndInTheirOrder() throws Exception {
    Outcome outcome =
        callOf(ScriptedPeer.offering(1000, 1000), writing(BatchedStreamTest::everyKindOfWrite));
    assertThat(outcome.endorsed()).isTrue();
    assertThat(outcome.answer()).isEqualTo("done");
    assertThat(outcome.received()).containsExactly(WRITE_BATCH_STATE, COMPLETED);
    assertThat(outcome.writes()).isEqualTo(EVERY_KIND_OF_WRITE);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1000})
  void aPeerThatTakesNoBatchesGetsEveryWriteByItself(int maxKeys) throws Exception {
    Outcome outcome =
        callOf(ScriptedPeer.offering(0, maxKeys), writing(BatchedStreamTest::everyKindOfWrite));
    assertThat(outcome.endorsed()).isTrue();
    assertThat(outcome.received())
        .containsExactly(
            PUT_STATE,
            PUT_STATE,
            PUT_STATE_METADATA,
            PUT_STATE_METADATA,
            DEL_STATE,
            DEL_STATE,
            PURGE_PRIVATE_DATA,
            PUT_STATE,
            COMPLETED);
    assertThat(outcome.writes()).isEqualTo(EVERY_KIND_OF_WRITE);
  }

  @Test
  void whatIsOnlyReadNeedsNoBatch() throws Exception {
    Outcome outcome =
        callOf(
            ScriptedPeer.offering(1000, 1000).holds("a", "1"),
            chaincode(stub -> stub.getStringState("a")));
    assertThat(outcome.answer()).isEqualTo("1");
    assertThat(outcome.received()).containsExactly(GET_STATE, COMPLETED);
  }

  @Test
  void moreWritesThanThePeerTakesAtOnceAreCut() throws Exception {
    try (ScriptedPeer peer = ScriptedPeer.offering(1000, 1000)) {
      peer.connect(
          "settlement", writing(stub -> IntStream.range(0, 2500).forEach(i -> put(stub, "k" + i))));
      Outcome outcome = peer.call("settlement");
      assertThat(outcome.endorsed()).isTrue();
      assertThat(peer.batches()).containsExactly(1000, 1000, 500);
      assertThat(outcome.writes())
          .isEqualTo(
              IntStream.range(0, 2500).mapToObj(i -> "settlement PUT_STATE k" + i + "=1").toList());
    }
  }

  @Test
  void largeWritesAreCutBySizeAndNotAllKeptToTheEnd() throws Exception {
    BlockingQueue<Integer> batchesSeenByTheContract = new LinkedBlockingQueue<>();
    try (ScriptedPeer peer = ScriptedPeer.offering(1000, 1000)) {
      peer.connect(
          "settlement",
          writing(
              stub -> {
                for (int i = 0; i < 10; i++) {
                  stub.putState("k" + i, new byte[i == 5 ? 6_000_000 : 600_000]);
                  batchesSeenByTheContract.add(peer.batches().size());
                }
              }));
      Outcome outcome = peer.call("settlement");
      assertThat(outcome.endorsed()).isTrue();
      assertThat(outcome.writes()).hasSize(10);
      assertThat(outcome.writes().get(5)).isEqualTo("settlement PUT_STATE k5=6000000 bytes");
      assertThat(batchesSeenByTheContract).containsExactly(0, 0, 0, 2, 2, 4, 4, 4, 4, 6);
      assertThat(peer.batches()).containsExactly(3, 1, 1, 1, 3, 1);
    }
  }

  @Test
  void manyKeysAreReadByOneRequestEach() throws Exception {
    ScriptedPeer peer = ScriptedPeer.offering(0, 4);
    IntStream.range(0, 10).filter(i -> i != 3).forEach(i -> peer.holds("k" + i, "v" + i));
    Outcome outcome = callOf(peer, readingTen());
    assertThat(outcome.answer()).isEqualTo("v0,v1,v2,,v4,v5,v6,v7,v8,v9");
    assertThat(outcome.received())
        .containsExactly(GET_STATE_MULTIPLE, GET_STATE_MULTIPLE, GET_STATE_MULTIPLE, COMPLETED);
  }

  private static ConnectedChaincode readingTen() {
    List<String> keys = IntStream.range(0, 10).mapToObj(i -> "k" + i).toList();
    return chaincode(
        stub ->
            MultiGet.read(stub, keys).stream()
                .map(value -> new String(value, UTF_8))
                .collect(Collectors.joining(",")));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1000})
  void aPeerThatTakesOneKeyAtATimeIsAskedForEach(int maxWrites) throws Exception {
    ScriptedPeer peer = ScriptedPeer.offering(maxWrites, 0);
    IntStream.range(0, 10).filter(i -> i != 3).forEach(i -> peer.holds("k" + i, "v" + i));
    Outcome outcome = callOf(peer, readingTen());
    assertThat(outcome.answer()).isEqualTo("v0,v1,v2,,v4,v5,v6,v7,v8,v9");
    assertThat(outcome.received()).hasSize(11).containsOnly(GET_STATE, COMPLETED);
  }

  @Test
  void aSingleKeyAfterManyIsReadByItself() throws Exception {
    Outcome outcome =
        callOf(
            ScriptedPeer.offering(0, 10).holds("a", "1").holds("b", "2"),
            chaincode(
                stub -> {
                  List<byte[]> both = MultiGet.read(stub, List.of("a", "b"));
                  assertThat(MultiGet.read(stub, List.of())).isEmpty();
                  return both.size() + stub.getStringState("b");
                }));
    assertThat(outcome.answer()).isEqualTo("22");
    assertThat(outcome.received()).containsExactly(GET_STATE_MULTIPLE, GET_STATE, COMPLETED);
  }

  @Test
  void anErrorOfAReadOfManyKeysIsThrownAndLeavesNothingBehind() throws Exception {
    Outcome outcome =
        callOf(
            ScriptedPeer.offering(10, 10).holds("b", "2").refuses("a"),
            chaincode(
                stub -> {
                  try {
                    return "read " + MultiGet.read(stub, List.of("a", "b"));
                  } catch (RuntimeException e) {
                    return "threw, then read " + stub.getStringState("b");
                  }
                }));
    assertThat(outcome.answer()).isEqualTo("threw, then read 2");
  }

  @Test
  void rangesAndPrivateReadsGoTheirOwnWayAmongWrites() throws Exception {
    Outcome outcome =
        callOf(
            ScriptedPeer.offering(10, 10).holds("sealed/a", "2"),
            chaincode(
                stub -> {
                  List<String> found = new ArrayList<>();
                  try (QueryResultsIterator<KeyValue> range = stub.getStateByRange("a", "z")) {
                    for (KeyValue row : range) {
                      stub.putState(row.getKey(), bytes("changed"));
                      found.add(row.getKey());
                    }
                  }
                  found.add(new String(stub.getPrivateData("sealed", "a"), UTF_8));
                  stub.putPrivateData("sealed", "a", bytes("3"));
                  found.add(new String(stub.getPrivateDataHash("sealed", "a"), UTF_8));
                  return String.join(",", found);
                }));
    assertThat(outcome.answer()).isEqualTo("a,b,2,hash of a");
    assertThat(outcome.received())
        .containsExactly(
            GET_STATE_BY_RANGE,
            QUERY_STATE_NEXT,
            QUERY_STATE_CLOSE,
            GET_STATE,
            GET_PRIVATE_DATA_HASH,
            WRITE_BATCH_STATE,
            COMPLETED);
    assertThat(outcome.writes())
        .containsExactly(
            "settlement PUT_STATE a=changed",
            "settlement PUT_STATE b=changed",
            "settlement PUT_STATE sealed/a=3");
  }

  @Test
  void nestedCallsUnderOneIdKeepTheirWritesApart() throws Exception {
    try (ScriptedPeer peer = ScriptedPeer.offering(10, 10)) {
      peer.connect("provenance", writing(stub -> put(stub, "callee")));
      peer.connect(
          "settlement",
          writing(
              stub -> {
                put(stub, "before");
                assertThat(stub.invokeChaincode("provenance", List.of()).getStatusCode())
                    .isEqualTo(200);
                put(stub, "after");
              }));
      Outcome outcome = peer.call("settlement");
      assertThat(outcome.endorsed()).isTrue();
      assertThat(outcome.received())
          .containsExactly(
              INVOKE_CHAINCODE, WRITE_BATCH_STATE, COMPLETED, WRITE_BATCH_STATE, COMPLETED);
      assertThat(outcome.writes())
          .containsExactly(
              "provenance PUT_STATE callee=1",
              "settlement PUT_STATE before=1",
              "settlement PUT_STATE after=1");
    }
  }

  @Test
  void aNestedCallThatFailsLeavesNoWritesOfItsOwn() throws Exception {
    try (ScriptedPeer peer = ScriptedPeer.offering(10, 10)) {
      peer.connect(
          "provenance",
          new ConnectedChaincode(
              "provenance",
              stub -> {
                put(stub, "callee");
                return ResponseUtils.newErrorResponse("no");
              }));
      peer.connect(
          "settlement",
          chaincode(
              stub -> {
                put(stub, "caller");
                return stub.invokeChaincode("provenance", List.of()).getMessage();
              }));
      Outcome outcome = peer.call("settlement");
      assertThat(outcome.answer()).isEqualTo("no");
      assertThat(outcome.writes()).containsExactly("settlement PUT_STATE caller=1");
    }
  }

  @Test
  void anExceptionLeavesNoWritesAndTheNextCallIsServed() throws Exception {
    List<String> throwing = new ArrayList<>(List.of("once"));
    try (ScriptedPeer peer = ScriptedPeer.offering(10, 10)) {
      peer.connect(
          "settlement",
          writing(
              stub -> {
                put(stub, "a" + throwing.size());
                if (!throwing.isEmpty()) {
                  throwing.clear();
                  throw new IllegalStateException("in the middle");
                }
              }));
      Outcome first = peer.call("settlement");
      assertThat(first.received()).containsExactly(ERROR);
      assertThat(first.error()).contains("in the middle");
      Outcome second = peer.call("settlement");
      assertThat(second.endorsed()).isTrue();
      assertThat(second.writes()).containsExactly("settlement PUT_STATE a0=1");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 500})
  void aStatusThatIsNotEndorsedLeavesNoWrites(int status) throws Exception {
    Outcome outcome =
        callOf(
            ScriptedPeer.offering(10, 10),
            new ConnectedChaincode(
                "settlement",
                stub -> {
                  put(stub, "a");
                  return new Chaincode.Response(status, "no", new byte[0]);
                }));
    assertThat(outcome.received()).containsExactly(COMPLETED);
    assertThat(outcome.response().getStatus()).isEqualTo(status);
    assertThat(outcome.response().getMessage()).isEqualTo("no");
  }

  @Test
  void aRefusedWriteFailsTheTransactionAtItsEnd() throws Exception {
    ScriptedPeer peer = ScriptedPeer.offering(2, 10).refuses("bad");
    Outcome outcome =
        callOf(
            peer,
            writing(
                stub -> {
                  put(stub, "a");
                  put(stub, "b");
                  put(stub, "bad");
                  put(stub, "c");
                  put(stub, "d");
                }));
    assertThat(outcome.error()).isEqualTo("no writing of bad");
    assertThat(outcome.received()).containsExactly(WRITE_BATCH_STATE, WRITE_BATCH_STATE, COMPLETED);
  }

  @Test
  void aRefusedWriteIsNotForgottenByAContractThatGoesOn() throws Exception {
    List<String> thrown = new ArrayList<>();
    Outcome outcome =
        callOf(
            ScriptedPeer.offering(10, 10).refuses("bad"),
            writing(
                stub -> {
                  put(stub, "bad");
                  for (String key : List.of("large", "after")) {
                    try {
                      stub.putState(key, new byte[3_000_000]);
                    } catch (RuntimeException e) {
                      thrown.add(key);
                    }
                  }
                }));
    assertThat(thrown).containsExactly("large", "after");
    assertThat(outcome.error()).isEqualTo("no writing of bad");
    assertThat(outcome.received()).containsExactly(WRITE_BATCH_STATE, COMPLETED);
  }

  @Test
  void aPeerMaySayThatItIsAlive() throws Exception {
    Outcome outcome =
        callOf(
            ScriptedPeer.offering(1, 2).keepsAlive().holds("a", "1").holds("b", "2"),
            chaincode(
                stub -> {
                  put(stub, "x");
                  put(stub, "y");
                  return MultiGet.read(stub, List.of("a", "b", "a")).size()
                      + stub.getStringState("b");
                }));
    assertThat(outcome.answer()).isEqualTo("32");
    assertThat(outcome.writes()).hasSize(2);
  }

  @Test
  void callsAtTheSameTimeGetTheirOwnAnswers() throws Exception {
    ScriptedPeer peer = ScriptedPeer.offering(3, 3);
    IntStream.range(0, 7).forEach(i -> peer.holds("k" + i, "v" + i));
    List<String> keys = IntStream.range(0, 7).mapToObj(i -> "k" + i).toList();
    try (peer) {
      peer.connect(
          "settlement",
          chaincode(
              stub -> {
                StringBuilder seen = new StringBuilder();
                for (int i = 0; i < 20; i++) {
                  put(stub, stub.getTxId() + "." + i);
                  MultiGet.read(stub, keys).forEach(v -> seen.append(new String(v, UTF_8)));
                  seen.append(stub.getStringState("k" + i % 7));
                }
                return seen.toString();
              }));
      StringBuilder expected = new StringBuilder();
      for (int i = 0; i < 20; i++) {
        expected.append("v0v1v2v3v4v5v6v").append(i % 7);
      }
      List<CompletableFuture<ChaincodeMessage>> calls =
          IntStream.range(0, 40).mapToObj(i -> peer.start("settlement")).toList();
      for (CompletableFuture<ChaincodeMessage> call : calls) {
        assertThat(peer.outcome(call).answer()).isEqualTo(expected.toString());
      }
      assertThat(peer.writes()).hasSize(800).doesNotHaveDuplicates();
    }
  }

  /** What a contract may be waiting for when the peer goes. */
  private enum Waiting {
    READ(GET_STATE),
    READ_OF_MANY(GET_STATE_MULTIPLE),
    NESTED_CALL(INVOKE_CHAINCODE),
    LARGE_WRITE(WRITE_BATCH_STATE);

    private final ChaincodeMessage.Type request;

    Waiting(ChaincodeMessage.Type request) {
      this.request = request;
    }

    void call(ChaincodeStub stub) {
      switch (this) {
        case READ -> {
          var unused = stub.getState("a");
        }
        case READ_OF_MANY -> {
          var unused = MultiGet.read(stub, List.of("a", "b"));
        }
        case NESTED_CALL -> {
          var unused = stub.invokeChaincode("provenance", List.of());
        }
        case LARGE_WRITE -> stub.putState("a", new byte[3_000_000]);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void whenThePeerDiesWhoeverWaitsIsToldAtOnce(Waiting waiting) throws Exception {
    CompletableFuture<RuntimeException> thrown = new CompletableFuture<>();
    try (ScriptedPeer peer = ScriptedPeer.offering(10, 10)) {
      CompletableFuture<ChaincodeMessage> asked = peer.hold(waiting.request);
      Connection connection = peer.connect("settlement", failingIn(waiting::call, thrown));
      var unused = peer.start("settlement");
      asked.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
      // The shim by itself waits a minute for its threads.
      connection.dies().get(DEADLINE_SECONDS, TimeUnit.SECONDS);
      assertThat(thrown).isCompleted();
    }
  }

  /** Writes, then makes a call that fails, and after it another. */
  private static ConnectedChaincode failingIn(
      Consumer<ChaincodeStub> call, CompletableFuture<RuntimeException> thrown) {
    return writing(
        stub -> {
          put(stub, "before");
          try {
            call.accept(stub);
          } catch (RuntimeException e) {
            try {
              stub.getState("afterwards");
            } catch (RuntimeException again) {
              thrown.complete(again);
            }
            throw e;
          }
        });
  }

  @Test
  void anOlderPeerThatLeavesLetsNobodyWaitEither() throws Exception {
    CompletableFuture<RuntimeException> thrown = new CompletableFuture<>();
    try (ScriptedPeer peer = ScriptedPeer.older()) {
      CompletableFuture<ChaincodeMessage> asked = peer.hold(GET_STATE);
      Connection connection =
          peer.connect("settlement", failingIn(stub -> stub.getState("a"), thrown));
      var unused = peer.start("settlement");
      asked.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
      connection.leaves().get(DEADLINE_SECONDS, TimeUnit.SECONDS);
      assertThat(thrown).isCompleted();
    }
  }

  @Test
  void whenThePeerDiesEveryOpenTransactionEnds() throws Exception {
    CountDownLatch ended = new CountDownLatch(40);
    try (ScriptedPeer peer = ScriptedPeer.offering(10, 10)) {
      CompletableFuture<ChaincodeMessage> asked = peer.hold(GET_STATE);
      Connection connection =
          peer.connect(
              "settlement",
              writing(
                  stub -> {
                    try {
                      while (true) {
                        put(stub, "a");
                        var unused = stub.getState("a");
                      }
                    } catch (RuntimeException e) {
                      ended.countDown();
                      throw e;
                    }
                  }));
      // More than the shim has threads: the others wait for their turn.
      for (int i = 0; i < 40; i++) {
        var unused = peer.start("settlement");
      }
      asked.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
      connection.dies().get(DEADLINE_SECONDS, TimeUnit.SECONDS);
      assertThat(ended.getCount()).isZero();
    }
  }

  @Test
  void aPeerThatDiesBetweenTheLastBatchAndItsAnswerLeavesNothingOpen() throws Exception {
    try (ScriptedPeer peer = ScriptedPeer.offering(1, 10)) {
      CompletableFuture<ChaincodeMessage> asked = peer.hold(WRITE_BATCH_STATE);
      Connection connection = peer.connect("settlement", writing(stub -> put(stub, "a")));
      CompletableFuture<ChaincodeMessage> call = peer.start("settlement");
      asked.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
      connection.dies().get(DEADLINE_SECONDS, TimeUnit.SECONDS);
      assertThat(call).isNotDone();
    }
  }

  @Test
  void whatCannotBeSentFailsTheCallAndNotTheShim() throws Exception {
    CompletableFuture<RuntimeException> thrown = new CompletableFuture<>();
    CountDownLatch broken = new CountDownLatch(1);
    try (ScriptedPeer peer = ScriptedPeer.offering(10, 10)) {
      CompletableFuture<ChaincodeMessage> asked = peer.hold(GET_STATE);
      Connection connection =
          peer.connect(
              "settlement",
              failingIn(
                  stub -> {
                    await(broken);
                    stub.getState("b");
                  },
                  thrown));
      var unused = peer.start("settlement");
      connection.breaks();
      broken.countDown();
      assertThat(thrown.get(DEADLINE_SECONDS, TimeUnit.SECONDS)).isNotNull();
      assertThat(asked).isNotDone();
      assertThat(connection.givenUp()).isCompleted();
      connection.dies().get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(DEADLINE_SECONDS, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void anAnswerThatComesAfterTheStreamBrokeReachesNobody() throws Exception {
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    CountDownLatch late = new CountDownLatch(1);
    try (ScriptedPeer peer = ScriptedPeer.offering(10, 10)) {
      CompletableFuture<ChaincodeMessage> asked = peer.hold(GET_STATE);
      Connection connection =
          peer.connect(
              "settlement",
              writing(
                  stub -> {
                    seen.add(read(stub, "a"));
                    await(late);
                    seen.add(read(stub, "b"));
                  }));
      var first = peer.start("settlement");
      ChaincodeMessage request = asked.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
      connection.breaks();
      // Its end is what shows that the stream is broken; the first call has to be told too.
      var second = peer.start("settlement");
      assertThat(seen.poll(DEADLINE_SECONDS, TimeUnit.SECONDS)).isEqualTo("threw");
      assertThat(seen.poll(DEADLINE_SECONDS, TimeUnit.SECONDS)).isEqualTo("threw");
      connection
          .says(
              Messages.about(
                  request, ChaincodeMessage.Type.RESPONSE, ByteString.copyFromUtf8("of a")))
          .get(DEADLINE_SECONDS, TimeUnit.SECONDS);
      late.countDown();
      assertThat(seen.poll(DEADLINE_SECONDS, TimeUnit.SECONDS)).isEqualTo("threw");
      assertThat(seen.poll(DEADLINE_SECONDS, TimeUnit.SECONDS)).isEqualTo("threw");
      connection.dies().get(DEADLINE_SECONDS, TimeUnit.SECONDS);
      assertThat(first).isNotDone();
      assertThat(second).isNotDone();
    }
  }

  private static String read(ChaincodeStub stub, String key) {
    try {
      return stub.getStringState(key);
    } catch (RuntimeException e) {
      return "threw";
    }
  }

  @Test
  void aChaincodeThatIsConnectedAgainGoesByWhatTheNewPeerOffers() throws Exception {
    ConnectedChaincode chaincode = writing(stub -> put(stub, "a"));
    try (ScriptedPeer newer = ScriptedPeer.offering(10, 10)) {
      newer.connect("settlement", chaincode);
      assertThat(newer.call("settlement").received()).containsExactly(WRITE_BATCH_STATE, COMPLETED);
    }
    try (ScriptedPeer older = ScriptedPeer.older()) {
      older.connect("settlement", chaincode);
      assertThat(older.call("settlement").received()).containsExactly(PUT_STATE, COMPLETED);
    }
  }
}
