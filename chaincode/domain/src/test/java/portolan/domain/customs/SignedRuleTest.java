// SPDX-License-Identifier: Apache-2.0
package portolan.domain.customs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;

class SignedRuleTest {
  private static Officer officer;
  private static Officer impostor;
  private static Officer onAnotherCurve;

  @BeforeAll
  static void makeKeys() throws Exception {
    officer = Officer.withCurve("secp256r1");
    impostor = Officer.withCurve("secp256r1");
    onAnotherCurve = Officer.withCurve("secp384r1");
  }

  private static SignedRule read(JsonObject signed) {
    return SignedRule.fromJson(Fields.of("items[0]", signed));
  }

  private static JsonObject rule(String name, String value) {
    return Papers.rule().toBuilder().replace(name, Json.parse(value)).build();
  }

  @Test
  void anOfficersOwnSignatureVerifies() throws Exception {
    SignedRule signed = read(officer.signed(Papers.rule()));
    assertThatCode(() -> signed.verify("items[0]", officer.certificate()))
        .doesNotThrowAnyException();
    assertThat(signed.rule().toJson()).isEqualTo(Papers.rule());
  }

  @Test
  void aSignatureUnderAnotherRuleIsForged() throws Exception {
    SignedRule forged =
        read(
            officer.signed(Papers.rule()).toBuilder()
                .replace("rule", rule("dutyRate", "\"0\""))
                .build());
    assertThatThrownBy(() -> forged.verify("items[0]", officer.certificate()))
        .hasMessageStartingWith("WRONG_SIGNATURE|items[0].signature|");
  }

  @Test
  void aSignatureByAnotherKeyIsForged() throws Exception {
    SignedRule forged =
        read(
            officer.signed(Papers.rule()).toBuilder()
                .replace("signature", Json.text(impostor.sign(Papers.rule())))
                .build());
    assertThatThrownBy(() -> forged.verify("items[0]", officer.certificate()))
        .hasMessageStartingWith("WRONG_SIGNATURE|items[0].signature|");
  }

  @Test
  void bytesThatAreNoSignatureAreForged() throws Exception {
    SignedRule forged =
        read(
            officer.signed(Papers.rule()).toBuilder()
                .replace("signature", Json.text("A".repeat(96)))
                .build());
    assertThatThrownBy(() -> forged.verify("items[0]", officer.certificate()))
        .hasMessageStartingWith("WRONG_SIGNATURE|");
  }

  @Test
  void theCertificateOfSomebodyElseIsForeign() throws Exception {
    SignedRule foreign = read(impostor.signed(Papers.rule()));
    assertThatThrownBy(() -> foreign.verify("items[0]", officer.certificate()))
        .hasMessageStartingWith("FOREIGN_CERTIFICATE|items[0].certificate|");
  }

  @Test
  void otherCurvesAreRefused() throws Exception {
    JsonObject signed = onAnotherCurve.signed(Papers.rule());
    assertThatThrownBy(() -> read(signed).verify("items[0]", onAnotherCurve.certificate()))
        .hasMessageMatching("(WRONG_SIGNATURE|INVALID_ARGUMENT)\\|items\\[0\\]\\.signature\\|.*");
  }

  @Test
  void aTextThatIsNoCertificateIsRefused() throws Exception {
    JsonObject signed = officer.signed(Papers.rule());
    for (String pem :
        new String[] {
          "nonsense",
          "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
          officer.pem() + officer.pem()
        }) {
      JsonObject broken = signed.toBuilder().replace("certificate", Json.text(pem)).build();
      assertThatThrownBy(() -> read(broken).verify("items[0]", officer.certificate()))
          .hasMessageStartingWith("INVALID_ARGUMENT|items[0].certificate|");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "version|0|a whole number from 1",
        "hsPrefix|\"6\"|2 to 10 digits",
        "origin|\"XX\"|ISO 3166-1",
        "destination|\"*\"|ISO 3166-1",
        "currency|\"XAU\"|minor unit",
        "dutyRate|\"-1\"|a decimal number",
        "dutyRate|12|a decimal number",
        "dutyRate|\"1000.1\"|at most 1000 percent",
        "vatRate|\"1e2\"|a decimal number",
        "valueBasis|\"EXW\"|one of CIF, FOB",
        "rounding|\"HALF_UP\"|one of TRUNCATE, HALF_EVEN",
        "reliefBelow|\"13.5\"|minor units",
        "validFrom|\"2026-02-30\"|a date",
        "legalBasis|null|1 to 500",
        "note|\"x\"|unknown field",
      })
  void aBrokenRuleIsRefusedByName(String name, String value, String expected) throws Exception {
    JsonObject signed =
        officer.signed(Papers.rule()).toBuilder().replace("rule", rule(name, value)).build();
    assertThatThrownBy(() -> read(signed))
        .hasMessageStartingWith("INVALID_ARGUMENT|items[0].rule." + name + "|")
        .hasMessageContaining(expected);
  }

