// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.RefusedException;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;

final class AllowanceTest {
  private static final Currency EUR = new Currency("EUR");

  private static final Instant UNTIL = Instant.parse("2026-12-22T09:00:00Z");

  @Test
  void anAttestationIsStaleAsSoonAsAnyClockSaysSo() {
    Allowance allowance = new Allowance("BankMSP", eur(5), UNTIL);
    Instant before = UNTIL.minusMillis(1);
    allowance.requireFresh(before, before);
    assertThatThrownBy(() -> allowance.requireFresh(UNTIL, before))
        .hasMessageStartingWith("STALE_ATTESTATION|allowanceId|");
    assertThatThrownBy(() -> allowance.requireFresh(before, UNTIL))
        .hasMessageStartingWith("STALE_ATTESTATION|allowanceId|");
  }

  private static Money eur(long units) {
    return new Money(EUR, units);
  }

  @Property
  void whatIsTakenNeverExceedsWhatWasAttested(
      @ForAll @LongRange(min = 1, max = 100) long attested,
      @ForAll @Size(max = 20) List<@LongRange(min = 1, max = 60) Long> mints) {
    Optional<Allowance> left = Optional.of(new Allowance("BankMSP", eur(attested), UNTIL));
    long taken = 0;
    for (long mint : mints) {
      if (left.isEmpty()) {
        break;
      }
      boolean fits = taken + mint <= attested;
      try {
        left = left.get().take(eur(mint));
        taken += mint;
        assertThat(fits).isTrue();
      } catch (RefusedException e) {
        assertThat(fits).isFalse();
      }
      assertThat(left.map(a -> a.amount().minorUnits()).orElse(0L)).isEqualTo(attested - taken);
    }
  }

  @Test
  void anAllowanceIsReadBackAsItWasWritten() {
    Allowance allowance = new Allowance("BankMSP", eur(5), UNTIL);
    assertThat(Allowance.fromJson(Fields.of("", allowance.toJson()))).isEqualTo(allowance);
    assertThat(Allowance.ID.accepts(Allowance.restId("BankMSP/M1"))).isTrue();
  }

  @Test
  void aTrialBalanceIsBalancedExactlyIfTheSumsAgree() {
    TrialBalance balance = new TrialBalance();
    balance.addMinted(eur(10));
    assertThat(balance.balanced()).isFalse();
    balance.addSpendable(eur(3));
    balance.addInEscrow(eur(3));
    balance.addInLocks(eur(1));
    balance.addRedeemed(eur(3));
    assertThat(balance.balanced()).isTrue();
    balance.addMinted(new Money(new Currency("USD"), 1));
    assertThat(balance.balanced()).isFalse();
    assertThat(balance.lines())
        .extracting(TrialBalance.Line::balanced)
        .containsExactly(true, false);
    TrialBalance.Line line = balance.lines().getFirst();
    assertThat(TrialBalance.Line.fromJson(Fields.of("", line.toJson()))).isEqualTo(line);
  }

  @Test
  void ibansHaveCorrectCheckDigits() {
    assertThat(new Iban("GB82WEST12345698765432").value()).startsWith("GB82");
    for (String bad :
        List.of("GB83WEST12345698765432", "gb82WEST12345698765432", "GB82 WEST", "", "GB8")) {
      assertThatThrownBy(() -> new Iban(bad)).isInstanceOf(IllegalArgumentException.class);
    }
  }
}
