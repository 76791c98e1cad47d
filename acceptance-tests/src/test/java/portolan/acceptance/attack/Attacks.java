// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance.attack;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import portolan.api.v1.CaptureRequest;
import portolan.api.v1.CaptureResponse;
import portolan.api.v1.ConfirmDeliveriesRequest;
import portolan.api.v1.ConfirmDeliveriesResponse;
import portolan.api.v1.ConfirmDeliveryRequest;
import portolan.api.v1.EscrowServiceGrpc;
import portolan.api.v1.ProvenanceServiceGrpc;

/**
 * What a hostile client does to a gateway, over and over until it is told to stop, at a pace that
 * leaves the machine to others: it is the gateway that is tested, and not the processor. Every
 * round opens what it opens anew and lets it go in the rudest way.
 */
final class Attacks implements AutoCloseable {
  private static final String CAPTURE = "/portolan.v1.ProvenanceService/Capture";

  private final AttackedGateway gateway;
  private final Vertx vertx = Vertx.vertx();
  private final List<Thread> threads = new ArrayList<>();
  private final Map<String, AtomicLong> rounds = new LinkedHashMap<>();
  private volatile boolean over;

  Attacks(AttackedGateway gateway) {
    this.gateway = gateway;
  }

  /** One round of an attack. */
  @FunctionalInterface
  private interface Round {
    void play() throws Exception;
  }

  void begin() {
    repeat("streams left open", 300, this::openStreams);
    repeat("half-open handshakes", 500, this::halfOpenHandshakes);
    repeat("rapid resets", 100, this::rapidResets);
    repeat("slow readers", 300, this::slowReaders);
    repeat("slow senders", 300, this::slowSenders);
    repeat("large messages", 700, this::largeMessages);
    repeat("idle connections", 500, this::idleConnections);
    repeat("garbage before TLS", 200, this::garbage);
    repeat("garbage in TLS", 200, this::garbageInTls);
  }

  /** How many rounds each attack has played. */
  Map<String, AtomicLong> rounds() {
    return rounds;
  }

  private void repeat(String name, int pauseMillis, Round round) {
    AtomicLong count = new AtomicLong();
    rounds.put(name, count);
    threads.add(
        Thread.ofPlatform()
            .name(name)
            .start(
                () -> {
                  while (!over) {
                    try {
                      round.play();
                    } catch (InterruptedException e) {
                      return;
                    } catch (Exception e) {
                      // The gateway defends itself.
                    }
                    count.incrementAndGet();
                    LockSupport.parkNanos(MILLISECONDS.toNanos(pauseMillis));
                  }
                }));
  }

  private void linger(long millis) throws InterruptedException {
    long end = System.nanoTime() + MILLISECONDS.toNanos(millis);
    while (!over && System.nanoTime() < end) {
      LockSupport.parkNanos(MILLISECONDS.toNanos(20));
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }

  private static <Q, R> ClientCall<Q, R> open(
      ManagedChannel channel, io.grpc.MethodDescriptor<Q, R> method) {
    ClientCall<Q, R> call = channel.newCall(method, CallOptions.DEFAULT);
    call.start(new ClientCall.Listener<>() {}, new Metadata());
    return call;
  }

  /** More streams than one client may have, dropped with their connections. */
  private void openStreams() throws Exception {
    List<ManagedChannel> channels = new ArrayList<>();
    try {
      for (int c = 0; c < 6; c++) {
        ManagedChannel channel = gateway.connect();
        channels.add(channel);
        for (int s = 0; s < 100; s++) {
          var call = open(channel, ProvenanceServiceGrpc.getCaptureDocumentsMethod());
          if (s % 10 == 0) {
            call.sendMessage(CaptureRequest.newBuilder().setEpcisDocument("{").build());
          }
        }
      }
      linger(1_000);
    } finally {
      channels.forEach(ManagedChannel::shutdownNow);
    }
  }

  /** Sockets that say the first bytes of TLS and no more. */
  private void halfOpenHandshakes() throws Exception {
    List<Socket> sockets = new ArrayList<>();
    byte[] hello = {22, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3};
    try {
      for (int i = 0; i < 40; i++) {
        Socket socket = plain();
        sockets.add(socket);
        socket.getOutputStream().write(hello, 0, i % hello.length);
      }
      linger(2_000);
    } finally {
      closeAll(sockets);
    }
  }

  private Socket plain() throws IOException {
    Socket socket = new Socket();
    socket.connect(
        new InetSocketAddress(InetAddress.getByName(gateway.host()), gateway.port()), 2_000);
    return socket;
  }

  private static void closeAll(List<? extends Socket> sockets) {
    for (Socket socket : sockets) {
      try {
        socket.close();
      } catch (IOException e) {
        // It is gone.
      }
    }
  }

  private HttpClient http() {
    return vertx.createHttpClient(
        new HttpClientOptions()
            .setProtocolVersion(HttpVersion.HTTP_2)
            .setSsl(true)
            .setUseAlpn(true)
            .setVerifyHost(false)
            .setTrustOptions(new PemTrustOptions().addCertPath(gateway.authority().toString()))
            .setKeyCertOptions(
                new PemKeyCertOptions()
                    .addCertPath(gateway.certificate().toString())
                    .addKeyPath(gateway.key().toString())),
        new PoolOptions().setHttp2MaxSize(1));
  }

  private HttpClientRequest request(HttpClient client)
      throws InterruptedException, ExecutionException, TimeoutException {
    return client
        .request(HttpMethod.POST, gateway.port(), gateway.host(), CAPTURE)
        .toCompletionStage()
        .toCompletableFuture()
        .get(5, SECONDS)
        .putHeader("content-type", "application/grpc")
        .putHeader("te", "trailers");
  }

  /** Calls that are reset as soon as they are made, as of CVE-2023-44487. */
  private void rapidResets() throws Exception {
    HttpClient client = http();
    try {
      for (int i = 0; i < 300 && !over; i++) {
        HttpClientRequest request = request(client);
        request.send(Buffer.buffer(new byte[] {0, 0, 0, 0, 0}));
        request.reset(8);
      }
    } finally {
      client.close();
    }
  }

  /** Streams that ask for thousands of answers and take none. */
  private void slowReaders() throws Exception {
    ConfirmDeliveriesRequest.Builder message = ConfirmDeliveriesRequest.newBuilder();
    for (int i = 0; i < 500; i++) {
      message.addDeliveries(
          ConfirmDeliveryRequest.newBuilder()
              .setEscrowId("nobody's/" + i)
              .setSecret("s".repeat(32))
              .setDocumentCommitment("both"));
    }
    ManagedChannel channel = gateway.connect();
    try {
      for (int s = 0; s < 4; s++) {
        ClientCall<ConfirmDeliveriesRequest, ConfirmDeliveriesResponse> call =
            open(channel, EscrowServiceGrpc.getConfirmDeliveriesMethod());
        for (int i = 0; i < 4; i++) {
          call.sendMessage(message.build());
        }
      }
      linger(1_500);
    } finally {
      channel.shutdownNow();
    }
  }

  /** Messages that come byte by byte and never end. */
  private void slowSenders() throws Exception {
    HttpClient client = http();
    try {
      List<HttpClientRequest> requests = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        HttpClientRequest request = request(client).setChunked(true);
        request.write(Buffer.buffer(new byte[] {0, 0, 3, 0, 0}));
        requests.add(request);
      }
      for (int i = 0; i < 10 && !over; i++) {
        requests.forEach(r -> r.write(Buffer.buffer(new byte[] {10})));
        linger(150);
      }
    } finally {
      client.close();
    }
  }

