// SPDX-License-Identifier: Apache-2.0
package portolan.api.compatibility;

import com.google.api.AnnotationsProto;
import com.google.api.HttpRule;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumValueDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.FileOptions;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Function;
import portolan.api.v1.LedgerProto;

/**
 * Compares two states of the public API, on the wire, in JSON and in the sources that are generated
 * from it. What it has no name for it still reports, as breaking, so that no difference passes
 * unseen.
 */
final class ApiChanges {
  private final List<ApiChange> changes = new ArrayList<>();

  private ApiChanges() {}

  /** What became of the former state, in the order of its files; nothing if they are equal. */
  static List<ApiChange> between(FileDescriptorSet former, FileDescriptorSet present) {
    ApiChanges its = new ApiChanges();
    its.compare(
        "file",
        "",
        named(former.getFileList(), FileDescriptorProto::getName),
        named(present.getFileList(), FileDescriptorProto::getName),
        its::options);
    Elements before = Elements.of(former);
    Elements after = Elements.of(present);
    its.compare("message", "", before.messages, after.messages, its::message);
    its.compare("enum", "", before.enums, after.enums, its::enumeration);
    its.compare("service", "", before.services, after.services, its::service);
    its.compare("extension", "", before.extensions, after.extensions, its::field);
    before.files.forEach(
        (element, file) -> {
          String now = after.files.get(element);
          if (now != null && !now.equals(file)) {
            its.breaking(element, "moved from " + file + " to " + now);
          }
        });
    if (its.changes.isEmpty() && !unordered(former).equals(unordered(present))) {
      its.breaking(
          "portolan.v1", "something in the descriptors differs that this test has no name for");
    }
    return List.copyOf(its.changes);
  }

  /**
   * All files without what says nothing to callers: imports, and the order in which things stand.
   */
  private static Map<String, FileDescriptorProto> unordered(FileDescriptorSet set) {
    Map<String, FileDescriptorProto> files = new HashMap<>();
    for (FileDescriptorProto file : set.getFileList()) {
      FileDescriptorProto.Builder its = file.toBuilder().clearDependency();
      its.clearMessageType().clearEnumType().clearService().clearExtension();
      sorted(file.getMessageTypeList(), DescriptorProto::getName)
          .forEach(message -> its.addMessageType(unordered(message)));
      sorted(file.getEnumTypeList(), EnumDescriptorProto::getName)
          .forEach(type -> its.addEnumType(unordered(type)));
      sorted(file.getExtensionList(), FieldDescriptorProto::getName).forEach(its::addExtension);
      for (ServiceDescriptorProto service :
          sorted(file.getServiceList(), ServiceDescriptorProto::getName)) {
        its.addService(
            service.toBuilder()
                .clearMethod()
                .addAllMethod(sorted(service.getMethodList(), MethodDescriptorProto::getName)));
      }
      files.put(file.getName(), its.build());
    }
    return files;
  }

  private static DescriptorProto unordered(DescriptorProto message) {
    DescriptorProto.Builder its =
        message.toBuilder().clearField().clearNestedType().clearEnumType();
    its.addAllField(sorted(message.getFieldList(), FieldDescriptorProto::getName));
    message.getNestedTypeList().forEach(nested -> its.addNestedType(unordered(nested)));
    message.getEnumTypeList().forEach(nested -> its.addEnumType(unordered(nested)));
    return its.build();
  }

  private static EnumDescriptorProto unordered(EnumDescriptorProto type) {
    return type.toBuilder()
        .clearValue()
        .addAllValue(sorted(type.getValueList(), EnumValueDescriptorProto::getName))
        .build();
  }

  private static <E> List<E> sorted(List<E> elements, Function<E, String> name) {
    return elements.stream().sorted(Comparator.comparing(name)).toList();
  }

  /** All that has a full name, by it. */
  private static final class Elements {
    private final Map<String, DescriptorProto> messages = new LinkedHashMap<>();
    private final Map<String, EnumDescriptorProto> enums = new LinkedHashMap<>();
    private final Map<String, ServiceDescriptorProto> services = new LinkedHashMap<>();
    private final Map<String, FieldDescriptorProto> extensions = new LinkedHashMap<>();
    private final Map<String, String> files = new LinkedHashMap<>();

