// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.projection.timers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PrecedenceTest {
  private static final Instant END = Instant.parse("2026-11-21T09:00:20.500Z");
  private static final List<String> MEMBERS = List.of("AMSP", "BMSP", "CMSP", "DMSP", "EMSP");

  private static Duration waits(String own, List<String> members, Instant end) {
    return Duration.between(end, new Precedence(own).turn(members, end));
  }

  @Test
  void everyMemberHasATurnOfItsOwn() {
    assertThat(MEMBERS.stream().map(m -> waits(m, MEMBERS, END)))
        .containsExactlyInAnyOrder(
            Duration.ofSeconds(1),
            Duration.ofSeconds(4),
            Duration.ofSeconds(7),
            Duration.ofSeconds(10),
            Duration.ofSeconds(13));
  }

  @Test
  void aMemberIsAskedAboutOneMinuteAfterTheOther() {
    Precedence one = new Precedence("CMSP");
    for (int second = 0; second < 300; second += 20) {
      Instant end = END.plusSeconds(second);
      assertThat(Duration.between(end, one.turn(MEMBERS, end)))
          .isEqualTo(waits("CMSP", MEMBERS, end));
    }
    assertThat(one.turn(List.of(), END)).isEqualTo(END.plus(Precedence.MARGIN));
  }

  @Test
  void allAgreeOnTheOrderHoweverTheyListTheMembers() {
    assertThat(waits("CMSP", MEMBERS.reversed(), END)).isEqualTo(waits("CMSP", MEMBERS, END));
  }

  @Test
  void whatEndsInTheSameMinuteIsTheSameMembersTurnAndShareATransaction() {
    assertThat(waits("CMSP", MEMBERS, Instant.parse("2026-11-21T09:00:00Z")))
        .isEqualTo(waits("CMSP", MEMBERS, Instant.parse("2026-11-21T09:00:59.999Z")));
  }

  @Test
  void everybodyComesFirstNowAndThen() {
    Set<String> first = new HashSet<>();
    for (int minute = 0; minute < 60; minute++) {
      Instant end = END.plus(Duration.ofMinutes(minute));
      MEMBERS.stream()
          .filter(m -> waits(m, MEMBERS, end).equals(Precedence.MARGIN))
          .forEach(first::add);
    }
    assertThat(first).hasSameSizeAs(MEMBERS);
  }

  @Test
  void whoDoesNotKnowTheMembersWaitsForNobody() {
    assertThat(waits("CMSP", List.of(), END)).isEqualTo(Precedence.MARGIN);
  }
}
