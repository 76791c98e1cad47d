package portolan.gateway.fabric;

import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import portolan.credentials.MutualTls;
import portolan.gateway.GatewayConfiguration;

/** How a gateway reaches its member's own peer. */
@FunctionalInterface
public interface PeerConnection {

  /** Opens a connection; who asks for it closes it. */
  ManagedChannel open(GatewayConfiguration configuration) throws IOException;

  /**
   * Mutual TLS to the address in the configuration; connected on first use and again whenever it
   * breaks.
   */
  static PeerConnection overTls() {
    return configuration -> {
      MutualTls tls =
          MutualTls.of(
              configuration.peerTls().certFile(),
              configuration.peerTls().keyFile(),
              configuration.peer().tlsCaFile());
      return NettyChannelBuilder.forAddress(
              configuration.peer().host(),
              configuration.peer().port(),
              // Not from files: netty would read those with Bouncy Castle.
              TlsChannelCredentials.newBuilder()
                  .trustManager(tls.trustManagers())
                  .keyManager(tls.keyManagers())
                  .build())
          .maxInboundMessageSize(FabricLedger.MAX_MESSAGE_BYTES)
          .build();
    };
  }
}
