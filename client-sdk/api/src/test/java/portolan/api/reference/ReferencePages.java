// SPDX-License-Identifier: Apache-2.0
package portolan.api.reference;

import com.google.api.AnnotationsProto;
import com.google.api.HttpRule;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumValueDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import portolan.api.ApiDescriptors;
import portolan.api.v1.LedgerProto;

/**
 * Writes the reference of the public API: a page for each {@code .proto} file, and one that leads
 * to them.
 */
final class ReferencePages {
  private static final String INDEX = "README.md";
  private static final int MESSAGE = FileDescriptorProto.MESSAGE_TYPE_FIELD_NUMBER;
  private static final int ENUM = FileDescriptorProto.ENUM_TYPE_FIELD_NUMBER;
  private static final int SERVICE = FileDescriptorProto.SERVICE_FIELD_NUMBER;
  private static final int FIELD = DescriptorProto.FIELD_FIELD_NUMBER;
  private static final int VALUE = EnumDescriptorProto.VALUE_FIELD_NUMBER;
  private static final int METHOD = ServiceDescriptorProto.METHOD_FIELD_NUMBER;

  private final FileDescriptorSet set;

  /** Name of the page on which a type stands, by the type's full name with a dot before it. */
  private final Map<String, String> pageOfType = new HashMap<>();

  private ReferencePages(FileDescriptorSet set) {
    this.set = set;
    for (FileDescriptorProto file : set.getFileList()) {
      String scope = "." + file.getPackage() + ".";
      file.getMessageTypeList().forEach(m -> pageOfType.put(scope + m.getName(), page(file)));
      file.getEnumTypeList().forEach(e -> pageOfType.put(scope + e.getName(), page(file)));
    }
  }

  /**
   * All pages, by their names.
   *
   * @param set with the comments of the files
   */
  static SortedMap<String, String> of(FileDescriptorSet set) {
    ReferencePages its = new ReferencePages(set);
    SortedMap<String, String> pages = new TreeMap<>();
    pages.put(INDEX, its.index());
    for (FileDescriptorProto file : set.getFileList()) {
      pages.put(page(file), its.new Page(file).text());
    }
    return pages;
  }

  private static String page(FileDescriptorProto file) {
    return file.getName().replaceFirst(".*/", "").replaceFirst("\\.proto$", ".md");
  }

  private static String anchor(String heading) {
    return "#" + heading.toLowerCase(Locale.ROOT);
  }

  private String index() {
    StringBuilder text =
        new StringBuilder(
            """
            # The public API

            Made from the comments of the `.proto` files in `client-sdk/api/src/main/protobuf`; `ReferencePagesTest` compares these pages with them and says how to make them
            anew. What all calls share (ids, idempotency, errors, limits) stands in [ledger](ledger.md#ledgerproto).

            | service | calls |
            |---|---|
            """);
    for (FileDescriptorProto file : ApiDescriptors.byName(set)) {
      for (ServiceDescriptorProto service : file.getServiceList()) {
        text.append("| [").append(service.getName()).append("](").append(page(file)).append(") | ");
        List<String> calls =
            service.getMethodList().stream()
                .map(m -> "[" + m.getName() + "](" + page(file) + anchor(m.getName()) + ")")
                .toList();
        text.append(String.join(", ", calls)).append(" |\n");
      }
    }
    return text.toString();
  }

  /** The page of one file: its calls, each with its messages, then all other types. */
  private final class Page {
    private final FileDescriptorProto file;
    private final Comments comments;
    private final StringBuilder text = new StringBuilder();
    private final Set<String> told = new HashSet<>();

    Page(FileDescriptorProto file) {
      this.file = file;
      comments = new Comments(file);
    }

    String text() {
      String name = file.getName().replaceFirst(".*/", "");
      text.append("# ")
          .append(file.getServiceCount() == 0 ? name : file.getService(0).getName())
          .append("\n\n");
      paragraph(comments.ofFile());
      for (int s = 0; s < file.getServiceCount(); s++) {
        service(file.getService(s), s);
      }
      for (int m = 0; m < file.getMessageTypeCount(); m++) {
        type(file.getMessageType(m).getName());
      }
      for (int e = 0; e < file.getEnumTypeCount(); e++) {
        type(file.getEnumType(e).getName());
      }
      return text.toString().strip() + "\n";
    }

    private void paragraph(String paragraph) {
      if (!paragraph.isEmpty()) {
        text.append(paragraph).append("\n\n");
      }
    }