    static Elements of(FileDescriptorSet set) {
      Elements its = new Elements();
      for (FileDescriptorProto file : set.getFileList()) {
        String scope = file.getPackage() + ".";
        file.getMessageTypeList().forEach(m -> its.add(file, scope, m));
        file.getEnumTypeList().forEach(e -> its.add(file, scope, e));
        for (ServiceDescriptorProto service : file.getServiceList()) {
          its.services.put(scope + service.getName(), service);
          its.files.put(scope + service.getName(), file.getName());
        }
        for (FieldDescriptorProto extension : file.getExtensionList()) {
          its.extensions.put(scope + extension.getName(), extension);
          its.files.put(scope + extension.getName(), file.getName());
        }
      }
      return its;
    }

    private void add(FileDescriptorProto file, String scope, DescriptorProto message) {
      String name = scope + message.getName();
      messages.put(name, message);
      files.put(name, file.getName());
      message.getNestedTypeList().forEach(m -> add(file, name + ".", m));
      message.getEnumTypeList().forEach(e -> add(file, name + ".", e));
    }

    private void add(FileDescriptorProto file, String scope, EnumDescriptorProto type) {
      enums.put(scope + type.getName(), type);
      files.put(scope + type.getName(), file.getName());
    }
  }

  private static <K, E> Map<K, E> named(List<E> elements, Function<E, K> name) {
    Map<K, E> named = new LinkedHashMap<>();
    elements.forEach(e -> named.put(name.apply(e), e));
    return named;
  }

  private void breaking(String element, String text) {
    changes.add(ApiChange.breaking(element, text));
  }

  private void addition(String element, String text) {
    changes.add(ApiChange.addition(element, text));
  }

  private interface Comparison<E> {
    void compare(String name, E former, E present);
  }

  private <K, E> void compare(
      String kind, String scope, Map<K, E> former, Map<K, E> present, Comparison<E> each) {
    former.forEach(
        (key, was) -> {
          E is = present.get(key);
          if (is == null) {
            breaking(scope + key, kind + " removed");
          } else {
            each.compare(scope + key, was, is);
          }
        });
    present.keySet().stream()
        .filter(key -> !former.containsKey(key))
        .forEach(key -> addition(scope + key, kind + " added"));
  }

  private void same(String element, String what, Object former, Object present) {
    if (!Objects.equals(former, present)) {
      breaking(element, what + " changed from " + former + " to " + present);
    }
  }

  private void options(String name, FileDescriptorProto former, FileDescriptorProto present) {
    same(name, "package", former.getPackage(), present.getPackage());
    same(name, "syntax", former.getSyntax(), present.getSyntax());
    FileOptions was = former.getOptions();
    FileOptions is = present.getOptions();
    same(name, "java_package", was.getJavaPackage(), is.getJavaPackage());
    same(name, "java_outer_classname", was.getJavaOuterClassname(), is.getJavaOuterClassname());
    same(name, "java_multiple_files", was.getJavaMultipleFiles(), is.getJavaMultipleFiles());
    same(name, "other options", others(was), others(is));
  }

  private static String others(FileOptions options) {
    return options.toBuilder()
        .clearJavaPackage()
        .clearJavaOuterClassname()
        .clearJavaMultipleFiles()
        .build()
        .toString()
        .strip();
  }

  private void message(String name, DescriptorProto former, DescriptorProto present) {
    Map<Integer, FieldDescriptorProto> was =
        named(former.getFieldList(), FieldDescriptorProto::getNumber);
    Map<Integer, FieldDescriptorProto> is =
        named(present.getFieldList(), FieldDescriptorProto::getNumber);
    was.forEach(
        (number, field) -> {
          String element = name + "." + field.getName();
          FieldDescriptorProto now = is.get(number);
          if (now == null) {
            breaking(element, "field " + number + " removed; keep its number and name reserved");
          } else {
            field(element, field, now);
            same(element, "oneof", oneof(former, field), oneof(present, now));
          }
        });
    is.forEach(
        (number, field) -> {
          if (!was.containsKey(number)) {
            addition(name + "." + field.getName(), "field " + number + " added");
          }
        });
    reserved(
        name,
        former.getReservedRangeList(),
        present.getReservedRangeList(),
        range -> range.getStart() + " to " + (range.getEnd() - 1));
    reserved(name, former.getReservedNameList(), present.getReservedNameList(), each -> each);
  }

