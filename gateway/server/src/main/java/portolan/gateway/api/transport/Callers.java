// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.transport;

import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLPeerUnverifiedException;
import portolan.domain.encoding.Sha256;
import portolan.gateway.api.call.ApiException;

/**
 * Who is connected and what each of them has open. What is opened here is given back when it ends,
 * however it ends: answered, reset, with its connection, or because its caller let it lie.
 *
 * <p>A call keeps its place until its caller has done with it and no thread works for it any more:
 * calls that are reset as fast as they are opened would else leave any amount of work behind.
 */
public final class Callers {
  /** HTTP/2's ENHANCE_YOUR_CALM: gRPC takes it for RESOURCE_EXHAUSTED. */
  private static final long TOO_MUCH = 0xb;

  private static final long NO_ERROR = 0;

  /** For a caller that goes on sending after it was answered. */
  private static final Duration AFTERWARDS = Duration.ofSeconds(10);

  private static final Duration GOOD_BYE = Duration.ofSeconds(5);

  private final ServerLimits limits;
  private final Vertx vertx;
  private final Map<HttpConnection, Connected> connections = new ConcurrentHashMap<>();

  // Guarded by this.
  private final Map<String, Client> clients = new HashMap<>();
  private int calls;

  Callers(Vertx vertx, ServerLimits limits) {
    this.vertx = vertx;
    this.limits = limits;
  }

  /** Begins to look for what lies too long. */
  public void watch() {
    vertx.setPeriodic(
        limits.look().toMillis(),
        timer -> connections.values().forEach(c -> c.context.runOnContext(v -> c.look())));
  }

  /** Calls and streams that are being answered, of all callers. */
  public synchronized int calls() {
    return calls;
  }

  /** Whether the next call would be refused, whoever makes it. */
  public synchronized boolean isFull() {
    return calls >= limits.calls();
  }

  /** Connections that are open. */
  public int connections() {
    return connections.size();
  }

  /** Holder of a certificate. */
  private static final class Client {
    private int connections;
    private int calls;
  }

  /** Lets a connection in; call it on the connection's event loop. */
  void connected(HttpConnection connection) {
    String id = client(connection);
    Client client;
    String refusal = null;
    synchronized (this) {
      client = clients.computeIfAbsent(id, c -> new Client());
      if (connections.size() >= limits.connections()) {
        refusal = "the gateway has " + limits.connections() + " connections; try again later";
      } else if (client.connections >= limits.connectionsOfClient()) {
        refusal = "expected at most " + limits.connectionsOfClient() + " connections of one client";
      }
      client.connections++;
    }
    Connected fresh = new Connected(connection, id, client, vertx.getOrCreateContext());
    connections.put(connection, fresh);
    connection.closeHandler(v -> fresh.closed());
    if (refusal != null) {
      refuse(connection, refusal);
    }
  }

  private static void refuse(HttpConnection connection, String why) {
    try {
      connection.goAway(TOO_MUCH, 0, Buffer.buffer(why));
    } catch (UnsupportedOperationException e) {
      // HTTP/1.1 has no word for it.
    }
    connection.close();
  }

  private static String client(HttpConnection connection) {
    try {
      Certificate[] chain = connection.sslSession().getPeerCertificates();
      return Sha256.hex(chain[0].getEncoded());
    } catch (SSLPeerUnverifiedException | CertificateEncodingException e) {
      throw new IllegalStateException("nobody is let in without a certificate", e);
    }
  }

  private synchronized void forgetIfGone(String id, Client client) {
    if (client.connections == 0 && client.calls == 0) {
      clients.remove(id, client);
    }
  }

  /** Has a request that has just arrived answered; who answers it asks for {@link #arriving}. */
  public void handle(HttpServerRequest request, Handler<HttpServerRequest> next) {
    Connected its = connections.get(request.connection());
    if (its == null) {
      request.connection().close();
      return;
    }
    its.arriving = new Exchange(its, request);
    try {
      next.handle(request);
    } finally {
      its.arriving = null;
    }
  }

  /** The exchange whose request is being handed on, on this thread, by {@link #handle}. */
  public Exchange arriving(HttpConnection connection) {
    return connections.get(connection).arriving;
  }

  /** A connection; of its event loop alone. */
  private final class Connected {
    private final HttpConnection connection;
    private final String id;
    private final Client client;
    private final Context context;
    private final Set<Exchange> open = new LinkedHashSet<>();
    private long idleSinceNanos = System.nanoTime();
    private Exchange arriving;

    Connected(HttpConnection connection, String id, Client client, Context context) {
      this.connection = connection;
      this.id = id;
      this.client = client;
      this.context = context;
    }