    private void service(ServiceDescriptorProto service, int index) {
      paragraph(comments.of(SERVICE, index));
      paragraph(
          "`" + file.getPackage() + "." + service.getName() + "`, from `" + file.getName() + "`.");
      for (int m = 0; m < service.getMethodCount(); m++) {
        MethodDescriptorProto method = service.getMethod(m);
        text.append("## ").append(method.getName()).append("\n\n");
        paragraph(
            side(method.getClientStreaming(), method.getInputType())
                + " → "
                + side(method.getServerStreaming(), method.getOutputType()));
        paragraph(byHttp(method));
        paragraph(comments.of(SERVICE, index, METHOD, m));
        withItsTypes(method.getInputType());
        withItsTypes(method.getOutputType());
      }
    }

    private String byHttp(MethodDescriptorProto method) {
      HttpRule rule = method.getOptions().getExtension(AnnotationsProto.http);
      return switch (rule.getPatternCase()) {
        case GET -> "`GET " + rule.getGet() + "`";
        case PUT -> "`PUT " + rule.getPut() + "`";
        case POST -> "`POST " + rule.getPost() + "`";
        default -> "";
      };
    }

    private String side(boolean isStream, String type) {
      return (isStream ? "stream of " : "") + link(type);
    }

    private String link(String fullName) {
      String name = fullName.replaceFirst(".*\\.", "");
      String page = pageOfType.get(fullName);
      return page == null
          ? "`" + fullName.substring(1) + "`"
          : "[" + name + "](" + (page.equals(page(file)) ? "" : page) + anchor(name) + ")";
    }

    /** A type of this page, and those of its fields. */
    private void withItsTypes(String fullName) {
      if (page(file).equals(pageOfType.get(fullName))) {
        type(fullName.replaceFirst(".*\\.", ""));
      }
    }

    private void type(String name) {
      if (!told.add(name)) {
        return;
      }
      for (int m = 0; m < file.getMessageTypeCount(); m++) {
        if (file.getMessageType(m).getName().equals(name)) {
          message(file.getMessageType(m), m);
        }
      }
      for (int e = 0; e < file.getEnumTypeCount(); e++) {
        if (file.getEnumType(e).getName().equals(name)) {
          enumeration(file.getEnumType(e), e);
        }
      }
    }

    private void message(DescriptorProto message, int index) {
      text.append("### ").append(message.getName()).append("\n\n");
      paragraph(comments.of(MESSAGE, index));
      if (message.getFieldCount() == 0) {
        paragraph("Without fields.");
        return;
      }
      text.append("| field | number | type | |\n|---|---|---|---|\n");
      for (int f = 0; f < message.getFieldCount(); f++) {
        FieldDescriptorProto field = message.getField(f);
        text.append("| `")
            .append(field.getName())
            .append("` | ")
            .append(field.getNumber())
            .append(" | ")
            .append(type(message, field))
            .append(" | ")
            .append(comments.inLine(MESSAGE, index, FIELD, f))
            .append(" |\n");
      }
      text.append('\n');
      message.getFieldList().forEach(field -> withItsTypes(field.getTypeName()));
    }

    private String type(DescriptorProto message, FieldDescriptorProto field) {
      String type =
          field.getTypeName().isEmpty()
              ? field.getType().name().replaceFirst("^TYPE_", "").toLowerCase(Locale.ROOT)
              : link(field.getTypeName());
      String all = field.getLabel() == Label.LABEL_REPEATED ? "list of " + type : type;
      if (field.hasOneofIndex() && !field.getProto3Optional()) {
        all += ", one of `" + message.getOneofDecl(field.getOneofIndex()).getName() + "`";
      }
      return field.getOptions().getExtension(LedgerProto.ownId) ? all + ", `own_id`" : all;
    }

    private void enumeration(EnumDescriptorProto type, int index) {
      text.append("### ").append(type.getName()).append("\n\n");
      paragraph(comments.of(ENUM, index));
      text.append("| value | number | |\n|---|---|---|\n");
      for (int v = 0; v < type.getValueCount(); v++) {
        EnumValueDescriptorProto value = type.getValue(v);
        text.append("| `")
            .append(value.getName())
            .append("` | ")
            .append(value.getNumber())
            .append(" | ")
            .append(comments.inLine(ENUM, index, VALUE, v))
            .append(" |\n");
      }
      text.append('\n');
    }
  }
}
