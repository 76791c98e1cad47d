// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.batching;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.List;
import org.hyperledger.fabric.protos.peer.ChaincodeMessage;
import org.hyperledger.fabric.protos.peer.GetStateMultiple;
import org.hyperledger.fabric.protos.peer.GetStateMultipleResult;
import org.hyperledger.fabric.shim.ChaincodeStub;

/**
 * Reads the state of many keys at once:
 *
 * <pre>{@code
 * List<byte[]> values = MultiGet.read(stub, List.of("a", "b", "c"));
 * }</pre>
 *
 * <p>Needs as many round trips as the peer's own maximum of keys in one request makes necessary
 * when the stub's chaincode is connected through a {@link BatchedStream} to a peer that offers it;
 * with any other stub and peer, one for each key. What the transaction has read in the end is the
 * same.
 */
public final class MultiGet {
  /**
   * The stub has no call for this. So its call for one key is made, and the stream, which sends in
   * the calling thread, finds here what to send instead. Set for the length of one call.
   */
  private static final ThreadLocal<MultiGet> ASKING = new ThreadLocal<>();

  private final List<String> keys;
  private int asked;

  private MultiGet(List<String> keys) {
    this.keys = keys;
  }

  /**
   * The committed values, as {@link ChaincodeStub#getState} gives them.
   *
   * @return in the order of the keys; empty (never null with the shim's own stub) where there is
   *     none. The peer bounds the keys of one request and not the size of its answer, which has to
   *     stay below the limit of gRPC for one message (100 MB unless set).
   * @throws RuntimeException what the stub throws when the peer reports an error
   */
  public static List<byte[]> read(ChaincodeStub stub, List<String> keys) {
    List<byte[]> values = new ArrayList<>(keys.size());
    while (values.size() < keys.size()) {
      MultiGet rest = new MultiGet(keys.subList(values.size(), keys.size()));
      values.addAll(rest.readSome(stub));
    }
    return values;
  }

  private List<byte[]> readSome(ChaincodeStub stub) {
    byte[] answer;
    if (keys.size() > 1) {
      ASKING.set(this);
    }
    try {
      answer = stub.getState(keys.getFirst());
    } finally {
      ASKING.remove();
    }
    if (asked > 0) {
      return values(answer);
    }
    List<byte[]> one = new ArrayList<>(1);
    one.add(answer);
    return one;
  }

  private List<byte[]> values(byte[] answer) {
    List<ByteString> values;
    try {
      values = GetStateMultipleResult.parseFrom(answer).getValuesList();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("the peer's values of " + asked + " keys are malformed", e);
    }
    if (values.size() != asked) {
      throw new IllegalStateException(
          "the peer answered with " + values.size() + " values for " + asked + " keys");
    }
    return values.stream().map(ByteString::toByteArray).toList();
  }

  /**
   * What to send for a request of the calling thread: the same, unless the thread asks for many
   * keys.
   */
  static ChaincodeMessage expand(ChaincodeMessage request, PeerOffer offer) {
    MultiGet asking = ASKING.get();
    if (asking == null
        || !offer.takesManyKeys()
        || request.getType() != ChaincodeMessage.Type.GET_STATE) {
      return request;
    }
    List<String> first = asking.keys.subList(0, Math.min(offer.maxKeys(), asking.keys.size()));
    asking.asked = first.size();
    return Messages.about(
        request,
        ChaincodeMessage.Type.GET_STATE_MULTIPLE,
        GetStateMultiple.newBuilder().addAllKeys(first).build().toByteString());
  }
}
