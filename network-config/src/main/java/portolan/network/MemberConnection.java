// SPDX-License-Identifier: Apache-2.0
package portolan.network;

import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.hyperledger.fabric.client.Contract;
import org.hyperledger.fabric.client.EndorseException;
import org.hyperledger.fabric.client.Gateway;
import org.hyperledger.fabric.client.GatewayException;
import org.hyperledger.fabric.client.Hash;
import org.hyperledger.fabric.client.identity.Identity;
import org.hyperledger.fabric.protos.gateway.ErrorDetail;
import portolan.credentials.MutualTls;
import portolan.credentials.PemFiles;
import portolan.network.Consortium.Member;
import portolan.network.NetworkFolder.OrganisationFolder;

/**
 * A connection to a member's peer with the identity and the TLS credentials of the member's
 * gateway.
 */
final class MemberConnection implements AutoCloseable {
  private static final int MOST_INBOUND_BYTES = 20 << 20;
  private final Member member;
  private final ManagedChannel channel;
  private final Gateway gateway;
  private final String channelName;

  MemberConnection(Consortium consortium, NetworkFolder folder, Member member) {
    this.member = member;
    this.channelName = consortium.channel();
    OrganisationFolder own = folder.member(member);
    try {
      MutualTls tls =
          MutualTls.of(own.tlsCertificate("gateway"), own.tlsKey("gateway"), own.tlsAuthority());
      // Not from files: netty would read those with Bouncy Castle, which takes seconds to load.
      ChannelCredentials credentials =
          TlsChannelCredentials.newBuilder()
              .keyManager(tls.keyManagers())
              .trustManager(tls.trustManagers())
              .build();
      channel =
          Grpc.newChannelBuilder(consortium.host() + ":" + member.peerPort(), credentials)
              .maxInboundMessageSize(MOST_INBOUND_BYTES)
              .build();
      gateway =
          Gateway.newInstance()
              .identity(
                  identity(member.mspId(), Files.readAllBytes(own.identityCertificate("gateway"))))
              .signer(new LowSSigner(PemFiles.privateKey(own.identityKey("gateway"))))
              .hash(Hash.SHA256)
              .connection(channel)
              .endorseOptions(o -> o.withDeadlineAfter(10, TimeUnit.SECONDS))
              .submitOptions(o -> o.withDeadlineAfter(10, TimeUnit.SECONDS))
              .commitStatusOptions(o -> o.withDeadlineAfter(30, TimeUnit.SECONDS))
              .connect();
    } catch (IOException e) {
      throw new NetworkException(
          "the credentials of " + member.name() + "'s gateway cannot be used: " + e, e);
    }
  }

  private static Identity identity(String mspId, byte[] certificatePem) {
    return new Identity() {
      @Override
      public String getMspId() {
        return mspId;
      }

      @Override
      public byte[] getCredentials() {
        return certificatePem.clone();
      }
    };
  }

  Member member() {
    return member;
  }

  /** Has these members' peers endorse a call, and lets it go: nothing is written. */
  void endorse(String definition, String function, String argument, List<Member> endorsers)
      throws EndorseException {
    contract(definition)
        .newProposal(function)
        .addArguments(argument)
        .setEndorsingOrganizations(mspIds(endorsers))
        .build()
        .endorse();
  }

  /** Has the founding endorsed, ordered and committed. */
  void submit(RegistryFounding founding)
      throws GatewayException, org.hyperledger.fabric.client.CommitException {
    contract(founding.chaincode())
        .newProposal(founding.function())
        .addArguments(founding.argument())
        .setEndorsingOrganizations(founding.endorsers().toArray(String[]::new))
        .build()
        .endorse()
        .submit();
  }

  /** What went wrong, with what each peer said. */
  static String reason(GatewayException e) {
    StringBuilder text = new StringBuilder(e.getStatus().toString());
    for (ErrorDetail detail : e.getDetails()) {
      text.append("; ")
          .append(detail.getMspId())
          .append(" at ")
          .append(detail.getAddress())
          .append(": ");
      text.append(detail.getMessage());
    }
    return text.toString();
  }

  private Contract contract(String definition) {
    return gateway.getNetwork(channelName).getContract(definition);
  }

  private static String[] mspIds(List<Member> members) {
    return members.stream().map(Member::mspId).toArray(String[]::new);
  }

  @Override
  public void close() {
    gateway.close();
    channel.shutdownNow();
  }
}
