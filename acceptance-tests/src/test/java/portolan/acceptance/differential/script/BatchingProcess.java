// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance.differential.script;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.hyperledger.fabric.protos.peer.ChaincodeMessage;
import org.hyperledger.fabric.shim.ChaincodeStub;
import org.hyperledger.fabric.shim.ResponseUtils;
import portolan.contracts.batching.BatchedStream;
import portolan.contracts.batching.MultiGet;

/**
 * {@link ScriptProcess}, connected as {@link portolan.contracts.ChaincodeProcess} is, and with
 * operations that only come alone:
 *
 * <pre>{@code
 * group PREFIX COUNT   reads so many keys at once; writes each, takes the policy of one in ten away
 *                      and deletes another one in ten again
 * sent TYPE            how many messages of this type the process has sent to its peer
 * }</pre>
 */
public final class BatchingProcess {
  private static final boolean BATCHING =
      !"off".equals(System.getProperty("portolan.chaincode.batching"));
  private static final Map<String, Integer> SENT = new ConcurrentHashMap<>();

  private BatchingProcess() {}

  public static void main(String[] arguments) {
    ScriptProcess.serve(arguments, Batching::new);
  }

  private static final class Batching extends ScriptProcess.Served {
    Batching(String mspId, String packageId) {
      super(mspId, packageId);
    }

    @Override
    protected StreamObserver<ChaincodeMessage> connectToPeer(
        StreamObserver<ChaincodeMessage> toPeer) throws IOException {
      StreamObserver<ChaincodeMessage> counted = new Counting(toPeer);
      return BATCHING
          ? BatchedStream.connect(counted, super::connectToPeer)
          : super.connectToPeer(counted);
    }

    @Override
    public Response invoke(ChaincodeStub stub) {
      Operation first = Operation.decode(stub.getStringArgs().getFirst());
      return switch (first.name()) {
        case "group" -> {
          group(stub, first.field(0), Integer.parseInt(first.field(1)));
          yield ResponseUtils.newSuccessResponse();
        }
        case "sent" ->
            ResponseUtils.newSuccessResponse(
                Integer.toString(SENT.getOrDefault(first.field(0), 0)).getBytes(UTF_8));
        default -> super.invoke(stub);
      };
    }

    private static void group(ChaincodeStub stub, String prefix, int count) {
      List<String> keys = IntStream.range(0, count).mapToObj(i -> prefix + i).toList();
      List<byte[]> values = MultiGet.read(stub, keys);
      for (int i = 0; i < count; i++) {
        String value = new String(values.get(i), UTF_8) + i;
        stub.putState(keys.get(i), value.getBytes(UTF_8));
        if (i % 10 == 1) {
          stub.setStateValidationParameter(keys.get(i), new byte[0]);
        } else if (i % 10 == 2) {
          stub.delState(keys.get(i));
        }
      }
    }
  }

  private record Counting(StreamObserver<ChaincodeMessage> toPeer)
      implements StreamObserver<ChaincodeMessage> {
    @Override
    public void onNext(ChaincodeMessage message) {
      SENT.merge(message.getType().name(), 1, Integer::sum);
      toPeer.onNext(message);
    }

    @Override
    public void onError(Throwable t) {
      toPeer.onError(t);
    }

    @Override
    public void onCompleted() {
      toPeer.onCompleted();
    }
  }
}
