// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.transport;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import org.junit.jupiter.api.Test;
import portolan.api.v1.AttestDocumentRequest;
import portolan.api.v1.ConfirmDeliveryRequest;
import portolan.api.v1.FundEscrowRequest;
import portolan.api.v1.FundOrderRequest;
import portolan.api.v1.GetEscrowRequest;
import portolan.api.v1.MintRequest;
import portolan.api.v1.OrderDocument;
import portolan.api.v1.PaymentDocument;

class OwnIdsTest {
  private static <M extends Message> M completed(M message) {
    return new OwnIds("PlatformMSP", message.getDescriptorForType()).completed(message);
  }

  private static FundEscrowRequest.Builder funding(String id) {
    return FundEscrowRequest.newBuilder().setEscrowId(id).setBank("BankMSP");
  }

  @Test
  void anIdWithoutOwnerIsTheOwnMembers() {
    assertThat(completed(funding("E1").setOrderId("O1").setDeclarationId("D1").build()))
        .isEqualTo(
            funding("PlatformMSP/E1")
                .setOrderId("PlatformMSP/O1")
                .setDeclarationId("PlatformMSP/D1")
                .build());
  }

  @Test
  void anIdWithItsOwnerStaysAsItIs() {
    for (String id : new String[] {"PlatformMSP/E1", "SupplierMSP/E1"}) {
      GetEscrowRequest request = GetEscrowRequest.newBuilder().setEscrowId(id).build();
      assertThat(completed(request)).isSameAs(request);
    }
  }

  @Test
  void aMissingIdIsNotMadeUp() {
    FundEscrowRequest request = funding("").build();
    assertThat(completed(request)).isSameAs(request);
  }

  @Test
  void idsOfPartsAreCompletedToo() {
    FundOrderRequest order =
        FundOrderRequest.newBuilder()
            .addEscrows(funding("MarketMSP/E1"))
            .addEscrows(funding("E2"))
            .build();
    assertThat(completed(order).getEscrowsList())
        .extracting(FundEscrowRequest::getEscrowId)
        .containsExactly("MarketMSP/E1", "PlatformMSP/E2");
    AttestDocumentRequest attested =
        AttestDocumentRequest.newBuilder()
            .setOrder(OrderDocument.newBuilder().setOrderId("O1"))
            .build();
    assertThat(completed(attested).getOrder().getOrderId()).isEqualTo("PlatformMSP/O1");
    assertThat(completed(attested).hasPayment()).isFalse();
  }

  @Test
  void theRestOfAnAllowanceIsNamedLikeTheMintThatLeftIt() {
    assertThat(completed(MintRequest.newBuilder().setAllowanceId("M1.rest").build()))
        .isEqualTo(MintRequest.newBuilder().setAllowanceId("PlatformMSP/M1.rest").build());
  }

  /** Who attests a payment or confirms a delivery is not who chose the id. */
  @Test
  void whatIsAsARuleAnothersIsNotGuessed() {
    ConfirmDeliveryRequest delivery = ConfirmDeliveryRequest.newBuilder().setEscrowId("E1").build();
    assertThat(completed(delivery)).isSameAs(delivery);
    AttestDocumentRequest attested =
        AttestDocumentRequest.newBuilder()
            .setPayment(PaymentDocument.newBuilder().setOrderId("O1"))
            .build();
    assertThat(completed(attested)).isSameAs(attested);
  }
}
