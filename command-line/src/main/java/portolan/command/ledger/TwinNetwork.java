// SPDX-License-Identifier: Apache-2.0
package portolan.command.ledger;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import portolan.contracts.Contracts;
import portolan.gateway.fabric.PeerConnection;
import portolan.network.Consortium;
import portolan.network.ConsortiumFolder;
import portolan.network.ConsortiumFolder.Enrolment;
import portolan.network.NetworkException;
import portolan.network.Progress;
import portolan.network.RegistryFounding;
import portolan.twin.Member;
import portolan.twin.Twin;
import portolan.twin.channel.Definition;
import portolan.twin.channel.Ordering;
import portolan.twin.identity.Signatory;

/**
 * The ledger twin: every member's peer in this JVM, with the certificates, policies and contracts
 * that a network of the same consortium has.
 */
public final class TwinNetwork implements LedgerNetwork {
  private final Consortium consortium;
  private final Path path;
  private ConsortiumFolder folder;
  private Twin twin;
  private Duration late = Duration.ZERO;

  private TwinNetwork(Consortium consortium, Path path) {
    this.consortium = consortium;
    this.path = path.toAbsolutePath().normalize();
  }

  /** The twin in a folder beside that of the consortium's network. */
  public static TwinNetwork of(Consortium consortium) {
    return of(consortium, ConsortiumFolder.byDefault(consortium.name() + "-twin"));
  }

  /** The twin in a folder of your choice. */
  public static TwinNetwork of(Consortium consortium, Path folder) {
    return new TwinNetwork(consortium, folder);
  }

  /** From the next start on every peer has each block up to so late, as far companies' peers do. */
  public synchronized TwinNetwork withPeersLate(Duration atMost) {
    late = atMost;
    return this;
  }

  @Override
  public String description() {
    return "Ledger twin of network " + consortium.name() + ", in this process, kept in " + path;
  }

  @Override
  public Consortium consortium() {
    return consortium;
  }

  @Override
  public Path folder() {
    return path;
  }

  @Override
  public synchronized void up(Progress progress) {
    if (twin != null) {
      return;
    }
    ConsortiumFolder files = ConsortiumFolder.open(consortium, path, progress);
    boolean isUp = false;
    try {
      progress.phase("ledger opened", () -> twin = open(files));
      files.once("registry of members founded", () -> found(files));
      folder = files;
      isUp = true;
    } finally {
      if (!isUp) {
        closeTwin();
        files.close();
      }
    }
  }

  /** It is in this process; no other can have it. */
  @Override
  public boolean isOfOthers() {
    return false;
  }

  private Twin open(ConsortiumFolder files) {
    Ordering ordering = Ordering.byDefault();
    Twin.Builder builder =
        Twin.named(consortium.channel())
            .folder(path.resolve("ledger"))
            .orderer(signatory(consortium.ordering().organisation().mspId(), files.orderer()))
            .ordering(
                ordering.withBlocks(consortium.ordering().maxMessages(), ordering.batchTimeout()));
    builder.peersLate(late);
    for (Consortium.Member member : consortium.members()) {
      builder.member(
          Member.of(
              member.mspId(),
              files.authority(member),
              signatory(member.mspId(), files.peer(member))));
    }
    for (Consortium.Definition definition : consortium.definitions()) {
      builder.chaincode(
          Definition.of(
                  definition.name(),
                  peer -> Contracts.chaincode(definition.name(), peer.mspId(), peer.clock()))
              .withPolicy(consortium.signaturePolicy(definition)));
    }
    try {
      return builder.open();
    } catch (UncheckedIOException e) {
      throw new NetworkException(e.getCause().getMessage(), e);
    }
  }

  private static Signatory signatory(String mspId, Enrolment enrolment) {
    try {
      return Signatory.of(mspId, enrolment.certificate(), enrolment.key());
    } catch (GeneralSecurityException e) {
      throw new NetworkException("a key of " + mspId + " cannot be used: " + e, e);
    }
  }

  private void found(ConsortiumFolder files) {
    Consortium.Member first = consortium.members().getFirst();
    RegistryFounding founding = RegistryFounding.of(consortium);
    twin.as(signatory(first.mspId(), files.gateway(first)))
        .endorsedBy(founding.endorsers().toArray(String[]::new))
        .submit(founding.chaincode(), founding.function(), founding.argument());
  }

  @Override
  public Path gatewayConfiguration(String member) {
    return opened().gatewayConfiguration(member);
  }

  @Override
  public Path clientCredentials(String member) {
    return opened().clientCredentials(member);
  }

  private synchronized ConsortiumFolder opened() {
    if (folder == null) {
      throw new IllegalStateException("the ledger twin is not up");
    }
    return folder;
  }

  @Override
  public synchronized PeerConnection peers() {
    Twin open = twin;
    return access -> open.connect(access.mspId());
  }

  /** The ledger itself: to look at it, and to stop and start members' peers. */
  public synchronized Twin ledger() {
    if (twin == null) {
      throw new IllegalStateException("the ledger twin is not up");
    }
    return twin;
  }

  @Override
  public synchronized void down() {
    closeTwin();
    if (folder != null) {
      folder.close();
      folder = null;
    }
  }

  private void closeTwin() {
    if (twin != null) {
      twin.close();
      twin = null;
    }
  }

  @Override
  public String afterwards() {
    return "the ledger ends with them and goes on with the next demo";
  }

  @Override
  public void close() {
    down();
  }
}
