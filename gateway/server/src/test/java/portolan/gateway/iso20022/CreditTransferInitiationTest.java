// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.iso20022;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;
import portolan.domain.settlement.Iban;
import portolan.domain.settlement.Uetr;
import portolan.gateway.iso20022.CreditTransferInitiation.Debtor;
import portolan.gateway.iso20022.CreditTransferInitiation.Payment;

final class CreditTransferInitiationTest {
  private static final Uetr UETR = new Uetr("97ed4827-7b6f-4491-a06f-b548d5a7512d");
  private static final Iban ACCOUNT = new Iban("DE89370400440532013000");
  private static final Iban CREDITOR = new Iban("GB33BUKB20201555555555");

  private static Debtor debtor(Optional<String> bic) throws MessageException {
    return Debtor.of("Settlement Bank", ACCOUNT, bic);
  }

  private static Payment payment(String currency, long minorUnits) throws MessageException {
    return Payment.of(
        "SupplierMSP/R_1",
        UETR,
        new Money(new Currency(currency), minorUnits),
        "Müller & Co",
        CREDITOR);
  }

  private static byte[] message(Debtor debtor, List<Payment> payments) {
    return new CreditTransferInitiation(
            "MSG-2026-11-21-0001",
            Instant.parse("2026-11-21T09:00:00.123Z"),
            LocalDate.of(2026, 11, 23),
            debtor,
            payments)
        .toXml();
  }

  private static void assertValid(byte[] xml) {
    assertThat(Vectors.errors("pain.001.001.09", xml)).isEmpty();
  }

  @Test
  void everythingThatIdentifiesAPaymentIsInItsPlace() throws Exception {
    byte[] xml = message(debtor(Optional.of("BUKBGB22XXX")), List.of(payment("EUR", 1230)));
    assertThat(new String(xml, UTF_8))
        .contains(
            "<MsgId>MSG-2026-11-21-0001</MsgId>",
            "<CreDtTm>2026-11-21T09:00:00+00:00</CreDtTm>",
            "<PmtInfId>MSG-2026-11-21-0001</PmtInfId>",
            "<Dt>2026-11-23</Dt>",
            "<BICFI>BUKBGB22XXX</BICFI>",
            "<InstrId>97ed48277b6f4491a06fb548d5a7512d</InstrId>",
            "<EndToEndId>97ed48277b6f4491a06fb548d5a7512d</EndToEndId>",
            "<UETR>97ed4827-7b6f-4491-a06f-b548d5a7512d</UETR>",
            "<InstdAmt Ccy=\"EUR\">12.30</InstdAmt>",
            "<Nm>Muller + Co</Nm>",
            "<IBAN>GB33BUKB20201555555555</IBAN>",
            "<Ustrd>Redemption R-1 97ed48277b6f4491a06fb548d5a7512d</Ustrd>");
    assertValid(xml);
  }

  @ParameterizedTest
  @CsvSource({
    "EUR, 1, 0.01",
    "EUR, 100, 1.00",
    "JPY, 1230, 1230",
    "KWD, 1230, 1.230",
    "CLF, 12345, 1.2345",
    "EUR, 999999999999999999, 9999999999999999.99",
    "JPY, 999999999999999999, 999999999999999999",
    "UYW, 999999999999999999, 99999999999999.9999"
  })
  void anAmountHasTheDecimalsOfItsCurrency(String currency, long minorUnits, String amount)
      throws Exception {
    byte[] xml = message(debtor(Optional.empty()), List.of(payment(currency, minorUnits)));
    assertThat(new String(xml, UTF_8))
        .contains(">" + amount + "</InstdAmt>", "<Id>NOTPROVIDED</Id>");
    assertValid(xml);
  }

  @Test
  void allCurrenciesWithAMinorUnitAreInTheOneBlock() throws Exception {
    List<String> currencies =
        Currency.codes().stream()
            .filter(code -> new Currency(code).decimals().isPresent())
            .toList();
    List<Payment> payments =
        Stream.concat(currencies.stream(), currencies.stream())
            .map(
                code ->
                    new Payment(
                        new Uetr(UUID.randomUUID().toString()),
                        new Money(new Currency(code), 7),
                        "Creditor",
                        CREDITOR,
                        "text"))
            .toList();
    byte[] xml = message(debtor(Optional.empty()), payments);
    assertThat(new String(xml, UTF_8).split("<PmtInf>", -1)).hasSize(2);
    assertThat(new String(xml, UTF_8).split("<InstdAmt ", -1)).hasSize(payments.size() + 1);
    assertValid(xml);
  }

