// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.fabric;

import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import portolan.credentials.MutualTls;

/** How a gateway reaches its member's own peer. */
@FunctionalInterface
public interface PeerConnection {
  /**
   * Silence of the peer for so long is answered by a question; no answer to that in {@link
   * #GIVES_UP}, and the connection is made anew. The peer has to allow questions that often ({@code
   * peer.keepalive.minInterval}): to one with Fabric's usual minute it is a client that asks too
   * much, and is disconnected.
   */
  Duration ASKS_AFTER = Duration.ofSeconds(10);

  /** How long the peer has to answer. */
  Duration GIVES_UP = Duration.ofSeconds(5);

  /** Opens a connection; who asks for it closes it. */
  ManagedChannel open(PeerAccess access) throws IOException;

  /** Mutual TLS to the address of the peer; connected on first use and again whenever it breaks. */
  static PeerConnection overTls() {
    return access -> {
      MutualTls tls =
          MutualTls.of(access.tlsCertificateFile(), access.tlsKeyFile(), access.tlsCaFile());
      return NettyChannelBuilder.forAddress(
              access.host(),
              access.port(),
              // Not from files: netty would read those with Bouncy Castle.
              TlsChannelCredentials.newBuilder()
                  .trustManager(tls.trustManagers())
                  .keyManager(tls.keyManagers())
                  .build())
          .maxInboundMessageSize(FabricLedger.MAX_MESSAGE_BYTES)
          .keepAliveTime(ASKS_AFTER.toNanos(), TimeUnit.NANOSECONDS)
          .keepAliveTimeout(GIVES_UP.toNanos(), TimeUnit.NANOSECONDS)
          .keepAliveWithoutCalls(true)
          .build();
    };
  }
}
