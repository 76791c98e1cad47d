// SPDX-License-Identifier: Apache-2.0
package portolan.domain.order;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.SealedReference;
import portolan.domain.membership.Consortium;
import portolan.domain.membership.Role;
import portolan.domain.membership.RolesQuestion;
import portolan.domain.registry.Certificate;
import portolan.domain.registry.Product;
import portolan.domain.registry.RegisteredProduct;

/**
 * Products, orders and questions about them are written as they were when the gateway and the
 * contracts each wrote them by hand: the texts are from then.
 */
final class WrittenOrdersTest {
  private static final Instant AT = Instant.parse("2026-11-30T09:00:00Z");
  private static final String PRODUCT =
      "{\"certificates\":[{\"number\":\"CE-1\",\"sha256\":\""
          + "ab".repeat(32)
          + "\",\"type\":\"CE\"}],\"gtin\":\"10614141123459\",\"hsCode\":\"851610\","
          + "\"name\":\"Kettle\",\"originCountry\":\"CN\"";
  private static final String TERMS =
      "{\"buyer\":\"buyer-77\",\"currency\":\"GBP\",\"freight\":\"1200\",\"incoterm\":\"DAP\","
          + "\"insurance\":\"0\",\"lines\":[{\"gtin\":\"10614141123459\",\"quantity\":2,"
          + "\"unitPrice\":\"5000\"}],\"orderId\":\"PlatformMSP/O-1\",\"salt\":\""
          + "cd".repeat(16)
          + "\"}";
  private static final String COMMITMENT =
      "8c6124f5be4bdf2f460dc4a89ec6abeeb3e274fa9ec4e13062a08530482b5065";
  private static final String ORDER =
      "\"ref\":\""
          + "ef".repeat(16)
          + "\",\"supplier\":\"SupplierMSP\",\"termsCommitment\":\""
          + COMMITMENT
          + "\"}";

  private static Fields read(String json) {
    return Fields.parse("", json.getBytes(StandardCharsets.UTF_8));
  }

  private static OrderTerms.Draft draft() {
    return new OrderTerms.Draft(
        "PlatformMSP/O-1",
        "buyer-77",
        "GBP",
        "DAP",
        List.of(new OrderLine.Draft("10614141123459", 2, 5000)),
        1200,
        0,
        "cd".repeat(16));
  }

  private static PlaceOrder order() {
    return new PlaceOrder(
        "PlatformMSP/O-1", "SupplierMSP", "GB", new Commitment(COMMITMENT), "ef".repeat(16));
  }

  private static Product.Draft product() {
    return new Product.Draft(
        "10614141123459",
        "Kettle",
        "851610",
        "CN",
        List.of(new Certificate("CE", "CE-1", "ab".repeat(32))));
  }

  @Test
  void aProductIsWrittenAndStoredAsBefore() {
    assertThat(product().toJson().canonical()).isEqualTo(PRODUCT + "}");
    Product read = Product.fromJson(read(PRODUCT + "}"));
    assertThat(read.toJson().canonical()).isEqualTo(PRODUCT + "}");
    RegisteredProduct stored = new RegisteredProduct(read, "SupplierMSP", AT);
    assertThat(stored.toJson().canonical())
        .isEqualTo(
            PRODUCT + ",\"owner\":\"SupplierMSP\",\"registeredAt\":\"2026-11-30T09:00:00.000Z\"}");
    assertThat(RegisteredProduct.fromJson(Fields.of("", stored.toJson()))).isEqualTo(stored);
  }

  @Test
  void theTermsOfAnOrderAreWrittenAsBefore() {
    JsonObject terms = draft().toJson();
    assertThat(terms.canonical()).isEqualTo(TERMS);
    assertThat(OrderTerms.fromJson(read(TERMS)).toJson()).isEqualTo(terms);
    assertThat(PlaceOrder.sealed(terms).canonical()).isEqualTo("{\"terms\":" + TERMS + "}");
    assertThat(Commitment.to(OrderTerms.KIND, PlaceOrder.TERMS, terms).hex()).isEqualTo(COMMITMENT);
  }

  @Test
  void anOrderIsWrittenAndStoredAsBefore() {
    String item = "{\"destinationCountry\":\"GB\",\"orderId\":\"PlatformMSP/O-1\"," + ORDER;
    assertThat(order().toJson().canonical()).isEqualTo(item);
    assertThat(PlaceOrder.fromJson(read(item))).isEqualTo(order());
    PlacedOrder stored = new PlacedOrder(order(), "PlatformMSP", AT);
    assertThat(stored.toJson().canonical())
        .isEqualTo(
            "{\"destinationCountry\":\"GB\",\"orderId\":\"PlatformMSP/O-1\","
                + "\"placedAt\":\"2026-11-30T09:00:00.000Z\",\"platform\":\"PlatformMSP\","
                + ORDER);
    assertThat(PlacedOrder.fromJson(Fields.of("", stored.toJson()))).isEqualTo(stored);
  }

  /** Whether it is one only the contract says, so that a refusal is the contract's. */
  @Test
  void aDraftIsNotChecked() {
    assertThat(new Product.Draft("", "", "none", "?", List.of()).toJson().canonical())
        .isEqualTo(
            "{\"certificates\":[],\"gtin\":\"\",\"hsCode\":\"none\",\"name\":\"\","
                + "\"originCountry\":\"?\"}");
    assertThat(new OrderLine.Draft("x", -1, 0).toJson().canonical())
        .isEqualTo("{\"gtin\":\"x\",\"quantity\":-1,\"unitPrice\":\"0\"}");
  }

  @Test
  void questionsAreWrittenAsBefore() {
    assertThat(new OrderQuestion("PlatformMSP/O-1").toJson().canonical())
        .isEqualTo("{\"orderId\":\"PlatformMSP/O-1\"}");
    assertThat(new SealedReference("ef".repeat(16)).toJson().canonical())
        .isEqualTo("{\"ref\":\"" + "ef".repeat(16) + "\"}");
    assertThat(new RolesQuestion("BankMSP").toJson().canonical())
        .isEqualTo("{\"mspId\":\"BankMSP\"}");
    assertThat(OrderQuestion.fromJson(read("{\"orderId\":\"PlatformMSP/O-1\"}")).orderId())
        .isEqualTo("PlatformMSP/O-1");
    assertThat(RolesQuestion.fromJson(read("{\"mspId\":\"BankMSP\"}")).mspId())
        .isEqualTo("BankMSP");
  }

  @Test
  void rolesAndMembersAreAnsweredAsBefore() {
    JsonObject answer = RolesQuestion.answer(Set.of(Role.BANK, Role.SUPPLIER));
    assertThat(answer.canonical()).isEqualTo("{\"roles\":[\"supplier\",\"bank\"]}");
    assertThat(RolesQuestion.roles(Fields.of("", answer)))
        .containsExactlyInAnyOrder(Role.BANK, Role.SUPPLIER);
    assertThat(RolesQuestion.roles(read("{\"roles\":[\"bank\",\"astronomer\"]}")))
        .containsExactly(Role.BANK);
    assertThat(Consortium.none().canonical()).isEqualTo("{\"members\":[]}");
    assertThat(Consortium.registered(Fields.of("", Consortium.none()))).isEmpty();
  }
}
