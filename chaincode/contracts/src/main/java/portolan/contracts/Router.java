// SPDX-License-Identifier: Apache-2.0
package portolan.contracts;

import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.Properties;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.hyperledger.fabric.metrics.Metrics;
import org.hyperledger.fabric.protos.peer.ChaincodeMessage;
import org.hyperledger.fabric.shim.Chaincode;
import org.hyperledger.fabric.shim.ChaincodeBase;
import org.hyperledger.fabric.shim.ChaincodeStub;
import org.hyperledger.fabric.traces.Traces;
import portolan.contracts.batching.BatchedStream;
import portolan.domain.encoding.Refusal;
import portolan.domain.worldstate.RefusalCode;

/**
 * Takes the calls of one package to its chaincode. The shim's own router looks for annotated
 * classes on the whole class path, which takes seconds; here the chaincode is given.
 */
final class Router extends ChaincodeBase {
  /** As {@link ContractChaincode} words what nobody has foreseen; the peer's reason is logged. */
  private static final String WRITE_REFUSED =
      new Refusal(RefusalCode.INTERNAL, "write", "the peer refused a write").toErrorMessage();

  private static final Logger ROOT_LOG = Logger.getLogger("");
  private static final Logger SHIM_LOG = Logger.getLogger("org.hyperledger.fabric.shim");

  private final Chaincode chaincode;
  private final boolean batching;

  /**
   * Prepares the shim for one package.
   *
   * @param packageId as the peer knows the installed package
   * @param batching whether writes and reads are batched when the peer offers it
   */
  Router(String packageId, Chaincode chaincode, boolean batching) {
    this.chaincode = chaincode;
    this.batching = batching;
    quietly();
    processEnvironmentOptions();
    processCommandLineOptions(new String[] {"-i", packageId});
    validateOptions();
    Properties properties = getChaincodeConfig();
    Metrics.initialize(properties);
    Traces.initialize(properties);
  }

  /** Warnings only, unless the shim's own environment variable asks for more. */
  private void quietly() {
    if (System.getenv(CORE_CHAINCODE_LOGGING_SHIM) != null) {
      initializeLogging();
      return;
    }
    ROOT_LOG.setLevel(Level.WARNING);
    initializeLogging();
    SHIM_LOG.setLevel(Level.WARNING);
  }

  @Override
  public Response init(ChaincodeStub stub) {
    return chaincode.init(stub);
  }

  @Override
  public Response invoke(ChaincodeStub stub) {
    return chaincode.invoke(stub);
  }

  @Override
  protected StreamObserver<ChaincodeMessage> connectToPeer(StreamObserver<ChaincodeMessage> toPeer)
      throws IOException {
    return batching
        ? BatchedStream.connect(toPeer, super::connectToPeer, reason -> WRITE_REFUSED)
        : super.connectToPeer(toPeer);
  }
}
