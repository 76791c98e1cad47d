package portolan.contracts;

import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.hyperledger.fabric.metrics.Metrics;
import org.hyperledger.fabric.shim.ChaincodeBase;
import org.hyperledger.fabric.shim.ChaincodeStub;
import org.hyperledger.fabric.shim.ResponseUtils;
import org.hyperledger.fabric.traces.Traces;
import portolan.contracts.transaction.Contract;
import portolan.contracts.transaction.MultiRead;
import portolan.contracts.transaction.NestedCallException;
import portolan.domain.encoding.RefusedException;

/**
 * Takes the calls of one chaincode definition to its contract. The shim's own router looks for
 * annotated classes on the whole class path, which takes seconds; here the contract is given.
 */
final class Router extends ChaincodeBase {
  private static final Logger LOG = Logger.getLogger(Router.class.getName());
  private static final Logger ROOT_LOG = Logger.getLogger("");
  private static final Logger SHIM_LOG = Logger.getLogger("org.hyperledger.fabric.shim");

  private final String name;
  private final Contract contract;
  private final MultiRead multiRead;

  /**
   * Prepares the shim for one package.
   *
   * @param name the chaincode definition
   * @param packageId as the peer knows the installed package
   */
  Router(String name, String packageId, Contract contract, MultiRead multiRead) {
    this.name = name;
    this.contract = contract;
    this.multiRead = multiRead;
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
    return ResponseUtils.newSuccessResponse();
  }

  /**
   * Only the message of an error reaches the client: {@code CODE|field|text}. Whatever else goes
   * wrong is in this member's log under the transaction id.
   */
  @Override
  public Response invoke(ChaincodeStub stub) {
    try {
      String answer = contract.serve(stub, multiRead).canonical();
      return ResponseUtils.newSuccessResponse(answer.getBytes(StandardCharsets.UTF_8));
    } catch (RefusedException e) {
      return ResponseUtils.newErrorResponse(e.refusal().toErrorMessage());
    } catch (NestedCallException e) {
      return ResponseUtils.newErrorResponse(e.getMessage());
    } catch (Throwable e) {
      LOG.log(Level.SEVERE, e, () -> name + " failed in transaction " + stub.getTxId());
      return ResponseUtils.newErrorResponse(
          "INTERNAL|" + name + "|unexpected " + e.getClass().getSimpleName());
    }
  }
}
