// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.batching;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.hyperledger.fabric.protos.ledger.queryresult.KV;
import org.hyperledger.fabric.protos.peer.ChaincodeAdditionalParams;
import org.hyperledger.fabric.protos.peer.ChaincodeInput;
import org.hyperledger.fabric.protos.peer.ChaincodeMessage;
import org.hyperledger.fabric.protos.peer.ChaincodeSpec;
import org.hyperledger.fabric.protos.peer.DelState;
import org.hyperledger.fabric.protos.peer.GetState;
import org.hyperledger.fabric.protos.peer.GetStateMultiple;
import org.hyperledger.fabric.protos.peer.GetStateMultipleResult;
import org.hyperledger.fabric.protos.peer.PutState;
import org.hyperledger.fabric.protos.peer.PutStateMetadata;
import org.hyperledger.fabric.protos.peer.QueryResponse;
import org.hyperledger.fabric.protos.peer.QueryResultBytes;
import org.hyperledger.fabric.protos.peer.Response;
import org.hyperledger.fabric.protos.peer.WriteBatchState;
import org.hyperledger.fabric.protos.peer.WriteRecord;

/**
 * The other end of the stream: takes one request of a transaction at a time, answers from another
 * thread, drops a request that comes while another of its transaction is open, and stops at the
 * first write of a batch that it refuses, all as Fabric's peer does.
 */
final class ScriptedPeer implements AutoCloseable {
  static final String CHANNEL = "trade";
  private static final int DEADLINE_SECONDS = 20;
  private static final int GRPC_DEFAULT_LIMIT = 4 << 20;

  private final ChaincodeAdditionalParams offer;
  private final Map<String, Connection> connections = new ConcurrentHashMap<>();
  private final TreeMap<String, String> state = new TreeMap<>();
  private final Set<String> refused = new HashSet<>();
  private final Map<ChaincodeMessage.Type, CompletableFuture<ChaincodeMessage>> held =
      new ConcurrentHashMap<>();
  private final List<String> violations = new CopyOnWriteArrayList<>();
  private final List<ChaincodeMessage.Type> received = new CopyOnWriteArrayList<>();
  private final List<String> writes = new CopyOnWriteArrayList<>();
  private final List<Integer> batches = new CopyOnWriteArrayList<>();
  private volatile boolean keepalive;
  private int calls;

  private ScriptedPeer(ChaincodeAdditionalParams offer) {
    this.offer = offer;
  }

  /** A peer with these maxima; 0 where it does not offer it. */
  static ScriptedPeer offering(int maxWrites, int maxKeys) {
    return new ScriptedPeer(
        ChaincodeAdditionalParams.newBuilder()
            .setUseWriteBatch(maxWrites > 0)
            .setMaxSizeWriteBatch(maxWrites)
            .setUseGetMultipleKeys(maxKeys > 0)
            .setMaxSizeGetMultipleKeys(maxKeys)
            .build());
  }

  /** A peer of a release that knows neither. */
  static ScriptedPeer older() {
    return offering(0, 0);
  }

  /** A call's end, and what the peer got for it since the call before. */
  record Outcome(ChaincodeMessage last, List<ChaincodeMessage.Type> received, List<String> writes) {
    boolean endorsed() {
      return last.getType() == ChaincodeMessage.Type.COMPLETED && response().getStatus() < 400;
    }

    Response response() {
      try {
        return Response.parseFrom(last.getPayload());
      } catch (InvalidProtocolBufferException e) {
        throw new AssertionError(e);
      }
    }

    String answer() {
      return response().getPayload().toStringUtf8();
    }

    String error() {
      assertThat(endorsed()).isFalse();
      return last.getType() == ChaincodeMessage.Type.ERROR
          ? last.getPayload().toStringUtf8()
          : response().getMessage();
    }
  }

  ScriptedPeer holds(String key, String value) {
    state.put(key, value);
    return this;
  }

