// SPDX-License-Identifier: Apache-2.0
package portolan.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import portolan.network.Consortium.Member;

class ConsortiumFileTest {
  private static final String VALID =
      """
      name: test
      channel: trade
      host: 127.0.0.1
      basePort: 20000
      ordering:
        type: raft
        orderers: 3
        organisation: {name: Orderer, mspId: OrdererMSP}
        tick: 50ms
        batchTimeout: 2s
        maxMessages: 500
        preferredBytes: 2MB
      members:
        - {name: A, mspId: AMSP, roles: [supplier, logistics]}
        - {name: B, mspId: BMSP, roles: [bank]}
        - {name: C, mspId: CMSP, roles: [customs]}
      chaincode:
        - {name: settlement, policy: {guardian: bank, others: 1}}
      javaOptions: [-Xmx64m]
      """;

  @Test
  void theDefaultHasFiveMembersAndThreeOrderers() {
    Consortium five = ConsortiumFile.byDefault();

    assertThat(five.members())
        .extracting(Member::mspId)
        .containsExactly("SupplierMSP", "LogisticsMSP", "PlatformMSP", "CustomsMSP", "BankMSP");
    assertThat(five.ordering().orderers()).isEqualTo(3);
    assertThat(five.ordering().tick()).isEqualTo(Duration.ofMillis(50));
    assertThat(five.ordering().preferredBytes()).isEqualTo(2L << 20);
    assertThat(five.channel()).isEqualTo("trade");
    assertThat(five.definitions())
        .extracting(Consortium.Definition::name)
        .containsExactly("provenance", "customs", "settlement");
  }

  @Test
  void theExampleOfSixHasTwoSuppliersAndOtherPortsThanTheDefault() {
    Consortium six = ConsortiumFile.read(Path.of("consortium-six.yaml"));
    Consortium five = ConsortiumFile.read(Path.of("consortium.yaml"));

    assertThat(six.holders(Role.SUPPLIER))
        .extracting(Member::name)
        .containsExactly("Supplier", "Merchant");
    assertThat(six.name()).isNotEqualTo(five.name());
    assertThat(portsOf(six)).doesNotContainAnyElementsOf(portsOf(five));
    assertThat(five).isEqualTo(ConsortiumFile.byDefault());
  }

  @Test
  void aMemberHasGs1NumbersOfItsOwn() {
    Consortium consortium =
        ConsortiumFile.parse(
            "f",
            VALID.replace(
                "roles: [bank]",
                "roles: [bank], companyPrefixes: [\"4012345\"], glns: [\"4012345000016\"]"));

    assertThat(consortium.member("B").companyPrefixes()).containsExactly("4012345");
    assertThat(consortium.member("B").glns()).containsExactly("4012345000016");
    assertThat(RegistryFounding.of(consortium).argument())
        .contains("\"companyPrefixes\":[\"4012345\"],\"glns\":[\"4012345000016\"]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "companyPrefixes: [4012345]|members[1].companyPrefixes[0]|in quotes",
        "companyPrefixes: [\"401\"]|members[1].companyPrefixes[0]|4 to 12 digits",
        "glns: [\"4012345000017\"]|members[1].glns[0]|check digit",
        "glns: [\"4012345000016\", \"4012345000016\"]|members|twice",
        "companyPrefixes: [\"4012345\", \"40123456\"]|members|begins with"
      })
  void aWrongGs1NumberIsRefusedNamingItsField(String numbers, String field, String expected) {
    String file = VALID.replace("roles: [bank]", "roles: [bank], " + numbers);

    assertThatThrownBy(() -> ConsortiumFile.parse("f", file))
        .hasMessageContaining(field)
        .hasMessageContaining(expected);
  }

  @Test
  void noTwoNodesShareAPort() {
    Consortium six = ConsortiumFile.read(Path.of("consortium-six.yaml"));

    assertThat(portsOf(six)).doesNotHaveDuplicates();
  }

  private static java.util.List<Integer> portsOf(Consortium consortium) {
    Nodes nodes = new Nodes(consortium, new NetworkFolder(Path.of("unused")));
    java.util.List<Integer> ports =
        new java.util.ArrayList<>(
            nodes.names().stream().flatMap(n -> nodes.ports(n).keySet().stream()).toList());
    consortium.members().forEach(m -> ports.add(m.gatewayPort()));
    return ports;
  }

  @Test
  void aMemberCanHoldSeveralRolesAndChooseItsPorts() {
    Consortium consortium =
        ConsortiumFile.parse("f", VALID.replace("mspId: BMSP,", "mspId: BMSP, portBase: 30000,"));

    assertThat(consortium.member("A").roles()).containsExactly(Role.SUPPLIER, Role.LOGISTICS);
    assertThat(consortium.member("BMSP").peerPort()).isEqualTo(30000);
    assertThat(consortium.member("c").peerPort()).isEqualTo(30020);
  }

