// SPDX-License-Identifier: Apache-2.0
package portolan.twin.simulation;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.hyperledger.fabric.protos.ledger.queryresult.KV;
import org.hyperledger.fabric.protos.peer.ChaincodeMessage;
import org.hyperledger.fabric.protos.peer.ChaincodeSpec;
import org.hyperledger.fabric.protos.peer.DelState;
import org.hyperledger.fabric.protos.peer.GetHistoryForKey;
import org.hyperledger.fabric.protos.peer.GetState;
import org.hyperledger.fabric.protos.peer.GetStateByRange;
import org.hyperledger.fabric.protos.peer.GetStateMetadata;
import org.hyperledger.fabric.protos.peer.GetStateMultiple;
import org.hyperledger.fabric.protos.peer.GetStateMultipleResult;
import org.hyperledger.fabric.protos.peer.PutState;
import org.hyperledger.fabric.protos.peer.PutStateMetadata;
import org.hyperledger.fabric.protos.peer.QueryMetadata;
import org.hyperledger.fabric.protos.peer.QueryResponse;
import org.hyperledger.fabric.protos.peer.QueryResponseMetadata;
import org.hyperledger.fabric.protos.peer.QueryResultBytes;
import org.hyperledger.fabric.protos.peer.QueryStateClose;
import org.hyperledger.fabric.protos.peer.QueryStateNext;
import org.hyperledger.fabric.protos.peer.StateMetadata;
import org.hyperledger.fabric.protos.peer.StateMetadataResult;
import org.hyperledger.fabric.protos.peer.StaticCollectionConfig;
import org.hyperledger.fabric.protos.peer.WriteBatchState;
import org.hyperledger.fabric.protos.peer.WriteRecord;
import portolan.twin.channel.Channel;
import portolan.twin.identity.Identity;

/** The peer's side of the conversation with a chaincode, for one call of one chaincode. */
final class PeerMessages {
  /** Results per message; the peer reads one more to know whether there are more. */
  private static final int BATCH = 100;

  private final ChaincodeCall call;
  private final Channel channel;
  private final Simulation simulation;
  private final History history;
  private final String chaincode;
  private final Identity creator;
  private final String txId;
  private final int totalQueryLimit;
  private final Map<String, Query> queries = new HashMap<>();
  private final Map<String, Permission> permissions = new HashMap<>();

  private record Permission(boolean read, boolean write) {}

  /** An open query of any kind. */
  private static final class Query {
    private final Iterator<ByteString> results;
    private final Optional<Simulation.Range> page;
    private List<ByteString> pending = new ArrayList<>();
    private int count;

    private Query(Iterator<ByteString> results, Optional<Simulation.Range> page) {
      this.results = results;
      this.page = page;
    }

    private List<ByteString> cut() {
      List<ByteString> batch = pending;
      pending = new ArrayList<>();
      return batch;
    }
  }

  PeerMessages(
      ChaincodeCall call,
      Channel channel,
      Simulation simulation,
      History history,
      String chaincode,
      Identity creator,
      String txId,
      int totalQueryLimit) {
    this.call = call;
    this.channel = channel;
    this.simulation = simulation;
    this.history = history;
    this.chaincode = chaincode;
    this.creator = creator;
    this.txId = txId;
    this.totalQueryLimit = totalQueryLimit;
  }

  ChaincodeMessage answer(ChaincodeMessage request) {
    ChaincodeMessage.Builder answer =
        ChaincodeMessage.newBuilder().setTxid(txId).setChannelId(channel.name());
    try {
      return answer
          .setType(ChaincodeMessage.Type.RESPONSE)
          .setPayload(handle(request.getType(), request.getPayload()))
          .build();
    } catch (SimulationException e) {
      return answer
          .setType(ChaincodeMessage.Type.ERROR)
          .setPayload(
              ByteString.copyFromUtf8(
                  "%s failed: transaction ID: %s: %s"
                      .formatted(request.getType(), txId, e.getMessage())))
          .build();
    } catch (InvalidProtocolBufferException e) {
      return answer
          .setType(ChaincodeMessage.Type.ERROR)
          .setPayload(ByteString.copyFromUtf8("unmarshal failed: " + e.getMessage()))
          .build();
    }
  }

