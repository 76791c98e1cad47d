// SPDX-License-Identifier: Apache-2.0
package portolan.contracts;

import java.nio.charset.StandardCharsets;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.hyperledger.fabric.shim.Chaincode;
import org.hyperledger.fabric.shim.ChaincodeStub;
import org.hyperledger.fabric.shim.ResponseUtils;
import portolan.contracts.transaction.Contract;
import portolan.contracts.transaction.MultiRead;
import portolan.contracts.transaction.NestedCallException;
import portolan.domain.encoding.Refusal;
import portolan.domain.encoding.RefusedException;
import portolan.domain.worldstate.RefusalCode;

/** Takes a call to its contract, and what the contract answers or refuses back to the caller. */
final class ContractChaincode implements Chaincode {
  private static final Logger LOG = Logger.getLogger(ContractChaincode.class.getName());

  private final String name;
  private final Contract contract;
  private final MultiRead multiRead;

  /** The contract under the name of its chaincode definition. */
  ContractChaincode(String name, Contract contract, MultiRead multiRead) {
    this.name = name;
    this.contract = contract;
    this.multiRead = multiRead;
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
          new Refusal(RefusalCode.INTERNAL, name, "unexpected " + e.getClass().getSimpleName())
              .toErrorMessage());
    }
  }
}
