// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.customs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static portolan.contracts.customs.Clearing.AUTHORITY;
import static portolan.contracts.customs.Clearing.rule;
import static portolan.contracts.customs.Clearing.signedBy;
import static portolan.contracts.customs.Clearing.with;
import static portolan.contracts.provenance.Trade.accepted;
import static portolan.contracts.provenance.Trade.existing;
import static portolan.contracts.provenance.Trade.refused;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.twin.identity.Signatory;

class RulePublicationTest {
  private final Clearing clearing = new Clearing();
  private final Signatory officer = clearing.channel.identity(AUTHORITY);

  private Fields published() {
    return clearing
        .channel
        .as("BankMSP")
        .evaluate(
            "customs",
            "rule",
            Json.object().put("authority", AUTHORITY).put("ruleId", "kitchenware").build());
  }

  @Test
  void aRuleIsPublishedWithItsSignature() {
    JsonObject signed = signedBy(officer, rule());
    accepted(clearing.publish(AUTHORITY, signed));
    existing(clearing.publish(AUTHORITY, signed));
    assertThat(published().text("publisher", 100)).isEqualTo(AUTHORITY);
    Fields first = published().objects("versions", 1, 1).getFirst();
    assertThat(first.object("rule").json()).isEqualTo(rule());
    assertThat(first.json("signature")).isEqualTo(signed.members().get("signature"));
    assertThat(first.text("publishedAt", 30)).isEqualTo("2026-11-21T09:00:00.000Z");
  }

  @Test
  void laterVersionsJoinTheFirst() {
    accepted(clearing.publish(AUTHORITY, signedBy(officer, rule())));
    accepted(clearing.publish(AUTHORITY, signedBy(officer, with(rule(), "version", "2"))));
    assertThat(published().objects("versions", 2, 2)).hasSize(2);
    refused(
        clearing.publish(AUTHORITY, signedBy(officer, with(rule(), "version", "4"))),
        "INVALID_ARGUMENT",
        "items[0].rule.version");
    refused(
        clearing.publish(AUTHORITY, signedBy(officer, with(rule(), "dutyRate", "\"3\""))),
        "ALREADY_EXISTS",
        "items[0].rule.version");
  }

  @Test
  void aForgedSignatureIsRefused() {
    JsonObject forged =
        with(signedBy(officer, rule()), "rule", with(rule(), "dutyRate", "\"0\"").canonical());
    refused(clearing.publish(AUTHORITY, forged), "WRONG_SIGNATURE", "items[0].signature");
    assertThat(clearing.channel.state("customs", "rule/CustomsMSP/kitchenware")).isEmpty();
  }

  @Test
  void aRuleSignedWithAForeignCertificateIsRefused() {
    // Genuine in itself, but published by somebody else.
    JsonObject foreign = signedBy(clearing.channel.identity(AUTHORITY, "somebody else"), rule());
    refused(clearing.publish(AUTHORITY, foreign), "FOREIGN_CERTIFICATE", "items[0].certificate");
    refused(
        clearing.publish("SecondCustomsMSP", signedBy(officer, rule())),
        "FOREIGN_CERTIFICATE",
        "items[0].certificate");
  }

  @Test
  void oneAuthorityNeitherChangesNorTakesTheRulesOfAnother() {
    Signatory other = clearing.channel.identity("SecondCustomsMSP");
    accepted(
        clearing.publish("SecondCustomsMSP", signedBy(other, with(rule(), "vatRate", "\"19\""))));
    accepted(clearing.publish(AUTHORITY, signedBy(officer, rule())));
    accepted(clearing.publish("SecondCustomsMSP", signedBy(other, with(rule(), "version", "2"))));
    assertThat(published().objects("versions", 1, 1).getFirst().object("rule").json())
        .isEqualTo(rule());
  }

  @ParameterizedTest
  @ValueSource(strings = {"SupplierMSP", "LogisticsMSP", "PlatformMSP", "BankMSP", "UnknownMSP"})
  void onlyAuthoritiesPublishRules(String member) {
    JsonObject signed = signedBy(clearing.channel.identity(member), rule());
    assertThatThrownBy(() -> clearing.publish(member, signed))
        .hasMessageStartingWith("PERMISSION_DENIED|role|");
  }

  @Test
  void anUnknownRuleIsNotFound() {
    assertThatThrownBy(this::published).hasMessageStartingWith("NOT_FOUND|ruleId|");
  }
}
