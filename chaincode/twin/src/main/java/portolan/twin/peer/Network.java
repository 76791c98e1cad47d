// SPDX-License-Identifier: Apache-2.0
package portolan.twin.peer;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Logger;
import portolan.twin.block.EnvelopeTransaction;
import portolan.twin.channel.Channel;
import portolan.twin.channel.Ordering;
import portolan.twin.channel.PeerOptions;
import portolan.twin.identity.Identity;
import portolan.twin.identity.Signatory;
import portolan.twin.store.LedgerStore;
import portolan.twin.time.Chance;
import portolan.twin.time.Timeline;
import portolan.twin.validation.PeerHaltedException;

/** All nodes of one channel in this process. */
public final class Network {
  private static final Logger LOG = Logger.getLogger(Network.class.getName());

  private final Map<String, Peer> peers = new LinkedHashMap<>();
  private final Chain chain;
  private final Orderer orderer;
  private final Timeline timeline;
  private final Chance chance;
  private volatile Optional<String> halted = Optional.empty();
  private final AtomicLong numbers = new AtomicLong();

  /**
   * Starts the nodes and has them read the store's blocks.
   *
   * @param peers one for each member
   * @param ordererIdentity signs blocks
   * @param options of every peer
   */
  public Network(
      Channel channel,
      Ordering ordering,
      List<Signatory> peers,
      Signatory ordererIdentity,
      LedgerStore store,
      Timeline timeline,
      Chance chance,
      PeerOptions options) {
    this.timeline = timeline;
    this.chance = chance;
    Map<String, Identity> identities = new HashMap<>();
    for (Signatory peer : peers) {
      identities.put(
          peer.mspId(),
          channel
              .membership()
              .identity(peer.serialized())
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "the peer of %s: expected a certificate of its own organisation that says the role"
                              .formatted(peer.mspId()))));
    }
    chain = new Chain(channel, store, ordererIdentity, identities);
    for (Signatory peer : peers) {
      this.peers.put(
          peer.mspId(),
          new Peer(peer, identities.get(peer.mspId()), channel, chain, timeline, options));
    }
    chain.replay(block -> this.peers.values().forEach(p -> p.commit(block)));
    orderer = new Orderer(channel, ordering, timeline, chance, this::append);
    if (chain.height() == 0) {
      GenesisBlock.append(chain, channel).forEach(this::deliver);
    }
  }

  private void append(List<EnvelopeTransaction> transactions) {
    if (halted.isPresent()) {
      return;
    }
    try {
      deliver(chain.append(transactions));
    } catch (PeerHaltedException e) {
      halted = Optional.of(e.getMessage());
      LOG.severe("all peers have stopped: " + e.getMessage());
    }
  }

  /** Why the peers commit no more blocks, if they have met one on which Fabric's would stop. */
  public Optional<String> halted() {
    return halted;
  }

  private void deliver(CommittedBlock block) {
    for (Peer peer : peers.values()) {
      Duration delay = chance.upTo(chance.faults().deliveryDelay());
      if (delay.isZero()) {
        deliver(block, peer);
      } else {
        timeline.schedule(delay, () -> deliver(block, peer));
      }
    }
  }

  private void deliver(CommittedBlock block, Peer peer) {
    if (peer.isRunning() && chance.happens("crash of " + peer.mspId(), chance.faults().crash())) {
      crash(peer.mspId(), chance.upTo(chance.faults().downtime()));
    }
    if (block.number() > peer.height() && peer.isRunning()) {
      peer.restart(); // a later block overtook an earlier one: the peer fetches what it lacks
    }
    peer.commit(block);
  }

  /** Ends a member's peer as a crash does; it comes back after some time and catches up. */
  public void crash(String mspId, Duration downtime) {
    stop(mspId);
    timeline.schedule(downtime, () -> start(mspId));
  }

  /** Ends a member's peer as a crash does. */
  public void stop(String mspId) {
    peer(mspId).crash();
    chance.note("stop of " + mspId);
  }

  /** Brings a member's peer back. */
  public void start(String mspId) {
    if (!peer(mspId).isRunning()) {
      peer(mspId).restart();
      chance.note("start of " + mspId);
    }
  }

  /** The peer of a member. */
  public Peer peer(String mspId) {
    return find(mspId)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    mspId + " is not a member; members are " + String.join(", ", peers.keySet())));
  }

  /** The peer of a member, if it is one. */
  public Optional<Peer> find(String mspId) {
    return Optional.ofNullable(peers.get(mspId));
  }

  /** All peers, in the order of the members. */
  public Collection<Peer> peers() {
    return peers.values();
  }

  /** The ordering service. */
  public Orderer orderer() {
    return orderer;
  }

  /** Time as the nodes see it. */
  public Timeline timeline() {
    return timeline;
  }

  /** What goes wrong. */
  public Chance chance() {
    return chance;
  }

  /** Another number each time, the same ones in every run. */
  public long nextNumber() {
    return numbers.incrementAndGet();
  }

  /** Blocks in the chain, also those that no peer has yet. */
  public long height() {
    return chain.height();
  }
}
