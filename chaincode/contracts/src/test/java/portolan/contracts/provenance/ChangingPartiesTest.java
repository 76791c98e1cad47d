// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.provenance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import portolan.contracts.fixture.TestChannel;
import portolan.contracts.transaction.Contract;
import portolan.contracts.transaction.Peer;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.group.ItemResult;
import portolan.domain.gs1.CompanyPrefix;
import portolan.domain.gs1.Gln;
import portolan.domain.gs1.Gtin;
import portolan.domain.membership.Consortium;
import portolan.domain.membership.Member;
import portolan.domain.membership.Parties;
import portolan.domain.membership.PartiesBallots;
import portolan.domain.membership.PartiesChange;
import portolan.domain.membership.Role;

/** Company prefixes and GLNs change when more than half of the members want it. */
final class ChangingPartiesTest {
  private static final List<Member> FIVE =
      Stream.of("A", "B", "C", "D", "E")
          .map(n -> new Member(n + "MSP", n, Set.of(Role.SUPPLIER)))
          .toList();
  private static final String[] MAJORITY = {"AMSP", "BMSP", "CMSP"};
  private static final PartiesChange PREFIX = change("AMSP", "4012345");

  private final TestChannel channel =
      TestChannel.of(new Consortium(FIVE)).contract("provenance", ProvenanceContract::new).found();

  private static PartiesChange change(String member, String... prefixes) {
    TreeSet<CompanyPrefix> set = new TreeSet<>();
    for (String prefix : prefixes) {
      set.add(new CompanyPrefix(prefix));
    }
    return new PartiesChange(member, set, new TreeSet<>());
  }

  private JsonObject want(String member, PartiesChange change) {
    return ((ItemResult.Accepted) wanted(member, change.toJson())).details();
  }

  private ItemResult wanted(String member, JsonObject change) {
    return channel
        .as(member)
        .endorsedBy(MAJORITY)
        .group("provenance", "changeParties", change)
        .getFirst();
  }

  private Parties parties() {
    return new Parties(
        Consortium.registered(
            channel.as("EMSP").evaluate("provenance", "members", Json.object().build())));
  }

  private PartiesBallots ballots() {
    return PartiesBallots.fromJson(
        channel.as("EMSP").evaluate("provenance", "partiesBallots", Json.object().build()));
  }

  @Test
  void aChangeComesAboutWhenMoreThanHalfOfTheMembersWantTheSame() {
    assertThat(want("AMSP", PREFIX).canonical())
        .isEqualTo("{\"changed\":false,\"needed\":3,\"votes\":1}");
    assertThat(want("BMSP", PREFIX).canonical())
        .isEqualTo("{\"changed\":false,\"needed\":3,\"votes\":2}");
    assertThat(parties().issuer(new Gtin("04012345123456"))).isEmpty();
    assertThat(ballots().wanted()).containsOnlyKeys(PREFIX).containsValue(List.of("AMSP", "BMSP"));

    assertThat(want("DMSP", PREFIX).canonical())
        .isEqualTo("{\"changed\":true,\"needed\":3,\"votes\":3}");

    assertThat(parties().issuer(new Gtin("04012345123456"))).contains("AMSP");
    assertThat(ballots().ballots()).isEmpty();
    assertThat(channel.state("provenance", "member/AMSP").orElseThrow()).contains("4012345");
    // Who comes later is told that it is so.
    assertThat(want("EMSP", PREFIX).canonical())
        .isEqualTo("{\"changed\":true,\"needed\":3,\"votes\":0}");
  }

  @Test
  void aMemberHasOneBallotItsLast() {
    want("BMSP", PREFIX);
    want("CMSP", PREFIX);
    assertThat(((ItemResult.Accepted) wanted("CMSP", PREFIX.toJson())).existing()).isTrue();
    want("CMSP", change("AMSP", "0614141"));
    assertThat(want("DMSP", PREFIX).canonical()).contains("\"changed\":false", "\"votes\":2");
    assertThat(ballots().ballots()).containsEntry("CMSP", change("AMSP", "0614141"));
    assertThat(want("EMSP", PREFIX).canonical()).contains("\"changed\":true");
    // What else was wanted for the same member is decided with it.
    assertThat(ballots().ballots()).isEmpty();
  }

  @Test
  void numbersAreGivenBackAndGivenToAnother() {
    for (String member : MAJORITY) {
      want(member, PREFIX);
    }
    assertRefused(wanted("BMSP", change("BMSP", "40123456").toJson()), "companyPrefixes");
    for (String member : MAJORITY) {
      want(member, change("AMSP"));
    }
    for (String member : MAJORITY) {
      want(member, change("BMSP", "4012345"));
    }
    assertThat(parties().issuer(new Gtin("04012345123456"))).contains("BMSP");
    for (String member : MAJORITY) {
      want(
          member,
          new PartiesChange(
              "CMSP", new TreeSet<>(), new TreeSet<>(List.of(new Gln("4012345000009")))));
    }
    assertThat(parties().member(new Gln("4012345000009"))).contains("CMSP");
  }

  private static void assertRefused(ItemResult result, String field) {
    assertThat(result.toJson().canonical()).contains("INVALID_ARGUMENT", field);
  }

  @Test
  void whatIsNoNumberAndWhoIsNoMemberIsRefused() {
    assertRefused(
        wanted(
            "AMSP",
            Json.object().put("mspId", "AMSP").putTexts("glns", List.of("4012345000001")).build()),
        "glns[0]");
    assertRefused(
        wanted("AMSP", PREFIX.toJson().toBuilder().put("roles", "bank").build()), "roles");
    assertThat(wanted("AMSP", change("ZMSP", "4012345").toJson()).toJson().canonical())
        .contains("NOT_FOUND", "mspId");
  }

  /** Founding again is how a network that was interrupted goes on. */
  @Test
  void theFoundingCanBeRepeatedAfterNumbersHaveChanged() {
    for (String member : MAJORITY) {
      want(member, PREFIX);
    }
    assertThat(
            channel
                .as("AMSP")
                .endorsedBy(MAJORITY)
                .submit("provenance", "found", new Consortium(FIVE).toJson())
                .canonical())
        .isEqualTo("{\"existing\":true}");
    assertThat(parties().issuer(new Gtin("04012345123456"))).contains("AMSP");
  }

  /** A build that writes the ballots of others. */
  private static final class Stuffing extends Contract {
    private Stuffing(Peer peer) {
      super(peer);
      submit(
          "changeParties",
          (transaction, argument) -> {
            transaction.ledger().write("parties-ballots", argument.json());
            return argument.json();
          });
    }
  }

  @ParameterizedTest
  @CsvSource({"2, false", "3, true"})
  void nobodyWritesTheBallotsOfOthersWithLessThanHalfOfTheMembers(int signers, boolean enough) {
    String[] dishonest = {"AMSP", "BMSP", "CMSP"};
    dishonest = List.of(dishonest).subList(0, signers).toArray(String[]::new);
    for (String member : dishonest) {
      channel.serve(member, "provenance", "changeParties", Stuffing::new);
    }
    PartiesBallots forged = PartiesBallots.NONE.with("DMSP", PREFIX).with("EMSP", PREFIX);
    assertThat(
            channel
                .as("AMSP")
                .endorsedBy(dishonest)
                .endorseRaw("provenance", "changeParties", forged.toJson().canonical())
                .isSignedByEnough())
        .isEqualTo(enough);
  }
}