  private ByteString handle(ChaincodeMessage.Type type, ByteString payload)
      throws SimulationException, InvalidProtocolBufferException {
    return switch (type) {
      case GET_STATE -> get(GetState.parseFrom(payload));
      case GET_STATE_MULTIPLE -> getMany(GetStateMultiple.parseFrom(payload));
      case GET_PRIVATE_DATA_HASH -> {
        GetState get = GetState.parseFrom(payload);
        yield simulation.getPrivateHash(chaincode, get.getCollection(), get.getKey());
      }
      case GET_STATE_METADATA -> metadata(GetStateMetadata.parseFrom(payload));
      case PUT_STATE -> done(() -> put(PutState.parseFrom(payload)));
      case DEL_STATE -> done(() -> delete(DelState.parseFrom(payload)));
      case PURGE_PRIVATE_DATA -> done(() -> purge(DelState.parseFrom(payload)));
      case PUT_STATE_METADATA -> done(() -> putMetadata(PutStateMetadata.parseFrom(payload)));
      case WRITE_BATCH_STATE -> done(() -> writeBatch(WriteBatchState.parseFrom(payload)));
      case GET_STATE_BY_RANGE -> range(GetStateByRange.parseFrom(payload)).toByteString();
      case GET_HISTORY_FOR_KEY -> history(GetHistoryForKey.parseFrom(payload)).toByteString();
      case QUERY_STATE_NEXT -> {
        String id = QueryStateNext.parseFrom(payload).getId();
        Query query = queries.get(id);
        if (query == null) {
          throw new SimulationException("query iterator not found");
        }
        yield results(id, query, totalQueryLimit).toByteString();
      }
      case QUERY_STATE_CLOSE -> {
        String id = QueryStateClose.parseFrom(payload).getId();
        queries.remove(id);
        yield QueryResponse.newBuilder().setId(id).build().toByteString();
      }
      case INVOKE_CHAINCODE -> invoke(ChaincodeSpec.parseFrom(payload)).toByteString();
      case GET_QUERY_RESULT ->
          throw new SimulationException("ExecuteQuery not supported for leveldb");
      default -> throw new SimulationException("Fabric side handler cannot handle message " + type);
    };
  }

  private interface Write {
    void run() throws SimulationException, InvalidProtocolBufferException;
  }

  private static ByteString done(Write write)
      throws SimulationException, InvalidProtocolBufferException {
    write.run();
    return ByteString.EMPTY;
  }

  private ByteString get(GetState get) throws SimulationException {
    if (get.getCollection().isEmpty()) {
      return simulation.get(chaincode, get.getKey());
    }
    requireReadable(get.getCollection());
    return simulation.getPrivate(chaincode, get.getCollection(), get.getKey());
  }

  private ByteString getMany(GetStateMultiple get) throws SimulationException {
    GetStateMultipleResult.Builder result = GetStateMultipleResult.newBuilder();
    if (get.getCollection().isEmpty()) {
      get.getKeysList().forEach(key -> result.addValues(simulation.get(chaincode, key)));
    } else {
      requireReadable(get.getCollection());
      simulation
          .getPrivate(chaincode, get.getCollection(), get.getKeysList())
          .forEach(result::addValues);
    }
    return result.build().toByteString();
  }