  /** Every write of this key is refused. */
  ScriptedPeer refuses(String key) {
    refused.add(key);
    return this;
  }

  /** KEEPALIVE goes out before every answer. */
  ScriptedPeer keepsAlive() {
    keepalive = true;
    return this;
  }

  /** The next request of this type is not answered; completes when it has come. */
  CompletableFuture<ChaincodeMessage> hold(ChaincodeMessage.Type type) {
    return held.computeIfAbsent(type, t -> new CompletableFuture<>());
  }

  /** The records in each batch so far. */
  List<Integer> batches() {
    return batches;
  }

  Connection connect(String name, ConnectedChaincode chaincode) throws Exception {
    Connection connection = new Connection(name);
    connection.toChaincode = chaincode.connectToPeer(connection);
    connections.put(name, connection);
    connection.connected.complete(null);
    connection.ready.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    return connection;
  }

  CompletableFuture<ChaincodeMessage> start(String name) {
    return connections.get(name).start("tx" + ++calls);
  }

  /** Calls, and waits for the end. */
  Outcome call(String name) throws Exception {
    received.clear();
    writes.clear();
    batches.clear();
    return outcome(start(name));
  }

  Outcome outcome(CompletableFuture<ChaincodeMessage> call)
      throws InterruptedException, ExecutionException, TimeoutException {
    ChaincodeMessage last = call.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    return new Outcome(last, List.copyOf(received), List.copyOf(writes));
  }

  @Override
  public void close() {
    connections.values().forEach(Connection::close);
    assertThat(violations).isEmpty();
  }

  /** The stream of one chaincode, which is one namespace. */
  final class Connection implements StreamObserver<ChaincodeMessage> {
    private final String name;
    // As gRPC does it: one message after another.
    private final ExecutorService incoming = Executors.newSingleThreadExecutor();
    private final CompletableFuture<Void> connected = new CompletableFuture<>();
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final Map<String, CompletableFuture<ChaincodeMessage>> open = new HashMap<>();
    private final Set<String> active = new HashSet<>();
    private final CompletableFuture<Throwable> given = new CompletableFuture<>();
    private volatile boolean broken;
    private StreamObserver<ChaincodeMessage> toChaincode;

    private Connection(String name) {
      this.name = name;
    }

    @Override
    public void onNext(ChaincodeMessage message) {
      if (broken) {
        throw Status.CANCELLED.withDescription("the stream is broken").asRuntimeException();
      }
      incoming.execute(
          () -> {
            connected.join();
            try {
              handle(message);
            } catch (IOException | RuntimeException e) {
              violations.add(name + " cannot handle " + message.getType() + ": " + e);
            }
          });
    }

    @Override
    public void onError(Throwable t) {
      given.complete(t);
      if (!broken) {
        violations.add("the chaincode ended the stream: " + t);
      }
      throw new IllegalStateException("the stream has ended");
    }

    @Override
    public void onCompleted() {
      violations.add("the chaincode ended the stream");
    }

    /** With what the chaincode has ended the stream. */
    CompletableFuture<Throwable> givenUp() {
      return given;
    }

    /** From now on whatever the chaincode sends fails, and it has not been told why. */
    void breaks() {
      broken = true;
    }

    /** The stream ends by an error, as when the peer is killed; completes when the shim is down. */
    CompletableFuture<Void> dies() {
      broken = true;
      return CompletableFuture.runAsync(
          () -> toChaincode.onError(Status.CANCELLED.asRuntimeException()), incoming);
    }

    /** The stream ends in order. */
    CompletableFuture<Void> leaves() {
      broken = true;
      return CompletableFuture.runAsync(toChaincode::onCompleted, incoming);
    }

    /** Sends an answer that was held, or one that nobody asked for. */
    CompletableFuture<Void> says(ChaincodeMessage message) {
      return CompletableFuture.runAsync(() -> toChaincode.onNext(message), incoming);
    }

