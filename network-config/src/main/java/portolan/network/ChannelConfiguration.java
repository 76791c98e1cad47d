// SPDX-License-Identifier: Apache-2.0
package portolan.network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import portolan.network.Consortium.Member;
import portolan.network.Consortium.Ordering;

/** The channel's first block, and the configuration files that nodes start with. */
final class ChannelConfiguration {
  private static final String PROFILE = "Consortium";
  private static final String CHANNEL_POLICIES =
      """
      Readers: {Type: ImplicitMeta, Rule: "ANY Readers"}
      Writers: {Type: ImplicitMeta, Rule: "ANY Writers"}
      Admins: {Type: ImplicitMeta, Rule: "MAJORITY Admins"}
      """;

  private final Consortium consortium;
  private final NetworkFolder folder;

  ChannelConfiguration(Consortium consortium, NetworkFolder folder) {
    this.consortium = consortium;
    this.folder = folder;
  }

  /** Writes core.yaml, orderer.yaml and configtx.yaml, and has the first block made. */
  void write(FabricPrograms programs) {
    Path configuration = folder.configuration();
    Path block = folder.channelBlock(consortium.channel());
    try {
      Files.createDirectories(block.getParent());
      NetworkFolder.write(
          configuration.resolve("core.yaml"),
          Files.readAllBytes(programs.samples().resolve("core.yaml")));
      NetworkFolder.write(
          configuration.resolve("orderer.yaml"),
          withClusterTimeouts(Files.readString(programs.samples().resolve("orderer.yaml"))));
      NetworkFolder.write(configuration.resolve("configtx.yaml"), configtx());
      Command.Outcome outcome =
          Command.run(
              List.of(
                  programs.configtxgen().toString(),
                  "-profile",
                  PROFILE,
                  "-outputBlock",
                  block.toString(),
                  "-channelID",
                  consortium.channel()),
              Map.of("FABRIC_CFG_PATH", configuration.toString()),
              null,
              Duration.ofSeconds(60));
      if (!outcome.succeeded()) {
        throw new NetworkException("configtxgen failed:\n" + LogTail.last(outcome.output(), 15));
      }
    } catch (IOException e) {
      throw new NetworkException(
          "the channel's first block could not be made: " + e.getMessage(), e);
    }
  }

  /**
   * Adds two keys that the sample leaves out; environment variables override only keys that are
   * there. A follower forwards to a dead leader for RPCTimeout, 7 s when not set.
   */
  static String withClusterTimeouts(String ordererYaml) {
    String changed =
        ordererYaml.replaceFirst(
            "(?m)^  Cluster:[ \\t]*$", "  Cluster:\n    RPCTimeout: 500ms\n    DialTimeout: 1s");
    if (changed.equals(ordererYaml)) {
      throw new NetworkException(
          "orderer.yaml of this release has no General.Cluster section; expected that of 3.1.x");
    }
    return changed;
  }

  String configtx() {
    Ordering ordering = consortium.ordering();
    StringBuilder yaml = new StringBuilder("Organizations:\n");
    String orderingMsp = ordering.organisation().mspId();
    yaml.append(organisation("Ordering", orderingMsp, folder.ordering().channelMsp()))
        .append("    OrdererEndpoints: [")
        .append(
            orderers()
                .mapToObj(i -> "\"" + address(consortium.ordererPort(i)) + "\"")
                .collect(Collectors.joining(", ")))
        .append("]\n");
    for (Member member : consortium.members()) {
      yaml.append(organisation(member.mspId(), member.mspId(), folder.member(member).channelMsp()))
          .append(
              "    AnchorPeers:\n    - Host: \"%s\"\n      Port: %d\n"
                  .formatted(consortium.host(), member.peerPort()));
    }
    yaml.append("Profiles:\n  ").append(PROFILE).append(":\n");
    yaml.append("    Capabilities: {V3_0: true}\n    Policies:\n")
        .append(CHANNEL_POLICIES.indent(6));
    yaml.append(
            "    Orderer:\n      Capabilities: {V2_0: true}\n      Organizations: [*Ordering]\n      Policies:\n")
        .append(CHANNEL_POLICIES.indent(8))
        .append("        BlockValidation: {Type: ImplicitMeta, Rule: \"ANY Writers\"}\n")
        .append("      BatchTimeout: ")
        .append(ordering.batchTimeout().toMillis())
        .append("ms\n      BatchSize: {MaxMessageCount: ")
        .append(ordering.maxMessages())
        .append(", AbsoluteMaxBytes: 20 MB, PreferredMaxBytes: ")
        .append(ordering.preferredBytes())
        .append("}\n")
        .append(consenters(ordering));
    yaml.append("    Application:\n      Capabilities: {V2_5: true}\n      Organizations: [")
        .append(
            consortium.members().stream()
                .map(m -> "*" + m.mspId())
                .collect(Collectors.joining(", ")))
        .append("]\n      Policies:\n")
        .append(CHANNEL_POLICIES.indent(8))
        .append(
            "        LifecycleEndorsement: {Type: ImplicitMeta, Rule: \"MAJORITY Endorsement\"}\n")
        .append("        Endorsement: {Type: ImplicitMeta, Rule: \"MAJORITY Endorsement\"}\n");
    return yaml.toString();
  }

  private String consenters(Ordering ordering) {
    return switch (ordering.type()) {
      case RAFT -> {
        StringBuilder raft =
            new StringBuilder(
                "      OrdererType: etcdraft\n      EtcdRaft:\n        Consenters:\n");
        orderers()
            .forEach(
                i -> {
                  Path certificate = folder.ordering().tlsCertificate(consortium.ordererName(i));
                  raft.append(
                      "        - {Host: \"%s\", Port: %d, ClientTLSCert: \"%s\", ServerTLSCert: \"%s\"}\n"
                          .formatted(
                              consortium.host(),
                              consortium.ordererPort(i),
                              certificate,
                              certificate));
                });
        yield raft.append(
                """
                        Options: {TickInterval: %dms, ElectionTick: 10, HeartbeatTick: 1, MaxInflightBlocks: 5, SnapshotIntervalSize: 16 MB}
                """
                    .formatted(ordering.tick().toMillis()))
            .toString();
      }
    };
  }

  private IntStream orderers() {
    return IntStream.range(0, consortium.ordering().orderers());
  }

  private String address(int port) {
    return consortium.host() + ":" + port;
  }

  private static String organisation(String anchor, String mspId, Path msp) {
    return "  - &%s\n    Name: %s\n    ID: %s\n    MSPDir: \"%s\"\n"
            .formatted(anchor, mspId, mspId, msp)
        + """
          Policies:
            Readers: {Type: Signature, Rule: "OR('%1$s.member')"}
            Writers: {Type: Signature, Rule: "OR('%1$s.member')"}
            Admins: {Type: Signature, Rule: "OR('%1$s.admin')"}
            Endorsement: {Type: Signature, Rule: "OR('%1$s.peer')"}
      """
            .formatted(mspId);
  }
}
