// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static portolan.acceptance.RealNetwork.BANK;
import static portolan.acceptance.RealNetwork.LOGISTICS;
import static portolan.acceptance.RealNetwork.MERCHANT;
import static portolan.acceptance.RealNetwork.SUPPLIER;

import com.google.common.base.Throwables;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import io.grpc.ChannelCredentials;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.vertx.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.vertx.grpc.reflection.v1.ServiceResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import portolan.api.v1.GetGatewayStatusRequest;
import portolan.api.v1.ListMembersRequest;
import portolan.api.v1.Member;
import portolan.api.v1.RegistryServiceGrpc;

/** Who is let in by a gateway, and what any gRPC tool can learn there. */
@OnRealNetwork
class GatewayAccessTest {
  private static final List<String> SERVICES =
      PublicServices.all().stream().map(ServiceDescriptor::getFullName).toList();

  private final RealNetwork network;

  GatewayAccessTest(RealNetwork network) {
    this.network = network;
  }

  @Test
  void everyGatewayKnowsAllMembers() {
    for (String member : new String[] {SUPPLIER, BANK}) {
      var response =
          network.client(member).registry().listMembers(ListMembersRequest.getDefaultInstance());
      assertThat(response.getOwnMspId()).isEqualTo(member);
      assertThat(response.getMembersList())
          .extracting(Member::getMspId)
          .containsExactly(
              "BankMSP", "CustomsMSP", "LogisticsMSP", "MerchantMSP", "PlatformMSP", "SupplierMSP");
    }
  }

  @Test
  void aClientOfTheMemberIsLetIn() throws Exception {
    try (GrpcConnection own = GrpcConnection.to(network, BANK, network.clientOf(BANK))) {
      assertThat(ownMspId(own)).isEqualTo(BANK);
    }
  }

  @Test
  void aClientOfAnotherMemberIsTurnedAway() throws Exception {
    for (String other : List.of(SUPPLIER, MERCHANT, LOGISTICS)) {
      ChannelCredentials foreign =
          TlsChannelCredentials.newBuilder()
              .trustManager(network.credentials(BANK).resolve("ca.crt").toFile())
              .keyManager(
                  network.credentials(other).resolve("client.crt").toFile(),
                  network.credentials(other).resolve("client.key").toFile())
              .build();
      assertTurnedAway(other, foreign);
    }
  }

  @Test
  void aClientWithoutACertificateIsTurnedAway() throws Exception {
    assertTurnedAway(
        "nobody",
        TlsChannelCredentials.newBuilder()
            .trustManager(network.credentials(BANK).resolve("ca.crt").toFile())
            .build());
  }

  private void assertTurnedAway(String who, ChannelCredentials credentials) {
    // The alert can be lost when the gateway closes the connection right after it.
    await()
        .atMost(90, SECONDS)
        .until(
            () -> {
              try (GrpcConnection foreign = GrpcConnection.to(network, BANK, credentials)) {
                StatusRuntimeException e =
                    catchThrowableOfType(StatusRuntimeException.class, () -> ownMspId(foreign));
                assertThat(e).as(who).isNotNull();
                assertThat(e.getStatus().getCode()).as(who).isEqualTo(Status.Code.UNAVAILABLE);
                return Throwables.getStackTraceAsString(e).contains("_ALERT_");
              }
            });
    // The gateway itself is there, so it was the certificate.
    assertThat(
            network
                .client(BANK)
                .registry()
                .getGatewayStatus(GetGatewayStatusRequest.getDefaultInstance())
                .getLedgerReachable())
        .isTrue();
  }

  private static String ownMspId(GrpcConnection connection) {
    return RegistryServiceGrpc.newBlockingStub(connection.channel())
        .withDeadline(GrpcConnection.deadline())
        .listMembers(ListMembersRequest.getDefaultInstance())
        .getOwnMspId();
  }

  @Test
  void healthAnswersForTheGatewayAndForEachService() throws Exception {
    for (String member : network.members()) {
      try (GrpcConnection own = GrpcConnection.to(network, member, network.clientOf(member))) {
        assertThat(own.health("")).as(member).isEqualTo(ServingStatus.SERVING);
        for (String service : SERVICES) {
          assertThat(own.health(service)).as(service).isEqualTo(ServingStatus.SERVING);
        }
        assertThatThrownBy(() -> own.health("portolan.v1.NoSuchService"))
            .isInstanceOfSatisfying(
                StatusRuntimeException.class,
                e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND));
      }
    }
  }

  @Test
  void reflectionShowsTheServicesAndTheirMessages() throws Exception {
    try (GrpcConnection own = GrpcConnection.to(network, SUPPLIER, network.clientOf(SUPPLIER))) {
      assertThat(own.services()).extracting(ServiceResponse::getName).containsAll(SERVICES);
      assertThat(own.fileContaining("portolan.v1.EscrowService").getServiceList())
          .flatExtracting(s -> s.getMethodList())
          .extracting(m -> m.getName())
          .contains("ConfirmDelivery", "FundEscrow", "Refund");
    }
  }
}
