// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A path between two programs that can fall silent, as a firewall's does that has forgotten a
 * connection: what is sent is taken, nothing arrives, and nobody is told. Connections made
 * afterwards work.
 */
final class SilentProxy implements AutoCloseable {
  private final ServerSocket listening;
  private final int target;
  private final List<Path> paths = new CopyOnWriteArrayList<>();

  /** To this port of the machine. */
  SilentProxy(int target) throws IOException {
    this.target = target;
    listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.startVirtualThread(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  /** On every connection there is. */
  void fallSilent() {
    paths.forEach(p -> p.silent = true);
  }

  /** How many connections were made. */
  int connections() {
    return paths.size();
  }

  /** Connections that neither side has closed. */
  long open() {
    return paths.stream().filter(p -> !p.over).count();
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        Path path = new Path(client, new Socket(InetAddress.getLoopbackAddress(), target));
        paths.add(path);
        path.begin();
      } catch (IOException e) {
        // Closed, or nobody listens at the target.
      }
    }
  }

  private static final class Path {
    private final Socket client;
    private final Socket server;
    private volatile boolean silent;
    private volatile boolean over;

    Path(Socket client, Socket server) {
      this.client = client;
      this.server = server;
    }

    void begin() {
      Thread.startVirtualThread(() -> forward(client, server));
      Thread.startVirtualThread(() -> forward(server, client));
    }

    private void forward(Socket from, Socket to) {
      byte[] some = new byte[8192];
      try {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        for (int read = in.read(some); read >= 0; read = in.read(some)) {
          if (!silent) {
            out.write(some, 0, read);
          }
        }
      } catch (IOException e) {
        // One side is gone.
      }
      if (!silent) {
        close();
      }
      over = true;
    }

    private void close() {
      for (Socket socket : List.of(client, server)) {
        try {
          socket.close();
        } catch (IOException e) {
          // It was closed before.
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    paths.forEach(Path::close);
  }
}
