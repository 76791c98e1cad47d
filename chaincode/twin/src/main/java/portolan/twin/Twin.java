// SPDX-License-Identifier: Apache-2.0
package portolan.twin;

import com.google.protobuf.ByteString;
import io.grpc.BindableService;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import portolan.twin.block.OrderedBlock;
import portolan.twin.channel.Channel;
import portolan.twin.channel.Definition;
import portolan.twin.channel.Ordering;
import portolan.twin.channel.PeerOptions;
import portolan.twin.gateway.DeliverService;
import portolan.twin.gateway.GatewayService;
import portolan.twin.gateway.MemberGateway;
import portolan.twin.identity.Authority;
import portolan.twin.identity.Membership;
import portolan.twin.identity.Signatory;
import portolan.twin.peer.Network;
import portolan.twin.store.DamagedLedgerException;
import portolan.twin.store.FolderStore;
import portolan.twin.store.LedgerStore;
import portolan.twin.store.MemoryStore;
import portolan.twin.time.Chance;
import portolan.twin.time.Faults;
import portolan.twin.time.SeededTimeline;
import portolan.twin.time.Timeline;
import portolan.twin.time.WallTimeline;

/**
 * A Fabric channel in this process: one peer for each member, an ordering service, and the
 * chaincodes, which run in the calling threads. Clients reach a member's peer with {@link
 * #connect}; to them it is a peer with its gateway service.
 *
 * <pre>{@code
 * try (Twin twin = Twin.named("trade").member("AMSP").member("BMSP").chaincode(definition).open();
 *     Gateway gateway = Gateway.newInstance().connection(twin.connect("AMSP")) ... .connect()) {
 *   gateway.getNetwork("trade").getContract("assets").submitTransaction("create", "1");
 * }
 * }</pre>
 *
 * <p>For one machine: there is no consensus, and no security boundary between the members, whose
 * keys are all in this process. What a chaincode does is as on Fabric, down to validation codes and
 * read-write sets; what nodes cost and how long they take is not.
 *
 * <p>Limits: messages up to 100 MB, blocks and pending transactions as {@link Ordering} says, range
 * queries up to 100,000 results. A chaincode that does not return is not interrupted.
 */
public final class Twin implements AutoCloseable {
  // Ledgers without a seed have it in common, because making keys is much of what opening costs.
  private static final Map<String, Signatory> ORDERER = new ConcurrentHashMap<>();

  private static final String ORDERER_MSP = "OrdererMSP";

  private final Channel channel;
  private final Map<String, Member> members;
  private final Network network;
  private final Timeline timeline;
  private final LedgerStore store;
  private final Map<String, MemberGateway> gateways = new LinkedHashMap<>();
  private final Map<String, Server> servers = new LinkedHashMap<>();
  private final List<ManagedChannel> connections = new ArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private Twin(Builder builder) {
    members = Map.copyOf(builder.members);
    Map<String, X509Certificate> roots = new LinkedHashMap<>();
    builder.members.forEach((mspId, member) -> roots.put(mspId, member.root()));
    channel = new Channel(builder.channel, new Membership(roots), builder.definitions);
    timeline = builder.start.<Timeline>map(SeededTimeline::new).orElseGet(WallTimeline::new);
    store = builder.store();
    network = network(builder);
    builder.members.keySet().forEach(m -> gateways.put(m, new MemberGateway(network, channel, m)));
  }

  private Network network(Builder builder) {
    boolean opened = false;
    try {
      Network nodes =
          new Network(
              channel,
              builder.ordering,
              builder.members.values().stream().map(Member::peer).toList(),
              builder.orderer.orElseGet(() -> orderer(builder.seed)),
              store,
              timeline,
              new Chance(builder.seed.orElse(0L), builder.faults),
              builder.peerOptions);
      opened = true;
      return nodes;
    } catch (DamagedLedgerException e) {
      String where = builder.folder.map(folder -> " in " + folder).orElse("");
      throw new UncheckedIOException(
          new IOException(
              "the ledger%s is damaged at %s; put a copy of it in place, or delete it and begin anew"
                  .formatted(where, e.getMessage()),
              e));
    } finally {
      if (!opened) {
        timeline.close();
        threads.shutdownNow();
        store.close();
      }
    }
  }