  @Test
  void aMessageToABicHasTheElementsOfCbprPlusOnly() throws Exception {
    byte[] xml = message(debtor(Optional.of("BUKBGB22XXX")), List.of(payment("EUR", 1230)));
    assertThat(new String(xml, UTF_8))
        .contains("<MsgId>MSG-2026-11-21-0001<", "<PmtInfId>MSG-2026-11-21-0001<")
        .doesNotContain("BtchBookg", "CtrlSum", "NOTPROVIDED");
    assertThat(new String(xml, UTF_8).split("<NbOfTxs>", -1)).hasSize(2);
  }

  @Test
  void aMessageWithoutABicAsksThatEachPaymentIsBookedByItself() throws Exception {
    byte[] xml = message(debtor(Optional.empty()), List.of(payment("EUR", 1230)));
    assertThat(new String(xml, UTF_8))
        .contains(
            "<PmtInfId>MSG-2026-11-21-0001<",
            "<BtchBookg>false</BtchBookg>",
            "<CtrlSum>12.30</CtrlSum>",
            "<Id>NOTPROVIDED</Id>");
    assertValid(xml);
  }

  @Test
  void anAddressHasEachPartInItsOwnElement() throws Exception {
    Debtor debtor =
        Debtor.of(
            "Settlement Bank",
            ACCOUNT,
            Optional.of("BUKBGB22XXX"),
            Optional.of(StructuredAddress.of("debtorAddress", "Straße", "1a", "", "Köln", "DE")));
    byte[] xml = message(debtor, List.of(payment("EUR", 1230)));
    assertThat(new String(xml, UTF_8).replaceAll(">\\s+<", "><"))
        .contains(
            "<PstlAdr><StrtNm>Strasse</StrtNm><BldgNb>1a</BldgNb><TwnNm>Koln</TwnNm><Ctry>DE</Ctry></PstlAdr>")
        .doesNotContain("AdrLine");
    assertValid(xml);
  }

  @ParameterizedTest
  @CsvSource({
    "'', DE, debtorAddress.town",
    "Bonn, Germany, debtorAddress.country",
    "Bonn, ZZ, debtorAddress.country"
  })
  void anAddressHasATownAndACountry(String town, String country, String field) {
    assertThatThrownBy(() -> StructuredAddress.of("debtorAddress", "", "", "", town, country))
        .isInstanceOfSatisfying(
            MessageException.class, e -> assertThat(e.field()).isEqualTo(field));
  }

  /** An id that members see may be of any length; what leaves for the bank may not. */
  @ParameterizedTest
  @ValueSource(ints = {1, 60, 64, 96, 97, 129, 500})
  void whateverTheRedemptionIdTheMessageStaysWithinTheStandard(int length) throws Exception {
    String id = ("Supplier_MSP/R:" + "x".repeat(500)).substring(0, length);
    Payment payment = Payment.of(id, UETR, new Money(new Currency("EUR"), 1), "Creditor", CREDITOR);
    byte[] xml = message(debtor(Optional.empty()), List.of(payment));
    assertValid(xml);
    assertThat(payment.text()).hasSizeLessThanOrEqualTo(140).matches("[A-Za-z0-9/?:().,'+ -]+");
    assertThat(Uetr.in(payment.text())).contains(UETR);
  }

  @Test
  void aSumThatIsTooLongIsLeftOut() throws Exception {
    byte[] xml =
        message(
            debtor(Optional.empty()),
            List.of(payment("EUR", Money.MAX_MINOR_UNITS), payment("EUR", Money.MAX_MINOR_UNITS)));
    assertThat(new String(xml, UTF_8)).doesNotContain("CtrlSum");
    assertValid(xml);
  }

  @Test
  void aBicOfAnotherFormIsRefusedByName() {
    assertThatThrownBy(() -> debtor(Optional.of("NOTAVALIDBIC")))
        .isInstanceOfSatisfying(
            MessageException.class, e -> assertThat(e.field()).isEqualTo("debtorBic"));
  }
}
