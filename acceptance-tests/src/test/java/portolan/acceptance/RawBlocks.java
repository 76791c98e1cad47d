// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance;

import io.grpc.ManagedChannel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import org.hyperledger.fabric.client.CloseableIterator;
import org.hyperledger.fabric.client.Gateway;
import org.hyperledger.fabric.client.Network;
import org.hyperledger.fabric.client.identity.Identities;
import org.hyperledger.fabric.client.identity.Signers;
import org.hyperledger.fabric.client.identity.X509Identity;
import org.hyperledger.fabric.protos.peer.BlockAndPrivateData;
import portolan.gateway.configuration.GatewayConfiguration;
import portolan.gateway.fabric.PeerConnection;

/** The blocks as one member's peer delivers them, with what the member may see of private data. */
final class RawBlocks implements AutoCloseable {
  private final ManagedChannel connection;
  private final Gateway gateway;
  private final Network channel;

  RawBlocks(GatewayConfiguration configuration, PeerConnection peer)
      throws IOException, GeneralSecurityException {
    byte[] tlsCertificate = certificate(configuration.peerTls().certFile()).getEncoded();
    connection = peer.open(configuration.peerAccess());
    gateway =
        Gateway.newInstance()
            .identity(
                new X509Identity(
                    configuration.mspId(), certificate(configuration.identity().certFile())))
            .signer(
                Signers.newPrivateKeySigner(
                    Identities.readPrivateKey(
                        Files.readString(configuration.identity().keyFile()))))
            .connection(connection)
            .tlsClientCertificateHash(MessageDigest.getInstance("SHA-256").digest(tlsCertificate))
            .connect();
    channel = gateway.getNetwork(configuration.channel());
  }

  private static X509Certificate certificate(Path file)
      throws IOException, GeneralSecurityException {
    return Identities.readX509Certificate(Files.readString(file));
  }

  /** From this one on, as they come. */
  CloseableIterator<BlockAndPrivateData> from(long block) {
    return channel.newBlockAndPrivateDataEventsRequest().startBlock(block).build().getEvents();
  }

  @Override
  public void close() {
    gateway.close();
    connection.shutdownNow();
  }
}
