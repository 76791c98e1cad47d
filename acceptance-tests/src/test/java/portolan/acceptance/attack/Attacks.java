// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance.attack;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.vertx.core.Future;
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
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import portolan.api.v1.CaptureDocumentsResponse;
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
 * round opens what it opens anew and lets it go in the rudest way, and has to show by what the
 * gateway did that it reached it: an attack that is turned away at the door tests nothing.
 */
final class Attacks implements AutoCloseable {
  private static final String SIZE_LIMIT = "expected a message of at most 4,194,304 bytes";
  private static final String CAPTURE = "/portolan.v1.ProvenanceService/Capture";

  private final AttackedGateway gateway;
  private final AttackedGateway crowded;
  private final Vertx vertx = Vertx.vertx();
  private final List<Thread> threads = new ArrayList<>();
  private final Map<String, Played> played = new LinkedHashMap<>();
  private volatile boolean over;

  /**
   * By two clients, because one that has taken all its places can attack in no other way.
   *
   * @param crowded by a client that takes all the places that it can get
   * @param gateway by another one
   */
  Attacks(AttackedGateway crowded, AttackedGateway gateway) {
    this.crowded = crowded;
    this.gateway = gateway;
  }

  /** One round of an attack. */
  @FunctionalInterface
  private interface Round {
    /**
     * How many of the blows, streams for instance or sockets, the gateway is known to have taken.
     */
    int play() throws Exception;
  }

  /** What came of an attack: its rounds, those that hit the gateway, and how often they did. */
  static final class Played {
    private final AtomicLong rounds = new AtomicLong();
    private final AtomicLong hits = new AtomicLong();
    private final AtomicLong blows = new AtomicLong();
    private volatile String lastFailure = "";

    private void count(int struck) {
      rounds.incrementAndGet();
      if (struck > 0) {
        hits.incrementAndGet();
        blows.addAndGet(struck);
      }
    }

    /** Rounds in which the gateway was reached. */
    long hits() {
      return hits.get();
    }

    @Override
    public String toString() {
      return blows
          + " in "
          + hits
          + " of "
          + rounds
          + " rounds"
          + (lastFailure.isEmpty() ? "" : " (last failure: " + lastFailure + ")");
    }
  }

  /** Remembers what became of a call, and takes none of its answers. */
  private static final class Fate<R> extends ClientCall.Listener<R> {
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile boolean answering;
    private volatile Status end = Status.OK;

    @Override
    public void onHeaders(Metadata headers) {
      answering = true;
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      end = status;
      closed.countDown();
    }

    boolean isOpen() {
      return closed.getCount() > 0;
    }
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

  /** What came of each attack so far. */
  Map<String, Played> played() {
    return played;
  }

