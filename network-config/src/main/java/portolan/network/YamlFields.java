// SPDX-License-Identifier: Apache-2.0
package portolan.network;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * One mapping of a YAML file, read field by field; knows where it is, so that every refusal can say
 * so.
 */
final class YamlFields {
  private final String file;
  private final String path;
  private final JsonNode node;
  private final Set<String> asked = new HashSet<>();

  YamlFields(String file, String path, JsonNode node) {
    this.file = file;
    this.path = path;
    this.node = node;
    if (!node.isObject()) {
      throw refuse("expected a mapping (field: value), found " + shown(node));
    }
  }

  /** Refuses fields that nobody asked for; to be called last. */
  void refuseOthers() {
    for (String name : new TreeSet<>(node.properties().stream().map(e -> e.getKey()).toList())) {
      if (!asked.contains(name)) {
        throw refuse(
            name, "not a known field; expected one of " + String.join(", ", new TreeSet<>(asked)));
      }
    }
  }

  boolean has(String field) {
    asked.add(field);
    return node.hasNonNull(field);
  }

  String text(String field, Pattern pattern, String expected) {
    JsonNode value = required(field, expected);
    if (!value.isTextual() || !pattern.matcher(value.textValue()).matches()) {
      throw refuse(field, "expected " + expected + ", found " + shown(value));
    }
    return value.textValue();
  }

  int number(String field, int from, int to) {
    String expected = "a whole number from " + from + " to " + to;
    JsonNode value = required(field, expected);
    if (!value.isIntegralNumber()
        || !value.canConvertToInt()
        || value.intValue() < from
        || value.intValue() > to) {
      throw refuse(field, "expected " + expected + ", found " + shown(value));
    }
    return value.intValue();
  }

  Optional<Integer> optionalNumber(String field, int from, int to) {
    return has(field) ? Optional.of(number(field, from, to)) : Optional.empty();
  }

  boolean flag(String field, boolean otherwise) {
    if (!has(field)) {
      return otherwise;
    }
    JsonNode value = node.get(field);
    if (!value.isBoolean()) {
      throw refuse(field, "expected true or false, found " + shown(value));
    }
    return value.booleanValue();
  }

  YamlFields mapping(String field) {
    return new YamlFields(file, at(field), required(field, "a mapping"));
  }

  List<YamlFields> mappings(String field, int least) {
    List<YamlFields> all = new ArrayList<>();
    JsonNode list = list(field, least);
    for (int i = 0; i < list.size(); i++) {
      all.add(new YamlFields(file, at(field) + "[" + i + "]", list.get(i)));
    }
    return all;
  }

  List<String> texts(String field, int least, Pattern pattern, String expected) {
    List<String> all = new ArrayList<>();
    JsonNode list = list(field, least);
    for (int i = 0; i < list.size(); i++) {
      JsonNode value = list.get(i);
      if (!value.isTextual() || !pattern.matcher(value.textValue()).matches()) {
        throw refuse(field + "[" + i + "]", "expected " + expected + ", found " + shown(value));
      }
      all.add(value.textValue());
    }
    return all;
  }

  private JsonNode list(String field, int least) {
    JsonNode value = required(field, "a list");
    if (!value.isArray() || value.size() < least) {
      throw refuse(field, "expected a list of at least " + least + ", found " + shown(value));
    }
    return value;
  }

  ConsortiumFileException refuse(String field, String problem) {
    return new ConsortiumFileException(file, at(field), problem);
  }

  ConsortiumFileException refuse(String problem) {
    return new ConsortiumFileException(file, path, problem);
  }

  private JsonNode required(String field, String expected) {
    if (!has(field)) {
      throw refuse(field, "missing; expected " + expected);
    }
    return node.get(field);
  }

  private String at(String field) {
    return path.isEmpty() ? field : path + "." + field;
  }

  private static String shown(JsonNode value) {
    String text = value.toString();
    return text.length() > 60 ? text.substring(0, 57) + "..." : text;
  }
}