  @Test
  void aMemberHasAKeeperUnlessItIsToldOtherwise() {
    Consortium consortium =
        ConsortiumFile.parse("f", VALID.replace("mspId: BMSP,", "mspId: BMSP, keeper: false,"));

    assertThat(consortium.member("A").keeper()).isTrue();
    assertThat(consortium.member("BMSP").keeper()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "name: test | name: Test Net | f: name: expected a lower-case name of letters, digits and -, found \"Test Net\"",
        "channel: trade | chanel: trade | f: channel: missing; expected a lower-case channel name of letters, digits, . and -",
        "host: 127.0.0.1 | `host: 127.0.0.1\nhots: x` | f: hots: not a known field; expected one of basePort, chaincode, channel, host, javaOptions, mainClass, members, name, ordering",
        "basePort: 20000 | basePort: 80 | f: basePort: expected a whole number from 1024 to 65000, found 80",
        "basePort: 20000 | basePort: 20000.5 | f: basePort: expected a whole number from 1024 to 65000, found 20000.5",
        "type: raft | type: bft | f: ordering.type: ordering by bft is not available in this release; expected raft",
        "type: raft | type: kafka | f: ordering.type: expected raft, found \"kafka\"",
        "orderers: 3 | orderers: 0 | f: ordering.orderers: expected a whole number from 1 to 9, found 0",
        "mspId: OrdererMSP | msp: OrdererMSP | f: ordering.organisation.mspId: missing; expected an MSP id of letters and digits",
        "tick: 50ms | tick: 50 | f: ordering.tick: expected a duration such as 50ms or 2s, found 50",
        "preferredBytes: 2MB | preferredBytes: 200MB | f: ordering.preferredBytes: expected at most 16MB",
        "roles: [bank] | roles: [bnak] | f: members[1].roles[0]: expected one of supplier, logistics, platform, customs, bank, found \"bnak\"",
        "roles: [bank] | roles: [] | f: members[1].roles: expected a list of at least 1, found []",
        "roles: [bank] | roles: [bank, bank] | f: members[1].roles: a role is there twice",
        "name: B | name: a | f: members[1].name: \"a\" is there twice; names differ in more than upper and lower case",
        "mspId: BMSP | mspId: AMSP | f: members[1].mspId: \"AMSP\" is there twice",
        "mspId: BMSP | mspId: OrdererMSP | f: members[1].mspId: \"OrdererMSP\" is there twice",
        "mspId: BMSP, | mspId: BMSP, portBase: 20110, | f: members[1].portBase: ports 20110 to 20129 of B overlap those of A, 20100 to 20119",
        "mspId: BMSP, | mspId: BMSP, portBase: 20080, | f: members[1].portBase: ports 20080 to 20099 of B overlap those of the ordering service, 20000 to 20089",
        "guardian: bank, others: 1 | guardian: platform, others: 1 | f: chaincode[0].policy: no member has the role platform",
        "guardian: bank, others: 1 | guardian: bank, others: 3 | f: chaincode[0].policy: 3 signatures asked for, only 2 members could give one",
        "guardian: bank, others: 1 | guardian: bank | f: chaincode[0].policy.others: missing; expected a whole number from 1 to 100",
        "guardian: bank, others: 1 | any: 4 | f: chaincode[0].policy: 4 signatures asked for, only 3 members could give one",
        "guardian: bank, others: 1 | any: 2, others: 1 | f: chaincode[0].policy.others: not a known field; expected one of any",
        "policy: {guardian: bank, others: 1} | policy: {} | f: chaincode[0].policy: expected { any: 2 }, { all: [A, B] } or { guardian: bank, others: 1 }",
        "guardian: bank, others: 1 | all: [A, D] | f: chaincode[0].policy.all[1]: expected one of A, B, C, found \"D\"",
        "guardian: bank, others: 1 | all: [A, A] | f: chaincode[0].policy.all: a member is there twice",
        "others: 1}} | others: 1}, collections: []} | f: chaincode[0].collections: expected a list of at least 1, found []",
        "others: 1}} | others: 1}, collections: [{name: _x}]} | f: chaincode[0].collections[0].name: expected a name of letters, digits, - and _, found \"_x\"",
        "others: 1}} | others: 1}, collections: [{name: x}]} | f: chaincode[0].collections[0].members: missing; expected a list",
        "others: 1}} | others: 1}, collections: [{name: x, members: [A, a]}]} | f: chaincode[0].collections[0].members[1]: expected one of A, B, C, found \"a\"",
        "others: 1}} | others: 1}, collections: [{name: x, members: [A]}, {name: x, members: [B]}]} | f: chaincode[0].collections[1].name: \"x\" is there twice",
        "others: 1}} | others: 1}, collections: [{name: x, members: [A], requiredPeers: 2, mostPeers: 1}]} | f: chaincode[0].collections[0].mostPeers: expected a whole number from 2 to 100, found 1",
        "others: 1}} | others: 1}, collections: [{name: x, members: [A], blockToLive: -1}]} | f: chaincode[0].collections[0].blockToLive: expected a whole number from 0 to 2147483647, found -1",
        "others: 1}} | others: 1}, collections: [{name: x, members: [A], memberOnlyRead: 1}]} | f: chaincode[0].collections[0].memberOnlyRead: expected true or false, found 1",
        "others: 1}} | others: 1}, collections: [{name: x, members: [A], policy: {any: 4}}]} | f: chaincode[0].collections[0].policy: 4 signatures asked for, only 3 members could give one",
        "others: 1}} | others: 1}, collections: [{name: x, members: [A], readers: [B]}]} | f: chaincode[0].collections[0].readers: not a known field; expected one of blockToLive, memberOnlyRead, memberOnlyWrite, members, mostPeers, name, policy, requiredPeers",
        "javaOptions: | `mainClass: not a class\njavaOptions:` | f: mainClass: expected the name of a Java class, found \"not a class\"",
        "[-Xmx64m] | [Xmx64m] | f: javaOptions[0]: expected an option that begins with - and has no blank, found \"Xmx64m\"",
      })
  void aWrongFieldIsRefusedWithItsPathAndWhatWasExpected(
      String valid, String wrong, String message) {
    assertThat(VALID).contains(valid);

    assertThatThrownBy(
            () ->
                ConsortiumFile.parse(
                    "f", VALID.replaceFirst(java.util.regex.Pattern.quote(valid), wrong)))
        .isInstanceOf(ConsortiumFileException.class)
        .hasMessage(message);
  }

