// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.provenance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import portolan.contracts.customs.CustomsContract;
import portolan.contracts.fixture.TestChannel;
import portolan.contracts.settlement.SettlementContract;
import portolan.domain.custody.Capture;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.group.ItemResult;
import portolan.domain.gs1.CompanyPrefix;
import portolan.domain.membership.Consortium;
import portolan.domain.membership.Member;
import portolan.domain.membership.Role;

/** A channel with seven members, and what they say in a trade. */
public final class Trade {
  public static final String KETTLE = "10614141123459";

  /** A product under the company prefix of the second supplier. */
  public static final String OF_SECOND_SUPPLIER = "07654321000015";

  public static final String PALLET = "urn:epc:id:sscc:0614141.1234567890";
  public static final String SALT = "00112233445566778899aabbccddeeff";

  private Trade() {}

  /** One member for each role, a second supplier, and a second carrier that is a platform too. */
  public static TestChannel channel() {
    return described().found();
  }

  /** The same, where transactions that come at the same time share a block. */
  public static TestChannel channelWithBlocksOf(int transactions) {
    return described().blocksOf(transactions).found();
  }

  private static TestChannel.Builder described() {
    return TestChannel.of(
            new Consortium(
                List.of(
                    member("SupplierMSP", Role.SUPPLIER),
                    member("LogisticsMSP", Role.LOGISTICS),
                    member("PlatformMSP", Role.PLATFORM),
                    member("CustomsMSP", Role.CUSTOMS),
                    member("BankMSP", Role.BANK),
                    new Member(
                        "SecondSupplierMSP",
                        "SecondSupplierMSP",
                        EnumSet.of(Role.SUPPLIER),
                        new TreeSet<>(Set.of(new CompanyPrefix("7654321"))),
                        new TreeSet<>()),
                    member("SecondCarrierMSP", Role.LOGISTICS, Role.PLATFORM),
                    member("SecondCustomsMSP", Role.CUSTOMS))))
        .contract("provenance", ProvenanceContract::new)
        .contract("customs", CustomsContract::new)
        .contract("settlement", SettlementContract::new)
        .strangers("UnknownMSP");
  }

  private static Member member(String mspId, Role... roles) {
    return new Member(mspId, mspId, EnumSet.copyOf(Set.of(roles)));
  }

  /** A reference or salt of its own for every number. */
  public static String random(int n) {
    return String.format("%032x", n);
  }

  public static JsonObject product(String gtin) {
    return Json.object()
        .put("gtin", gtin)
        .put("name", "Ceramic kettle")
        .put("hsCode", "691110")
        .put("originCountry", "CN")
        .putAll("certificates", List.of())
        .build();
  }

  public static JsonObject terms(String orderId) {
    return Json.object()
        .put("orderId", orderId)
        .put("buyer", "buyer-77")
        .put("currency", "GBP")
        .put("incoterm", "DAP")
        .putAll(
            "lines",
            List.of(
                Json.object()
                    .put("gtin", KETTLE)
                    .put("quantity", 2)
                    .put("unitPrice", "5000")
                    .build()))
        .put("freight", "1200")
        .put("insurance", "150")
        .put("salt", SALT)
        .build();
  }

  public static JsonObject order(String orderId, int ref, JsonObject terms) {
    return Json.object()
        .put("orderId", orderId)
        .put("supplier", "SupplierMSP")
        .put("destinationCountry", "GB")
        .put("termsCommitment", Commitment.to("order-terms", terms).hex())
        .put("ref", random(ref))
        .build();
  }

  public static JsonObject sealedTerms(JsonObject terms) {
    return Json.object().put("terms", terms).build();
  }

  public static String unit(String serial) {
    return "urn:epc:id:sgtin:0614141.112345." + serial;
  }

  public static JsonObject commissioning(String id, String... epcs) {
    return captured(objectEvent(id, "ADD", "commissioning", epcs));
  }

  public static JsonObject shipping(String id, String receiver, String... epcs) {
    return captured(
        objectEvent(id, "OBSERVE", "shipping", epcs)
            .putAll(
                "destinationList",
                List.of(
                    Json.object()
                        .put("type", "possessing_party")
                        .put("destination", "urn:portolan:member:" + receiver)
                        .build())));
  }

  /** The same event, which names these orders as its reason. */
  public static JsonObject forOrders(JsonObject captured, String... orderIds) {
    JsonObject event = event(captured);
    return captured(
        event.toBuilder()
            .putAll(
                "bizTransactionList",
                Stream.of(orderIds)
                    .map(
                        id ->
                            Json.object()
                                .put("type", "po")
                                .put("bizTransaction", "urn:portolan:order:" + id)
                                .build())
                    .toList()));
  }