  private ByteString metadata(GetStateMetadata get) throws SimulationException {
    SortedMap<String, ByteString> metadata;
    if (get.getCollection().isEmpty()) {
      metadata = simulation.metadata(chaincode, get.getKey());
    } else {
      requireReadable(get.getCollection());
      metadata = simulation.privateMetadata(chaincode, get.getCollection(), get.getKey());
    }
    StateMetadataResult.Builder result = StateMetadataResult.newBuilder();
    metadata.forEach(
        (name, value) ->
            result.addEntries(StateMetadata.newBuilder().setMetakey(name).setValue(value)));
    return result.build().toByteString();
  }

  private void put(PutState put) throws SimulationException {
    if (put.getCollection().isEmpty()) {
      simulation.put(chaincode, put.getKey(), put.getValue());
    } else {
      requireWritable(put.getCollection());
      simulation.putPrivate(chaincode, put.getCollection(), put.getKey(), put.getValue());
    }
  }

  private void delete(DelState delete) throws SimulationException {
    put(
        PutState.newBuilder()
            .setCollection(delete.getCollection())
            .setKey(delete.getKey())
            .build());
  }

  private void purge(DelState purge) throws SimulationException {
    if (purge.getCollection().isEmpty()) {
      throw new SimulationException("only applicable for private data");
    }
    requireWritable(purge.getCollection());
    simulation.purgePrivate(chaincode, purge.getCollection(), purge.getKey());
  }

  private void putMetadata(PutStateMetadata put) throws SimulationException {
    Map<String, ByteString> metadata =
        Map.of(put.getMetadata().getMetakey(), put.getMetadata().getValue());
    if (put.getCollection().isEmpty()) {
      simulation.putMetadata(chaincode, put.getKey(), metadata);
    } else {
      requireWritable(put.getCollection());
      simulation.putPrivateMetadata(chaincode, put.getCollection(), put.getKey(), metadata);
    }
  }

  private void writeBatch(WriteBatchState batch) throws SimulationException {
    for (WriteRecord write : batch.getRecList()) {
      DelState key =
          DelState.newBuilder().setCollection(write.getCollection()).setKey(write.getKey()).build();
      switch (write.getType()) {
        case PUT_STATE ->
            put(
                PutState.newBuilder()
                    .setCollection(write.getCollection())
                    .setKey(write.getKey())
                    .setValue(write.getValue())
                    .build());
        case DEL_STATE -> delete(key);
        case PURGE_PRIVATE_DATA -> purge(key);
        case PUT_STATE_METADATA ->
            putMetadata(
                PutStateMetadata.newBuilder()
                    .setCollection(write.getCollection())
                    .setKey(write.getKey())
                    .setMetadata(write.getMetadata())
                    .build());
        default -> throw new SimulationException("unknown operation type");
      }
    }
  }

  private QueryResponse range(GetStateByRange range)
      throws SimulationException, InvalidProtocolBufferException {
    QueryMetadata page = QueryMetadata.parseFrom(range.getMetadata());
    int limit =
        page.getPageSize() > 0 ? Math.min(page.getPageSize(), totalQueryLimit) : totalQueryLimit;
    Query query;
    if (!range.getCollection().isEmpty()) {
      requireReadable(range.getCollection());
      Iterator<Simulation.Item> items =
          simulation.privateRange(
              chaincode, range.getCollection(), range.getStartKey(), range.getEndKey());
      query = new Query(encoded(items), Optional.empty());
    } else if (page.getPageSize() != 0 || !page.getBookmark().isEmpty()) {
      Simulation.Range items =
          simulation.page(
              chaincode,
              page.getBookmark().isEmpty() ? range.getStartKey() : page.getBookmark(),
              range.getEndKey(),
              page.getPageSize());
      query = new Query(encoded(items), Optional.of(items));
    } else {
      query =
          new Query(
              encoded(simulation.range(chaincode, range.getStartKey(), range.getEndKey())),
              Optional.empty());
    }
    return opened(query, limit);
  }

  private QueryResponse history(GetHistoryForKey get) {
    return opened(
        new Query(
            history.of(chaincode, get.getKey()).stream().map(Message::toByteString).iterator(),
            Optional.empty()),
        totalQueryLimit);
  }

