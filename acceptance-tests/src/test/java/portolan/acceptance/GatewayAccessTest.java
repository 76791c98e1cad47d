package portolan.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import portolan.api.v1.ListMembersRequest;
import portolan.api.v1.Member;

@OnRealNetwork
class GatewayAccessTest {
  private final RealNetwork network;

  GatewayAccessTest(RealNetwork network) {
    this.network = network;
  }

  @Test
  void everyGatewayKnowsAllMembers() {
    for (String member : new String[] {RealNetwork.SUPPLIER, RealNetwork.BANK}) {
      var response =
          network.client(member).registry().listMembers(ListMembersRequest.getDefaultInstance());
      assertThat(response.getOwnMspId()).isEqualTo(member);
      assertThat(response.getMembersList())
          .extracting(Member::getMspId)
          .containsExactly(
              "BankMSP", "CustomsMSP", "LogisticsMSP", "MerchantMSP", "PlatformMSP", "SupplierMSP");
    }
  }
}
