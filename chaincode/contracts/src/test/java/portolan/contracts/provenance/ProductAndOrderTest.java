// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.provenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static portolan.contracts.provenance.Trade.KETTLE;
import static portolan.contracts.provenance.Trade.OF_SECOND_SUPPLIER;
import static portolan.contracts.provenance.Trade.accepted;
import static portolan.contracts.provenance.Trade.existing;
import static portolan.contracts.provenance.Trade.order;
import static portolan.contracts.provenance.Trade.product;
import static portolan.contracts.provenance.Trade.random;
import static portolan.contracts.provenance.Trade.refused;
import static portolan.contracts.provenance.Trade.sealedTerms;
import static portolan.contracts.provenance.Trade.terms;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import portolan.contracts.fixture.TestChannel;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.group.ItemResult;

class ProductAndOrderTest {
  private final TestChannel channel = Trade.channel();

  private List<ItemResult> register(String member, JsonObject... products) {
    return channel.as(member).group("provenance", "registerProducts", products);
  }

  private List<ItemResult> place(JsonObject order, JsonObject terms) {
    return channel
        .as("PlatformMSP")
        .endorsedBy("PlatformMSP", "SupplierMSP")
        .sealed(sealedTerms(terms))
        .group("provenance", "placeOrders", order);
  }

  @Test
  void aRegisteredProductIsThere() {
    accepted(register("SupplierMSP", product(KETTLE)));
    JsonObject stored =
        channel
            .as("BankMSP")
            .evaluate("provenance", "product", Json.object().put("gtin", KETTLE).build())
            .json();
    assertThat(stored.toBuilder().remove("owner").remove("registeredAt").build())
        .isEqualTo(product(KETTLE));
    assertThat(stored.members().get("owner")).isEqualTo(Json.text("SupplierMSP"));
  }

  @Test
  void aProductIsRegisteredOnce() {
    accepted(register("SupplierMSP", product(KETTLE)));
    existing(register("SupplierMSP", product(KETTLE)));
    JsonObject other =
        product(KETTLE).toBuilder().replace("originCountry", Json.text("VN")).build();
    refused(register("SupplierMSP", other), "ALREADY_EXISTS", "items[0].originCountry");
    refused(register("SecondSupplierMSP", product(KETTLE)), "ALREADY_EXISTS", "items[0].gtin");
  }