    private void close() {
      if (!broken) {
        dies().orTimeout(DEADLINE_SECONDS, TimeUnit.SECONDS).join();
      }
      incoming.shutdownNow();
    }

    private CompletableFuture<ChaincodeMessage> start(String tx) {
      CompletableFuture<ChaincodeMessage> ended = new CompletableFuture<>();
      incoming.execute(
          () -> {
            open.put(tx, ended);
            toChaincode.onNext(
                message(
                    ChaincodeMessage.Type.TRANSACTION, tx, ChaincodeInput.getDefaultInstance()));
          });
      return ended;
    }

    private void handle(ChaincodeMessage message) throws IOException {
      ChaincodeMessage.Type type = message.getType();
      String tx = message.getTxid();
      switch (type) {
        case REGISTER -> {
          toChaincode.onNext(message(ChaincodeMessage.Type.REGISTERED, "", null));
          toChaincode.onNext(message(ChaincodeMessage.Type.READY, "", offer));
          ready.complete(null);
        }
        case COMPLETED, ERROR -> {
          received.add(type);
          CompletableFuture<ChaincodeMessage> ended = open.remove(tx);
          if (ended == null) {
            violations.add(name + " got " + type + " for no transaction");
          } else {
            if (active.contains(tx)) {
              violations.add(name + " got " + type + " while it had a request to answer");
            }
            ended.complete(message);
          }
        }
        default -> {
          received.add(type);
          if (!active.add(tx)) {
            violations.add(name + " got " + type + " while it had a request to answer");
            return;
          }
          CompletableFuture<ChaincodeMessage> hold = held.remove(type);
          if (hold != null) {
            hold.complete(message);
            return;
          }
          answer(message);
        }
      }
    }

    private void answer(ChaincodeMessage request) throws IOException {
      switch (request.getType()) {
        case GET_STATE -> {
          GetState get = GetState.parseFrom(request.getPayload());
          reply(request, bytes(value(get.getCollection(), get.getKey())));
        }
        case GET_PRIVATE_DATA_HASH ->
            reply(request, bytes("hash of " + GetState.parseFrom(request.getPayload()).getKey()));
        case GET_STATE_MULTIPLE -> getMany(request);
        case GET_STATE_BY_RANGE -> page(request, "a", true);
        case QUERY_STATE_NEXT -> page(request, "b", false);
        case QUERY_STATE_CLOSE -> reply(request, QueryResponse.getDefaultInstance().toByteString());
        case PUT_STATE -> {
          PutState put = PutState.parseFrom(request.getPayload());
          write(
              request,
              List.of(
                  WriteRecord.newBuilder()
                      .setType(WriteRecord.Type.PUT_STATE)
                      .setCollection(put.getCollection())
                      .setKey(put.getKey())
                      .setValue(put.getValue())
                      .build()));
        }
        case PUT_STATE_METADATA -> {
          PutStateMetadata put = PutStateMetadata.parseFrom(request.getPayload());
          write(
              request,
              List.of(
                  WriteRecord.newBuilder()
                      .setType(WriteRecord.Type.PUT_STATE_METADATA)
                      .setCollection(put.getCollection())
                      .setKey(put.getKey())
                      .setMetadata(put.getMetadata())
                      .build()));
        }
        case DEL_STATE, PURGE_PRIVATE_DATA -> {
          DelState removed = DelState.parseFrom(request.getPayload());
          write(
              request,
              List.of(
                  WriteRecord.newBuilder()
                      .setType(WriteRecord.Type.valueOf(request.getType().name()))
                      .setCollection(removed.getCollection())
                      .setKey(removed.getKey())
                      .build()));
        }
        case WRITE_BATCH_STATE -> {
          List<WriteRecord> records = WriteBatchState.parseFrom(request.getPayload()).getRecList();
          if (!offer.getUseWriteBatch()
              || records.isEmpty()
              || records.size() > offer.getMaxSizeWriteBatch()
              || (records.size() > 1 && request.getSerializedSize() > GRPC_DEFAULT_LIMIT)) {
            violations.add("a batch of " + records.size());
          }
          batches.add(records.size());
          write(request, records);
        }
        case INVOKE_CHAINCODE -> {
          String callee = ChaincodeSpec.parseFrom(request.getPayload()).getChaincodeId().getName();
          var unused =
              connections
                  .get(callee)
                  .start(request.getTxid())
                  .thenAcceptAsync(last -> reply(request, last.toByteString()), incoming);
        }
        default -> violations.add(name + " got " + request.getType());
      }
    }

