// SPDX-License-Identifier: Apache-2.0
package portolan.domain.epcis;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonArray;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.JsonText;

/**
 * EPCIS documents with one or two mistakes, such as programs and people make: something is missing,
 * is of another kind or form, has another name, is in another place, or is there twice.
 */
final class MutatedDocuments {
  private static final List<Json> VALUES =
      List.of(
              "17",
              "-1",
              "0.5",
              "true",
              "null",
              "\"\"",
              "\" \"",
              "\"warm\"",
              "[]",
              "{}",
              "[\"x\"]",
              "[{}]",
              "{\"type\": \"x\"}",
              "\"2026-02-30T10:00:00Z\"",
              "\"2026-11-21T24:00:00Z\"",
              "\"2026-11-21T10:00:60Z\"",
              "\"2026-11-21T10:00:00\"",
              "\"2026-11-21\"",
              "\"2026-11-21T10:00:00.123456789Z\"",
              "\"+01:00\"",
              "\"+15:00\"",
              "\"01:00\"",
              "\"Z\"",
              "\"urn:epc:id:sgtin:4012345.012345.1\"",
              "\"urn:epc:id:sgtin:4012345.012345\"",
              "\"https://id.gs1.org/01/04012345123456/21/1\"",
              "\"https://example.com/a b\"",
              "\"https://example.com/steps/blending\"",
              "\"undeclared:field\"",
              "\"urn:epcglobal:cbv:bizstep:shipping\"",
              "\"https://ref.gs1.org/cbv/BizStep-shipping\"",
              "\"shipping\"",
              "\"in_transit\"",
              "\"ADD\"",
              "\"OBSERVE\"",
              "\"add\"",
              "\"CEL\"",
              "\"KGM\"",
              "\"po\"",
              "\"owning_party\"",
              "\"Temperature\"",
              "\"ObjectEvent\"",
              "\"AggregationEvent\"",
              "\"TransformationEvent\"",
              "\"ExtendedEvent\"")
          .stream()
          .map(Json::parse)
          .toList();

  private static final List<String> NAMES =
      List.of(
          "type",
          "eventID",
          "eventTime",
          "eventTimeZoneOffset",
          "recordTime",
          "epcList",
          "childEPCs",
          "parentID",
          "action",
          "bizStep",
          "disposition",
          "persistentDisposition",
          "readPoint",
          "bizLocation",
          "bizTransactionList",
          "quantityList",
          "childQuantityList",
          "inputEPCList",
          "outputQuantityList",
          "sourceList",
          "destinationList",
          "sensorElementList",
          "ilmd",
          "errorDeclaration",
          "certificationInfo",
          "transformationID",
          "warm",
          "undeclared:warm",
          "ex:warm");

  private final Random random;

  MutatedDocuments(long seed) {
    random = new Random(seed);
  }

  /** The document with one mistake, sometimes with two. */
  Json mutated(Json document) {
    Json once = mutatedOnce(document);
    return random.nextInt(4) == 0 ? mutatedOnce(once) : once;
  }

  private Json mutatedOnce(Json json) {
    return mutated(json, random.nextInt(count(json)), random.nextInt(7));
  }

  /** How many members and elements there are. */
  private static int count(Json json) {
    int count = 1;
    for (Json inner : inner(json)) {
      count += count(inner);
    }
    return count;
  }

  private static List<Json> inner(Json json) {
    return switch (json) {
      case JsonObject object -> List.copyOf(object.members().values());
      case JsonArray array -> array.values();
      default -> List.of();
    };
  }

  /** Makes the mistake at one place, counted from the outside. */
  private Json mutated(Json json, int place, int mistake) {
    if (place == 0) {
      return at(json, mistake);
    }
    int left = place - 1;
    switch (json) {
      case JsonObject object -> {
        for (var member : object.members().entrySet()) {
          int size = count(member.getValue());
          if (left < size) {
            return left == 0 && mistake < 3
                ? member(object, member.getKey(), mistake)
                : object.toBuilder()
                    .replace(member.getKey(), mutated(member.getValue(), left, mistake))
                    .build();
          }
          left -= size;
        }
      }
      case JsonArray array -> {
        for (int i = 0; i < array.values().size(); i++) {
          int size = count(array.values().get(i));
          if (left < size) {
            List<Json> values = new ArrayList<>(array.values());
            values.set(i, mutated(values.get(i), left, mistake));
            return JsonArray.of(values);
          }
          left -= size;
        }
      }
      default -> throw new IllegalStateException("expected " + place + " places in " + json);
    }
    throw new IllegalStateException("expected " + place + " places in " + json);
  }

  private JsonObject member(JsonObject object, String name, int mistake) {
    Json value = object.members().get(name);
    JsonObject.Builder builder = object.toBuilder();
    return switch (mistake) {
      case 0 -> builder.remove(name).build();
      case 1 -> builder.remove(name).replace(any(NAMES), value).build();
      default -> builder.replace(any(NAMES), value).build();
    };
  }

  private Json at(Json json, int mistake) {
    return switch (json) {
      case JsonArray array when mistake == 3 && !array.values().isEmpty() -> {
        List<Json> values = new ArrayList<>(array.values());
        values.add(any(values));
        yield JsonArray.of(values);
      }
      case JsonArray array when mistake == 4 && !array.values().isEmpty() ->
          JsonArray.of(array.values().subList(1, array.values().size()));
      case JsonText text when mistake == 5 && !text.value().isEmpty() -> typo(text.value());
      case JsonObject object when mistake == 6 ->
          object.toBuilder().replace(any(NAMES), any(VALUES)).build();
      default -> any(VALUES);
    };
  }

  private JsonText typo(String text) {
    int at = random.nextInt(text.length());
    return switch (random.nextInt(3)) {
      case 0 -> new JsonText(text.substring(0, at) + text.substring(at + 1));
      case 1 -> new JsonText(text.substring(0, at) + text.charAt(at) + text.substring(at));
      default -> new JsonText(text.toUpperCase(Locale.ROOT));
    };
  }

  private <T> T any(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }
}
