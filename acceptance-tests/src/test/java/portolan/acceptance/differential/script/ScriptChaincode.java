// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance.differential.script;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.Function;
import org.hyperledger.fabric.shim.ChaincodeBase;
import org.hyperledger.fabric.shim.ChaincodeStub;
import org.hyperledger.fabric.shim.ResponseUtils;
import org.hyperledger.fabric.shim.ext.sbe.StateBasedEndorsement;
import org.hyperledger.fabric.shim.ext.sbe.impl.StateBasedEndorsementFactory;
import org.hyperledger.fabric.shim.ledger.CompositeKey;
import org.hyperledger.fabric.shim.ledger.KeyModification;
import org.hyperledger.fabric.shim.ledger.KeyValue;
import org.hyperledger.fabric.shim.ledger.QueryResultsIterator;
import org.hyperledger.fabric.shim.ledger.QueryResultsIteratorWithMetadata;

/**
 * Does the operations that its arguments name, in turn, and answers with what each gave: a value,
 * or what it threw. An operation that throws does not end the others, so that the answer also tells
 * what is still possible afterwards.
 *
 * <pre>{@code
 * public state     get KEY | put KEY VALUE | fill KEY SIZE | del KEY | range FROM TO
 *                  page FROM TO SIZE BOOKMARK | history KEY | query TEXT
 * composite keys   putComposite VALUE TYPE PART... | rangeComposite TYPE PART...
 * key policies     setPolicy KEY MSPID... | setBadPolicy KEY | getPolicy KEY
 * private data     pget COLLECTION KEY | phash COLLECTION KEY | pput COLLECTION KEY TRANSIENT
 *                  pdel COLLECTION KEY | ppurge COLLECTION KEY | prange COLLECTION FROM TO
 *                  psetPolicy COLLECTION KEY MSPID... | pgetPolicy COLLECTION KEY
 * others           event NAME PAYLOAD | call DEFINITION OPERATION... | who
 * the end          fail MESSAGE | status NUMBER MESSAGE PAYLOAD | throw MESSAGE
 * dishonest        differ KEY (writes another value at every peer) | failAt MSPID MESSAGE
 * }</pre>
 */
public final class ScriptChaincode extends ChaincodeBase {
  private final String mspId;

  /**
   * Chaincode of one peer.
   *
   * @param mspId the peer's member
   */
  public ScriptChaincode(String mspId) {
    this.mspId = mspId;
  }

  @Override
  public Response init(ChaincodeStub stub) {
    return ResponseUtils.newSuccessResponse();
  }

  @Override
  public Response invoke(ChaincodeStub stub) {
    List<String> answers = new ArrayList<>();
    for (byte[] argument : stub.getArgs()) {
      Operation operation = Operation.decode(new String(argument, UTF_8));
      switch (operation.name()) {
        case "fail" -> {
          return ResponseUtils.newErrorResponse(operation.field(0));
        }
        case "failAt" -> {
          if (operation.field(0).equals(mspId)) {
            return ResponseUtils.newErrorResponse(operation.field(1));
          }
        }
        case "status" -> {
          return new Response(
              Integer.parseInt(operation.field(0)),
              operation.field(1),
              operation.field(2).getBytes(UTF_8));
        }
        case "throw" -> throw new IllegalStateException(operation.field(0));
        default -> answers.add(Shown.text(operation.encoded()) + " -> " + answer(stub, operation));
      }
    }
    return ResponseUtils.newSuccessResponse(String.join("\n", answers).getBytes(UTF_8));
  }

  private String answer(ChaincodeStub stub, Operation operation) {
    try {
      return perform(stub, operation);
    } catch (Exception e) {
      return "threw " + e.getClass().getSimpleName() + ": " + withoutId(stub, e.getMessage());
    }
  }

  /** The shim puts the beginning of the transaction id into some messages. */
  private static String withoutId(ChaincodeStub stub, String message) {
    if (message == null) {
      return "null";
    }
    String id = stub.getTxId();
    return message.replace(id, "TX").replace(id.substring(0, Math.min(8, id.length())), "TX");
  }

  private String perform(ChaincodeStub stub, Operation o) throws Exception {
    String key = o.field(0);
    return switch (o.name()) {
      case "get" -> Shown.value(stub.getState(key));
      case "put" -> done(() -> stub.putState(key, o.field(1).getBytes(UTF_8)));
      case "fill" -> done(() -> stub.putState(key, big(Integer.parseInt(o.field(1)))));
      case "del" -> done(() -> stub.delState(key));
      case "range" -> keyValues(stub.getStateByRange(key, o.field(1)));
      case "page" -> page(stub, o);
      case "history" -> history(stub, key);
      case "query" -> keyValues(stub.getQueryResult(key));
      case "putComposite" ->
          done(() -> stub.putState(composite(o, 1).toString(), key.getBytes(UTF_8)));
      case "rangeComposite" -> keyValues(stub.getStateByPartialCompositeKey(composite(o, 0)));
      case "setPolicy" -> done(() -> stub.setStateValidationParameter(key, policy(o, 1)));
      case "setBadPolicy" ->
          done(() -> stub.setStateValidationParameter(key, "no policy".getBytes(UTF_8)));
      case "getPolicy" -> policy(stub.getStateValidationParameter(key));
      case "event" -> done(() -> stub.setEvent(key, o.field(1).getBytes(UTF_8)));
      case "call" -> call(stub, o);
      case "who" -> "on " + stub.getChannelId() + transientNames(stub);
      case "differ" -> done(() -> stub.putState(key, mspId.getBytes(UTF_8)));
      default -> performPrivate(stub, o);
    };
  }

