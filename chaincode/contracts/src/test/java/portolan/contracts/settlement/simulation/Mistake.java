// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.hyperledger.fabric.shim.Chaincode;
import org.hyperledger.fabric.shim.ChaincodeStub;
import portolan.contracts.transaction.Peer;

/**
 * A build of the settlement contract with one mistake, planted where the contract meets the ledger:
 * what it reads, what it writes, what time it takes it to be, what others answer it. What is not
 * overridden is as it ought to be.
 */
class Mistake {
  private final Set<String> functions;

  /** Made in these functions of the contract only. */
  Mistake(String... functions) {
    this.functions = Set.of(functions);
  }

  /** What the call is taken to say. */
  List<byte[]> arguments(ChaincodeStub ledger) {
    return ledger.getArgs();
  }

  /** What a key is taken to hold; null or empty when nothing. */
  byte[] read(ChaincodeStub ledger, String key) {
    return ledger.getState(key);
  }

  /** What becomes of a write. */
  void write(ChaincodeStub ledger, String key, byte[] value) {
    ledger.putState(key, value);
  }

  /** What becomes of a deletion. */
  void delete(ChaincodeStub ledger, String key) {
    ledger.delState(key);
  }

  /** What the time of the transaction is taken to be. */
  Instant timestamp(ChaincodeStub ledger, Peer peer) {
    return ledger.getTxTimestamp();
  }

  /** What another chaincode is taken to answer. */
  Chaincode.Response answer(String chaincode, List<byte[]> call, Chaincode.Response response) {
    return response;
  }

  @SuppressWarnings("unchecked")
  private static List<byte[]> call(Object arguments) {
    return (List<byte[]>) arguments;
  }

  /** The stub that the contract sees. */
  final ChaincodeStub stub(Peer peer, ChaincodeStub ledger) {
    if (!functions.contains(ledger.getFunction())) {
      return ledger;
    }
    return (ChaincodeStub)
        Proxy.newProxyInstance(
            Mistake.class.getClassLoader(),
            new Class<?>[] {ChaincodeStub.class},
            (proxy, method, arguments) -> {
              int count = arguments == null ? 0 : arguments.length;
              switch (method.getName() + "/" + count) {
                case "getArgs/0" -> {
                  return arguments(ledger);
                }
                case "getState/1" -> {
                  return read(ledger, (String) arguments[0]);
                }
                case "getStringState/1" -> {
                  return new String(read(ledger, (String) arguments[0]), UTF_8);
                }
                case "putState/2" -> {
                  write(ledger, (String) arguments[0], (byte[]) arguments[1]);
                  return null;
                }
                case "delState/1" -> {
                  delete(ledger, (String) arguments[0]);
                  return null;
                }
                case "getTxTimestamp/0" -> {
                  return timestamp(ledger, peer);
                }
                default -> {
                  try {
                    Object answer = method.invoke(ledger, arguments);
                    return answer instanceof Chaincode.Response response
                        ? answer((String) arguments[0], call(arguments[1]), response)
                        : answer;
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                }
              }
            });
  }
}
