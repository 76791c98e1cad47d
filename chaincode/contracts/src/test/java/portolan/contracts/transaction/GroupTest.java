// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import portolan.contracts.fixture.Call;
import portolan.contracts.fixture.TestChannel;
import portolan.contracts.provenance.ProvenanceContract;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Refusal;
import portolan.domain.group.ItemResult;
import portolan.domain.membership.Consortium;
import portolan.domain.membership.Member;
import portolan.domain.membership.Role;
import portolan.domain.worldstate.ProvenanceFunction;

final class GroupTest {

  /** Counters that count up to three, one per id. */
  public static final class Counters extends Contract {
    public Counters(Peer peer) {
      super(peer);
      group("count", EnumSet.of(Role.BANK), Count::new);
      group("ask", ANY_ROLE, Ask::new);
      submit("sealOnly", Counters::sealOnly);
      evaluate("writeWhileReading", Counters::write);
      evaluate(
          "caller",
          (transaction, argument) ->
              Json.object()
                  .put(
                      "certificate",
                      transaction.callerCertificate().getSubjectX500Principal().getName())
                  .build());
    }

    private static JsonObject sealOnly(Transaction transaction, Fields argument) {
      transaction.sealedLedger().seal(Set.of("BankMSP"), "k", argument.json());
      return argument.json();
    }

    private static JsonObject write(Transaction transaction, Fields argument) {
      transaction.ledger().write("k", argument.json());
      return argument.json();
    }
  }

  private static final class Count extends GroupFunction<String> {
    Count(Transaction transaction) {
      super(transaction);
    }

    @Override
    protected String read(Item item) {
      String id = item.fields().text("id", 8);
      item.fields().end();
      return id;
    }

    @Override
    protected List<String> keys(String id) {
      return List.of(id);
    }

    @Override
    protected ItemResult.Accepted apply(String id) {
      Ledger ledger = transaction.ledger();
      long count = ledger.find(id).map(fields -> fields.integer("n", 0, 9)).orElse(0L) + 1;
      ledger.write(id, Json.object().put("n", count).build());
      ledger.write("last", Json.object().put("id", id).build());
      if (count > 3) {
        throw new Refusal("TOO_MANY", "id", "expected at most 3").toException();
      }
      return ItemResult.Accepted.now(Json.object().put("n", count).build());
    }
  }

  /** Makes a nested call that fails. */
  private static final class Ask extends GroupFunction<String> {
    Ask(Transaction transaction) {
      super(transaction);
    }

    @Override
    protected String read(Item item) {
      return item.fields().text("id", 8);
    }

    @Override
    protected List<String> keys(String id) {
      return List.of();
    }

    @Override
    protected ItemResult.Accepted apply(String id) {
      transaction.ledger().write(id, Json.object().build());
      transaction.call(ProvenanceFunction.ROLES, Json.object().build());
      return ItemResult.Accepted.now();
    }
  }

  private final TestChannel channel =
      TestChannel.of(
              new Consortium(
                  List.of(
                      new Member("BankMSP", "Bank", Set.of(Role.BANK)),
                      new Member("CarrierMSP", "Carrier", Set.of(Role.LOGISTICS)))))
          .contract("provenance", ProvenanceContract::new)
          .contract("counters", Counters::new)
          .found();

  private Call bank() {
    return channel.as("BankMSP").endorsedBy("BankMSP", "CarrierMSP");
  }

  private static JsonObject item(String id) {
    return Json.object().put("id", id).build();
  }

  @Test
  void laterItemsSeeTheEffectsOfEarlierOnes() {
    List<ItemResult> results = bank().group("counters", "count", item("a"), item("b"), item("a"));
    assertThat(results)
        .extracting(result -> ((ItemResult.Accepted) result).details().canonical())
        .containsExactly("{\"n\":1}", "{\"n\":1}", "{\"n\":2}");
    assertThat(channel.state("counters", "a")).hasValue("{\"n\":2}");
  }

  @Test
  void aRefusedItemLeavesNothingBehind() {
    List<ItemResult> results =
        bank().group("counters", "count", item("a"), item("a"), item("b"), item("a"), item("a"));
    assertThat(((ItemResult.Refused) results.getLast()).refusal())
        .isEqualTo(new Refusal("TOO_MANY", "items[4].id", "expected at most 3"));
    assertThat(channel.state("counters", "a")).hasValue("{\"n\":3}");
    assertThat(channel.state("counters", "b")).hasValue("{\"n\":1}");
  }

