// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.batching;

import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.Properties;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.hyperledger.fabric.metrics.Metrics;
import org.hyperledger.fabric.protos.peer.ChaincodeMessage;
import org.hyperledger.fabric.shim.ChaincodeBase;
import org.hyperledger.fabric.shim.ChaincodeStub;
import org.hyperledger.fabric.shim.ResponseUtils;
import org.hyperledger.fabric.traces.Traces;

/** The real shim, connected through a {@link BatchedStream}. */
final class ConnectedChaincode extends ChaincodeBase {
  private static final Logger SHIM_LOG = Logger.getLogger("org.hyperledger.fabric.shim");
  private static final Logger OWN_LOG = Logger.getLogger(BatchedStream.class.getName());

  private final Function<ChaincodeStub, Response> contract;

  ConnectedChaincode(String name, Function<ChaincodeStub, Response> contract) {
    this.contract = contract;
    SHIM_LOG.setLevel(Level.OFF);
    OWN_LOG.setLevel(Level.OFF);
    processCommandLineOptions(new String[] {"-i", name});
    Properties properties = getChaincodeConfig();
    Metrics.initialize(properties);
    Traces.initialize(properties);
  }

  @Override
  public Response init(ChaincodeStub stub) {
    return ResponseUtils.newSuccessResponse();
  }

  @Override
  public Response invoke(ChaincodeStub stub) {
    return contract.apply(stub);
  }

  @Override
  protected StreamObserver<ChaincodeMessage> connectToPeer(StreamObserver<ChaincodeMessage> toPeer)
      throws IOException {
    return BatchedStream.connect(toPeer, super::connectToPeer);
  }
}
