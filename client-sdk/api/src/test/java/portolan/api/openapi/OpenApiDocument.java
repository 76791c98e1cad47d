// SPDX-License-Identifier: Apache-2.0
package portolan.api.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.api.AnnotationsProto;
import com.google.api.HttpRule;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import portolan.api.ApiDescriptors;
import portolan.api.reference.Comments;

/**
 * The public API by HTTP/JSON, as an OpenAPI 3.1 document (OpenAPI Specification 3.1.0): made of
 * the descriptors, their comments and their {@code google.api.http} rules.
 */
final class OpenApiDocument {
  private static final int MESSAGE = FileDescriptorProto.MESSAGE_TYPE_FIELD_NUMBER;
  private static final int ENUM = FileDescriptorProto.ENUM_TYPE_FIELD_NUMBER;
  private static final int SERVICE = FileDescriptorProto.SERVICE_FIELD_NUMBER;
  private static final int FIELD = DescriptorProto.FIELD_FIELD_NUMBER;
  private static final int NESTED_ENUM = DescriptorProto.ENUM_TYPE_FIELD_NUMBER;
  private static final int METHOD = ServiceDescriptorProto.METHOD_FIELD_NUMBER;
  private static final Pattern VARIABLE = Pattern.compile("\\{(\\w+)}");
  private static final String SCHEMAS = "#/components/schemas/";
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private record Message(DescriptorProto proto, FileDescriptorProto file, int index) {}

  private record Choice(EnumDescriptorProto proto, String comment) {}

  private final Map<String, Message> messages = new HashMap<>();
  private final Map<String, Choice> choices = new HashMap<>();
  private final Map<String, ObjectNode> schemas = new TreeMap<>();

  /** Messages that are a request or part of one. */
  private final Set<String> asked = new HashSet<>();

  private final List<FileDescriptorProto> files;

  private OpenApiDocument(FileDescriptorSet set) {
    files = ApiDescriptors.byName(set);
    for (FileDescriptorProto file : files) {
      String scope = "." + file.getPackage() + ".";
      Comments comments = new Comments(file);
      for (int i = 0; i < file.getMessageTypeCount(); i++) {
        DescriptorProto message = file.getMessageType(i);
        messages.put(scope + message.getName(), new Message(message, file, i));
        for (int e = 0; e < message.getEnumTypeCount(); e++) {
          choices.put(
              scope + message.getName() + "." + message.getEnumType(e).getName(),
              new Choice(message.getEnumType(e), comments.of(MESSAGE, i, NESTED_ENUM, e)));
        }
      }
      for (int i = 0; i < file.getEnumTypeCount(); i++) {
        choices.put(
            scope + file.getEnumType(i).getName(),
            new Choice(file.getEnumType(i), comments.of(ENUM, i)));
      }
    }
    for (FileDescriptorProto file : files) {
      for (ServiceDescriptorProto service : file.getServiceList()) {
        for (MethodDescriptorProto method : service.getMethodList()) {
          if (method.getOptions().hasExtension(AnnotationsProto.http)) {
            ask(method.getInputType());
          }
        }
      }
    }
  }

  private void ask(String type) {
    if (messages.containsKey(type) && asked.add(type)) {
      for (FieldDescriptorProto field : messages.get(type).proto().getFieldList()) {
        ask(field.getTypeName());
      }
    }
  }

  /**
   * The document.
   *
   * @param set with the comments of the files
   */
  static ObjectNode of(FileDescriptorSet set) {
    return new OpenApiDocument(set).document();
  }

  private ObjectNode document() {
    ObjectNode document = JSON.objectNode().put("openapi", "3.1.0");
    document
        .putObject("info")
        .put("title", "Portolan")
        .put("version", "v1")
        .put(
            "description",
            "The calls of a member's gateway, for the holder of one of its client certificates."
                + " What all calls share (ids, idempotency, errors, limits) is described in"
                + " docs/reference/ledger.md and docs/guides/json.md.")
        .putObject("license")
        .put("name", "Apache-2.0")
        .put("identifier", "Apache-2.0");
    document.putArray("security").addObject().putArray("mutualTls");
    ArrayNode tags = document.putArray("tags");
    ObjectNode paths = JSON.objectNode();
    for (FileDescriptorProto file : files) {
      Comments comments = new Comments(file);
      for (int s = 0; s < file.getServiceCount(); s++) {
        ServiceDescriptorProto service = file.getService(s);
        tags.addObject().put("name", service.getName()).put("description", comments.of(SERVICE, s));
        for (int m = 0; m < service.getMethodCount(); m++) {
          MethodDescriptorProto method = service.getMethod(m);
          if (method.getOptions().hasExtension(AnnotationsProto.http)) {
            operation(paths, service, method, comments.of(SERVICE, s, METHOD, m));
          }
        }
      }
    }
    document.set("paths", sorted(paths));
    components(document.putObject("components"));
    return document;
  }

