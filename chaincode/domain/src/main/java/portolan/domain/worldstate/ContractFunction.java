// SPDX-License-Identifier: Apache-2.0
package portolan.domain.worldstate;

/** A function of a contract: where a call goes. Its names are part of every proposal. */
public sealed interface ContractFunction
    permits CustomsFunction, ProvenanceFunction, SettlementFunction {

  /** Name of the chaincode definition, for example {@code settlement}. */
  String chaincode();

  /** Name in the chaincode, for example {@code attestReserves}. */
  String functionName();
}
