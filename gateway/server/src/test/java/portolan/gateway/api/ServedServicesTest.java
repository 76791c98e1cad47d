// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import portolan.gateway.api.transport.ServiceBinding;

/**
 * No service of the API is forgotten: a gateway would start without it, and nobody would notice.
 */
class ServedServicesTest {
  private static final Path FILES =
      Path.of("..", "..", "client-sdk", "api", "src", "main", "protobuf", "portolan", "v1");
  private static final Pattern OUTER =
      Pattern.compile("^option java_outer_classname = \"(\\w+)\";$", Pattern.MULTILINE);
  private static final Pattern SERVICE = Pattern.compile("^service \\w+ \\{$", Pattern.MULTILINE);

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("portolan.gateway.api");

  /** Classes with the descriptors of the files that have a service. */
  private static List<String> files() throws IOException {
    List<String> outer = new ArrayList<>();
    try (Stream<Path> files = Files.list(FILES)) {
      for (Path file : files.toList()) {
        String text = Files.readString(file);
        Matcher name = OUTER.matcher(text);
        if (SERVICE.matcher(text).find() && name.find()) {
          outer.add("portolan.api.v1." + name.group(1));
        }
      }
    }
    return outer;
  }

  private static List<JavaClass> answering() {
    return CLASSES.stream()
        .filter(
            its ->
                its.getMethods().stream()
                    .anyMatch(m -> m.getRawReturnType().isEquivalentTo(ServiceBinding.class)))
        .filter(its -> !its.isEquivalentTo(ServiceBinding.class))
        .toList();
  }

  @Test
  void everyServiceIsAnsweredByOneClass() throws IOException {
    assertThat(files()).hasSizeGreaterThan(10);
    for (String file : files()) {
      assertThat(answering())
          .filteredOn(
              its ->
                  its.getDirectDependenciesFromSelf().stream()
                      .anyMatch(d -> d.getTargetClass().getName().equals(file)))
          .as(file)
          .hasSize(1);
    }
  }

  @Test
  void whatAnswersAServiceIsServed() {
    assertThat(CLASSES.get(PublicApi.class).getMethodCallsFromSelf())
        .filteredOn(call -> call.getName().equals("binding"))
        .extracting(call -> call.getTargetOwner())
        .containsExactlyInAnyOrderElementsOf(answering());
  }
}
