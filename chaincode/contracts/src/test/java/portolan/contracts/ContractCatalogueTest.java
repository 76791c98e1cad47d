// SPDX-License-Identifier: Apache-2.0
package portolan.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import portolan.contracts.benchmark.NaiveBalances;
import portolan.contracts.customs.CustomsContract;
import portolan.contracts.provenance.ProvenanceContract;
import portolan.contracts.settlement.SettlementContract;
import portolan.contracts.transaction.Peer;

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
