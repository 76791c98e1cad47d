// SPDX-License-Identifier: Apache-2.0
package portolan.twin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import org.hyperledger.fabric.shim.ChaincodeBase;
import org.hyperledger.fabric.shim.ChaincodeStub;
import org.hyperledger.fabric.shim.ResponseUtils;

/** A small contract as anybody might write one: assets with an owner. */
final class Assets extends ChaincodeBase {
  @Override
  public Response init(ChaincodeStub stub) {
    return ResponseUtils.newSuccessResponse();
  }

  @Override
  public Response invoke(ChaincodeStub stub) {
    List<String> args = stub.getParameters();
    String owner = stub.getStringState(args.getFirst());
    return switch (stub.getFunction()) {
      case "create" -> {
        if (!owner.isEmpty()) {
          yield ResponseUtils.newErrorResponse("asset " + args.getFirst() + " exists");
        }
        stub.putStringState(args.get(0), args.get(1));
        stub.setEvent("created", args.getFirst().getBytes(UTF_8));
        yield ResponseUtils.newSuccessResponse("created".getBytes(UTF_8));
      }
      case "transfer" -> {
        stub.putStringState(args.get(0), args.get(1));
        yield ResponseUtils.newSuccessResponse();
      }
      case "owner" -> ResponseUtils.newSuccessResponse(owner.getBytes(UTF_8));
      default -> ResponseUtils.newErrorResponse("no function " + stub.getFunction());
    };
  }
}