  private QueryResponse opened(Query query, int limit) {
    String id = "query" + queries.size();
    queries.put(id, query);
    return results(id, query, limit);
  }

  private Iterator<ByteString> encoded(Iterator<Simulation.Item> items) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return items.hasNext();
      }

      @Override
      public ByteString next() {
        return encode(items.next());
      }
    };
  }

  /** Looks ahead only when asked, because taking a result puts it into the read set. */
  private Iterator<ByteString> encoded(Simulation.Range range) {
    return new Iterator<>() {
      private Simulation.Item next;

      @Override
      public boolean hasNext() {
        if (next == null) {
          next = range.next();
        }
        return next != null;
      }

      @Override
      public ByteString next() {
        Simulation.Item item = next;
        next = null;
        return encode(item);
      }
    };
  }

  private ByteString encode(Simulation.Item item) {
    return KV.newBuilder()
        .setNamespace(chaincode)
        .setKey(item.key())
        .setValue(item.entry().value())
        .build()
        .toByteString();
  }

  private QueryResponse results(String id, Query query, int limit) {
    QueryResponse.Builder response = QueryResponse.newBuilder().setId(id);
    while (query.count < limit && query.results.hasNext()) {
      boolean full = query.page.isEmpty() && query.pending.size() == BATCH;
      List<ByteString> batch = full ? query.cut() : List.of();
      query.pending.add(query.results.next());
      query.count++;
      if (full) {
        return add(response, batch).setHasMore(true).build();
      }
    }
    queries.remove(id);
    query.page.ifPresent(
        page ->
            response.setMetadata(
                QueryResponseMetadata.newBuilder()
                    .setFetchedRecordsCount(query.count)
                    .setBookmark(page.bookmark())
                    .build()
                    .toByteString()));
    return add(response, query.cut()).build();
  }

  private static QueryResponse.Builder add(
      QueryResponse.Builder response, List<ByteString> results) {
    results.forEach(
        r -> response.addResults(QueryResultBytes.newBuilder().setResultBytes(r).build()));
    return response;
  }

  private ChaincodeMessage invoke(ChaincodeSpec spec) throws SimulationException {
    List<String> target = ChaincodeCall.target(spec.getChaincodeId().getName(), channel.name());
    if (!target.get(1).equals(channel.name())) {
      throw new SimulationException("failed to find ledger for channel: " + target.get(1));
    }
    try {
      return call.invoke(target.get(0), spec.getInput());
    } catch (SimulationException e) {
      throw new SimulationException("execute failed: " + e.getMessage());
    }
  }

  private void requireReadable(String collection) throws SimulationException {
    if (!permission(collection).read()) {
      throw new SimulationException(
          "tx creator does not have read access permission on privatedata in chaincodeName:%s collectionName: %s"
              .formatted(chaincode, collection));
    }
  }

  private void requireWritable(String collection) throws SimulationException {
    if (!permission(collection).write()) {
      throw new SimulationException(
          "tx creator does not have write access permission on privatedata in chaincodeName:%s collectionName: %s"
              .formatted(chaincode, collection));
    }
  }

  private Permission permission(String collection) throws SimulationException {
    Permission known = permissions.get(collection);
    if (known != null) {
      return known;
    }
    simulation.readDefinition(chaincode);
    StaticCollectionConfig config =
        channel
            .collection(chaincode, collection)
            .orElseThrow(
                () ->
                    new SimulationException(
                        "collection %s/%s/%s could not be found"
                            .formatted(channel.name(), chaincode, collection)));
    boolean member =
        (!config.getMemberOnlyRead() && !config.getMemberOnlyWrite())
            || Channel.isMember(config, creator);
    Permission permission =
        new Permission(
            member || !config.getMemberOnlyRead(), member || !config.getMemberOnlyWrite());
    permissions.put(collection, permission);
    return permission;
  }
}
