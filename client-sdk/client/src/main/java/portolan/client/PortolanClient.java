// SPDX-License-Identifier: Apache-2.0
package portolan.client;

import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import portolan.credentials.MutualTls;

/**
 * A connection to the gateway of one's own organisation. Safe for use by many threads; close it
 * when done.
 *
 * <p>A path that falls silent is noticed within 15 seconds; what was under way is sent again on a
 * new connection. A refusal by TLS (a wrong certificate or authority, a port without TLS) is final
 * at once: code UNAUTHENTICATED, with what was presented and what was expected. A gateway that was
 * never reached is tried for 5 seconds: code UNAVAILABLE, with its address and the cause.
 *
 * <pre>{@code
 * try (PortolanClient client =
 *     PortolanClient.newBuilder("localhost", 9101)
 *         .authority(Path.of("ca.crt"))
 *         .identity(Path.of("client.crt"), Path.of("client.key"))
 *         .build()) {
 *   client.escrows().confirmDelivery(
 *       ConfirmDeliveryRequest.newBuilder().setEscrowId("PlatformMSP/E-1").setSecret(secret).build());
 * }
 * }</pre>
 */
public final class PortolanClient implements AutoCloseable {
  /**
   * While a call is under way, silence for so long is answered by a question to the gateway; no
   * answer to that in {@link #GIVES_UP}, and the connection is made anew. Shorter than these two
   * together no library of gRPC allows, and a call has 30 seconds unless told otherwise.
   */
  private static final Duration ASKS_AFTER = Duration.ofSeconds(10);

  private static final Duration GIVES_UP = Duration.ofSeconds(5);

  private final ManagedChannel channel;
  private final Registry registry;
  private final Provenance provenance;
  private final Recalls recalls;
  private final Customs customs;
  private final Escrows escrows;
  private final Disputes disputes;
  private final Holds holds;
  private final Receivables receivables;
  private final SettlementMoney money;
  private final Bank bank;
  private final Exchange exchange;
  private final Accounts accounts;
  private final Audit audit;

  private PortolanClient(ManagedChannel channel, Duration deadline) {
    this.channel = channel;
    registry = new Registry(channel, deadline);
    provenance = new Provenance(channel, deadline);
    recalls = new Recalls(channel, deadline);
    customs = new Customs(channel, deadline);
    escrows = new Escrows(channel, deadline);
    disputes = new Disputes(channel, deadline);
    holds = new Holds(channel, deadline);
    receivables = new Receivables(channel, deadline);
    money = new SettlementMoney(channel, deadline);
    bank = new Bank(channel, deadline);
    exchange = new Exchange(channel, deadline);
    accounts = new Accounts(channel, deadline);
    audit = new Audit(channel, deadline);
  }

  /** Starts describing a connection. */
  public static Builder newBuilder(String host, int port) {
    return new Builder(host, port);
  }

  /** Who the members are, and how the gateway is. */
  public Registry registry() {
    return registry;
  }

  /** Products, orders and EPCIS events. */
  public Provenance provenance() {
    return provenance;
  }

  /** Goods that must not go on. */
  public Recalls recalls() {
    return recalls;
  }

  /** Declarations, documents, assessment and release. */
  public Customs customs() {
    return customs;
  }

  /** Escrows: how they are funded, and how they end. */
  public Escrows escrows() {
    return escrows;
  }

  /** What becomes of a delivery that is inspected, claimed to be defect, sent back or lost. */
  public Disputes disputes() {
    return disputes;
  }

  /** Payments that are held until somebody has looked at them. */
  public Holds holds() {
    return holds;
  }

  /** The sale of a claim on a delivery. */
  public Receivables receivables() {
    return receivables;
  }

  /** Reserves, notes and their redemption. */
  public SettlementMoney money() {
    return money;
  }

  /** A bank's side of redemptions: payment orders out, statements in. */
  public Bank bank() {
    return bank;
  }

  /** Reference rates, quotes and locks. */
  public Exchange exchange() {
    return exchange;
  }

  /** Statements of this member's account. */
  public Accounts accounts() {
    return accounts;
  }

  /** Whether the money adds up. */
  public Audit audit() {
    return audit;
  }

  @Override
  public void close() {
    channel.shutdownNow();
    try {
      channel.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Describes a connection. */
  public static final class Builder {
    private final String host;
    private final int port;
    private Path authority;
    private Path certificate;
    private Path privateKey;
    private Duration deadline = Duration.ofSeconds(30);

    private Builder(String host, int port) {
      this.host = host;
      this.port = port;
    }

    /** The CA certificate (PEM) that the gateway's server certificate chains to. Required. */
    public Builder authority(Path caCertificate) {
      this.authority = caCertificate;
      return this;
    }

    /**
     * This client's certificate (PEM) of the organisation's TLS CA and its key (PKCS#8 PEM).
     * Required.
     */
    public Builder identity(Path clientCertificate, Path clientKey) {
      this.certificate = clientCertificate;
      this.privateKey = clientKey;
      return this;
    }

    /** How long a call may take, repeats included; 30 seconds unless told. */
    public Builder deadline(Duration perCall) {
      if (perCall.isNegative() || perCall.isZero()) {
        throw new IllegalArgumentException("deadline: expected more than zero, found " + perCall);
      }
      this.deadline = perCall;
      return this;
    }

    /**
     * Makes the client; it connects on first use.
     *
     * @throws IOException naming the certificate or key that cannot be used
     */
    public PortolanClient build() throws IOException {
      if (authority == null || certificate == null) {
        throw new IllegalStateException(
            "authority and identity are required: a gateway lets in only clients that it can"
                + " identify");
      }
      MutualTls tls = MutualTls.of(certificate, privateKey, authority);
      // Not from files: netty would read those with Bouncy Castle, where it is on the class path.
      ChannelCredentials credentials =
          TlsChannelCredentials.newBuilder()
              .trustManager(tls.trustManagers())
              .keyManager(tls.keyManagers())
              .build();
      return new PortolanClient(
          Grpc.newChannelBuilderForAddress(host, port, credentials)
              .maxInboundMessageSize(16 << 20)
              .keepAliveTime(ASKS_AFTER.toNanos(), TimeUnit.NANOSECONDS)
              .keepAliveTimeout(GIVES_UP.toNanos(), TimeUnit.NANOSECONDS)
              .intercept(new Reaching(host + ":" + port, tls))
              .build(),
          deadline);
    }
  }
}
