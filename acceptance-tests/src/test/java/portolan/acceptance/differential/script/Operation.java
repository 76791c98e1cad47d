// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance.differential.script;

import java.util.ArrayList;
import java.util.List;

/**
 * One call of the chaincode interface, as an argument of {@link ScriptChaincode}: a name and
 * fields, separated by bars. Operations can be fields of other operations.
 */
public record Operation(String name, List<String> fields) {
  public Operation {
    fields = List.copyOf(fields);
  }

  public static Operation of(String name, String... fields) {
    return new Operation(name, List.of(fields));
  }

  /** A call of another definition with these operations. */
  public static Operation call(String definition, List<Operation> operations) {
    List<String> fields = new ArrayList<>(List.of(definition));
    operations.forEach(o -> fields.add(o.encoded()));
    return new Operation("call", fields);
  }

  /** The field with this number; empty when there are fewer. */
  public String field(int number) {
    return number < fields.size() ? fields.get(number) : "";
  }

  public String encoded() {
    StringBuilder text = new StringBuilder(name);
    for (String field : fields) {
      text.append('|').append(field.replace("\\", "\\\\").replace("|", "\\p"));
    }
    return text.toString();
  }

  public static Operation decode(String text) {
    List<String> parts = new ArrayList<>();
    for (String part : text.split("\\|", -1)) {
      parts.add(unescaped(part));
    }
    return new Operation(parts.getFirst(), parts.subList(1, parts.size()));
  }

  private static String unescaped(String part) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < part.length(); i++) {
      char c = part.charAt(i);
      if (c == '\\' && i + 1 < part.length()) {
        i++;
        text.append(part.charAt(i) == 'p' ? '|' : part.charAt(i));
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }

  @Override
  public String toString() {
    return Shown.text(encoded());
  }
}
