// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.transport;

import com.google.protobuf.Any;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.protobuf.StatusProto;
import java.io.IOException;
import java.math.BigInteger;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import portolan.api.v1.CaptureDocumentsResponse;
import portolan.api.v1.CaptureRequest;
import portolan.api.v1.CaptureResponse;
import portolan.api.v1.GetOrderRequest;
import portolan.api.v1.ListEventsRequest;
import portolan.api.v1.ListEventsResponse;
import portolan.api.v1.Order;
import portolan.api.v1.PlaceOrderRequest;
import portolan.api.v1.PlaceOrderResponse;
import portolan.api.v1.ProvenanceProto;
import portolan.api.v1.RegisterProductRequest;
import portolan.api.v1.RegisterProductResponse;
import portolan.api.v1.TraceRequest;
import portolan.api.v1.TraceResponse;
import portolan.credentials.MutualTls;
import portolan.credentials.PemFiles;
import portolan.gateway.api.call.RequestStream;
import portolan.gateway.api.call.Rpc;
import portolan.gateway.api.json.HttpRoutes;
import portolan.gateway.api.json.JsonDoor;
import portolan.gateway.api.registry.GatewayHealth;
import portolan.gateway.api.registry.ServingCondition;
import portolan.gateway.configuration.GatewayConfiguration;

/**
 * The server of the public API over mutual TLS with methods of a test's own behind it, and clients
 * of it, each with a certificate of its own unless said otherwise.
 */
public final class ServedForTest implements AutoCloseable {
  /** As many as a test can open, and times that a test can wait for. */
  public static final ServerLimits SMALL =
      new ServerLimits(
          20,
          5,
          8,
          3,
          100,
          1 << 20,
          Duration.ofSeconds(60),
          Duration.ofSeconds(60),
          Duration.ofSeconds(60),
          Duration.ofSeconds(60),
          Duration.ofSeconds(60),
          Duration.ofMillis(50));

  /** What the methods do. */
  public static final class Methods {
    public volatile Rpc<GetOrderRequest, Order> getOrder =
        (request, remaining) -> Order.newBuilder().setOrderId(request.getOrderId()).build();
    public volatile Rpc<CaptureRequest, CaptureResponse> capture =
        (request, remaining) -> CaptureResponse.getDefaultInstance();
  }

  public final Methods methods = new Methods();
  public final ApiServer server;
  public final GatewayConfiguration.Listen listen;
  private final Path folder;
  private final ServingCondition condition;
  private final KeyPair authorityKeys;
  private final X509Certificate authority;
  private final List<ManagedChannel> channels = new ArrayList<>();

  private ServedForTest(Path folder, ServerLimits limits, ServingCondition condition)
      throws Exception {
    this.folder = folder;
    this.condition = condition;
    authorityKeys = keys();
    authority = certificate("authority", authorityKeys, authorityKeys, true);
    Files.writeString(folder.resolve("ca.crt"), PemFiles.toPem(authority));
    issue("server");
    listen =
        new GatewayConfiguration.Listen(
            "localhost",
            freePort(),
            folder.resolve("server.crt"),
            folder.resolve("server.key"),
            folder.resolve("ca.crt"));
    server = start(limits);
  }

  public static ServedForTest with(Path folder, ServerLimits limits) throws Exception {
    return with(
        folder,
        limits,
        new ServingCondition(
            Optional::empty, () -> false, "", () -> Duration.ZERO, List.of(), Optional::empty));
  }

  public static ServedForTest with(Path folder, ServerLimits limits, ServingCondition condition)
      throws Exception {
    return new ServedForTest(folder, limits, condition);
  }

  /** Starts a server like this one. */
  public ApiServer start(ServerLimits limits) throws Exception {
    List<ServiceBinding> bindings = List.of(provenance());
    return ApiServer.start(
        listen,
        limits,
        (vertx, callers) ->
            new ApiServer.Served(
                bindings,
                List.of(new GatewayHealth(vertx, callers, bindings, condition)),
                (their, threads) ->
                    new JsonDoor(HttpRoutes.of(bindings), their, threads, limits.messageBytes()),
                () -> condition.watch(vertx)));
  }