  private Signatory orderer(Optional<Long> seed) {
    return seed.isPresent()
        ? newOrderer(timeline.instant(), seed)
        : ORDERER.computeIfAbsent(ORDERER_MSP, id -> newOrderer(Instant.now(), seed));
  }

  private static Signatory newOrderer(Instant now, Optional<Long> seed) {
    return Authority.create(ORDERER_MSP, now, seed).issue("orderer0", "orderer");
  }

  /** Describes a ledger with one channel of this name. */
  public static Builder named(String channel) {
    return new Builder(channel);
  }

  /** Describes a ledger before it is opened. */
  public static final class Builder {
    static {
      Authority.prepare();
      // Meanwhile the messages that every ledger needs.
      OrderedBlock.link(0, ByteString.EMPTY, List.of());
    }

    private final String channel;
    private final Map<String, Member> members = new LinkedHashMap<>();
    private final List<Definition> definitions = new ArrayList<>();
    private Ordering ordering = Ordering.byDefault();
    private Optional<Signatory> orderer = Optional.empty();
    private Optional<Path> folder = Optional.empty();
    private Optional<Instant> start = Optional.empty();
    private Optional<Long> seed = Optional.empty();
    private Faults faults = Faults.NONE;
    private PeerOptions peerOptions = PeerOptions.byDefault();

    private Builder(String channel) {
      if (!channel.matches("[a-z][a-z0-9.-]{0,248}")) {
        throw new IllegalArgumentException(
            "channel: expected up to 249 lower-case letters, digits, dots and dashes, a letter first; found \""
                + channel
                + "\"");
      }
      this.channel = channel;
    }

    /** Adds a member with certificates of its own. */
    public Builder member(String mspId) {
      return member(Member.create(mspId));
    }

    /** Adds a member. */
    public Builder member(Member member) {
      if (members.put(member.mspId(), member) != null) {
        throw new IllegalArgumentException("two members have the MSP id " + member.mspId());
      }
      return this;
    }

    /** Adds a chaincode definition that all peers serve. */
    public Builder chaincode(Definition definition) {
      definitions.add(definition);
      return this;
    }

    /** Cuts blocks by other limits. */
    public Builder ordering(Ordering limits) {
      this.ordering = limits;
      return this;
    }

    /** Signs blocks with an identity that was made elsewhere. */
    public Builder orderer(Signatory identity) {
      this.orderer = Optional.of(identity);
      return this;
    }

    /**
     * Keeps the ledger in a folder. The members' certificates must be the same whenever it is
     * opened, because its transactions are signed with them.
     */
    public Builder folder(Path path) {
      this.folder = Optional.of(path);
      return this;
    }

    /** Lets time stand still from this moment on, except when a call waits for a commit. */
    public Builder virtualTime(Instant begin) {
      this.start = Optional.of(begin);
      return this;
    }

    /** Every peer has each block up to so much later than the ordering service, in real time. */
    public Builder peersLate(Duration atMost) {
      this.faults = Faults.late(atMost);
      return this;
    }

    /**
     * Has a seed choose what goes wrong and what comes first, in virtual time. All calls must come
     * from one thread.
     */
    public Builder seeded(long number, Instant begin, Faults what) {
      this.seed = Optional.of(number);
      this.faults = what;
      return virtualTime(begin);
    }

    /** How far a proposal's timestamp may be from the peer's clock; 15 minutes unless set. */
    public Builder timeWindow(Duration window) {
      this.peerOptions = peerOptions.withTimeWindow(window);
      return this;
    }

    /** After how many results a peer ends a query without a word; 100,000 unless set. */
    public Builder totalQueryLimit(int results) {
      this.peerOptions = peerOptions.withTotalQueryLimit(results);
      return this;
    }