  private static ObjectNode sorted(ObjectNode node) {
    ObjectNode sorted = JSON.objectNode();
    Map<String, JsonNode> members = new TreeMap<>();
    node.fields().forEachRemaining(each -> members.put(each.getKey(), each.getValue()));
    members.forEach(sorted::set);
    return sorted;
  }

  private void operation(
      ObjectNode paths,
      ServiceDescriptorProto service,
      MethodDescriptorProto method,
      String description) {
    HttpRule rule = method.getOptions().getExtension(AnnotationsProto.http);
    String verb;
    String template;
    switch (rule.getPatternCase()) {
      case GET -> {
        verb = "get";
        template = rule.getGet();
      }
      case PUT -> {
        verb = "put";
        template = rule.getPut();
      }
      case POST -> {
        verb = "post";
        template = rule.getPost();
      }
      default -> throw new IllegalStateException(method.getName() + ": expected get, put or post");
    }
    Message request = messages.get(method.getInputType());
    Map<String, FieldDescriptorProto> fields = new HashMap<>();
    request.proto().getFieldList().forEach(field -> fields.put(field.getName(), field));
    Set<String> inPath = new LinkedHashSet<>();
    Matcher variable = VARIABLE.matcher(template);
    while (variable.find()) {
      inPath.add(variable.group(1));
    }
    String path =
        VARIABLE
            .matcher(template)
            .replaceAll(v -> "{" + fields.get(v.group(1)).getJsonName() + "}");
    ObjectNode operation = paths.withObjectProperty(path).putObject(verb);
    operation
        .put("operationId", service.getName() + "_" + method.getName())
        .put("description", description);
    operation.putArray("tags").add(service.getName());
    List<ObjectNode> parameters = new ArrayList<>();
    for (int f = 0; f < request.proto().getFieldCount(); f++) {
      FieldDescriptorProto field = request.proto().getField(f);
      boolean isPath = inPath.contains(field.getName());
      if (isPath || verb.equals("get")) {
        parameters.add(parameter(request, field, f, isPath));
      }
    }
    if (!parameters.isEmpty()) {
      operation.putArray("parameters").addAll(parameters);
    }
    if (!verb.equals("get")) {
      operation
          .putObject("requestBody")
          .put("required", request.proto().getFieldCount() > inPath.size())
          .putObject("content")
          .putObject("application/json")
          .set("schema", reference(method.getInputType()));
    }
    ObjectNode responses = operation.putObject("responses");
    responses
        .putObject("200")
        .put("description", "The answer.")
        .putObject("content")
        .putObject("application/json")
        .set("schema", reference(method.getOutputType()));
    responses.putObject("default").put("$ref", "#/components/responses/Error");
  }

  private ObjectNode parameter(
      Message request, FieldDescriptorProto field, int index, boolean isPath) {
    ObjectNode parameter =
        JSON.objectNode().put("name", field.getJsonName()).put("in", isPath ? "path" : "query");
    if (isPath) {
      parameter.put("required", true);
    }
    String comment = new Comments(request.file()).of(MESSAGE, request.index(), FIELD, index);
    if (!comment.isEmpty()) {
      parameter.put("description", comment);
    }
    parameter.set("schema", schema(field, true));
    return parameter;
  }

  private ObjectNode reference(String type) {
    String name = type.substring(type.indexOf(".v1.") + 4).replace('.', '_');
    if (!schemas.containsKey(name)) {
      schemas.put(name, JSON.objectNode());
      if (messages.containsKey(type)) {
        message(schemas.get(name), messages.get(type), asked.contains(type));
      } else if (choices.containsKey(type)) {
        choice(schemas.get(name), choices.get(type));
      } else {
        throw new IllegalStateException("expected a type of the API, found " + type);
      }
    }
    return JSON.objectNode().put("$ref", SCHEMAS + name);
  }