    void look() {
      long now = System.nanoTime();
      if (open.isEmpty() && now - idleSinceNanos > limits.idleConnection().toNanos()) {
        idleSinceNanos = now;
        connection.shutdown(GOOD_BYE.toMillis(), TimeUnit.MILLISECONDS);
      }
      for (Exchange exchange : List.copyOf(open)) {
        exchange.look(now);
      }
    }

    void ended(Exchange exchange) {
      open.remove(exchange);
      if (open.isEmpty()) {
        idleSinceNanos = System.nanoTime();
      }
    }

    void closed() {
      if (connections.remove(connection, this)) {
        synchronized (Callers.this) {
          client.connections--;
        }
        forgetIfGone(id, client);
        new ArrayList<>(open).forEach(Exchange::end);
      }
    }
  }

  /** One request and its response, from its arrival to its end; of its event loop alone. */
  public final class Exchange {
    private final Connected its;
    private final HttpServerRequest http;
    private final List<Runnable> whenOver = new ArrayList<>(2);
    private Runnable whenLate;
    private long dueNanos;
    private boolean isAnswered;
    private boolean over;

    private Exchange(Connected its, HttpServerRequest http) {
      this.its = its;
      this.http = http;
      its.open.add(this);
      http.response().closeHandler(v -> end());
      if (http.version() != HttpVersion.HTTP_2) {
        http.response().endHandler(v -> end());
      }
      // For whatever nobody else watches; what does is told below.
      expect(limits.message(), this::reset);
      http.end().onSuccess(v -> arrived());
    }

    private void arrived() {
      if (whenOver.isEmpty() && !isAnswered) {
        expectNothing();
      }
    }

    /** How much it may take, and how long. */
    public ServerLimits limits() {
      return limits;
    }

    /** Has this run when it is over, or now if it is. */
    public void whenOver(Runnable end) {
      if (over) {
        end.run();
      } else {
        whenOver.add(end);
      }
    }

    private void end() {
      if (!over) {
        over = true;
        whenLate = null;
        its.ended(this);
        whenOver.forEach(Runnable::run);
      }
    }

    /** The caller is to do something within this time; otherwise this is run. */
    public void expect(Duration within, Runnable otherwise) {
      if (!over) {
        dueNanos = System.nanoTime() + within.toNanos();
        whenLate = otherwise;
      }
    }

    /** It is the gateway's turn. */
    public void expectNothing() {
      whenLate = null;
    }

    /** It was answered in full: what is left is that the caller takes it. */
    public void answered() {
      isAnswered = true;
      expect(limits.answer(), this::reset);
    }

    /** It was answered with an error, and what else its caller may send is of no interest. */
    public void refused() {
      isAnswered = true;
      expect(AFTERWARDS, this::reset);
    }

    private void look(long now) {
      Runnable late = whenLate;
      if (late != null && now - dueNanos > 0) {
        whenLate = null;
        late.run();
      }
    }

    /** Ends it, whatever state it is in. */
    void reset() {
      http.response().reset(NO_ERROR);
    }

    /** Takes no more from the line than HTTP/2's window lets the caller send. */
    void pause() {
      if (!over && !http.isEnded()) {
        http.pause();
      }
    }

    /** Goes on after {@link #pause}. */
    void resume() {
      if (!over && !http.isEnded()) {
        http.resume();
      }
    }

    /**
     * Takes one of the places for calls.
     *
     * @throws ApiException if there is none
     */
    public Place take() throws ApiException {
      synchronized (Callers.this) {
        if (calls >= limits.calls()) {
          throw ApiException.full(
              "the gateway is answering " + limits.calls() + " calls; try again later");
        }
        if (its.client.calls >= limits.callsOfClient()) {
          throw ApiException.full(
              "expected at most %d calls and streams of one client at a time; end some, or try again later"
                  .formatted(limits.callsOfClient()));
        }
        calls++;
        its.client.calls++;
      }
      Place place = new Place(its.id, its.client);
      whenOver(place::release);
      return place;
    }
  }

  /** Place of one call; free when all that hold it have let it go. */
  public final class Place {
    private final String id;
    private final Client client;
    private final AtomicInteger holders = new AtomicInteger(1);

    private Place(String id, Client client) {
      this.id = id;
      this.client = client;
    }

    /** Somebody works for the call. */
    public void hold() {
      holders.incrementAndGet();
    }

    /** Somebody has done with it. */
    public void release() {
      if (holders.decrementAndGet() == 0) {
        synchronized (Callers.this) {
          calls--;
          client.calls--;
        }
        forgetIfGone(id, client);
      }
    }
  }
}