  @Test
  void aProductIsRegisteredByTheHolderOfItsCompanyPrefix() {
    refused(
        register("SupplierMSP", product(OF_SECOND_SUPPLIER)), "PERMISSION_DENIED", "items[0].gtin");
    accepted(register("SecondSupplierMSP", product(OF_SECOND_SUPPLIER)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "LogisticsMSP",
        "PlatformMSP",
        "CustomsMSP",
        "BankMSP",
        "SecondCarrierMSP",
        "UnknownMSP"
      })
  void onlySuppliersRegisterProducts(String member) {
    assertThatThrownBy(() -> register(member, product(KETTLE)))
        .hasMessageStartingWith("PERMISSION_DENIED|role|");
  }

  @Test
  void aBadItemIsSkippedAndTheOthersTakeEffect() {
    List<ItemResult> results =
        register(
            "SupplierMSP",
            product(KETTLE),
            product("10614141123458"),
            product(KETTLE),
            product("80614141123458"));
    assertThat(results.get(0)).isEqualTo(ItemResult.Accepted.now());
    refused(results.get(1), "INVALID_ARGUMENT", "items[1].gtin");
    assertThat(results.get(2)).isEqualTo(ItemResult.Accepted.before());
    assertThat(results.get(3)).isEqualTo(ItemResult.Accepted.now());
    assertThat(channel.state("provenance", "product/80614141123458")).isPresent();
  }

  @Test
  void anUnknownProductIsNotFound() {
    assertThatThrownBy(
            () ->
                channel
                    .as("BankMSP")
                    .evaluate("provenance", "product", Json.object().put("gtin", KETTLE).build()))
        .hasMessageStartingWith("NOT_FOUND|gtin|");
  }

  @Test
  void thePriceOfAnOrderIsSealedToItsTwoSides() {
    accepted(
        place(order("PlatformMSP/O-1", 1, terms("PlatformMSP/O-1")), terms("PlatformMSP/O-1")));
    JsonObject ref = Json.object().put("ref", random(1)).build();
    for (String member : List.of("PlatformMSP", "SupplierMSP")) {
      assertThat(channel.as(member).evaluate("provenance", "sealed", ref).json())
          .isEqualTo(terms("PlatformMSP/O-1"));
    }
    for (String member : List.of("LogisticsMSP", "SecondSupplierMSP", "BankMSP")) {
      assertThatThrownBy(() -> channel.as(member).evaluate("provenance", "sealed", ref))
          .hasMessageStartingWith("NOT_FOUND|ref|");
    }
    assertThat(channel.state("provenance", "order/PlatformMSP/O-1").orElseThrow())
        .contains("\"platform\":\"PlatformMSP\"", "\"supplier\":\"SupplierMSP\"")
        .doesNotContain("5000", "buyer-77");
  }

  @Test
  void aPeerShowsSealedTermsToNobodyButItsOwnMember() {
    accepted(
        place(order("PlatformMSP/O-1", 1, terms("PlatformMSP/O-1")), terms("PlatformMSP/O-1")));
    assertThatThrownBy(
            () ->
                channel
                    .as("SecondSupplierMSP")
                    .endorsedBy("SupplierMSP")
                    .evaluate("provenance", "sealed", Json.object().put("ref", random(1)).build()))
        .hasMessageStartingWith("PERMISSION_DENIED|caller|");
  }

  @Test
  void anOrderIsPlacedOnce() {
    accepted(
        place(order("PlatformMSP/O-1", 1, terms("PlatformMSP/O-1")), terms("PlatformMSP/O-1")));
    existing(
        place(order("PlatformMSP/O-1", 1, terms("PlatformMSP/O-1")), terms("PlatformMSP/O-1")));
    refused(
        place(order("PlatformMSP/O-1", 2, terms("PlatformMSP/O-1")), terms("PlatformMSP/O-1")),
        "ALREADY_EXISTS",
        "items[0].ref");
    refused(
        channel
            .as("SecondCarrierMSP")
            .endorsedBy("SecondCarrierMSP", "SupplierMSP")
            .sealed(sealedTerms(terms("PlatformMSP/O-1")))
            .group(
                "provenance", "placeOrders", order("PlatformMSP/O-1", 1, terms("PlatformMSP/O-1"))),
        "PERMISSION_DENIED",
        "items[0].orderId");
  }

  @Test
  void nobodyPutsOtherTermsUnderAReferenceThatIsUsed() {
    accepted(
        place(order("PlatformMSP/O-1", 1, terms("PlatformMSP/O-1")), terms("PlatformMSP/O-1")));
    refused(
        place(order("PlatformMSP/O-2", 1, terms("PlatformMSP/O-2")), terms("PlatformMSP/O-2")),
        "ALREADY_EXISTS",
        "items[0].ref");
    assertThat(channel.sealed("provenance", "SupplierMSP", random(1)))
        .contains(terms("PlatformMSP/O-1").canonical());
    assertThat(channel.state("provenance", "order/PlatformMSP/O-2")).isEmpty();
  }

  @Test
  void termsThatWereNotCommittedToAreRefused() {
    JsonObject cheaper =
        terms("PlatformMSP/O-1").toBuilder().replace("freight", Json.text("1")).build();
    refused(
        place(order("PlatformMSP/O-1", 1, terms("PlatformMSP/O-1")), cheaper),
        "COMMITMENT_MISMATCH",
        "sealed.items[0].terms");
    refused(
        place(order("PlatformMSP/O-1", 1, terms("PlatformMSP/O-2")), terms("PlatformMSP/O-2")),
        "INVALID_ARGUMENT",
        "sealed.items[0].terms.orderId");
  }

  @Test
  void anOrderWithoutItsTermsIsRefused() {
    refused(
        channel
            .as("PlatformMSP")
            .group(
                "provenance", "placeOrders", order("PlatformMSP/O-1", 1, terms("PlatformMSP/O-1"))),
        "INVALID_ARGUMENT",
        "sealed.items[0]");
  }

  @Test
  void theSupplierOfAnOrderIsASupplier() {
    JsonObject order =
        order("PlatformMSP/O-1", 1, terms("PlatformMSP/O-1")).toBuilder()
            .replace("supplier", Json.text("LogisticsMSP"))
            .build();
    refused(place(order, terms("PlatformMSP/O-1")), "INVALID_ARGUMENT", "items[0].supplier");
  }

  @ParameterizedTest
  @ValueSource(strings = {"SupplierMSP", "LogisticsMSP", "CustomsMSP", "BankMSP", "UnknownMSP"})
  void onlyPlatformsPlaceOrders(String member) {
    assertThatThrownBy(
            () ->
                channel
                    .as(member)
                    .sealed(sealedTerms(terms("PlatformMSP/O-1")))
                    .group(
                        "provenance",
                        "placeOrders",
                        order("PlatformMSP/O-1", 1, terms("PlatformMSP/O-1"))))
        .hasMessageStartingWith("PERMISSION_DENIED|role|");
  }

  @Test
  void aPlacedOrderIsThereForEverybody() {
    accepted(
        place(order("PlatformMSP/O-1", 1, terms("PlatformMSP/O-1")), terms("PlatformMSP/O-1")));
    JsonObject stored =
        channel
            .as("CustomsMSP")
            .evaluate(
                "provenance", "order", Json.object().put("orderId", "PlatformMSP/O-1").build())
            .json();
    assertThat(stored.members()).containsKeys("placedAt", "termsCommitment", "ref");
    assertThatThrownBy(
            () ->
                channel
                    .as("CustomsMSP")
                    .evaluate(
                        "provenance",
                        "order",
                        Json.object().put("orderId", "PlatformMSP/O-9").build()))
        .hasMessageStartingWith("NOT_FOUND|orderId|");
  }
}