  @Test
  void aDefinitionCanHaveCollectionsOfItsOwn() {
    Consortium consortium =
        ConsortiumFile.parse(
            "f",
            VALID.replace(
                "others: 1}}",
                """
                others: 1}, collections: [
                      {name: terms, members: [B, A], mostPeers: 1, blockToLive: 10, memberOnlyRead: false, policy: {all: [C, A]}},
                      {name: plain, members: [C]}]}"""));

    Consortium.Definition definition = consortium.definitions().getFirst();
    assertThat(definition.collections())
        .containsExactly(
            new Consortium.Collection(
                "terms",
                List.of("AMSP", "BMSP"),
                0,
                1,
                10,
                false,
                true,
                Optional.of(new EndorsementRule.All(List.of("AMSP", "CMSP")))),
            new Consortium.Collection(
                "plain", List.of("CMSP"), 0, 0, 0, true, true, Optional.empty()));
    assertThat(CollectionsConfiguration.json(definition, consortium.members()))
        .contains("\"policy\" : \"OR('AMSP.member', 'BMSP.member')\"")
        .contains("\"signaturePolicy\" : \"OutOf(2, 'AMSP.peer', 'CMSP.peer')\"")
        .contains("\"memberOnlyRead\" : false");
  }

  @Test
  void theChaincodeProcessIsThatOfOurContractsUnlessTheFileNamesAnother() {
    assertThat(ConsortiumFile.parse("f", VALID).mainClass()).isEqualTo(Consortium.CONTRACTS);
    assertThat(ConsortiumFile.parse("f", VALID + "mainClass: my.own.Main\n").mainClass())
        .isEqualTo("my.own.Main");
  }

  @Test
  void brokenYamlIsRefusedWithItsLine() {
    assertThatThrownBy(() -> ConsortiumFile.parse("f", "name: test\nmembers: [\n"))
        .isInstanceOf(ConsortiumFileException.class)
        .hasMessageStartingWith("f: line ")
        .hasMessageContaining("not valid YAML");
  }

  @Test
  void aFieldThatIsThereTwiceIsRefused() {
    assertThatThrownBy(() -> ConsortiumFile.parse("f", VALID + "name: again\n"))
        .isInstanceOf(ConsortiumFileException.class)
        .hasMessageContaining("name");
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> ConsortiumFile.read(Path.of("nowhere.yaml")))
        .isInstanceOf(ConsortiumFileException.class)
        .hasMessageStartingWith("nowhere.yaml: cannot be read");
  }

  @Test
  void moreMembersThanPortsAreRefused() {
    StringBuilder members = new StringBuilder("members:\n");
    IntStream.range(0, 40)
        .forEach(
            i -> members.append("  - {name: M%d, mspId: M%dMSP, roles: [bank]}\n".formatted(i, i)));
    String yaml =
        VALID
            .replace("basePort: 20000", "basePort: 65000")
            .replaceAll("(?s)members:.*chaincode:", members + "chaincode:");

    assertThatThrownBy(() -> ConsortiumFile.parse("f", yaml))
        .isInstanceOf(ConsortiumFileException.class)
        .hasMessageContaining("end beyond 65535");
  }

  @Test
  void anotherNumberOfOrderersChangesOnlyThat() {
    Consortium three = ConsortiumFile.parse("f", VALID);

    Consortium one = three.withOrderers(1);

    assertThat(one.ordering().orderers()).isEqualTo(1);
    assertThat(one.withOrderers(3)).isEqualTo(three);
    assertThatThrownBy(() -> three.withOrderers(0))
        .isInstanceOf(NetworkException.class)
        .hasMessageContaining("1 to 9");
  }
}