    private String value(String collection, String key) {
      return state.getOrDefault(collection.isEmpty() ? key : collection + "/" + key, "");
    }

    private void getMany(ChaincodeMessage request) throws IOException {
      GetStateMultiple get = GetStateMultiple.parseFrom(request.getPayload());
      if (!offer.getUseGetMultipleKeys()
          || get.getKeysCount() > offer.getMaxSizeGetMultipleKeys()) {
        violations.add("a request of " + get.getKeysCount() + " keys");
      }
      GetStateMultipleResult.Builder values = GetStateMultipleResult.newBuilder();
      for (String key : get.getKeysList()) {
        if (refused.contains(key)) {
          reply(request, ChaincodeMessage.Type.ERROR, bytes("no reading of " + key));
          return;
        }
        values.addValues(bytes(value(get.getCollection(), key)));
      }
      reply(request, values.build().toByteString());
    }

    private void page(ChaincodeMessage request, String key, boolean more) {
      reply(
          request,
          QueryResponse.newBuilder()
              .setId("query")
              .setHasMore(more)
              .addResults(
                  QueryResultBytes.newBuilder()
                      .setResultBytes(
                          KV.newBuilder().setKey(key).setValue(bytes("1")).build().toByteString()))
              .build()
              .toByteString());
    }

    private void write(ChaincodeMessage request, List<WriteRecord> records) {
      for (WriteRecord record : records) {
        if (refused.contains(record.getKey())) {
          reply(request, ChaincodeMessage.Type.ERROR, bytes("no writing of " + record.getKey()));
          return;
        }
        writes.add(shown(record));
      }
      reply(request, ByteString.EMPTY);
    }

    private String shown(WriteRecord record) {
      String value =
          switch (record.getType()) {
            case PUT_STATE -> "=" + text(record.getValue());
            case PUT_STATE_METADATA ->
                "="
                    + record.getMetadata().getMetakey()
                    + ":"
                    + text(record.getMetadata().getValue());
            default -> "";
          };
      String collection = record.getCollection().isEmpty() ? "" : record.getCollection() + "/";
      return name + " " + record.getType() + " " + collection + record.getKey() + value;
    }

    private static String text(ByteString value) {
      return value.size() > 100 ? value.size() + " bytes" : value.toString(UTF_8);
    }

    private void reply(ChaincodeMessage request, ByteString payload) {
      reply(request, ChaincodeMessage.Type.RESPONSE, payload);
    }

    private void reply(ChaincodeMessage request, ChaincodeMessage.Type type, ByteString payload) {
      active.remove(request.getTxid());
      if (keepalive) {
        toChaincode.onNext(message(ChaincodeMessage.Type.KEEPALIVE, "", null));
      }
      toChaincode.onNext(Messages.about(request, type, payload));
    }

    private static ByteString bytes(String text) {
      return ByteString.copyFromUtf8(text);
    }

    private static ChaincodeMessage message(
        ChaincodeMessage.Type type, String tx, Message payload) {
      ChaincodeMessage.Builder message =
          ChaincodeMessage.newBuilder().setType(type).setChannelId(CHANNEL).setTxid(tx);
      return payload == null ? message.build() : message.setPayload(payload.toByteString()).build();
    }
  }

  /** The writes of all namespaces so far, in the order in which they came. */
  List<String> writes() {
    return new ArrayList<>(writes);
  }
}
