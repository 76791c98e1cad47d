// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.fabric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.hyperledger.fabric.protos.gateway.ErrorDetail;
import org.junit.jupiter.api.Test;
import portolan.gateway.LogLines;

/** One line for a peer that stops endorsing, one for its return. */
class PeerWatchTest {
  private final PeerWatch watch = new PeerWatch("SupplierMSP");

  private static ErrorDetail detail(String mspId, String message) {
    return ErrorDetail.newBuilder().setMspId(mspId).setMessage(message).build();
  }

  @Test
  void aPeerThatStopsEndorsingLeavesOneLineAndAnotherOneWhenItIsBack() {
    try (LogLines log = LogLines.of(PeerWatch.class.getName())) {
      watch.endorsed(List.of("SupplierMSP", "BankMSP"));
      for (int i = 0; i < 3; i++) {
        watch.failed(
            "failed to collect enough transaction endorsements",
            List.of(detail("BankMSP", "connection refused"), detail("SupplierMSP", "busy")));
        watch.endorsed(List.of("SupplierMSP", "CustomsMSP"));
      }
      watch.endorsed(List.of("SupplierMSP", "BankMSP"));
      watch.endorsed(List.of("SupplierMSP", "BankMSP"));
      assertThat(log.texts())
          .containsExactly(
              "the peer of BankMSP or its chaincode does not endorse: connection refused",
              "the peer of BankMSP endorses again");
    }
  }

  @Test
  void aMemberOfWhichNoPeerIsKnownIsNamed() {
    try (LogLines log = LogLines.of(PeerWatch.class.getName())) {
      watch.failed("failed to find any endorsing peers for org(s): BankMSP, CustomsMSP", List.of());
      assertThat(log.texts())
          .hasSize(2)
          .allMatch(line -> line.contains("BankMSP") || line.contains("CustomsMSP"));
    }
  }

  @Test
  void aPeerThatIsABlockBehindIsNotSilent() {
    try (LogLines log = LogLines.of(PeerWatch.class.getName())) {
      watch.failed(
          "failed to collect enough transaction endorsements",
          List.of(detail("BankMSP", "ProposalResponsePayloads do not match")));
      assertThat(log.texts()).isEmpty();
    }
  }
}
