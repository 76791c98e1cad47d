// SPDX-License-Identifier: Apache-2.0
package portolan.network;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import portolan.network.Consortium.Definition;
import portolan.network.Consortium.Member;
import portolan.network.NetworkFolder.OrganisationFolder;
import portolan.network.Node.Kind;

/** The command line, environment and ports of every node of a consortium. */
final class Nodes {
  // Fabric's own format without the colours, which only a terminal wants.
  private static final String LOG_LINE =
      "%{time:2006-01-02 15:04:05.000 MST} %{level:.4s} [%{module}] %{shortfunc} -> %{message}";

  // A path that falls silent is noticed within 15 s on every connection but the one between a peer
  // and its chaincode, where Fabric has a minute and 20 s. Ten seconds is the shortest that gRPC
  // asks after, and what a peer's gateway does anyway towards other members' peers and orderers.
  private static final String KEEPALIVE_INTERVAL = "10s";
  private static final String KEEPALIVE_TIMEOUT = "5s";

  // Whoever asks more often than is allowed is disconnected. Less than the interval, because a
  // question that was late makes the next one seem early.
  private static final String KEEPALIVE_ALLOWED = "5s";

  private final Consortium consortium;
  private final NetworkFolder folder;

  Nodes(Consortium consortium, NetworkFolder folder) {
    this.consortium = consortium;
    this.folder = folder;
  }

