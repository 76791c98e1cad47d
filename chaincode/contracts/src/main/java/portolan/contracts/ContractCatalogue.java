// SPDX-License-Identifier: Apache-2.0
package portolan.contracts;

import java.lang.reflect.InvocationTargetException;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import portolan.contracts.benchmark.NaiveBalances;
import portolan.contracts.customs.CustomsContract;
import portolan.contracts.provenance.ProvenanceContract;
import portolan.contracts.settlement.SettlementContract;
import portolan.contracts.transaction.Contract;
import portolan.contracts.transaction.Peer;
import portolan.domain.worldstate.CustomsFunction;
import portolan.domain.worldstate.ProvenanceFunction;
import portolan.domain.worldstate.SettlementFunction;

/** Which contract serves which chaincode definition. Named here: nothing is searched for. */
final class ContractCatalogue {
  /** A system property of this prefix and a definition's name puts another class in its place. */
  static final String OVERRIDE = "portolan.contract.";

  private static final Map<String, Function<Peer, Contract>> CONTRACTS =
      new TreeMap<>(
          Map.of(
              ProvenanceFunction.CHAINCODE,
              ProvenanceContract::new,
              CustomsFunction.CHAINCODE,
              CustomsContract::new,
              SettlementFunction.CHAINCODE,
              SettlementContract::new,
              "naive",
              NaiveBalances::new));

  private ContractCatalogue() {}

  /**
   * The contract of a definition.
   *
   * @throws IllegalArgumentException when there is none, or the class put in its place is not one
   */
  static Contract contract(String name, Peer peer) {
    String override = System.getProperty(OVERRIDE + name);
    if (override != null) {
      return load(name, override, peer);
    }
    Function<Peer, Contract> contract = CONTRACTS.get(name);
    if (contract == null) {
      throw new IllegalArgumentException(
          "no contract for the definition "
              + name
              + "; expected one of "
              + String.join(", ", CONTRACTS.keySet())
              + ", or its class in the system property "
              + OVERRIDE
              + name);
    }
    return contract.apply(peer);
  }

  private static Contract load(String name, String className, Peer peer) {
    try {
      return Class.forName(className)
          .asSubclass(Contract.class)
          .getConstructor(Peer.class)
          .newInstance(peer);
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException(
          OVERRIDE + name + ": " + className + " failed: " + e.getCause(), e);
    } catch (ReflectiveOperationException | ClassCastException e) {
      throw new IllegalArgumentException(
          OVERRIDE
              + name
              + ": expected a public subclass of "
              + Contract.class.getName()
              + " with a public constructor that takes a "
              + Peer.class.getSimpleName()
              + ", found "
              + className,
          e);
    }
  }
}