  @Test
  void malformedItemsAreReportedAndSkipped() {
    List<ItemResult> results =
        bank()
            .group(
                "counters",
                "count",
                Json.object().build(),
                item("a"),
                Json.object().put("id", "b").put("more", 1).build());
    assertThat(results.get(0).toJson().canonical())
        .isEqualTo(
            "{\"refused\":{\"code\":\"INVALID_ARGUMENT\",\"field\":\"items[0].id\","
                + "\"message\":\"expected 1 to 8 characters, no control characters, found"
                + " nothing\"}}");
    assertThat(results.get(1)).isInstanceOf(ItemResult.Accepted.class);
    assertThat(((ItemResult.Refused) results.get(2)).refusal().field()).isEqualTo("items[2].more");
  }

  @Test
  void malformedEnvelopesAreRefusedAsAWhole() {
    for (String envelope :
        List.of(
            "", "no", "[]", "{}", "{\"items\":[]}", "{\"items\":{}}", "{\"items\":[1],\"x\":1}")) {
      assertThatThrownBy(() -> bank().endorseRaw("counters", "count", envelope))
          .as(envelope)
          .hasMessageMatching("INVALID_ARGUMENT\\|(|items|x)\\|.*");
    }
    String many = "{\"items\":[" + "{},".repeat(1000) + "{}]}";
    assertThatThrownBy(() -> bank().endorseRaw("counters", "count", many))
        .hasMessage("INVALID_ARGUMENT|items|expected an array of 1 to 1000 values, found 1001");
  }

  @Test
  void surplusAndMissingArgumentsAreRefused() {
    assertThatThrownBy(() -> bank().endorseRaw("counters", "count"))
        .hasMessage("INVALID_ARGUMENT|arguments|expected exactly 1 argument, found 0");
    assertThatThrownBy(() -> bank().endorseRaw("counters", "count", "{}", "{}"))
        .hasMessage("INVALID_ARGUMENT|arguments|expected exactly 1 argument, found 2");
  }

  @Test
  void anUnknownFunctionIsToldTheOnesThatExist() {
    assertThatThrownBy(() -> bank().endorseRaw("counters", "cuont", "{}"))
        .hasMessage(
            "UNKNOWN_FUNCTION|function|expected one of ask, caller, count, sealOnly,"
                + " writeWhileReading");
  }

  @Test
  void aCallerWithoutTheRoleIsRefusedAsAWhole() {
    assertThatThrownBy(() -> channel.as("CarrierMSP").group("counters", "count", item("a")))
        .hasMessage(
            "PERMISSION_DENIED|role|expected a caller with the role bank;"
                + " CarrierMSP is logistics");
  }

  @Test
  void sealedPartsAreAlignedWithTheItems() {
    assertThatThrownBy(
            () -> bank().sealed(item("x")).group("counters", "count", item("a"), item("b")))
        .hasMessageStartingWith("INVALID_ARGUMENT|sealed.items|expected an array of 2 to 2");
    assertThatThrownBy(
            () ->
                bank()
                    .transientField("sealed", "{\"items\":")
                    .group("counters", "count", item("a")))
        .hasMessageStartingWith("INVALID_ARGUMENT|sealed|not JSON");
  }

  @Test
  void aFailedNestedCallFailsTheWholeTransaction() {
    assertThatThrownBy(() -> bank().group("counters", "ask", item("a")))
        .hasMessageStartingWith("NESTED_CALL_FAILED|provenance:roles|");
  }

  @Test
  void sealingWithoutAPublicWriteIsAMistakeOfTheContract() {
    assertThatThrownBy(() -> bank().submit("counters", "sealOnly", item("a")))
        .hasMessage("INTERNAL|counters|unexpected IllegalStateException");
  }

  @Test
  void writingWhileReadingIsAMistakeOfTheContract() {
    assertThatThrownBy(() -> bank().evaluate("counters", "writeWhileReading", item("a")))
        .hasMessage("INTERNAL|counters|unexpected IllegalStateException");
  }

  @Test
  void theCallersCertificateIsAtHand() {
    assertThat(bank().evaluate("counters", "caller", Json.object().build()).text("certificate", 99))
        .contains("BankMSP");
  }
}