  private void repeat(String name, int pauseMillis, Round round) {
    Played count = new Played();
    played.put(name, count);
    threads.add(
        Thread.ofPlatform()
            .name(name)
            .start(
                () -> {
                  while (!over) {
                    try {
                      count.count(round.play());
                    } catch (InterruptedException e) {
                      return;
                    } catch (Exception e) {
                      // The gateway defends itself; such a round counts for nothing.
                      count.count(0);
                      count.lastFailure = e.toString();
                    }
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
      ManagedChannel channel, io.grpc.MethodDescriptor<Q, R> method, Fate<R> fate) {
    ClientCall<Q, R> call = channel.newCall(method, CallOptions.DEFAULT);
    call.start(fate, new Metadata());
    return call;
  }

  /** A connection is ready when the gateway has sent its settings, and so has let its client in. */
  private static boolean isIn(ManagedChannel channel) {
    return channel.getState(false) == ConnectivityState.READY;
  }

  /**
   * More streams than one client may have, dropped with their connections. Those count that lie
   * open on a connection that was let in.
   */
  private int openStreams() throws Exception {
    Map<ManagedChannel, List<Fate<CaptureDocumentsResponse>>> channels = new LinkedHashMap<>();
    try {
      for (int c = 0; c < 6; c++) {
        ManagedChannel channel = crowded.connect();
        List<Fate<CaptureDocumentsResponse>> fates = new ArrayList<>();
        channels.put(channel, fates);
        for (int s = 0; s < 100; s++) {
          Fate<CaptureDocumentsResponse> fate = new Fate<>();
          fates.add(fate);
          var call = open(channel, ProvenanceServiceGrpc.getCaptureDocumentsMethod(), fate);
          if (s % 10 == 0) {
            call.sendMessage(CaptureRequest.newBuilder().setEpcisDocument("{").build());
          }
        }
      }
      linger(1_000);
      return channels.entrySet().stream()
          .filter(its -> isIn(its.getKey()))
          .mapToInt(its -> (int) its.getValue().stream().filter(Fate::isOpen).count())
          .sum();
    } finally {
      channels.keySet().forEach(ManagedChannel::shutdownNow);
    }
  }

  /** Sockets that say the first bytes of TLS and no more. Those count that the gateway holds. */
  private int halfOpenHandshakes() throws Exception {
    List<Socket> sockets = new ArrayList<>();
    byte[] hello = {22, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3};
    try {
      for (int i = 0; i < 40; i++) {
        Socket socket = plain();
        sockets.add(socket);
        socket.getOutputStream().write(hello, 0, i % hello.length);
      }
      linger(2_000);
      return held(sockets);
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

  /** How many of them the other side has not closed. */
  private static int held(List<? extends Socket> sockets) {
    int held = 0;
    for (Socket socket : sockets) {
      try {
        socket.setSoTimeout(1);
        if (socket.getInputStream().read() >= 0) {
          held++;
        }
      } catch (SocketTimeoutException e) {
        held++;
      } catch (IOException e) {
        // It is closed.
      }
    }
    return held;
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
        .get(10, SECONDS)
        .putHeader("content-type", "application/grpc")
        .putHeader("te", "trailers");
  }

  /**
   * Calls that are reset as soon as they are made, as of CVE-2023-44487. They count if the first
   * one on the connection, which was left alone, was answered.
   */
  private int rapidResets() throws Exception {
    HttpClient client = http();
    int resets = 0;
    try {
      Buffer empty = Buffer.buffer(new byte[] {0, 0, 0, 0, 0});
      request(client).send(empty).toCompletionStage().toCompletableFuture().get(10, SECONDS);
      try {
        for (int i = 0; i < 300 && !over; i++) {
          HttpClientRequest request = request(client);
          request.send(empty);
          request.reset(8);
          resets++;
        }
      } catch (ExecutionException e) {
        // The gateway has closed the connection.
      }
      return resets;
    } finally {
      client.close();
    }
  }

  /**
   * Streams that ask for thousands of answers and take none. Those count that are being answered.
   */
  private int slowReaders() throws Exception {
    ConfirmDeliveriesRequest.Builder message = ConfirmDeliveriesRequest.newBuilder();
    for (int i = 0; i < 500; i++) {
      message.addDeliveries(
          ConfirmDeliveryRequest.newBuilder()
              .setEscrowId("nobody's/" + i)
              .setSecret("s".repeat(32))
              .setDocumentCommitment("both"));
    }
    ManagedChannel channel = gateway.connect();
    List<Fate<ConfirmDeliveriesResponse>> fates = new ArrayList<>();
    try {
      for (int s = 0; s < 4; s++) {
        Fate<ConfirmDeliveriesResponse> fate = new Fate<>();
        fates.add(fate);
        ClientCall<ConfirmDeliveriesRequest, ConfirmDeliveriesResponse> call =
            open(channel, EscrowServiceGrpc.getConfirmDeliveriesMethod(), fate);
        for (int i = 0; i < 4; i++) {
          call.sendMessage(message.build());
        }
      }
      long end = System.nanoTime() + SECONDS.toNanos(10);
      while (!over && System.nanoTime() < end && fates.stream().noneMatch(f -> f.answering)) {
        linger(20);
      }
      linger(1_500);
      return (int) fates.stream().filter(f -> f.isOpen() && f.answering).count();
    } finally {
      channel.shutdownNow();
    }
  }

  /**
   * Messages that come byte by byte and never end. Those count that the gateway is still waiting
   * for.
   */
  private int slowSenders() throws Exception {
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
      int waited = 0;
      for (HttpClientRequest request : requests) {
        Future<?> last = request.write(Buffer.buffer(new byte[] {10}));
        last.toCompletionStage().toCompletableFuture().get(10, SECONDS);
        if (!request.response().isComplete()) {
          waited++;
        }
      }
      return waited;
    } finally {
      client.close();
    }
  }

  /** Ten megabytes, plain and packed from more. Those count that were refused for their size. */
  private int largeMessages() throws Exception {
    ManagedChannel channel = gateway.connect();
    List<Fate<CaptureResponse>> fates = new ArrayList<>();
    try {
      for (String packing : new String[] {"identity", "gzip"}) {
        ClientCall<CaptureRequest, CaptureResponse> call =
            channel.newCall(
                ProvenanceServiceGrpc.getCaptureMethod(),
                CallOptions.DEFAULT.withCompression(packing));
        Fate<CaptureResponse> fate = new Fate<>();
        fates.add(fate);
        call.start(fate, new Metadata());
        call.request(1);
        call.sendMessage(
            CaptureRequest.newBuilder().setEpcisDocument(" ".repeat(10_000_001)).build());
        call.halfClose();
      }
      int refused = 0;
      for (Fate<CaptureResponse> fate : fates) {
        if (fate.closed.await(10, SECONDS)
            && fate.end.getCode() == Status.Code.RESOURCE_EXHAUSTED
            && String.valueOf(fate.end.getDescription()).contains(SIZE_LIMIT)) {
          refused++;
        }
      }
      return refused;
    } finally {
      channel.shutdownNow();
    }
  }

  /** Connections of which nothing more is heard. Those count that were let in and are kept. */
  private int idleConnections() throws Exception {
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
        socket.setSoTimeout(10_000);
        socket.startHandshake();
      }
      linger(2_000);
      return held(sockets);
    } finally {
      closeAll(sockets);
    }
  }

  /** Noise, and what is not TLS. It counts if the gateway gives it an end. */
  private int garbage() throws Exception {
    Random random = new Random();
    byte[] noise = new byte[1 + random.nextInt(4_000)];
    random.nextBytes(noise);
    try (Socket socket = plain()) {
      OutputStream out = socket.getOutputStream();
      out.write(random.nextBoolean() ? noise : "GET / HTTP/1.1\r\n\r\n".getBytes(US_ASCII));
      out.flush();
      socket.setSoTimeout(10_000);
      return isEnded(socket) ? 1 : 0;
    }
  }

  private static boolean isEnded(Socket socket) {
    try {
      socket.getInputStream().transferTo(OutputStream.nullOutputStream());
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  /**
   * Noise, and frames that HTTP/2 does not allow, from somebody who was let in: the gateway's
   * settings came first.
   */
  private int garbageInTls() throws Exception {
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
      socket.setSoTimeout(10_000);
      socket.startHandshake();
      OutputStream out = socket.getOutputStream();
      if (random.nextBoolean()) {
        out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII));
      }
      out.write(noise);
      out.flush();
      return socket.getInputStream().read() >= 0 ? 1 : 0;
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
