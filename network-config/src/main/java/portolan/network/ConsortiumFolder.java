// SPDX-License-Identifier: Apache-2.0
package portolan.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import portolan.credentials.PemFiles;
import portolan.network.Consortium.Member;
import portolan.network.NetworkFolder.OrganisationFolder;

/**
 * The keys, certificates and gateway configurations of a consortium in a folder, the same that a
 * {@link Network} of it has, for a ledger that is not made of Fabric's nodes. Nothing is started.
 * One program at a time has the folder open.
 *
 * <pre>{@code
 * try (ConsortiumFolder folder = ConsortiumFolder.open(consortium, path, Progress.silent())) {
 *   X509Certificate root = folder.authority(member);
 *   Enrolment peer = folder.peer(member);
 * }
 * }</pre>
 *
 * <p>Failures are {@link NetworkException}s whose message tells what to do.
 */
public final class ConsortiumFolder implements AutoCloseable {
  private static final Duration LOCK_LIMIT = Duration.ofMillis(500);
  private static final String CERTIFICATES = "certificates";

  /** A certificate of a member's authority with its key. */
  public record Enrolment(X509Certificate certificate, PrivateKey key) {}

  private final Consortium consortium;
  private final NetworkFolder folder;
  private final NetworkState state;
  private final CommandLock lock;

  private ConsortiumFolder(
      Consortium consortium, NetworkFolder folder, NetworkState state, CommandLock lock) {
    this.consortium = consortium;
    this.folder = folder;
    this.state = state;
    this.lock = lock;
  }

  /**
   * The folder of this name in {@code PORTOLAN_HOME}, or in {@code ~/.portolan}: where each network
   * has its own.
   */
  public static Path byDefault(String name) {
    String home = System.getenv("PORTOLAN_HOME");
    Path parent =
        home == null || home.isBlank()
            ? Path.of(System.getProperty("user.home"), ".portolan")
            : Path.of(home);
    return parent.resolve(name).toAbsolutePath().normalize();
  }

  /** Deletes a folder with all that is in it; nothing of it may be in use. */
  public static void delete(Path folder) {
    NetworkFolder.delete(folder);
  }

  /** Opens the folder, and makes what it must hold unless it is there. */
  public static ConsortiumFolder open(Consortium consortium, Path path, Progress progress) {
    NetworkFolder folder = new NetworkFolder(path);
    CommandLock lock = CommandLock.take(folder.lock(), LOCK_LIMIT);
    boolean opened = false;
    try {
      NetworkState state = NetworkState.of(folder, consortium, NetworkState.Kind.WITHOUT_NODES);
      if (!state.isDone(CERTIFICATES)) {
        progress.phase(
            CERTIFICATES,
            () -> new ConsortiumCredentials(consortium, folder).generate(Clock.systemUTC()));
        state.done(CERTIFICATES);
      }
      ConsortiumFolder open = new ConsortiumFolder(consortium, folder, state, lock);
      opened = true;
      return open;
    } finally {
      if (!opened) {
        lock.close();
      }
    }
  }

  public Path root() {
    return folder.root();
  }

  /** The file that a member's gateway reads. */
  public Path gatewayConfiguration(String member) {
    return folder.gatewayConfiguration(consortium.member(member));
  }

  /** The folder with client.crt, client.key and ca.crt for callers of a member's gateway. */
  public Path clientCredentials(String member) {
    return folder.clientCredentials(consortium.member(member));
  }

  /** The certificate that issued all of the member's identities. */
  public X509Certificate authority(Member member) {
    try {
      return PemFiles.certificate(folder.member(member).authority());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The identity of the member's peer. */
  public Enrolment peer(Member member) {
    return enrolment(folder.member(member), "peer");
  }

  /** The identity with which the member's gateway signs. */
  public Enrolment gateway(Member member) {
    return enrolment(folder.member(member), "gateway");
  }

  /** The identity with which blocks are signed. */
  public Enrolment orderer() {
    return enrolment(folder.ordering(), consortium.ordererName(0));
  }

  private static Enrolment enrolment(OrganisationFolder own, String who) {
    try {
      return new Enrolment(
          PemFiles.certificate(own.identityCertificate(who)),
          PemFiles.privateKey(own.identityKey(who)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Does something unless it was done in this folder before. */
  public void once(String step, Runnable work) {
    state.once(step, work);
  }

  /** Lets another program open the folder. */
  @Override
  public void close() {
    lock.close();
  }
}
