// SPDX-License-Identifier: Apache-2.0
package portolan.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.InstantSource;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import portolan.contracts.benchmark.NaiveBalances;
import portolan.contracts.customs.CustomsContract;
import portolan.contracts.provenance.ProvenanceContract;
import portolan.contracts.settlement.SettlementContract;
import portolan.contracts.transaction.Peer;
import portolan.domain.worldstate.ContractFunction;
import portolan.domain.worldstate.CustomsFunction;
import portolan.domain.worldstate.ProvenanceFunction;
import portolan.domain.worldstate.SettlementFunction;

final class ContractCatalogueTest {
  private static final String PROPERTY = ContractCatalogue.OVERRIDE + "settlement";
  private static final Peer PEER = new Peer("BankMSP", InstantSource.system());

  @AfterEach
  void clear() {
    System.clearProperty(PROPERTY);
  }

  @Test
  void everyDefinitionHasItsContract() {
    Map.of(
            "provenance", ProvenanceContract.class,
            "customs", CustomsContract.class,
            "settlement", SettlementContract.class,
            "naive", NaiveBalances.class)
        .forEach(
            (name, type) ->
                assertThat(ContractCatalogue.contract(name, PEER)).isExactlyInstanceOf(type));
    assertThatThrownBy(() -> ContractCatalogue.contract("unknown", PEER))
        .hasMessageContaining("customs, naive, provenance, settlement");
  }

  @Test
  void everyContractHasTheFunctionsThatTheDomainNames() {
    Stream.of(ProvenanceFunction.values(), CustomsFunction.values(), SettlementFunction.values())
        .forEach(
            functions ->
                assertThat(
                        ContractCatalogue.contract(functions[0].chaincode(), PEER).functionNames())
                    .containsExactlyInAnyOrderElementsOf(
                        Stream.<ContractFunction>of(functions)
                            .map(ContractFunction::functionName)
                            .toList()));
  }

  @Test
  void anotherClassCanBePutInItsPlace() {
    System.setProperty(PROPERTY, NaiveBalances.class.getName());
    assertThat(ContractCatalogue.contract("settlement", PEER)).isInstanceOf(NaiveBalances.class);
    assertThat(ContractCatalogue.contract("customs", PEER)).isInstanceOf(CustomsContract.class);
  }

  @Test
  void whatIsNoContractIsRefused() {
    for (String name : new String[] {"java.lang.String", "portolan.Absent"}) {
      System.setProperty(PROPERTY, name);
      assertThatThrownBy(() -> ContractCatalogue.contract("settlement", PEER))
          .hasMessageContaining(PROPERTY)
          .hasMessageContaining(name);
    }
  }
}
