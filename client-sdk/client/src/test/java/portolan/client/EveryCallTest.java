// SPDX-License-Identifier: Apache-2.0
package portolan.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The client has each call of the public API, under the service's own stub. */
class EveryCallTest {
  private static final Path FILES =
      Path.of("..", "api", "src", "main", "protobuf", "portolan", "v1");
  private static final Pattern RPC = Pattern.compile("^  rpc (\\w)(\\w*)\\(", Pattern.MULTILINE);

  private static Set<String> calls(Path file) throws IOException {
    return RPC.matcher(Files.readString(file))
        .results()
        .map(rpc -> rpc.group(1).toLowerCase(Locale.ROOT) + rpc.group(2))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void eachServiceHasAStubWithAllItsCalls() throws IOException {
    int services = 0;
    try (Stream<Path> files = Files.list(FILES)) {
      for (Path file : files.toList()) {
        Set<String> calls = calls(file);
        if (!calls.isEmpty()) {
          services++;
          assertThat(PortolanClient.class.getMethods())
              .as("a stub with the calls of " + file.getFileName())
              .anySatisfy(
                  accessor -> assertThat(methods(accessor.getReturnType())).containsAll(calls));
        }
      }
    }
    assertThat(services).isGreaterThan(10);
  }

  private static Set<String> methods(Class<?> type) {
    return Arrays.stream(type.getMethods()).map(Method::getName).collect(Collectors.toSet());
  }
}