  private <E> void reserved(
      String name, List<E> former, List<E> present, Function<E, String> shown) {
    for (E each : former) {
      if (!present.contains(each)) {
        breaking(name, shown.apply(each) + " no longer reserved");
      }
    }
    for (E each : present) {
      if (!former.contains(each)) {
        addition(name, shown.apply(each) + " reserved");
      }
    }
  }

  private static String oneof(DescriptorProto message, FieldDescriptorProto field) {
    return field.hasOneofIndex() ? message.getOneofDecl(field.getOneofIndex()).getName() : "none";
  }

  private void field(String element, FieldDescriptorProto former, FieldDescriptorProto present) {
    same(element, "name", former.getName(), present.getName());
    same(element, "number", former.getNumber(), present.getNumber());
    same(element, "JSON name", former.getJsonName(), present.getJsonName());
    same(element, "type", type(former), type(present));
    same(element, "extended message", former.getExtendee(), present.getExtendee());
    same(element, "presence", former.getProto3Optional(), present.getProto3Optional());
    boolean was = former.getOptions().getExtension(LedgerProto.ownId);
    boolean is = present.getOptions().getExtension(LedgerProto.ownId);
    if (was && !is) {
      breaking(element, "own_id taken away: an id without its member is no longer understood");
    } else if (is && !was) {
      addition(element, "own_id: an id may leave out the own member");
    }
    marked(element, former.getOptions().getDeprecated(), present.getOptions().getDeprecated());
    same(element, "other options", others(former), others(present));
  }

  private static String others(FieldDescriptorProto field) {
    return field.getOptions().toBuilder()
        .clearExtension(LedgerProto.ownId)
        .clearDeprecated()
        .build()
        .toString()
        .strip();
  }

  private void marked(String element, boolean former, boolean present) {
    if (former != present) {
      addition(element, present ? "deprecated" : "no longer deprecated");
    }
  }

  private static String type(FieldDescriptorProto field) {
    String type =
        field.getTypeName().isEmpty()
            ? field.getType().name().replaceFirst("^TYPE_", "").toLowerCase(Locale.ROOT)
            : field.getTypeName().substring(1);
    return field.getLabel() == FieldDescriptorProto.Label.LABEL_REPEATED
        ? "repeated " + type
        : type;
  }

  private void enumeration(String name, EnumDescriptorProto former, EnumDescriptorProto present) {
    compare(
        "value",
        name + ".",
        named(former.getValueList(), EnumValueDescriptorProto::getName),
        named(present.getValueList(), EnumValueDescriptorProto::getName),
        (value, was, is) -> {
          same(value, "number", was.getNumber(), is.getNumber());
          marked(value, was.getOptions().getDeprecated(), is.getOptions().getDeprecated());
        });
    reserved(
        name,
        former.getReservedRangeList(),
        present.getReservedRangeList(),
        range -> range.getStart() + " to " + range.getEnd());
    reserved(name, former.getReservedNameList(), present.getReservedNameList(), each -> each);
  }

  private void service(String name, ServiceDescriptorProto former, ServiceDescriptorProto present) {
    compare(
        "call",
        name + "/",
        named(former.getMethodList(), MethodDescriptorProto::getName),
        named(present.getMethodList(), MethodDescriptorProto::getName),
        this::call);
  }

  private void call(String name, MethodDescriptorProto former, MethodDescriptorProto present) {
    BiConsumer<String, Function<MethodDescriptorProto, Object>> compared =
        (what, of) -> same(name, what, of.apply(former), of.apply(present));
    compared.accept("request", m -> stream(m.getClientStreaming()) + m.getInputType());
    compared.accept("response", m -> stream(m.getServerStreaming()) + m.getOutputType());
    marked(name, former.getOptions().getDeprecated(), present.getOptions().getDeprecated());
    if (former.getOptions().hasExtension(AnnotationsProto.http)) {
      compared.accept("place by HTTP", ApiChanges::placeByHttp);
    } else if (present.getOptions().hasExtension(AnnotationsProto.http)) {
      addition(name, "by HTTP as " + placeByHttp(present));
    }
  }

  private static String placeByHttp(MethodDescriptorProto method) {
    HttpRule rule = method.getOptions().getExtension(AnnotationsProto.http);
    return rule.getPatternCase() + " " + rule.getGet() + rule.getPut() + rule.getPost();
  }

  private static String stream(boolean isStream) {
    return isStream ? "stream " : "";
  }
}