  /** The same event with another member, or with another value of it. */
  public static JsonObject with(JsonObject captured, String name, Json value) {
    JsonObject event = event(captured);
    return captured(event.toBuilder().replace(name, value));
  }

  /** The same event at another time of the day, {@code 08:30}. */
  public static JsonObject at(String time, JsonObject captured) {
    return with(captured, "eventTime", Json.text("2026-11-21T" + time + ":00.000Z"));
  }

  /** The same event, declared wrong at a time of the day. */
  public static JsonObject declaredWrong(String time, JsonObject captured) {
    return with(
        captured,
        "errorDeclaration",
        Json.object()
            .put("declarationTime", "2026-11-21T" + time + ":00.000Z")
            .put("reason", "incorrect_data")
            .build());
  }

  /** An observation of any business step. */
  public static JsonObject observed(String id, String step, String... epcs) {
    return captured(objectEvent(id, "OBSERVE", step, epcs));
  }

  /** An event without objects, to be completed. */
  public static JsonObject bare(String id, String type, String action, String step) {
    return captured(event(id, type, action, step));
  }

  /** So much of a lot of {@link #KETTLE}. */
  public static Json lot(String lot, String amount, String unit) {
    return Json.object()
        .put("epcClass", "urn:epc:class:lgtin:0614141.112345." + lot)
        .put("quantity", Json.parse(amount))
        .put("uom", unit)
        .build();
  }

  public static JsonObject receiving(String id, String... epcs) {
    return captured(objectEvent(id, "OBSERVE", "receiving", epcs));
  }

  public static JsonObject packing(String id, String parent, String... children) {
    return captured(
        event(id, "AggregationEvent", "ADD", "packing")
            .put("parentID", parent)
            .putTexts("childEPCs", List.of(children)));
  }

  public static JsonObject unpacking(String id, String parent, String... children) {
    return captured(
        event(id, "AggregationEvent", "DELETE", "unpacking")
            .put("parentID", parent)
            .putTexts("childEPCs", List.of(children)));
  }

  private static JsonObject.Builder objectEvent(
      String id, String action, String step, String... epcs) {
    return event(id, "ObjectEvent", action, step).putTexts("epcList", List.of(epcs));
  }

  private static JsonObject.Builder event(String id, String type, String action, String step) {
    return Json.object()
        .put("eventID", "urn:uuid:" + id)
        .put("type", type)
        .put("eventTime", "2026-11-21T08:30:00.000+00:00")
        .put("eventTimeZoneOffset", "+00:00")
        .put("action", action)
        .put("bizStep", step);
  }

  /** A capture of one event. */
  public static JsonObject captured(JsonObject.Builder event) {
    return new Capture(List.of(event.build()), SALT, false).toJson();
  }

  /** The only event of a capture. */
  public static JsonObject event(JsonObject captured) {
    return (JsonObject) Capture.fromJson(Fields.of("", captured)).events().getFirst();
  }

  /** One capture of what these capture, in which a faulty event costs itself. */
  public static JsonObject together(JsonObject... captures) {
    return together(false, captures);
  }

  /** One capture of what these capture, all or nothing. */
  public static JsonObject allOrNone(JsonObject... captures) {
    return together(true, captures);
  }

  private static JsonObject together(boolean rollback, JsonObject... captures) {
    return new Capture(Stream.of(captures).<Json>map(Trade::event).toList(), SALT, rollback)
        .toJson();
  }

  /** The same event without eventID: its hash is. */
  public static JsonObject unnamed(JsonObject captured) {
    return captured(event(captured).toBuilder().remove("eventID"));
  }

  /** Expects one result: accepted, and new. */
  public static ItemResult.Accepted accepted(List<ItemResult> results) {
    ItemResult.Accepted result = only(results);
    assertThat(result.existing()).isFalse();
    return result;
  }

  /** Expects one result: accepted, and nothing new. */
  public static void existing(List<ItemResult> results) {
    assertThat(only(results).existing()).isTrue();
  }

  private static ItemResult.Accepted only(List<ItemResult> results) {
    assertThat(results).hasSize(1);
    assertThat(results.getFirst()).isInstanceOf(ItemResult.Accepted.class);
    return (ItemResult.Accepted) results.getFirst();
  }

  /** Expects one result: refused with this code for this field. */
  public static void refused(List<ItemResult> results, String code, String field) {
    assertThat(results).hasSize(1);
    refused(results.getFirst(), code, field);
  }

  /** Expects a refusal with this code for this field. */
  public static void refused(ItemResult result, String code, String field) {
    assertThat(result)
        .isInstanceOfSatisfying(
            ItemResult.Refused.class,
            refused -> {
              assertThat(refused.refusal().code() + "|" + refused.refusal().field())
                  .isEqualTo(code + "|" + field);
              assertThat(refused.refusal().message()).isNotBlank();
            });
  }
}
