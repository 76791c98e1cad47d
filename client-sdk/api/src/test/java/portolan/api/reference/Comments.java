// SPDX-License-Identifier: Apache-2.0
package portolan.api.reference;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.SourceCodeInfo.Location;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The comments of one {@code .proto} file, as Markdown. */
public final class Comments {
  private static final int SYNTAX = FileDescriptorProto.SYNTAX_FIELD_NUMBER;
  private static final String INDENT = "  ";

  private final Map<List<Integer>, String> leading = new HashMap<>();

  public Comments(FileDescriptorProto file) {
    for (Location location : file.getSourceCodeInfo().getLocationList()) {
      leading.put(location.getPathList(), location.getLeadingComments());
    }
  }

  /** Of the file itself: what stands before its syntax. */
  public String ofFile() {
    return of(SYNTAX);
  }

  /**
   * What stands before an element; empty if nothing does.
   *
   * @param path of field numbers and places in the descriptor
   */
  public String of(int... path) {
    String comment = leading.getOrDefault(IntStream.of(path).boxed().toList(), "");
    return markdown(comment.lines().map(line -> line.replaceFirst("^ ", "")).toList());
  }

  /** The same in one line, for a cell of a table. */
  String inLine(int... path) {
    return of(path).replace("\n", " ").replace("|", "\\|");
  }

  /** Lines that are indented keep their form. */
  private static String markdown(List<String> lines) {
    List<String> markdown = new ArrayList<>();
    boolean inBlock = false;
    for (String line : lines) {
      if (line.startsWith(INDENT) != inBlock) {
        markdown.add(inBlock ? "```" : "\n```text");
        inBlock = !inBlock;
      }
      markdown.add(inBlock ? line.substring(INDENT.length()) : escaped(line));
    }
    if (inBlock) {
      markdown.add("```");
    }
    return String.join("\n", markdown).strip();
  }

  private static String escaped(String line) {
    return line.replace("<", "&lt;");
  }
}