  /** Ten megabytes, plain and packed from more. */
  private void largeMessages() throws Exception {
    ManagedChannel channel = gateway.connect();
    try {
      for (String packing : new String[] {"identity", "gzip"}) {
        ClientCall<CaptureRequest, CaptureResponse> call =
            channel.newCall(
                ProvenanceServiceGrpc.getCaptureMethod(),
                CallOptions.DEFAULT.withCompression(packing));
        call.start(new ClientCall.Listener<>() {}, new Metadata());
        call.sendMessage(
            CaptureRequest.newBuilder().setEpcisDocument(" ".repeat(10_000_001)).build());
        call.halfClose();
      }
      linger(500);
    } finally {
      channel.shutdownNow();
    }
  }

  /** Connections of which nothing more is heard. */
  private void idleConnections() throws Exception {
    SSLSocketFactory factory = gateway.tls().getSocketFactory();
    List<Socket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < 25 && !over; i++) {
        SSLSocket socket =
            (SSLSocket) factory.createSocket(plain(), gateway.host(), gateway.port(), true);
        sockets.add(socket);
        var parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {i % 2 == 0 ? "h2" : "http/1.1"});
        socket.setSSLParameters(parameters);
        socket.setSoTimeout(2_000);
        socket.startHandshake();
      }
      linger(2_000);
    } finally {
      closeAll(sockets);
    }
  }

  private void garbage() throws Exception {
    Random random = new Random();
    byte[] noise = new byte[1 + random.nextInt(4_000)];
    random.nextBytes(noise);
    try (Socket socket = plain()) {
      OutputStream out = socket.getOutputStream();
      out.write(random.nextBoolean() ? noise : "GET / HTTP/1.1\r\n\r\n".getBytes(US_ASCII));
      out.flush();
      linger(50);
    }
  }

  /** Noise, and frames that HTTP/2 does not allow, from somebody who was let in. */
  private void garbageInTls() throws Exception {
    Random random = new Random();
    byte[] noise = new byte[1 + random.nextInt(4_000)];
    random.nextBytes(noise);
    try (SSLSocket socket =
        (SSLSocket)
            gateway
                .tls()
                .getSocketFactory()
                .createSocket(plain(), gateway.host(), gateway.port(), true)) {
      var parameters = socket.getSSLParameters();
      parameters.setApplicationProtocols(new String[] {"h2"});
      socket.setSSLParameters(parameters);
      socket.setSoTimeout(2_000);
      socket.startHandshake();
      OutputStream out = socket.getOutputStream();
      if (random.nextBoolean()) {
        out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII));
      }
      out.write(noise);
      out.flush();
      linger(50);
    }
  }

  /** Stops, and takes nothing along that was opened. */
  @Override
  public void close() {
    over = true;
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
