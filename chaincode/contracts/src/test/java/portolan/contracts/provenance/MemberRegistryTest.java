// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.provenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import portolan.contracts.fixture.TestChannel;
import portolan.contracts.transaction.Contract;
import portolan.contracts.transaction.Peer;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.membership.Consortium;
import portolan.domain.membership.Member;
import portolan.domain.membership.Role;

final class MemberRegistryTest {
  private static final Consortium TWO =
      new Consortium(
          List.of(
              new Member("AMSP", "A", Set.of(Role.SUPPLIER, Role.PLATFORM)),
              new Member("BMSP", "B", Set.of(Role.BANK))));

  private final TestChannel channel =
      TestChannel.of(TWO).contract("provenance", ProvenanceContract::new).open();

  private JsonObject found(JsonObject consortium) {
    return channel.as("AMSP").endorsedBy("AMSP", "BMSP").submit("provenance", "found", consortium);
  }

  private String roles(String mspId) {
    return channel
        .as("BMSP")
        .evaluate("provenance", "roles", Json.object().put("mspId", mspId).build())
        .json()
        .canonical();
  }

  @Test
  void aConsortiumIsFoundedOnce() {
    assertThat(found(TWO.toJson()).canonical()).isEqualTo("{\"existing\":false}");
    assertThat(found(TWO.toJson()).canonical()).isEqualTo("{\"existing\":true}");
    JsonObject other = new Consortium(TWO.members().subList(0, 1)).toJson();
    assertThatThrownBy(() -> found(other)).hasMessageStartingWith("ALREADY_EXISTS|members|");
  }

  /** A build that gives a member another role. */
  private static final class Promoting extends Contract {
    private Promoting(Peer peer) {
      super(peer);
      submit(
          "found",
          (transaction, argument) -> {
            transaction.ledger().write("member/" + argument.text("mspId", 10), argument.json());
            return argument.json();
          });
    }
  }

  @ParameterizedTest
  @CsvSource({"2, false", "3, true", "5, true"})
  void moreThanHalfOfTheMembersHaveToSignAChangeOfTheRegistry(int signers, boolean enough) {
    List<Member> five =
        Stream.of("A", "B", "C", "D", "E")
            .map(n -> new Member(n + "MSP", n, Set.of(Role.SUPPLIER)))
            .toList();
    TestChannel founded =
        TestChannel.of(new Consortium(five))
            .contract("provenance", ProvenanceContract::new)
            .found();
    String[] dishonest =
        five.subList(0, signers).stream().map(Member::mspId).toArray(String[]::new);
    for (String member : dishonest) {
      founded.serve(member, "provenance", "found", Promoting::new);
    }
    JsonObject promoted = new Member("AMSP", "A", Set.of(Role.BANK)).toJson();
    assertThat(
            founded
                .as("AMSP")
                .endorsedBy(dishonest)
                .endorseRaw("provenance", "found", promoted.canonical())
                .isSignedByEnough())
        .isEqualTo(enough);
    assertThat(founded.state("provenance", "member/AMSP").orElseThrow().contains("bank"))
        .isEqualTo(enough);
  }

  @Test
  void rolesAreThoseOfTheFounding() {
    assertThat(roles("AMSP")).isEqualTo("{\"roles\":[]}");
    found(TWO.toJson());
    assertThat(roles("AMSP")).isEqualTo("{\"roles\":[\"supplier\",\"platform\"]}");
    assertThat(roles("CMSP")).isEqualTo("{\"roles\":[]}");
  }

  @Test
  void membersAreListed() {
    JsonObject none = Json.object().build();
    assertThat(channel.as("AMSP").evaluate("provenance", "members", none).json().canonical())
        .isEqualTo("{\"members\":[]}");
    found(TWO.toJson());
    assertThat(channel.as("AMSP").evaluate("provenance", "members", none).json())
        .isEqualTo(TWO.toJson());
  }

  @Test
  void membersAreCheckedOneByOne() {
    JsonObject a = TWO.members().getFirst().toJson();
    assertFoundingRefused("members[1].mspId", a, a);
    assertFoundingRefused(
        "members[0].roles[0]",
        a.toBuilder()
            .replace(
                "roles", Json.object().putTexts("r", List.of("king")).build().members().get("r"))
            .build());
    assertFoundingRefused(
        "members[0].roles[1]",
        a.toBuilder()
            .replace(
                "roles",
                Json.object().putTexts("r", List.of("bank", "bank")).build().members().get("r"))
            .build());
    assertFoundingRefused("members[0].extra", a.toBuilder().put("extra", 1).build());
    assertFoundingRefused("members");
  }

  private void assertFoundingRefused(String field, JsonObject... members) {
    JsonObject consortium = Json.object().putAll("members", List.of(members)).build();
    assertThatThrownBy(() -> found(consortium))
        .hasMessageStartingWith("INVALID_ARGUMENT|" + field + "|");
  }
}