    private LedgerStore store() {
      try {
        return folder.isPresent() ? new FolderStore(folder.get()) : new MemoryStore();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /**
     * Opens the ledger.
     *
     * @throws IllegalArgumentException when there is no member
     * @throws UncheckedIOException when the folder cannot be used: another program has it open, or
     *     what is in it is not what was written
     */
    public Twin open() {
      if (members.isEmpty()) {
        throw new IllegalArgumentException("member: expected at least one");
      }
      return new Twin(this);
    }
  }

  /**
   * A connection to a member's peer, for {@code fabric-gateway} or any client of Fabric's gateway
   * and deliver services. Closed with the ledger.
   */
  public synchronized ManagedChannel connect(String mspId) {
    Server server = servers.computeIfAbsent(mspId, this::serve);
    InProcessChannelBuilder builder =
        InProcessChannelBuilder.forName(
            ((io.grpc.inprocess.InProcessSocketAddress) server.getListenSockets().getFirst())
                .getName());
    ManagedChannel connection =
        (timeline.isVirtual() ? builder.directExecutor() : builder.executor(threads)).build();
    connections.add(connection);
    return connection;
  }

  private Server serve(String mspId) {
    MemberGateway gateway = gateway(mspId);
    InProcessServerBuilder builder = InProcessServerBuilder.forName("twin-" + UUID.randomUUID());
    if (timeline.isVirtual()) {
      builder.directExecutor();
    } else {
      builder.executor(threads);
    }
    for (BindableService service :
        List.of(
            new GatewayService(gateway, timeline), new DeliverService(channel, gateway.peer()))) {
      builder.addService(service);
    }
    try {
      return builder.build().start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private MemberGateway gateway(String mspId) {
    MemberGateway gateway = gateways.get(mspId);
    if (gateway == null) {
      throw new IllegalArgumentException(
          mspId + " is not a member; members are " + String.join(", ", gateways.keySet()));
    }
    return gateway;
  }

  /** A caller of a member's peer in this process, without a connection: for tests. */
  public Caller as(String mspId) {
    return as(mspId, "client");
  }

  /** As {@link #as(String)}, with another of the member's identities. */
  public Caller as(String mspId, String client) {
    return as(member(mspId).caller(client));
  }

  /** A caller with an identity that was made elsewhere. */
  public Caller as(Signatory identity) {
    return new Caller(channel.name(), gateway(identity.mspId()), network, identity);
  }

  /** A member as it was described. */
  public Member member(String mspId) {
    gateway(mspId);
    return members.get(mspId);
  }

  /** The nodes: to look at them, and to stop and start them. */
  public Network nodes() {
    return network;
  }

  /** Serves a definition by other code at one member: a changed build. */
  public void serve(String mspId, Definition changed) {
    gateway(mspId).peer().serve(changed);
  }

  /** Time as the nodes see it. */
  public Timeline timeline() {
    return timeline;
  }

  /** Lets virtual time pass. */
  public void pass(Duration time) {
    timeline.passUntil(() -> false, time);
  }

  /**
   * Sets the virtual clock forward; what is due until then happens.
   *
   * @throws IllegalArgumentException when that moment is over
   * @throws IllegalStateException when the ledger has the machine's clock
   */
  public void passUntil(Instant moment) {
    if (!timeline.isVirtual()) {
      throw new IllegalStateException("the machine's clock cannot be set; open with virtualTime");
    }
    if (moment.isBefore(timeline.instant())) {
      throw new IllegalArgumentException(
          "it is %s already, and time does not go back to %s"
              .formatted(timeline.instant(), moment));
    }
    pass(Duration.between(timeline.instant(), moment));
  }

  /** The name of the channel. */
  public String channel() {
    return channel.name();
  }

  @Override
  public synchronized void close() {
    connections.forEach(ManagedChannel::shutdownNow);
    servers.values().forEach(Server::shutdownNow);
    timeline.close();
    threads.shutdownNow();
    store.close();
  }
}
