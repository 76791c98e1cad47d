// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static portolan.domain.settlement.exchange.RateTest.rate;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.membership.MemberSignature;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;
import portolan.domain.settlement.LockOutcome;

final class QuoteTest {
  private static final Currency EUR = new Currency("EUR");
  private static final Currency USD = new Currency("USD");
  private static final CurrencyPair PAIR = new CurrencyPair(EUR, USD);
  private static final Instant EXPIRY = Instant.parse("2026-11-21T09:01:00Z");

  private static Quote quote(Rate rate) {
    return RateTest.quote(PAIR, Side.FIX_SOURCE, rate, Rounding.TOWARDS_PROVIDER, 100);
  }

  @Test
  void aQuoteIsLockedBeforeItExpiresByBothClocks() {
    Quote quote = quote(rate(2, 1));
    assertThatCode(() -> quote.requireUnexpired(EXPIRY.minusMillis(1), EXPIRY.minusMillis(1)))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> quote.requireUnexpired(EXPIRY, EXPIRY.minusMillis(1)))
        .hasMessageStartingWith("QUOTE_EXPIRED|quote.expiresAt|");
    assertThatThrownBy(() -> quote.requireUnexpired(EXPIRY.minusMillis(1), EXPIRY))
        .hasMessageStartingWith("QUOTE_EXPIRED|quote.expiresAt|");
  }

  @Test
  void theMostOfAQuoteIsWhatItsMaximumConvertsTo() {
    assertThat(quote(rate(2, 1)).atMost())
        .isEqualTo(new Conversion(new Money(EUR, 100), new Money(USD, 200)));
    assertThat(quote(rate(2, 1)).conversion(100).target()).isEqualTo(new Money(USD, 200));
    assertThatThrownBy(() -> quote(rate(2, 1)).conversion(101))
        .hasMessageStartingWith("ABOVE_MAXIMUM|amount|");
  }

  @Test
  void aQuoteIsForSomebodyElseAndOfTwoCurrencies() {
    JsonObject quote = quote(rate(2, 1)).toJson();
    JsonObject own = quote.toBuilder().remove("buyer").put("buyer", "BankMSP").build();
    assertThatThrownBy(() -> Quote.fromJson(Fields.of("", own)))
        .hasMessageStartingWith("INVALID_ARGUMENT|buyer|");
    JsonObject same =
        quote.toBuilder().remove("targetCurrency").put("targetCurrency", "EUR").build();
    assertThatThrownBy(() -> Quote.fromJson(Fields.of("", same)))
        .hasMessageStartingWith("INVALID_ARGUMENT|targetCurrency|");
  }

  @Test
  void termsOfAQuoteNameNoCollateralYet() {
    JsonObject quote = quote(rate(2, 1)).toJson();
    JsonObject terms = quote.toBuilder().remove("collateral").build();
    Quote read = Quote.termsFromJson(Fields.of("", terms));
    assertThat(read.collateral()).isEmpty();
    assertThat(read.withCollateral(List.of("BankMSP/M7.1")).collateral())
        .containsExactly("BankMSP/M7.1");
    assertThat(read.withCollateral(List.of("BankMSP/M1.1"))).isEqualTo(quote(rate(2, 1)));
    assertThatThrownBy(() -> Quote.termsFromJson(Fields.of("", quote)))
        .hasMessageContaining("collateral");
  }

  private static ReferenceRates references(LocalDate date, String dollars) {
    SortedMap<Currency, BigDecimal> rates = new TreeMap<>();
    rates.put(USD, new BigDecimal(dollars));
    return new ReferenceRates("BankMSP/ECB", date, EUR, 100, rates);
  }

  @Test
  void aQuoteIsHeldAgainstRatesOfTheLastSevenDays() {
    LocalDate day = LocalDate.of(2026, 11, 14);
    Quote quote = quote(rate(2, 1));
    Instant last = Instant.parse("2026-11-21T23:59:59Z");
    assertThatCode(
            () -> ReferenceRates.requireInBand(quote, Optional.of(references(day, "2")), last))
        .doesNotThrowAnyException();
    assertThatThrownBy(
            () ->
                ReferenceRates.requireInBand(
                    quote, Optional.of(references(day, "2")), last.plusSeconds(1)))
        .hasMessageStartingWith("NO_REFERENCE|quote.reference|");
    assertThatThrownBy(() -> ReferenceRates.requireInBand(quote, Optional.empty(), last))
        .hasMessageStartingWith("NO_REFERENCE|quote.reference|");
  }

  @Test
  void aQuoteOffTheReferenceByMoreThanItsToleranceIsRefused() {
    LocalDate day = LocalDate.of(2026, 11, 21);
    Instant now = Instant.parse("2026-11-21T09:00:00Z");
    Optional<ReferenceRates> two = Optional.of(references(day, "2"));
    for (long inBand : List.of(198L, 200L, 202L)) {
      assertThatCode(() -> ReferenceRates.requireInBand(quote(rate(inBand, 100)), two, now))
          .doesNotThrowAnyException();
    }
    for (long outOfBand : List.of(197L, 203L)) {
      assertThatThrownBy(() -> ReferenceRates.requireInBand(quote(rate(outOfBand, 100)), two, now))
          .hasMessageStartingWith("OUT_OF_BAND|quote.rate|");
    }
    Quote yen =
        RateTest.quote(
            new CurrencyPair(EUR, new Currency("JPY")),
            Side.FIX_SOURCE,
            rate(2, 1),
            Rounding.HALF_EVEN,
            100);
    assertThatThrownBy(() -> ReferenceRates.requireInBand(yen, two, now))
        .hasMessageStartingWith("NO_REFERENCE|quote.reference|");
  }

  @Test
  void referenceRatesHaveNoMemberThatNobodyKnows() {
    JsonObject rates = references(LocalDate.of(2026, 11, 21), "2").toJson();
    JsonObject entry =
        Json.object().put("currency", "USD").put("rate", "2").put("surplus", 1).build();
    JsonObject more = rates.toBuilder().remove("rates").putAll("rates", List.of(entry)).build();
    assertThatThrownBy(() -> ReferenceRates.fromJson(Fields.of("", more)))
        .hasMessageContaining("rates[0].surplus");
  }

  @Test
  void aRateIsAboveZeroAndMayBeAWholeNumberOfAnyScale() {
    assertThat(Rate.of(new BigDecimal("2E+2"))).isEqualTo(rate(200, 1));
    assertThat(Rate.of(new BigDecimal("0.25"))).isEqualTo(rate(25, 100));
    assertThat(Rate.of(BigDecimal.ONE)).isEqualTo(rate(1, 1));
    assertThatThrownBy(() -> new Rate(BigInteger.ZERO, BigInteger.ONE))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Rate(BigInteger.ONE, BigInteger.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private record Dealer(KeyPair keys, X509Certificate certificate) {
    static Dealer create() throws Exception {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair keys = generator.generateKeyPair();
      X500Name name = new X500Name("CN=dealer");
      return new Dealer(
          keys,
          new JcaX509CertificateConverter()
              .getCertificate(
                  new JcaX509v3CertificateBuilder(
                          name,
                          BigInteger.ONE,
                          Date.from(Instant.parse("2026-01-01T00:00:00Z")),
                          Date.from(Instant.parse("2036-01-01T00:00:00Z")),
                          name,
                          keys.getPublic())
                      .build(
                          new JcaContentSignerBuilder("SHA256withECDSA")
                              .build(keys.getPrivate()))));
    }

    SignedQuote sign(Quote quote) throws Exception {
      Signature signer = Signature.getInstance("SHA256withECDSA");
      signer.initSign(keys.getPrivate());
      signer.update(SignedQuote.signedBytes(quote));
      return new SignedQuote(
          quote,
          new MemberSignature(
              Base64.getEncoder().encodeToString(signer.sign()),
              "-----BEGIN CERTIFICATE-----\n"
                  + Base64.getMimeEncoder(64, new byte[] {'\n'})
                      .encodeToString(certificate.getEncoded())
                  + "\n-----END CERTIFICATE-----\n"));
    }
  }

  @Test
  void onlyTheDealersSignatureOfThisVeryQuoteCounts() throws Exception {
    Dealer dealer = Dealer.create();
    Dealer other = Dealer.create();
    SignedQuote signed = dealer.sign(quote(rate(2, 1)));
    assertThatCode(() -> signed.verify("signedQuote", dealer.certificate()))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> signed.verify("signedQuote", other.certificate()))
        .hasMessageStartingWith("FOREIGN_CERTIFICATE|signedQuote.certificate|");
    SignedQuote tampered = new SignedQuote(quote(rate(3, 1)), signed.signature());
    assertThatThrownBy(() -> tampered.verify("signedQuote", dealer.certificate()))
        .hasMessageStartingWith("WRONG_SIGNATURE|signedQuote.signature|");
    assertThat(new String(SignedQuote.signedBytes(quote(rate(2, 1))), StandardCharsets.UTF_8))
        .startsWith("portolan/quote/1\n{");
  }

  @Test
  void aLockSaysHowItEnded() {
    Instant now = EXPIRY;
    assertThat(new LockState.Locked(now).outcome()).isEmpty();
    assertThat(new LockState.Executed("AMSP", now).outcome()).contains(LockOutcome.EXECUTED);
    assertThat(new LockState.Expired("AMSP", now).outcome()).contains(LockOutcome.EXPIRED);
  }
}
