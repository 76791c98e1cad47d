// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EndorsersTest {
  private static final List<String> FOUR = List.of("A", "B", "C", "D");

  @Test
  void requiredMembersAreInEveryChoice() {
    Endorsers endorsers = new Endorsers(List.of("BankMSP"), FOUR, 1);
    for (int attempt = 0; attempt < 10; attempt++) {
      assertThat(endorsers.choice(attempt)).hasSize(2).startsWith("BankMSP");
    }
  }

  @Test
  void theFirstChoiceIsThePreferredOneAndLaterOnesReachEveryPartner() {
    Endorsers endorsers = new Endorsers(List.of(), FOUR, 2);

    assertThat(endorsers.choice(0)).containsExactly("A", "B");
    Set<String> reached = new HashSet<>();
    for (int attempt = 0; attempt < endorsers.choices(); attempt++) {
      assertThat(endorsers.choice(attempt)).hasSize(2).doesNotHaveDuplicates();
      reached.addAll(endorsers.choice(attempt));
    }
    assertThat(reached).containsExactlyInAnyOrderElementsOf(FOUR);
  }

  /** One member that is down must not make every choice fail. */
  @Test
  void forEveryPartnerThatIsDownThereIsAChoiceWithoutIt() {
    Endorsers endorsers = new Endorsers(List.of("BankMSP"), FOUR, 2);
    for (String down : FOUR) {
      List<List<String>> live = new ArrayList<>();
      for (int attempt = 0; attempt < endorsers.choices(); attempt++) {
        if (!endorsers.choice(attempt).contains(down)) {
          live.add(endorsers.choice(attempt));
        }
      }
      assertThat(live).as(down + " is down").isNotEmpty();
    }
  }

  @Test
  void whoIsRequiredOrNamedTwiceCountsOnce() {
    Endorsers endorsers =
        new Endorsers(List.of("BankMSP", "BankMSP"), List.of("BankMSP", "A", "A", "B"), 1);

    assertThat(endorsers.required()).containsExactly("BankMSP");
    assertThat(endorsers.partners()).containsExactly("A", "B");
    assertThat(endorsers.choice(0)).containsExactly("BankMSP", "A");
    assertThat(endorsers.choice(1)).containsExactly("BankMSP", "B");
  }

  @Test
  void thePreferredGuardianIsAskedFirstAndEveryOtherAfterIt() {
    Endorsers endorsers = new Endorsers(List.of(), List.of("B", "D"), FOUR, 1);

    assertThat(endorsers.choice(0)).containsExactly("B", "A");
    assertThat(endorsers.choice(1)).containsExactly("D", "A");
    assertThat(endorsers.choice(2)).containsExactly("B", "C");
    for (int attempt = 0; attempt < endorsers.choices(); attempt++) {
      assertThat(endorsers.choice(attempt))
          .hasSize(2)
          .doesNotHaveDuplicates()
          .containsAnyOf("B", "D");
    }
  }

  @Test
  void forEveryMemberThatIsDownAGuardianToThereIsAChoiceWithoutIt() {
    Endorsers endorsers = new Endorsers(List.of(), List.of("B", "D"), FOUR, 1);
    for (String down : FOUR) {
      List<List<String>> live = new ArrayList<>();
      for (int attempt = 0; attempt < endorsers.choices(); attempt++) {
        if (!endorsers.choice(attempt).contains(down)) {
          live.add(endorsers.choice(attempt));
        }
      }
      assertThat(live).as(down + " is down").isNotEmpty();
    }
  }

  @Test
  void guardiansAreKeptAcrossARestartAndWhatWasKeptBeforeThereWereAnyIsUnderstood() {
    Endorsers endorsers = new Endorsers(List.of("C"), List.of("B", "D"), FOUR, 1);

    assertThat(Endorsers.decode(endorsers.encode())).isEqualTo(endorsers);
    assertThat(Endorsers.decode("BankMSP|A,B|1"))
        .isEqualTo(new Endorsers(List.of("BankMSP"), List.of("A", "B"), 1));
  }

  @Test
  void aGuardianIsNoPartnerOfItself() {
    assertThatThrownBy(() -> new Endorsers(List.of(), List.of("A"), List.of("A"), 1))
        .hasMessageContaining("expected at least 1 partners");
  }

  @Test
  void exactlyTheseLeaveNoOtherChoice() {
    Endorsers endorsers = Endorsers.exactly(List.of("BankMSP", "SupplierMSP"));

    assertThat(endorsers.choices()).isEqualTo(1);
    assertThat(endorsers.choice(0)).containsExactly("BankMSP", "SupplierMSP");
    assertThat(endorsers.choice(7)).containsExactly("BankMSP", "SupplierMSP");
  }

  @Test
  void tooFewPartnersAndNobodyAreRefused() {
    assertThatThrownBy(() -> new Endorsers(List.of("A"), List.of("A"), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 partners");
    assertThatThrownBy(() -> new Endorsers(List.of("A"), List.of("B"), -1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Endorsers.exactly(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aWrittenFormIsReadBackTheSame() {
    for (Endorsers endorsers :
        List.of(
            Endorsers.exactly(List.of("A")),
            new Endorsers(List.of(), FOUR, 2),
            new Endorsers(List.of("Bank-1.MSP"), FOUR, 3))) {
      assertThat(Endorsers.decode(endorsers.encode())).isEqualTo(endorsers);
    }
  }
}