  /** A request has what it needs and nothing unknown; an answer has all, and may get more. */
  private void message(ObjectNode schema, Message message, boolean isAsked) {
    Comments comments = new Comments(message.file());
    schema.put("type", "object");
    if (isAsked) {
      schema.put("additionalProperties", false);
    }
    describe(schema, comments.of(MESSAGE, message.index()));
    ObjectNode properties = schema.putObject("properties");
    ArrayNode required = JSON.arrayNode();
    for (int f = 0; f < message.proto().getFieldCount(); f++) {
      FieldDescriptorProto field = message.proto().getField(f);
      ObjectNode its = schema(field, isAsked);
      if (!hasPresence(field)) {
        required.add(field.getJsonName());
      }
      describe(its, comments.of(MESSAGE, message.index(), FIELD, f));
      properties.set(field.getJsonName(), its);
    }
    if (!isAsked && !required.isEmpty()) {
      schema.set("required", required);
    }
  }

  private static boolean hasPresence(FieldDescriptorProto field) {
    return field.getLabel() != Label.LABEL_REPEATED
        && (field.getType() == FieldDescriptorProto.Type.TYPE_MESSAGE || field.hasOneofIndex());
  }

  private static void describe(ObjectNode schema, String comment) {
    if (!comment.isEmpty()) {
      schema.put("description", comment);
    }
  }

  private void choice(ObjectNode schema, Choice choice) {
    schema.put("type", "string");
    describe(schema, choice.comment());
    ArrayNode values = schema.putArray("enum");
    choice.proto().getValueList().forEach(value -> values.add(value.getName()));
  }

  private ObjectNode schema(FieldDescriptorProto field, boolean isAsked) {
    ObjectNode single = single(field, isAsked);
    if (field.getLabel() != Label.LABEL_REPEATED) {
      return single;
    }
    ObjectNode array = JSON.objectNode().put("type", "array");
    array.set("items", single);
    return array;
  }

  private ObjectNode single(FieldDescriptorProto field, boolean isAsked) {
    ObjectNode schema = JSON.objectNode();
    FieldDescriptorProto.Type type = field.getType();
    return switch (type) {
      case TYPE_STRING -> schema.put("type", "string");
      case TYPE_BOOL -> schema.put("type", "boolean");
      case TYPE_BYTES -> schema.put("type", "string").put("contentEncoding", "base64");
      case TYPE_INT32 -> schema.put("type", "integer").put("format", "int32");
      case TYPE_INT64, TYPE_UINT64 -> {
        // Answers have them as text, and requests may.
        if (isAsked) {
          schema.putArray("type").add("string").add("integer");
        } else {
          schema.put("type", "string");
        }
        yield schema.put(
            "format", type == FieldDescriptorProto.Type.TYPE_INT64 ? "int64" : "uint64");
      }
      case TYPE_MESSAGE, TYPE_ENUM -> reference(field.getTypeName());
      default ->
          throw new IllegalStateException(field.getName() + ": no JSON form is known for " + type);
    };
  }

  private void components(ObjectNode components) {
    ObjectNode error = JSON.objectNode().put("type", "object");
    ObjectNode its = error.putObject("properties").putObject("error").put("type", "object");
    ObjectNode properties = its.putObject("properties");
    properties.putObject("code").put("type", "integer").put("description", "The status of HTTP.");
    properties.putObject("status").put("type", "string").put("description", "The code of gRPC.");
    properties
        .putObject("reason")
        .put("type", "string")
        .put("description", "Why, in capitals, as a contract or the gateway has said it.");
    properties
        .putObject("field")
        .put("type", "string")
        .put("description", "The field to blame, with its path; may be missing.");
    properties.putObject("message").put("type", "string").put("description", "For people.");
    properties
        .putObject("details")
        .put("type", "object")
        .putObject("additionalProperties")
        .put("type", "string");
    its.putArray("required").add("code").add("status").add("reason").add("message");
    error.putArray("required").add("error");
    schemas.put("Error", error);
    components
        .putObject("securitySchemes")
        .putObject("mutualTls")
        .put("type", "mutualTLS")
        .put("description", "A client certificate of the member.");
    components
        .putObject("responses")
        .putObject("Error")
        .put(
            "description",
            "400 malformed, 403 not for this member, 404 not found, 408 too slow, 409 exists or in"
                + " conflict, 412 not in this state, 413 too large, 429 too many (Retry-After), 503 not reachable"
                + " (Retry-After), 504 still under way: the same request again tells how it ended.")
        .putObject("content")
        .putObject("application/json")
        .putObject("schema")
        .put("$ref", SCHEMAS + "Error");
    ObjectNode all = components.putObject("schemas");
    schemas.forEach(all::set);
  }
}
