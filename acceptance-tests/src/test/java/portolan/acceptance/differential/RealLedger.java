// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance.differential;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import io.grpc.Channel;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hyperledger.fabric.client.identity.Identities;
import portolan.gateway.configuration.GatewayConfiguration;
import portolan.network.Consortium;
import portolan.network.Network;
import portolan.network.cli.ConsoleProgress;

/** Fabric: a new network, with a ledger that nobody has used, that ends with this object. */
public final class RealLedger implements LedgerUnderTest {
  private static final int MOST_BYTES = 100 << 20;

  private final Network network;
  private final Map<String, ManagedChannel> channels = new HashMap<>();
  private final Map<String, Caller> callers = new HashMap<>();

  private RealLedger(Network network) {
    this.network = network;
  }

  /** Brings up a network in this folder, after whatever was there has been removed. */
  public static RealLedger start(Consortium consortium, Path folder)
      throws IOException, GeneralSecurityException {
    Network network =
        Network.of(consortium, folder)
            .withChaincode(List.of(Path.of(System.getProperty("portolan.test.classes"))));
    network.reset();
    RealLedger ledger = new RealLedger(network);
    try {
      network.up(new ConsoleProgress(new PrintWriter(System.out, true, UTF_8)));
      for (Consortium.Member member : consortium.members()) {
        ledger.connect(member);
      }
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      ledger.close();
      throw e;
    }
    return ledger;
  }

  /** Its nodes. */
  Network nodes() {
    return network;
  }

  private void connect(Consortium.Member member) throws IOException, GeneralSecurityException {
    GatewayConfiguration its =
        GatewayConfiguration.read(network.gatewayConfiguration(member.name()));
    channels.put(
        member.mspId(),
        Grpc.newChannelBuilderForAddress(
                its.peer().host(),
                its.peer().port(),
                TlsChannelCredentials.newBuilder()
                    .trustManager(its.peer().tlsCaFile().toFile())
                    .keyManager(its.peerTls().certFile().toFile(), its.peerTls().keyFile().toFile())
                    .build())
            .maxInboundMessageSize(MOST_BYTES)
            .build());
    X509Certificate shown =
        Identities.readX509Certificate(Files.readString(its.peerTls().certFile()));
    callers.put(
        member.mspId(),
        Caller.of(
            member.mspId(),
            its.identity().certFile(),
            its.identity().keyFile(),
            ByteString.copyFrom(MessageDigest.getInstance("SHA-256").digest(shown.getEncoded()))));
  }

  @Override
  public String name() {
    return "Fabric";
  }

  @Override
  public String channel() {
    return network.consortium().channel();
  }

  @Override
  public Channel peer(String mspId) {
    return channels.get(mspId);
  }

  @Override
  public Caller caller(String mspId) {
    return callers.get(mspId);
  }

  @Override
  public Duration ahead() {
    return Duration.ofMinutes(14);
  }

  @Override
  public void close() {
    channels.values().forEach(ManagedChannel::shutdownNow);
    network.down();
  }
}