  /** All names, in the order in which they start. */
  List<String> names() {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < consortium.ordering().orderers(); i++) {
      names.add(consortium.ordererName(i));
    }
    consortium.members().forEach(m -> names.add(peerName(m)));
    consortium.members().forEach(m -> names.add(chaincodeName(m)));
    return names;
  }

  static String peerName(Member member) {
    return "peer." + member.key();
  }

  static String chaincodeName(Member member) {
    return "chaincode." + member.key();
  }

  /** What each port of the node is for, whether it runs or not. */
  SortedMap<Integer, String> ports(String name) {
    TreeMap<Integer, String> ports = new TreeMap<>();
    for (int i = 0; i < consortium.ordering().orderers(); i++) {
      if (name.equals(consortium.ordererName(i))) {
        ports.put(consortium.ordererPort(i), "orderer");
        ports.put(consortium.ordererAdminPort(i), "administration");
        ports.put(consortium.ordererOperationsPort(i), "operations");
      }
    }
    for (Member member : consortium.members()) {
      if (name.equals(peerName(member))) {
        ports.put(member.peerPort(), "peer");
        ports.put(member.peerChaincodePort(), "chaincode");
        ports.put(member.operationsPort(), "operations");
      } else if (name.equals(chaincodeName(member))) {
        List<Definition> definitions = consortium.definitions();
        for (int i = 0; i < definitions.size(); i++) {
          ports.put(member.chaincodePort(i), definitions.get(i).name());
        }
      }
    }
    if (ports.isEmpty()) {
      throw new NetworkException(
          "no node is called " + name + "; there are " + String.join(", ", names()));
    }
    return ports;
  }

  /** All orderers and peers. */
  List<Node> fabric(FabricPrograms programs) {
    List<Node> all = new ArrayList<>();
    for (int i = 0; i < consortium.ordering().orderers(); i++) {
      all.add(orderer(i, programs));
    }
    consortium.members().forEach(m -> all.add(peer(m, programs)));
    return all;
  }

  Node orderer(int i, FabricPrograms programs) {
    String name = consortium.ordererName(i);
    OrganisationFolder own = folder.ordering();
    String certificate = own.tlsCertificate(name).toString();
    String key = own.tlsKey(name).toString();
    String authority = own.tlsAuthority().toString();
    Path ledger = folder.ledger(name);
    Map<String, String> env = new LinkedHashMap<>();
    env.put("FABRIC_CFG_PATH", folder.configuration().toString());
    env.put("FABRIC_LOGGING_SPEC", "info");
    env.put("FABRIC_LOGGING_FORMAT", LOG_LINE);
    env.put("ORDERER_GENERAL_BOOTSTRAPMETHOD", "none");
    env.put("ORDERER_CHANNELPARTICIPATION_ENABLED", "true");
    env.put("ORDERER_GENERAL_LISTENADDRESS", consortium.host());
    env.put("ORDERER_GENERAL_LISTENPORT", Integer.toString(consortium.ordererPort(i)));
    env.put("ORDERER_GENERAL_LOCALMSPID", consortium.ordering().organisation().mspId());
    env.put("ORDERER_GENERAL_LOCALMSPDIR", own.msp(name).toString());
    env.put("ORDERER_GENERAL_TLS_ENABLED", "true");
    env.put("ORDERER_GENERAL_TLS_PRIVATEKEY", key);
    env.put("ORDERER_GENERAL_TLS_CERTIFICATE", certificate);
    env.put("ORDERER_GENERAL_TLS_ROOTCAS", authority);
    // The members' authorities are added by the orderer itself when it joins the channel.
    env.put("ORDERER_GENERAL_TLS_CLIENTAUTHREQUIRED", "true");
    env.put("ORDERER_GENERAL_TLS_CLIENTROOTCAS", "[" + authority + "]");
    env.put("ORDERER_FILELEDGER_LOCATION", ledger.resolve("blocks").toString());
    env.put("ORDERER_CONSENSUS_WALDIR", ledger.resolve("wal").toString());
    env.put("ORDERER_CONSENSUS_SNAPDIR", ledger.resolve("snapshots").toString());
    env.put("ORDERER_ADMIN_LISTENADDRESS", address(consortium.ordererAdminPort(i)));
    env.put("ORDERER_OPERATIONS_LISTENADDRESS", address(consortium.ordererOperationsPort(i)));
    for (String listener : List.of("ORDERER_ADMIN", "ORDERER_OPERATIONS")) {
      env.put(listener + "_TLS_ENABLED", "true");
      env.put(listener + "_TLS_CERTIFICATE", certificate);
      env.put(listener + "_TLS_PRIVATEKEY", key);
      env.put(listener + "_TLS_CLIENTAUTHREQUIRED", "true");
      env.put(listener + "_TLS_CLIENTROOTCAS", "[" + authority + "]");
    }
    env.put("ORDERER_METRICS_PROVIDER", "prometheus");
    env.put("ORDERER_GENERAL_KEEPALIVE_SERVERMININTERVAL", KEEPALIVE_ALLOWED);
    env.put("ORDERER_GENERAL_KEEPALIVE_SERVERINTERVAL", KEEPALIVE_INTERVAL);
    env.put("ORDERER_GENERAL_KEEPALIVE_SERVERTIMEOUT", KEEPALIVE_TIMEOUT);
    return new Node(
        name,
        Kind.ORDERER,
        List.of(programs.orderer().toString()),
        env,
        ports(name),
        List.of(consortium.ordererPort(i), consortium.ordererAdminPort(i)),
        folder.log(name));
  }

  Node peer(Member member, FabricPrograms programs) {
    String name = peerName(member);
    OrganisationFolder own = folder.member(member);
    String address = address(member.peerPort());
    Path ledger = folder.ledger(name);
    Map<String, String> env = new LinkedHashMap<>(peerConnection(member, "peer"));
    env.put("FABRIC_LOGGING_SPEC", "info");
    env.put("FABRIC_LOGGING_FORMAT", LOG_LINE);
    env.put("CORE_PEER_ID", name);
    env.put("CORE_PEER_LISTENADDRESS", address);
    env.put("CORE_PEER_CHAINCODELISTENADDRESS", address(member.peerChaincodePort()));
    env.put("CORE_PEER_FILESYSTEMPATH", ledger.toString());
    env.put("CORE_LEDGER_SNAPSHOTS_ROOTDIR", ledger.resolve("snapshots").toString());
    env.put("CORE_PEER_GOSSIP_BOOTSTRAP", address);
    env.put("CORE_PEER_GOSSIP_EXTERNALENDPOINT", address);
    // An anchor peer that has not joined yet is tried again after this, and nobody endorses
    // meanwhile; 25 s when not set. The attempts together last an hour, as usual.
    env.put("CORE_PEER_GOSSIP_RECONNECTINTERVAL", "500ms");
    env.put("CORE_PEER_GOSSIP_MAXCONNECTIONATTEMPTS", "7200");
    // Peers that did not meet directly learn each other's certificates from alive messages, which
    // carry them for this long after the start; 10 s when not set, less than a busy machine takes.
    env.put("CORE_PEER_GOSSIP_PUBLISHCERTPERIOD", "60s");
    // Two peers that connect to each other at the same moment may lose the first message; the next
    // alive message heals it. 5 s when not set.
    env.put("CORE_PEER_GOSSIP_ALIVETIMEINTERVAL", "1s");
    env.put("CORE_PEER_GOSSIP_PUBLISHSTATEINFOINTERVAL", "1s");
    env.put("CORE_PEER_GOSSIP_REQUESTSTATEINFOINTERVAL", "1s");
    for (String whom : List.of("", "CLIENT_", "DELIVERYCLIENT_")) {
      env.put("CORE_PEER_KEEPALIVE_" + whom + "INTERVAL", KEEPALIVE_INTERVAL);
      env.put("CORE_PEER_KEEPALIVE_" + whom + "TIMEOUT", KEEPALIVE_TIMEOUT);
    }
    env.put("CORE_PEER_KEEPALIVE_MININTERVAL", KEEPALIVE_ALLOWED);
    // Else any member can stop another's commits for a minute with one invalid transaction.
    env.put("CORE_PEER_GOSSIP_PVTDATA_PULLRETRYTHRESHOLD", "1s");
    env.put("CORE_PEER_GOSSIP_PVTDATA_SKIPPULLINGINVALIDTRANSACTIONSDURINGCOMMIT", "true");
    env.put("CORE_PEER_TLS_CERT_FILE", own.tlsCertificate("peer").toString());
    env.put("CORE_PEER_TLS_KEY_FILE", own.tlsKey("peer").toString());
    // A peer speaks to its anchor peers before it has taken the members' authorities from the
    // channel, and a failed handshake blocks an attempt for 3 s: it has to know them from the
    // start.
    env.put("CORE_PEER_TLS_ROOTCERT_FILE", folder.memberAuthorities().toString());
    env.put("CORE_PEER_TLS_CLIENTROOTCAS_FILES", folder.memberAuthorities().toString());
    env.put("CORE_OPERATIONS_LISTENADDRESS", address(member.operationsPort()));
    env.put("CORE_OPERATIONS_TLS_ENABLED", "true");
    env.put("CORE_OPERATIONS_TLS_CERT_FILE", own.tlsCertificate("peer").toString());
    env.put("CORE_OPERATIONS_TLS_KEY_FILE", own.tlsKey("peer").toString());
    env.put("CORE_OPERATIONS_TLS_CLIENTAUTHREQUIRED", "true");
    env.put("CORE_OPERATIONS_TLS_CLIENTROOTCAS_FILES", own.tlsAuthority().toString());
    env.put("CORE_METRICS_PROVIDER", "prometheus");
    env.put("CORE_VM_ENDPOINT", "");
    env.put(
        "CORE_CHAINCODE_EXTERNALBUILDERS",
        "[{\"name\":\"ccaas\",\"path\":\"%s\",\"propagateEnvironment\":[\"%s\"]}]"
            .formatted(folder.builder(), ExternalBuilder.CONNECTION_VARIABLE));
    env.put(ExternalBuilder.CONNECTION_VARIABLE, folder.connection(member).toString());
    return new Node(
        name,
        Kind.PEER,
        List.of(programs.peer().toString(), "node", "start"),
        env,
        ports(name),
        List.of(member.peerPort()),
        folder.log(name));
  }

  /**
   * The variables with which the peer program speaks to a member's peer as one of the member's
   * identities.
   */
  Map<String, String> peerConnection(Member member, String who) {
    OrganisationFolder own = folder.member(member);
    Map<String, String> env = new LinkedHashMap<>();
    env.put("FABRIC_CFG_PATH", folder.configuration().toString());
    env.put("FABRIC_LOGGING_SPEC", "error");
    env.put("CORE_PEER_ADDRESS", address(member.peerPort()));
    env.put("CORE_PEER_LOCALMSPID", member.mspId());
    env.put("CORE_PEER_MSPCONFIGPATH", own.msp(who).toString());
    env.put("CORE_PEER_TLS_ENABLED", "true");
    env.put("CORE_PEER_TLS_ROOTCERT_FILE", own.tlsAuthority().toString());
    env.put("CORE_PEER_TLS_CLIENTAUTHREQUIRED", "true");
    env.put("CORE_PEER_TLS_CLIENTCERT_FILE", own.tlsCertificate(who).toString());
    env.put("CORE_PEER_TLS_CLIENTKEY_FILE", own.tlsKey(who).toString());
    return env;
  }

  Node chaincode(Member member, ChaincodeRuntime runtime) {
    String name = chaincodeName(member);
    OrganisationFolder own = folder.member(member);
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--msp",
                member.mspId(),
                "--host",
                consortium.host(),
                "--tls-key",
                own.tlsKey("chaincode").toString(),
                "--tls-cert",
                own.tlsCertificate("chaincode").toString(),
                "--client-ca",
                own.tlsAuthority().toString()));
    List<Integer> ready = new ArrayList<>();
    List<Definition> definitions = consortium.definitions();
    for (int i = 0; i < definitions.size(); i++) {
      String definition = definitions.get(i).name();
      arguments.add(
          "%s=%d=%s"
              .formatted(
                  definition, member.chaincodePort(i), ChaincodePackage.of(definition).id()));
      ready.add(member.chaincodePort(i));
    }
    return new Node(
        name,
        Kind.CHAINCODE,
        runtime.command(arguments),
        Map.of(),
        ports(name),
        ready,
        folder.log(name));
  }

  private String address(int port) {
    return consortium.host() + ":" + port;
  }
}
