// SPDX-License-Identifier: Apache-2.0
package portolan.domain.gs1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes {@code application-identifiers.txt} from a release of the GS1 Barcode Syntax Dictionary:
 * its notice, then a line an entry with AI or range, flags, components, attributes and title,
 * separated by tabs. Run {@code main} with the dictionary and the file to write.
 */
final class AiTableGenerator {
  private static final Pattern ENTRY =
      Pattern.compile("([0-9]{2,4}(?:-[0-9]{2,4})?)\\s+([*?]*)\\s*([^#]*?)\\s*(?:#\\s*(.*))?");
  private static final Pattern COMPONENT =
      Pattern.compile("\\[?[NXYZ](\\.\\.)?[0-9]+\\]?(,[a-z0-9]+)*");

  private AiTableGenerator() {}

  /** Writes the table. */
  public static void main(String[] args) throws IOException {
    Files.writeString(Path.of(args[1]), table(Files.readAllLines(Path.of(args[0]))));
  }

  static String table(List<String> dictionary) {
    StringBuilder out = new StringBuilder();
    out.append("# Made from the GS1 Barcode Syntax Dictionary by AiTableGenerator: comments and\n");
    out.append("# spaces are left out. AI, flags, components, attributes, title. Its notice:\n#\n");
    boolean notice = false;
    for (String line : dictionary) {
      notice |= line.startsWith("# Copyright");
      if (line.startsWith("#") && notice) {
        out.append(line).append('\n');
      } else if (!line.isBlank() && !line.startsWith("#")) {
        out.append(entry(line)).append('\n');
      }
      if (line.startsWith("# limitations under")) {
        notice = false;
      }
    }
    return out.toString();
  }

  private static String entry(String line) {
    Matcher entry = ENTRY.matcher(line);
    if (!entry.matches()) {
      throw new IllegalArgumentException("not an entry of the dictionary: " + line);
    }
    List<String> components = new ArrayList<>();
    List<String> attributes = new ArrayList<>();
    for (String word : entry.group(3).strip().split("\\s+", -1)) {
      boolean isComponent = attributes.isEmpty() && COMPONENT.matcher(word).matches();
      (isComponent ? components : attributes).add(word);
    }
    String title = entry.group(4) == null ? "" : entry.group(4).strip();
    return String.join(
        "\t",
        entry.group(1),
        entry.group(2),
        String.join(" ", components),
        String.join(" ", attributes),
        title);
  }
}