  private static String performPrivate(ChaincodeStub stub, Operation o) throws Exception {
    String collection = o.field(0);
    String key = o.field(1);
    return switch (o.name()) {
      case "pget" -> Shown.value(stub.getPrivateData(collection, key));
      case "phash" -> Shown.value(stub.getPrivateDataHash(collection, key));
      case "pput" ->
          done(() -> stub.putPrivateData(collection, key, confidential(stub, o.field(2))));
      case "pdel" -> done(() -> stub.delPrivateData(collection, key));
      case "ppurge" -> done(() -> stub.purgePrivateData(collection, key));
      case "prange" -> keyValues(stub.getPrivateDataByRange(collection, key, o.field(2)));
      case "psetPolicy" ->
          done(() -> stub.setPrivateDataValidationParameter(collection, key, policy(o, 2)));
      case "pgetPolicy" -> policy(stub.getPrivateDataValidationParameter(collection, key));
      default -> throw new IllegalArgumentException("no such operation");
    };
  }

  private static byte[] confidential(ChaincodeStub stub, String name) {
    byte[] value = stub.getTransient().get(name);
    if (value == null) {
      throw new IllegalArgumentException("nothing is called " + name);
    }
    return value;
  }

  private static String done(Runnable work) {
    work.run();
    return "done";
  }

  private static byte[] big(int size) {
    byte[] value = new byte[size];
    Arrays.fill(value, (byte) 'x');
    return value;
  }

  private static CompositeKey composite(Operation o, int from) {
    List<String> parts = o.fields().subList(from + 1, o.fields().size());
    return new CompositeKey(o.field(from), parts);
  }

  private static byte[] policy(Operation o, int from) {
    List<String> members = o.fields().subList(from, o.fields().size());
    if (members.isEmpty()) {
      return new byte[0];
    }
    StateBasedEndorsement policy =
        StateBasedEndorsementFactory.getInstance().newStateBasedEndorsement(null);
    policy.addOrgs(StateBasedEndorsement.RoleType.RoleTypePeer, members.toArray(String[]::new));
    return policy.policy();
  }

  private static String policy(byte[] policy) {
    if (policy == null || policy.length == 0) {
      return Shown.value(policy);
    }
    return StateBasedEndorsementFactory.getInstance()
        .newStateBasedEndorsement(policy)
        .listOrgs()
        .stream()
        .sorted()
        .toList()
        .toString();
  }

  private static String keyValues(QueryResultsIterator<KeyValue> found) throws Exception {
    return all(found, ScriptChaincode::keyValue);
  }

  private static String keyValue(KeyValue found) {
    return Shown.text(found.getKey()) + "=" + Shown.value(found.getValue());
  }

  private static <T> String all(QueryResultsIterator<T> found, Function<T, String> shown)
      throws Exception {
    try (found) {
      return listed(found, shown);
    }
  }

  private static <T> String listed(Iterable<T> found, Function<T, String> shown) {
    StringJoiner text = new StringJoiner(", ", "[", "]");
    found.forEach(each -> text.add(shown.apply(each)));
    return text.toString();
  }

  private static String page(ChaincodeStub stub, Operation o) throws Exception {
    try (QueryResultsIteratorWithMetadata<KeyValue> found =
        stub.getStateByRangeWithPagination(
            o.field(0), o.field(1), Integer.parseInt(o.field(2)), o.field(3))) {
      var metadata = found.getMetadata();
      return listed(found, ScriptChaincode::keyValue)
          + " fetched "
          + metadata.getFetchedRecordsCount()
          + " bookmark "
          + Shown.text(metadata.getBookmark());
    }
  }

  /** Times are those of transactions, so only their distance from this one's can be compared. */
  private static String history(ChaincodeStub stub, String key) throws Exception {
    QueryResultsIterator<KeyModification> found = stub.getHistoryForKey(key);
    return all(
        found,
        m ->
            "%s %s at %d ms"
                .formatted(
                    m.getTxId(),
                    m.isDeleted()
                        ? "deleted" + Shown.value(m.getValue())
                        : Shown.value(m.getValue()),
                    m.getTimestamp().toEpochMilli() - stub.getTxTimestamp().toEpochMilli()));
  }

  private static String call(ChaincodeStub stub, Operation o) {
    List<byte[]> operations = o.fields().stream().skip(1).map(f -> f.getBytes(UTF_8)).toList();
    Response response = stub.invokeChaincode(o.field(0), operations, "");
    byte[] payload = response.getPayload();
    return "{status %d, message %s, payload %s}"
        .formatted(
            response.getStatusCode(),
            withoutId(stub, withoutFrames(response.getMessage())),
            payload == null ? "null" : new String(payload, UTF_8).replace("\n", "; "));
  }

  /** The shim makes a stack trace the message of chaincode that threw something. */
  private static String withoutFrames(String message) {
    int frames = message == null ? -1 : message.indexOf("\n\tat ");
    return frames < 0 ? message : message.substring(0, frames);
  }

  private static String transientNames(ChaincodeStub stub) {
    return " with " + stub.getTransient().keySet().stream().sorted().toList();
  }
}
