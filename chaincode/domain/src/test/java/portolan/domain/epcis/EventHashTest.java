// SPDX-License-Identifier: Apache-2.0
package portolan.domain.epcis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;

class EventHashTest {
  private static final String EVENT =
      """
      {"type": "ObjectEvent", "action": "OBSERVE", "eventTimeZoneOffset": "+01:00",
       "eventTime": "2026-11-21T10:30:00.5+01:00", "bizStep": "shipping",
       "epcList": ["urn:epc:id:sgtin:0614141.112345.a'b", "urn:epc:id:sscc:0614141.1234567890"],
       "bizTransactionList": [
         {"type": "po", "bizTransaction": "urn:example:1"},
         {"type": "inv", "bizTransaction": "urn:example:2"}],
       "sensorElementList": [{"sensorReport": [{"type": "Temperature", "value": 1.50}]}],
       "example:note": {"example:b": "1.0", "example:a": "https://a.example/01/10614141123459"}}
      """;
  private static final Context CONTEXT =
      Context.of(
          Json.parse(
              """
              ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",
               {"example": "https://ns.example.com/"}, {"other": "https://ns.example.com/"}]
              """));

  private static String hash(String event) {
    return EventHash.of((JsonObject) Json.parse(event), CONTEXT, Set.of());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "2026-11-21T10:30:00.5+01:00 | 2026-11-21T09:30:00.500Z",
        "2026-11-21T10:30:00.5+01:00 | 2026-11-21T15:00:00.500+05:30",
        "\"shipping\" | \"https://ref.gs1.org/cbv/BizStep-shipping\"",
        "\"shipping\" | \"cbv:BizStep-shipping\"",
        "\"shipping\" | \"urn:epcglobal:cbv:bizstep:shipping\"",
        "\"po\" | \"cbv:BTT-po\"",
        "\"Temperature\" | \"gs1:Temperature\"",
        "1.50 | 1.5",
        "1.50 | 150e-2",
        "\"1.0\" | \"1\"",
        "\"1.0\" | 1",
        "urn:epc:id:sscc:0614141.1234567890 | https://x.example/00/106141412345678908?99=A",
        "urn:epc:id:sgtin:0614141.112345.a'b | https://x.example/01/10614141123459/10/L/21/a%27b",
        "https://a.example/01/10614141123459 | urn:epc:idpat:sgtin:0614141.112345.*",
        "\"example:note\" | \"other:note\"",
        "\"action\" | \"recordTime\": \"2026-11-21T10:31:00Z\", \"action\"",
        "\"action\" | \"eventID\": \"urn:uuid:1\", \"action\"",
        "\"action\" | \"errorDeclaration\": {\"declarationTime\": \"x\"}, \"action\"",
        "\"action\" | \"rdfs:comment\": \"seen\", \"action\"",
      })
  void anotherWayToSayItIsTheSameEvent(String part, String other) {
    assertThat(EVENT).contains(part);
    assertThat(hash(EVENT.replace(part, other))).isEqualTo(hash(EVENT));
  }

  @Test
  void theOrderOfAListDoesNotMatter() {
    assertThat(
            hash(
                EVENT.replace(
                    "\"urn:epc:id:sgtin:0614141.112345.a'b\", \"urn:epc:id:sscc:0614141.1234567890\"",
                    "\"urn:epc:id:sscc:0614141.1234567890\", \"urn:epc:id:sgtin:0614141.112345.a'b\"")))
        .isEqualTo(hash(EVENT));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "10:30:00.5 | 10:30:00.6",
        "\"+01:00\" | \"+02:00\"",
        "shipping | receiving",
        "112345.a | 112345.A",
        "1.50 | 1.51",
        "\"1.0\" | \"1.1\"",
        "\"po\" | \"inv\"",
        "example:note | example:remark",
        "OBSERVE | ADD",
        "ObjectEvent | TransactionEvent",
      })
  void anythingElseIsAnotherEvent(String part, String other) {
    assertThat(EVENT).contains(part);
    assertThat(hash(EVENT.replace(part, other))).isNotEqualTo(hash(EVENT));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0.0, 0",
    "007, 7",
    "+5, 5",
    "1.50, 1.5",
    "100, 100",
    "1e3, 1000",
    ".5, 0.5",
    "5., 5",
    "0.0001, 0.0001",
    "0.00001, 1e-05",
    "-0.0000125, -1.25e-05",
    "1-2, 1-2",
    "12345678901234567890," + " 12345678901234567890",
    "nan, nan"
  })
  void aNumberHasOneNotation(String text, String canonical) {
    assertThat(Numerals.canonical(text)).isEqualTo(canonical);
  }
}