  private static RuleBook.Edition edition(String hash, String... changes) throws Exception {
    JsonObject.Builder rule = Papers.rule().toBuilder();
    for (int i = 0; i < changes.length; i += 2) {
      rule.replace(changes[i], Json.parse(changes[i + 1]));
    }
    return new RuleBook.Edition(read(officer.signed(rule.build())), Instant.EPOCH, hash.repeat(64));
  }

  private static RuleBook book(RuleBook.Edition... editions) {
    Optional<RuleBook> book = Optional.empty();
    for (RuleBook.Edition edition : editions) {
      book = Optional.of(RuleBook.publish(book, "items[0]", "CustomsMSP", edition).book());
    }
    return book.orElseThrow();
  }

  @Test
  void versionsFollowEachOtherWithoutGaps() throws Exception {
    RuleBook book = book(edition("a"));
    assertThatThrownBy(
            () ->
                RuleBook.publish(
                    Optional.of(book), "items[0]", "CustomsMSP", edition("c", "version", "3")))
        .hasMessageStartingWith("INVALID_ARGUMENT|items[0].rule.version|expected 2");
    assertThatThrownBy(
            () ->
                RuleBook.publish(
                    Optional.empty(), "items[0]", "CustomsMSP", edition("b", "version", "2")))
        .hasMessageContaining("expected 1");
  }

  @Test
  void aVersionIsPublishedOnce() throws Exception {
    RuleBook book = book(edition("a"));
    RuleBook.Published again =
        RuleBook.publish(Optional.of(book), "items[0]", "CustomsMSP", edition("a"));
    assertThat(again.existing()).isTrue();
    assertThat(again.book()).isEqualTo(book);
    assertThatThrownBy(
            () ->
                RuleBook.publish(
                    Optional.of(book),
                    "items[0]",
                    "CustomsMSP",
                    edition("b", "dutyRate", "\"13\"")))
        .hasMessageStartingWith("ALREADY_EXISTS|items[0].rule.version|");
  }

  @Test
  void oneAuthorityDoesNotChangeTheRulesOfAnother() throws Exception {
    RuleBook book = book(edition("a"));
    assertThatThrownBy(
            () ->
                RuleBook.publish(
                    Optional.of(book), "items[0]", "OtherMSP", edition("b", "version", "2")))
        .hasMessageStartingWith("PERMISSION_DENIED|items[0].rule.ruleId|");
  }

  @Test
  void theVersionInForceIsValidWhenDeclaredAndKnownToday() throws Exception {
    RuleBook book =
        book(
            edition("a"),
            edition(
                "b", "version", "2", "validFrom", "\"2026-07-01\"", "knownFrom", "\"2026-06-01\""),
            edition(
                "c", "version", "3", "validFrom", "\"2026-03-01\"", "knownFrom", "\"2026-09-01\""));
    assertThat(inForce(book, "2025-12-31", "2026-12-01")).isEmpty();
    assertThat(inForce(book, "2026-01-01", "2026-01-01")).contains(1L);
    assertThat(inForce(book, "2026-07-01", "2026-07-01")).contains(2L);
    assertThat(inForce(book, "2026-06-30", "2026-07-01")).contains(1L);
    // Version 3 came later and reaches back.
    assertThat(inForce(book, "2026-06-30", "2026-09-01")).contains(3L);
  }

  private static Optional<Long> inForce(RuleBook book, String declared, String today) {
    return book.inForce(LocalDate.parse(declared), LocalDate.parse(today)).map(TariffRule::version);
  }

  @Test
  void aBookSurvivesTheLedger() throws Exception {
    RuleBook book = book(edition("a"), edition("b", "version", "2"));
    assertThat(RuleBook.fromJson(Fields.of("", book.toJson()))).isEqualTo(book);
  }
}
