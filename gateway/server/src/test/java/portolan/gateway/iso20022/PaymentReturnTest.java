// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.iso20022;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;
import portolan.domain.settlement.ReturnReason;
import portolan.domain.settlement.Uetr;

final class PaymentReturnTest {
  private static final Uetr UETR = new Uetr("97ed4827-7b6f-4491-a06f-b548d5a7512d");
  private static final Instant AT = Instant.parse("2026-11-21T12:00:00.123Z");

  private static PaymentReturn.Returned returned(String currency, long minorUnits) {
    return new PaymentReturn.Returned(
        UETR,
        new Money(new Currency(currency), minorUnits),
        Money.zero(new Currency(currency)),
        "Müller & Söhne",
        "SupplierMSP",
        new ReturnReason("AC04"),
        "",
        AT);
  }

  @Test
  void aReturnNamesItsPaymentByEveryReferenceThatWasOrdered() {
    byte[] xml =
        new PaymentReturn("RET-1", AT, List.of(returned("EUR", 1230), returned("JPY", 7))).toXml();
    assertThat(Vectors.errors(PaymentReturn.MESSAGE, xml)).isEmpty();
    assertThat(new String(xml, UTF_8))
        .contains(
            "<MsgId>RET-1</MsgId>",
            "<NbOfTxs>2</NbOfTxs>",
            "<RtrId>RTR97ed48277b6f4491a06fb548d5a7512d</RtrId>",
            "<OrgnlEndToEndId>97ed48277b6f4491a06fb548d5a7512d</OrgnlEndToEndId>",
            "<OrgnlUETR>97ed4827-7b6f-4491-a06f-b548d5a7512d</OrgnlUETR>",
            "<RtrdIntrBkSttlmAmt Ccy=\"EUR\">12.30</RtrdIntrBkSttlmAmt>",
            "<RtrdIntrBkSttlmAmt Ccy=\"JPY\">7</RtrdIntrBkSttlmAmt>",
            "<IntrBkSttlmDt>2026-11-21</IntrBkSttlmDt>",
            "<Cd>AC04</Cd>");
  }

  @Test
  void aReturnLessChargesTellsWhatWasOrderedWhatCameBackAndWhatWasKept() {
    Currency eur = new Currency("EUR");
    byte[] xml =
        new PaymentReturn(
                "RET-1",
                AT,
                List.of(
                    new PaymentReturn.Returned(
                        UETR,
                        new Money(eur, 10000),
                        new Money(eur, 500),
                        "Creditor",
                        "SupplierMSP",
                        ReturnReason.NARRATIVE,
                        "Account closed",
                        AT)))
            .toXml();
    assertThat(Vectors.errors(PaymentReturn.MESSAGE, xml)).isEmpty();
    assertThat(new String(xml, UTF_8))
        .contains(
            "<CtrlSum>95.00</CtrlSum>",
            "<OrgnlIntrBkSttlmAmt Ccy=\"EUR\">100.00</OrgnlIntrBkSttlmAmt>",
            "<RtrdIntrBkSttlmAmt Ccy=\"EUR\">95.00</RtrdIntrBkSttlmAmt>",
            "<Amt Ccy=\"EUR\">5.00</Amt>",
            "<Cd>NARR</Cd>",
            "<AddtlInf>Account closed</AddtlInf>");
  }

  @Test
  void theLargestAmountIsValid() {
    byte[] xml =
        new PaymentReturn(
                "R".repeat(35),
                AT,
                List.of(
                    returned("EUR", Money.MAX_MINOR_UNITS), returned("EUR", Money.MAX_MINOR_UNITS)))
            .toXml();
    assertThat(Vectors.errors(PaymentReturn.MESSAGE, xml)).isEmpty();
    assertThat(new String(xml, UTF_8)).doesNotContain("CtrlSum");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "a b", "123456789012345678901234567890123456"})
  void aMessageIdOfAnotherFormIsRefused(String id) {
    List<PaymentReturn.Returned> one = List.of(returned("EUR", 1));
    assertThatThrownBy(() -> new PaymentReturn(id, AT, one))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
