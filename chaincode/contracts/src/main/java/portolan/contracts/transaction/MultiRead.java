// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.transaction;

import java.util.ArrayList;
import java.util.List;
import org.hyperledger.fabric.shim.ChaincodeStub;

/** How the state of many keys is fetched. */
@FunctionalInterface
public interface MultiRead {

  /** Every key costs one round trip to the peer. */
  MultiRead ONE_BY_ONE =
      (stub, keys) -> {
        List<byte[]> values = new ArrayList<>(keys.size());
        for (String key : keys) {
          values.add(stub.getState(key));
        }
        return values;
      };

  /** The committed values in the order of the keys; empty or null where there is none. */
  List<byte[]> read(ChaincodeStub stub, List<String> keys);
}
