package portolan.domain.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Sha256;

final class RedemptionTest {
  private static final Instant NOW = Instant.parse("2026-11-21T09:00:00Z");
  private static final Redemption REQUESTED =
      new Redemption(
          "R1",
          "SupplierMSP",
          "BankMSP",
          List.of("M1.1"),
          new Commitment(Sha256.hex("order")),
          NOW,
          Sha256.hex("payload"),
          Optional.empty());

  private static Redemption.Settlement payment(String start) {
    return new Redemption.Settlement(start + "-7b6f-4491-a06f-b548d5a7512d", NOW);
  }

  @Test
  void aRedemptionIsSettledByOnePayment() {
    Redemption settled = REQUESTED.settle(payment("97ed4827"));
    assertThat(settled.state()).isEqualTo(Redemption.State.SETTLED);
    assertThat(settled.settle(payment("97ed4827"))).isEqualTo(settled);
    assertThatThrownBy(() -> settled.settle(payment("97ed4828")))
        .hasMessageStartingWith("ALREADY_EXISTS|uetr|");
  }

  @Test
  void bothStatesAreReadBackAsTheyWereWritten() {
    for (Redemption redemption : List.of(REQUESTED, REQUESTED.settle(payment("97ed4827")))) {
      assertThat(Redemption.fromJson(Fields.of("", redemption.toJson()))).isEqualTo(redemption);
    }
  }
}
