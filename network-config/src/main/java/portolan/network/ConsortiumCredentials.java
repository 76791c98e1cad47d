// SPDX-License-Identifier: Apache-2.0
package portolan.network;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import portolan.network.CertificateAuthority.Credentials;
import portolan.network.CertificateAuthority.Purpose;
import portolan.network.Consortium.Member;
import portolan.network.NetworkFolder.OrganisationFolder;

/**
 * Generates every key and certificate of a consortium: an authority for identities and one for TLS
 * per organisation, and what they issue to nodes, administrators, gateways and clients.
 */
final class ConsortiumCredentials {
  private static final String NODE_UNITS =
      """
      NodeOUs:
        Enable: true
        ClientOUIdentifier: {Certificate: cacerts/ca.crt, OrganizationalUnitIdentifier: client}
        PeerOUIdentifier: {Certificate: cacerts/ca.crt, OrganizationalUnitIdentifier: peer}
        AdminOUIdentifier: {Certificate: cacerts/ca.crt, OrganizationalUnitIdentifier: admin}
        OrdererOUIdentifier: {Certificate: cacerts/ca.crt, OrganizationalUnitIdentifier: orderer}
      """;

  private final Consortium consortium;
  private final NetworkFolder folder;
  private final List<String> hosts;

  ConsortiumCredentials(Consortium consortium, NetworkFolder folder) {
    this.consortium = consortium;
    this.folder = folder;
    Set<String> names = new LinkedHashSet<>(List.of("localhost", "127.0.0.1"));
    names.add(consortium.host());
    this.hosts = List.copyOf(names);
  }

  /** Writes everything anew; what an interrupted run left is removed first. */
  void generate(Clock clock) {
    for (Path old :
        List.of(
            folder.credentials(),
            folder.root().resolve("clients"),
            folder.root().resolve("gateways"))) {
      NetworkFolder.delete(old);
    }
    try {
      Files.createDirectories(
          folder.credentials(),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Organisation ordering =
        new Organisation(folder.ordering(), consortium.ordering().organisation().name(), clock);
    IntStream.range(0, consortium.ordering().orderers())
        .mapToObj(consortium::ordererName)
        .forEach(
            orderer -> {
              ordering.identity(orderer, "orderer");
              ordering.tls(orderer, "orderer", Purpose.TLS_NODE);
            });
    ordering.tls("admin", "admin", Purpose.TLS_CLIENT);
    consortium.members().parallelStream().forEach(member -> generate(member, clock));
    writeMemberAuthorities();
  }

  private void writeMemberAuthorities() {
    StringBuilder all = new StringBuilder();
    try {
      for (Member member : consortium.members()) {
        all.append(Files.readString(folder.member(member).tlsAuthority()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    NetworkFolder.write(folder.memberAuthorities(), all.toString());
  }

  private void generate(Member member, Clock clock) {
    OrganisationFolder own = folder.member(member);
    Organisation organisation = new Organisation(own, member.name(), clock);
    organisation.identity("peer", "peer");
    organisation.tls("peer", "peer", Purpose.TLS_NODE);
    organisation.tls("chaincode", "peer", Purpose.TLS_SERVER);
    organisation.identity("admin", "admin");
    organisation.tls("admin", "admin", Purpose.TLS_CLIENT);
    organisation.identity("gateway", "client");
    organisation.tls("gateway", "client", Purpose.TLS_CLIENT);
    organisation.tls("listener", "client", Purpose.TLS_SERVER);

    Path client = folder.clientCredentials(member);
    Credentials credentials =
        organisation.tlsAuthority.issue("client", "client", Purpose.TLS_CLIENT, List.of());
    write(credentials, client.resolve("client.crt"), client.resolve("client.key"));
    NetworkFolder.write(client.resolve("ca.crt"), organisation.tlsAuthorityPem());
    writeGatewayConfiguration(member, own);
  }

  private void writeGatewayConfiguration(Member member, OrganisationFolder own) {
    ObjectNode json = new ObjectMapper().createObjectNode();
    json.put("mspId", member.mspId())
        .put("name", member.name())
        .put("channel", consortium.channel());
    json.putObject("peer")
        .put("host", consortium.host())
        .put("port", member.peerPort())
        .put("tlsCaFile", own.tlsAuthority().toString());
    json.putObject("identity")
        .put("certFile", own.identityCertificate("gateway").toString())
        .put("keyFile", own.identityKey("gateway").toString());
    json.putObject("peerTls")
        .put("certFile", own.tlsCertificate("gateway").toString())
        .put("keyFile", own.tlsKey("gateway").toString());
    json.putObject("listen")
        .put("host", consortium.host())
        .put("port", member.gatewayPort())
        .put("certFile", own.tlsCertificate("listener").toString())
        .put("keyFile", own.tlsKey("listener").toString())
        .put("clientCaFile", own.tlsAuthority().toString());
    json.put("dataDirectory", folder.gatewayStore(member).toString());
    json.put("keeper", member.keeper());
    NetworkFolder.write(folder.gatewayConfiguration(member), json.toPrettyString() + "\n");
  }

  private static void write(Credentials credentials, Path certificate, Path key) {
    NetworkFolder.writeSecret(key, CertificateAuthority.keyPem(credentials.keys()));
    NetworkFolder.write(
        certificate, CertificateAuthority.certificatePem(credentials.certificate()));
  }

  /** One organisation while its certificates are made. */
  private final class Organisation {
    private final OrganisationFolder own;
    private final CertificateAuthority authority;
    private final CertificateAuthority tlsAuthority;

    Organisation(OrganisationFolder own, String name, Clock clock) {
      this.own = own;
      this.authority = new CertificateAuthority(name + " identities", name, clock);
      this.tlsAuthority = new CertificateAuthority(name + " TLS", name, clock);
      // Kept for certificates that are needed later: a new client, a renewal.
      write(authority.credentials(), own.authority(), own.root().resolve("ca.key"));
      write(tlsAuthority.credentials(), own.tlsAuthority(), own.root().resolve("tlsca.key"));
      writeMsp(own.channelMsp());
    }

    String tlsAuthorityPem() {
      return CertificateAuthority.certificatePem(tlsAuthority.credentials().certificate());
    }

    void identity(String who, String unit) {
      writeMsp(own.msp(who));
      write(
          authority.issue(who, unit, Purpose.IDENTITY, List.of()),
          own.identityCertificate(who),
          own.identityKey(who));
    }

    void tls(String who, String unit, Purpose purpose) {
      List<String> names = purpose == Purpose.TLS_CLIENT ? List.of() : hosts;
      write(
          tlsAuthority.issue(who, unit, purpose, names), own.tlsCertificate(who), own.tlsKey(who));
    }

    private void writeMsp(Path msp) {
      NetworkFolder.write(
          msp.resolve("cacerts").resolve("ca.crt"),
          CertificateAuthority.certificatePem(authority.credentials().certificate()));
      NetworkFolder.write(msp.resolve("tlscacerts").resolve("tlsca.crt"), tlsAuthorityPem());
      NetworkFolder.write(msp.resolve("config.yaml"), NODE_UNITS);
    }
  }
}
