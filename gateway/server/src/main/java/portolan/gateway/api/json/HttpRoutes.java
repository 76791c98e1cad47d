// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.json;

import com.google.api.AnnotationsProto;
import com.google.api.HttpRule;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import portolan.gateway.api.transport.ServiceBinding;

/**
 * Which method a request means: its {@code google.api.http} rule has the method of HTTP and a path,
 * in which {@code {field}} stands for one segment and a verb may follow the last one after a colon.
 * A colon of a field's value is there in percent encoding, so that no value is taken for a verb.
 */
public final class HttpRoutes {
  private final List<Route> routes;

  private HttpRoutes(List<Route> routes) {
    this.routes = List.copyOf(routes);
  }

  /** What a request means. */
  sealed interface Match {
    /**
     * A method of the API.
     *
     * @param fields of the request that stand in the path, decoded
     */
    record Found(Route route, Map<FieldDescriptor, String> fields) implements Match {}

    /** The path is there for other methods of HTTP. */
    record OtherMethods(SortedSet<String> allowed) implements Match {}

    /** There is no such path. */
    record Nothing() implements Match {}
  }

  /**
   * A method of the API and where it is.
   *
   * @param verb of HTTP, in capitals
   * @param segments of the path
   * @param suffix what follows the last segment: a colon and a verb, or nothing
   * @param call what answers
   */
  record Route(String verb, List<Segment> segments, String suffix, ServiceBinding.Unary call) {
    /** Whether requests have a body. */
    boolean hasBody() {
      return !verb.equals("GET");
    }

    private Optional<Map<FieldDescriptor, String>> match(List<String> path) {
      if (path.size() != segments.size()) {
        return Optional.empty();
      }
      Map<FieldDescriptor, String> fields = new LinkedHashMap<>();
      for (int i = 0; i < path.size(); i++) {
        String encoded = path.get(i);
        if (i == path.size() - 1) {
          if (!encoded.endsWith(suffix) || (suffix.isEmpty() && encoded.indexOf(':') >= 0)) {
            return Optional.empty();
          }
          encoded = encoded.substring(0, encoded.length() - suffix.length());
        }
        Optional<String> text = PercentEncoding.decoded(encoded);
        if (text.isEmpty() || !segments.get(i).fits(text.get())) {
          return Optional.empty();
        }
        if (segments.get(i) instanceof Segment.Field(FieldDescriptor field)) {
          fields.put(field, text.get());
        }
      }
      return Optional.of(fields);
    }
  }

  /** A part of a path between two slashes. */
  sealed interface Segment {
    /** Whether this may stand there. */
    boolean fits(String text);

    /** One that is always the same. */
    record Word(String word) implements Segment {
      @Override
      public boolean fits(String text) {
        return word.equals(text);
      }
    }

    /** The value of a field of the request. */
    record Field(FieldDescriptor field) implements Segment {
      @Override
      public boolean fits(String text) {
        return !text.isEmpty();
      }
    }
  }

  /** All methods with one request and one answer. */
  public static HttpRoutes of(List<ServiceBinding> services) {
    List<Route> routes = new ArrayList<>();
    for (ServiceBinding service : services) {
      for (ServiceBinding.Unary call : service.unary()) {
        routes.add(route(call));
      }
    }
    return new HttpRoutes(routes);
  }

  private static Route route(ServiceBinding.Unary call) {
    HttpRule rule = call.method().getOptions().getExtension(AnnotationsProto.http);
    return switch (rule.getPatternCase()) {
      case GET -> route("GET", rule.getGet(), call);
      case PUT -> route("PUT", rule.getPut(), call);
      case POST -> route("POST", rule.getPost(), call);
      case DELETE, PATCH, CUSTOM, PATTERN_NOT_SET ->
          throw new IllegalStateException(
              call.method().getFullName() + ": expected a google.api.http rule: get, put or post");
    };
  }

  private static Route route(String verb, String path, ServiceBinding.Unary call) {
    int colon = path.lastIndexOf(':');
    String suffix = colon < 0 ? "" : path.substring(colon);
    String plain = colon < 0 ? path : path.substring(0, colon);
    List<Segment> segments = new ArrayList<>();
    for (String segment : plain.substring(1).split("/", -1)) {
      segments.add(
          segment.startsWith("{")
              ? new Segment.Field(field(call, segment.substring(1, segment.length() - 1)))
              : new Segment.Word(segment));
    }
    return new Route(verb, segments, suffix, call);
  }

  private static FieldDescriptor field(ServiceBinding.Unary call, String name) {
    FieldDescriptor field = call.method().getInputType().findFieldByName(name);
    if (field == null) {
      throw new IllegalStateException(call.method().getFullName() + " has no field " + name);
    }
    return field;
  }

  /**
   * What a request means.
   *
   * @param path with its percent encoding; null for a request that has none (CONNECT)
   */
  Match match(String verb, String path) {
    if (path == null || !path.startsWith("/")) {
      return new Match.Nothing();
    }
    List<String> segments = List.of(path.substring(1).split("/", -1));
    SortedSet<String> others = new TreeSet<>();
    for (Route route : routes) {
      Optional<Map<FieldDescriptor, String>> fields = route.match(segments);
      if (fields.isPresent() && route.verb().equals(verb)) {
        return new Match.Found(route, fields.get());
      }
      fields.ifPresent(found -> others.add(route.verb()));
    }
    return others.isEmpty() ? new Match.Nothing() : new Match.OtherMethods(others);
  }
}