  private ServiceBinding provenance() {
    return new ServiceBinding(
            ProvenanceProto.getDescriptor().findServiceByName("ProvenanceService"), "SupplierMSP")
        .method(
            "RegisterProduct",
            RegisterProductRequest.getDefaultInstance(),
            (q, t) -> RegisterProductResponse.getDefaultInstance())
        .method(
            "PlaceOrder",
            PlaceOrderRequest.getDefaultInstance(),
            (q, t) -> PlaceOrderResponse.getDefaultInstance())
        .method(
            "GetOrder", GetOrderRequest.getDefaultInstance(), (q, t) -> methods.getOrder.call(q, t))
        .method(
            "Capture", CaptureRequest.getDefaultInstance(), (q, t) -> methods.capture.call(q, t))
        .streamed(
            "CaptureDocuments",
            CaptureRequest.getDefaultInstance(),
            (q, call) -> methods.capture.call(q, call.remaining()),
            new Answers())
        .method(
            "Trace",
            TraceRequest.getDefaultInstance(),
            (q, t) -> TraceResponse.getDefaultInstance())
        .method(
            "ListEvents",
            ListEventsRequest.getDefaultInstance(),
            (q, t) -> ListEventsResponse.getDefaultInstance());
  }

  private record Answers()
      implements RequestStream.Wrapping<CaptureResponse, CaptureDocumentsResponse> {
    @Override
    public CaptureDocumentsResponse response(long number, CaptureResponse response) {
      return CaptureDocumentsResponse.newBuilder().setNumber(number).setResponse(response).build();
    }

    @Override
    public CaptureDocumentsResponse error(long number, Status error) {
      return CaptureDocumentsResponse.newBuilder().setNumber(number).setError(error).build();
    }
  }

  /** A connection, made when it is used, of the client of that name. */
  public ManagedChannel connect(String client) throws Exception {
    if (!Files.exists(folder.resolve(client + ".crt"))) {
      issue(client);
    }
    ManagedChannel channel =
        Grpc.newChannelBuilderForAddress(
                listen.host(),
                listen.port(),
                TlsChannelCredentials.newBuilder()
                    .trustManager(folder.resolve("ca.crt").toFile())
                    .keyManager(
                        folder.resolve(client + ".crt").toFile(),
                        folder.resolve(client + ".key").toFile())
                    .build())
            .maxInboundMessageSize(64 << 20)
            .build();
    channels.add(channel);
    return channel;
  }

  /** What a client of that name needs for a connection of another kind. */
  public MutualTls tls(String client) throws Exception {
    if (!Files.exists(folder.resolve(client + ".crt"))) {
      issue(client);
    }
    return MutualTls.of(
        folder.resolve(client + ".crt"), folder.resolve(client + ".key"), folder.resolve("ca.crt"));
  }

  public Path file(String name) {
    return folder.resolve(name);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private void issue(String who) throws Exception {
    KeyPair own = keys();
    Files.writeString(
        folder.resolve(who + ".crt"), PemFiles.toPem(certificate(who, own, authorityKeys, false)));
    Files.writeString(
        folder.resolve(who + ".key"),
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(own.getPrivate().getEncoded())
            + "\n-----END PRIVATE KEY-----\n");
  }

  private static KeyPair keys() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    return generator.generateKeyPair();
  }

  private static X509Certificate certificate(
      String subject, KeyPair keys, KeyPair issuerKeys, boolean isAuthority) throws Exception {
    Instant now = Instant.now();
    var builder =
        new JcaX509v3CertificateBuilder(
                new X500Name("CN=authority"),
                new BigInteger(64, new SecureRandom()),
                Date.from(now.minus(1, ChronoUnit.HOURS)),
                Date.from(now.plus(1, ChronoUnit.DAYS)),
                new X500Name("CN=" + subject),
                keys.getPublic())
            .addExtension(Extension.basicConstraints, true, new BasicConstraints(isAuthority));
    if (!isAuthority) {
      builder.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(new GeneralName(GeneralName.dNSName, "localhost")));
    }
    return new JcaX509CertificateConverter()
        .getCertificate(
            builder.build(
                new JcaContentSignerBuilder("SHA256withECDSA").build(issuerKeys.getPrivate())));
  }

  /** The details of an error that a caller was told. */
  static ErrorInfo info(StatusRuntimeException e) throws Exception {
    for (Any detail : StatusProto.fromThrowable(e).getDetailsList()) {
      if (detail.is(ErrorInfo.class)) {
        return detail.unpack(ErrorInfo.class);
      }
    }
    throw new AssertionError("no ErrorInfo", e);
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
    server.close();
  }
}
