// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.json;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonArray;
import portolan.domain.encoding.JsonBoolean;
import portolan.domain.encoding.JsonNull;
import portolan.domain.encoding.JsonNumber;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.JsonText;
import portolan.domain.encoding.MalformedJsonException;
import portolan.gateway.api.call.ApiException;

/**
 * Reads a request in the JSON form of protocol buffers (proto3 language guide, JSON mapping): names
 * as in the {@code .proto} file or in lowerCamelCase; integers of 64 bits as text or as number,
 * never with a fraction. What is unknown, doubled or of another kind is refused with its path.
 */
final class JsonRequest {
  private static final JsonFormat.Parser PARSER = JsonFormat.parser();

  private JsonRequest() {}

  /** Of a body; nothing stands for an object without members. */
  static Message ofBody(byte[] body, Map<FieldDescriptor, String> path, Message prototype)
      throws ApiException {
    Json json;
    try {
      json = body.length == 0 ? Json.object().build() : Json.parse(body);
    } catch (MalformedJsonException e) {
      throw ApiException.invalid("", "expected JSON: " + e.getMessage());
    }
    if (!(json instanceof JsonObject object)) {
      throw ApiException.invalid("", "expected a JSON object");
    }
    return of(object, path, prototype);
  }

  /** Of parameters: each names a field, one that is repeated a field that is. */
  static Message ofParameters(
      Iterable<Map.Entry<String, String>> parameters,
      Map<FieldDescriptor, String> path,
      Message prototype)
      throws ApiException {
    Map<FieldDescriptor, List<String>> values = new HashMap<>();
    for (Map.Entry<String, String> parameter : parameters) {
      FieldDescriptor field =
          field(prototype.getDescriptorForType(), parameter.getKey(), parameter.getKey());
      if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
        throw ApiException.invalid(parameter.getKey(), "expected no parameter for a message");
      }
      values.computeIfAbsent(field, none -> new ArrayList<>()).add(parameter.getValue());
    }
    JsonObject.Builder object = Json.object();
    for (Map.Entry<FieldDescriptor, List<String>> value : values.entrySet()) {
      FieldDescriptor field = value.getKey();
      if (!field.isRepeated() && value.getValue().size() > 1) {
        throw ApiException.invalid(field.getJsonName(), "expected it once");
      }
      List<Json> all = value.getValue().stream().map(text -> json(field, text)).toList();
      object.put(field.getJsonName(), field.isRepeated() ? JsonArray.of(all) : all.getFirst());
    }
    return of(object.build(), path, prototype);
  }

  private static Json json(FieldDescriptor field, String text) {
    return field.getJavaType() == FieldDescriptor.JavaType.BOOLEAN
            && (text.equals("true") || text.equals("false"))
        ? new JsonBoolean(text.equals("true"))
        : new JsonText(text);
  }

  private static Message of(JsonObject json, Map<FieldDescriptor, String> path, Message prototype)
      throws ApiException {
    JsonObject.Builder whole = json.toBuilder();
    for (Map.Entry<FieldDescriptor, String> segment : path.entrySet()) {
      FieldDescriptor field = segment.getKey();
      Json value = new JsonText(segment.getValue());
      if (!field.getName().equals(field.getJsonName())
          && json.member(field.getName()).isPresent()
          && json.member(field.getJsonName()).isPresent()) {
        throw ApiException.invalid(field.getJsonName(), "expected it once");
      }
      for (String name : List.of(field.getName(), field.getJsonName())) {
        if (json.member(name).filter(other -> !sameText(other, segment.getValue())).isPresent()) {
          throw ApiException.invalid(
              name, "expected the value of the path, " + segment.getValue() + ", or none");
        }
        whole.remove(name);
      }
      whole.put(field.getJsonName(), value);
    }
    JsonObject complete = whole.build();
    check(complete, prototype.getDescriptorForType(), "");
    Message.Builder message = prototype.newBuilderForType();
    try {
      PARSER.merge(complete.canonical(), message);
    } catch (InvalidProtocolBufferException e) {
      throw ApiException.invalid("", e.getMessage());
    }
    return message.build();
  }

  private static boolean sameText(Json json, String text) {
    return switch (json) {
      case JsonText its -> its.value().equals(text);
      case JsonNumber number -> number.toString().equals(text);
      case JsonNull none -> true;
      default -> false;
    };
  }

  private static FieldDescriptor field(Descriptor type, String name, String path)
      throws ApiException {
    for (FieldDescriptor field : type.getFields()) {
      if (field.getJsonName().equals(name) || field.getName().equals(name)) {
        return field;
      }
    }
    throw ApiException.invalid(
        path,
        "expected one of "
            + type.getFields().stream()
                .sorted(Comparator.comparing(FieldDescriptor::getNumber))
                .map(FieldDescriptor::getJsonName)
                .collect(Collectors.joining(", ")));
  }

  private static void check(JsonObject object, Descriptor type, String path) throws ApiException {
    Map<FieldDescriptor, String> seen = new HashMap<>();
    for (Map.Entry<String, Json> member : object.members().entrySet()) {
      String its = path.isEmpty() ? member.getKey() : path + "." + member.getKey();
      FieldDescriptor field = field(type, member.getKey(), its);
      String before = seen.put(field, member.getKey());
      if (before != null) {
        throw ApiException.invalid(its, "expected it once; it is there as " + before + " too");
      }
      if (!(member.getValue() instanceof JsonNull)) {
        checkField(member.getValue(), field, its);
      }
    }
  }

  private static void checkField(Json json, FieldDescriptor field, String path)
      throws ApiException {
    if (!field.isRepeated()) {
      checkValue(json, field, path);
      return;
    }
    if (!(json instanceof JsonArray array)) {
      throw ApiException.invalid(path, "expected a JSON array");
    }
    for (int i = 0; i < array.values().size(); i++) {
      checkValue(array.values().get(i), field, path + "[" + i + "]");
    }
  }

  private static void checkValue(Json json, FieldDescriptor field, String path)
      throws ApiException {
    boolean fits =
        switch (field.getJavaType()) {
          case MESSAGE -> {
            if (json instanceof JsonObject object) {
              check(object, field.getMessageType(), path);
              yield true;
            }
            yield false;
          }
          case STRING -> json instanceof JsonText;
          case BYTE_STRING -> json instanceof JsonText text && isBase64(text.value());
          case BOOLEAN -> json instanceof JsonBoolean;
          case ENUM ->
              json instanceof JsonText text
                  && field.getEnumType().findValueByName(text.value()) != null;
          case INT, LONG -> isWhole(json, field);
          case FLOAT, DOUBLE -> json instanceof JsonNumber;
        };
    if (!fits) {
      throw ApiException.invalid(path, "expected " + expected(field));
    }
  }

  /** With the alphabet of RFC 4648, section 4 or 5. */
  private static boolean isBase64(String text) {
    for (Base64.Decoder decoder : List.of(Base64.getDecoder(), Base64.getUrlDecoder())) {
      try {
        decoder.decode(text);
        return true;
      } catch (IllegalArgumentException e) {
        // The other alphabet, or none.
      }
    }
    return false;
  }

  /** A number from 2^53 on is refused: most who write JSON have rounded it by then. */
  private static boolean isWhole(Json json, FieldDescriptor field) {
    BigInteger whole;
    if (json instanceof JsonNumber number && number.wholeNumber().isPresent()) {
      whole = BigInteger.valueOf(number.wholeNumber().get());
    } else if (json instanceof JsonText text && text.value().matches("-?[0-9]{1,20}")) {
      whole = new BigInteger(text.value());
    } else {
      return false;
    }
    int bits = field.getJavaType() == FieldDescriptor.JavaType.INT ? Integer.SIZE : Long.SIZE;
    return isUnsigned(field)
        ? whole.signum() >= 0 && whole.bitLength() <= bits
        : whole.bitLength() < bits;
  }

  private static boolean isUnsigned(FieldDescriptor field) {
    return switch (field.getType()) {
      case UINT32, UINT64, FIXED32, FIXED64 -> true;
      default -> false;
    };
  }

  private static String expected(FieldDescriptor field) {
    return switch (field.getJavaType()) {
      case MESSAGE -> "a JSON object";
      case STRING -> "a text";
      case BYTE_STRING -> "a text in Base64";
      case BOOLEAN -> "true or false";
      case ENUM ->
          "one of "
              + field.getEnumType().getValues().stream()
                  .map(value -> value.getName())
                  .collect(Collectors.joining(", "));
      case INT, LONG ->
          (isUnsigned(field) ? "a whole number that is not negative" : "a whole number")
              + (field.getJavaType() == FieldDescriptor.JavaType.INT
                  ? " of 32 bits, as number or as text"
                  : " of 64 bits, as text, or below 2^53 as number");
      case FLOAT, DOUBLE -> "a number";
    };
  }
}
