// SPDX-License-Identifier: Apache-2.0
package portolan.network;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import portolan.domain.worldstate.ProvenanceFunction;

/**
 * A consortium as its file describes it: who takes part, who orders transactions, where nodes
 * listen and who must sign what. Made by {@link ConsortiumFile}, which checks it; values of this
 * type are consistent.
 *
 * @param name the network's name, also that of its folder
 * @param channel the channel that all members join
 * @param host the address that every node listens on
 * @param basePort the first port of the ordering service
 * @param members in the order of the file
 * @param definitions the chaincode definitions, in the order of the file
 * @param mainClass what each member's chaincode JVM runs
 * @param javaOptions options of each member's chaincode JVM
 */
public record Consortium(
    String name,
    String channel,
    String host,
    int basePort,
    Ordering ordering,
    List<Member> members,
    List<Definition> definitions,
    String mainClass,
    List<String> javaOptions) {

  /** What chaincode JVMs run when the file names nothing else. */
  public static final String CONTRACTS = "portolan.contracts.ChaincodeProcess";

  /** The definition that keeps the registry of members, in consortia that have one. */
  public static final String REGISTRY = ProvenanceFunction.CHAINCODE;

  /** Ports reserved for one orderer. */
  public static final int PORTS_PER_ORDERER = 10;

  /** Ports reserved for one member. */
  public static final int PORTS_PER_MEMBER = 20;

  /** Most orderers that fit below the members' ports. */
  public static final int MOST_ORDERERS = 9;

  /** Most chaincode definitions that fit into a member's ports. */
  public static final int MOST_DEFINITIONS = 15;

  public Consortium {
    members = List.copyOf(members);
    definitions = List.copyOf(definitions);
    javaOptions = List.copyOf(javaOptions);
  }

  /** How transactions are put in order. More kinds come here when the product can run them. */
  public enum OrderingType {
    RAFT
  }

  /** The organisation that runs the orderers. */
  public record OrderingOrganisation(String name, String mspId) {}

  /**
   * The ordering service.
   *
   * @param tick the unit of Raft's clock; a leader is replaced after 10 to 20 ticks of silence
   * @param batchTimeout how long a transaction waits for others in its block
   * @param maxMessages most transactions of a block
   * @param preferredBytes a block is cut when it reaches this many bytes
   */
  public record Ordering(
      OrderingType type,
      int orderers,
      OrderingOrganisation organisation,
      Duration tick,
      Duration batchTimeout,
      int maxMessages,
      long preferredBytes) {}

  /**
   * A member with its peer, its chaincode process and its gateway.
   *
   * @param name as people write it, for example {@code Supplier}
   * @param mspId as Fabric and the registry write it, for example {@code SupplierMSP}
   * @param portBase the first of the member's {@value #PORTS_PER_MEMBER} ports
   * @param keeper whether its gateway is a keeper
   * @param companyPrefixes GS1 company prefixes under which it alone issues numbers
   * @param glns global location numbers that mean it in events
   */
  public record Member(
      String name,
      String mspId,
      List<Role> roles,
      int portBase,
      boolean keeper,
      List<String> companyPrefixes,
      List<String> glns) {
    public Member {
      roles = List.copyOf(roles);
      companyPrefixes = List.copyOf(companyPrefixes);
      glns = List.copyOf(glns);
    }

    /** One without numbers of its own. */
    public Member(String name, String mspId, List<Role> roles, int portBase, boolean keeper) {
      this(name, mspId, roles, portBase, keeper, List.of(), List.of());
    }

    /** The name in files and node names: lower case. */
    public String key() {
      return name.toLowerCase(Locale.ROOT);
    }

    public int peerPort() {
      return portBase;
    }

    /** Where the member's gateway offers the public API. */
    public int gatewayPort() {
      return portBase + 1;
    }

    int peerChaincodePort() {
      return portBase + 2;
    }

    int operationsPort() {
      return portBase + 3;
    }

    /** Where the chaincode process serves the definition with this place in the file. */
    int chaincodePort(int definition) {
      return portBase + 5 + definition;
    }
  }

  /**
   * A chaincode definition.
   *
   * @param rule who must sign its transactions
   * @param collections its private data collections, beside the implicit one of each member
   */
  public record Definition(String name, EndorsementRule rule, List<Collection> collections) {
    public Definition {
      collections = List.copyOf(collections);
    }
  }

  /**
   * A private data collection.
   *
   * @param members the MSP ids of those who hold the data
   * @param requiredPeers to so many other peers an endorser must have passed the data on
   * @param mostPeers to so many it tries to
   * @param blockToLive after so many blocks the data is deleted; 0: never
   * @param memberOnlyRead clients of others cannot read it through a member's peer
   * @param memberOnlyWrite clients of others cannot write it
   * @param rule who must sign writes, instead of those who sign the definition's
   */
  public record Collection(
      String name,
      List<String> members,
      int requiredPeers,
      int mostPeers,
      int blockToLive,
      boolean memberOnlyRead,
      boolean memberOnlyWrite,
      Optional<EndorsementRule> rule) {
    public Collection {
      members = List.copyOf(members);
    }
  }

  /** Whether its chaincode keeps a registry of the members. */
  boolean hasRegistry() {
    return definitions.stream().anyMatch(d -> d.name().equals(REGISTRY));
  }

  /** The member with this name, key or MSP id. */
  public Member member(String nameOrMspId) {
    return members.stream()
        .filter(m -> m.name().equalsIgnoreCase(nameOrMspId) || m.mspId().equals(nameOrMspId))
        .findFirst()
        .orElseThrow(
            () ->
                new NetworkException(
                    "no member is called %s; there are %s"
                        .formatted(nameOrMspId, members.stream().map(Member::name).toList())));
  }

  /** Members that hold the role, in the order of the file. */
  public List<Member> holders(Role role) {
    return members.stream().filter(m -> m.roles().contains(role)).toList();
  }

  /**
   * The definition's rule as a Fabric signature policy, for example {@code OutOf(2, 'AMSP.peer',
   * 'BMSP.peer')}.
   */
  public String signaturePolicy(Definition definition) {
    return definition.rule().signaturePolicy(members);
  }

  int ordererPort(int orderer) {
    return basePort + PORTS_PER_ORDERER * orderer;
  }

  int ordererAdminPort(int orderer) {
    return ordererPort(orderer) + 1;
  }

  int ordererOperationsPort(int orderer) {
    return ordererPort(orderer) + 2;
  }

  String ordererName(int orderer) {
    return "orderer" + orderer;
  }

  /** The same consortium with another number of orderers. */
  public Consortium withOrderers(int orderers) {
    if (orderers < 1 || orderers > MOST_ORDERERS) {
      throw new NetworkException(
          "--orderers: expected a number from 1 to %d, found %d"
              .formatted(MOST_ORDERERS, orderers));
    }
    Ordering o = ordering;
    return new Consortium(
        name,
        channel,
        host,
        basePort,
        new Ordering(
            o.type(),
            orderers,
            o.organisation(),
            o.tick(),
            o.batchTimeout(),
            o.maxMessages(),
            o.preferredBytes()),
        members,
        definitions,
        mainClass,
        javaOptions);
  }
}
