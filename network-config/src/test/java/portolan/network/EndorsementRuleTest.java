// SPDX-License-Identifier: Apache-2.0
package portolan.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import portolan.network.Consortium.Member;

class EndorsementRuleTest {
  private static final Member SUPPLIER = new Member("S", "SMSP", List.of(Role.SUPPLIER), 1, true);
  private static final Member BANK = new Member("B", "BMSP", List.of(Role.BANK), 2, true);
  private static final Member SECOND_BANK = new Member("D", "DMSP", List.of(Role.BANK), 3, true);

  @Test
  void anyTwoIsTwoOutOfAllPeers() {
    assertThat(new EndorsementRule.Any(2).signaturePolicy(List.of(SUPPLIER, BANK)))
        .isEqualTo("OutOf(2, 'SMSP.peer', 'BMSP.peer')");
  }

  @Test
  void aGuardianSignsWithOneOfTheOthers() {
    assertThat(new EndorsementRule.Guarded(Role.BANK, 1).signaturePolicy(List.of(SUPPLIER, BANK)))
        .isEqualTo("AND('BMSP.peer', OutOf(1, 'SMSP.peer'))");
  }

  @Test
  void eachOfTwoGuardiansMayBeTheOneAndIsAnOtherForTheSecond() {
    assertThat(
            new EndorsementRule.Guarded(Role.BANK, 1)
                .signaturePolicy(List.of(SUPPLIER, BANK, SECOND_BANK)))
        .isEqualTo(
            "OR(AND('BMSP.peer', OutOf(1, 'SMSP.peer', 'DMSP.peer')),"
                + " AND('DMSP.peer', OutOf(1, 'SMSP.peer', 'BMSP.peer')))");
  }

  @Test
  void allThatAreNamedSign() {
    assertThat(
            new EndorsementRule.All(List.of("DMSP", "SMSP"))
                .signaturePolicy(List.of(SUPPLIER, BANK, SECOND_BANK)))
        .isEqualTo("OutOf(2, 'SMSP.peer', 'DMSP.peer')");
  }

  @Test
  void aRoleThatNobodyHoldsCannotGuard() {
    assertThatThrownBy(
            () ->
                new EndorsementRule.Guarded(Role.CUSTOMS, 1)
                    .signaturePolicy(List.of(SUPPLIER, BANK)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no member has the role customs");
  }

  @Test
  void moreSignaturesThanMembersAreRefused() {
    assertThatThrownBy(() -> new EndorsementRule.Any(3).signaturePolicy(List.of(SUPPLIER, BANK)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("3 signatures asked for, only 2 members could give one");
  }
}
