// SPDX-License-Identifier: Apache-2.0
package portolan.twin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import org.hyperledger.fabric.shim.Chaincode;
import org.hyperledger.fabric.shim.ChaincodeStub;
import org.hyperledger.fabric.shim.ResponseUtils;

/** Accounts whose balances are read, changed and written: what conflicts easily. */
final class Accounts implements Chaincode {
  @Override
  public Response init(ChaincodeStub stub) {
    return ResponseUtils.newSuccessResponse();
  }

  @Override
  public Response invoke(ChaincodeStub stub) {
    List<String> args = stub.getParameters();
    return switch (stub.getFunction()) {
      case "open" -> {
        stub.putStringState(args.get(0), args.get(1));
        yield ResponseUtils.newSuccessResponse();
      }
      case "transfer" -> {
        if (!stub.getStringState("paid" + args.get(3)).isEmpty()) {
          yield ResponseUtils.newErrorResponse("paid before");
        }
        long amount = Long.parseLong(args.get(2));
        long from = Long.parseLong(stub.getStringState(args.get(0))) - amount;
        long to = Long.parseLong(stub.getStringState(args.get(1))) + amount;
        stub.putStringState(args.get(0), Long.toString(from));
        stub.putStringState(args.get(1), Long.toString(to));
        stub.putStringState("paid" + args.get(3), "yes");
        yield ResponseUtils.newSuccessResponse();
      }
      case "balance" ->
          ResponseUtils.newSuccessResponse(stub.getStringState(args.getFirst()).getBytes(UTF_8));
      default -> ResponseUtils.newErrorResponse("no function " + stub.getFunction());
    };
  }
}
