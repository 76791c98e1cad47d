// SPDX-License-Identifier: Apache-2.0
package portolan.network;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import portolan.network.Consortium.Definition;
import portolan.network.Consortium.Member;

/**
 * Joins peers to the channel and brings chaincode definitions into force, as each member's
 * administrator, with Fabric's own peer program. Every step may be repeated: that something is done
 * already is no failure.
 */
final class Lifecycle {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int ATTEMPTS = 3;

  /** What a transaction can meet that an interrupted attempt has left under way. */
  private static final List<String> IN_PASSING =
      List.of(
          "MVCC_READ_CONFLICT", "PHANTOM_READ_CONFLICT", "ProposalResponsePayloads do not match");

  private final Consortium consortium;
  private final NetworkFolder folder;
  private final Nodes nodes;
  private final FabricPrograms programs;

  Lifecycle(Consortium consortium, NetworkFolder folder, FabricPrograms programs) {
    this.consortium = consortium;
    this.folder = folder;
    this.nodes = new Nodes(consortium, folder);
    this.programs = programs;
  }

  void join(Member member) {
    peer(
        member,
        "joining channel " + consortium.channel(),
        List.of("already exists"),
        List.of("channel", "join", "-b", folder.channelBlock(consortium.channel()).toString()));
  }

  void install(Member member, Definition definition) {
    peer(
        member,
        "installing " + definition.name(),
        List.of("already successfully installed"),
        List.of(
            "lifecycle",
            "chaincode",
            "install",
            folder.chaincodePackage(definition.name()).toString()));
  }

  void approve(Member member, Definition definition) {
    List<String> arguments = new ArrayList<>(List.of("lifecycle", "chaincode", "approveformyorg"));
    arguments.addAll(orderer(member));
    arguments.addAll(terms(definition));
    arguments.addAll(List.of("--package-id", ChaincodePackage.of(definition.name()).id()));
    peer(
        member,
        "approving " + definition.name(),
        List.of(
            "with unchanged content",
            "but new definition must be sequence " + (ChaincodePackage.SEQUENCE + 1)),
        arguments);
  }

  void commit(Member member, Definition definition) {
    List<String> arguments = new ArrayList<>(List.of("lifecycle", "chaincode", "commit"));
    arguments.addAll(orderer(member));
    arguments.addAll(terms(definition));
    for (Member each : consortium.members()) {
      arguments.addAll(
          List.of(
              "--peerAddresses",
              consortium.host() + ":" + each.peerPort(),
              "--tlsRootCertFiles",
              folder.member(each).tlsAuthority().toString()));
    }
    peer(
        member,
        "committing " + definition.name(),
        List.of("but new definition must be sequence " + (ChaincodePackage.SEQUENCE + 1)),
        arguments);
  }

  private List<String> terms(Definition definition) {
    List<String> terms =
        new ArrayList<>(
            List.of(
                "-C",
                consortium.channel(),
                "-n",
                definition.name(),
                "-v",
                ChaincodePackage.VERSION,
                "--sequence",
                Integer.toString(ChaincodePackage.SEQUENCE),
                "--signature-policy",
                consortium.signaturePolicy(definition)));
    if (!definition.collections().isEmpty()) {
      terms.add("--collections-config");
      terms.add(folder.collections(definition.name()).toString());
    }
    return terms;
  }

  private List<String> orderer(Member member) {
    Path certificate = folder.member(member).tlsCertificate("admin");
    return List.of(
        "-o",
        consortium.host() + ":" + consortium.ordererPort(0),
        "--tls",
        "--cafile",
        folder.ordering().tlsAuthority().toString(),
        "--clientauth",
        "--certfile",
        certificate.toString(),
        "--keyfile",
        folder.member(member).tlsKey("admin").toString());
  }

  private void peer(Member member, String what, List<String> doneAlready, List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(programs.peer().toString()));
    command.addAll(arguments);
    Path pidFile = folder.pid(what.replace(' ', '-') + "." + member.key());
    try {
      Command.Outcome outcome = null;
      for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        outcome = Command.recorded(pidFile, command, nodes.peerConnection(member, "admin"), LIMIT);
        String output = outcome.output();
        if (outcome.succeeded() || doneAlready.stream().anyMatch(output::contains)) {
          return;
        }
        if (IN_PASSING.stream().noneMatch(output::contains)) {
          break;
        }
      }
      throw new NetworkException(
          "%s: %s failed:\n%s\nSee also %s"
              .formatted(
                  member.name(),
                  what,
                  LogTail.last(outcome.output(), 8).indent(2).stripTrailing(),
                  folder.log(Nodes.peerName(member))));
    } catch (IOException e) {
      throw new NetworkException(member.name() + ": " + what + " failed: " + e.getMessage(), e);
    }
  }
}
