// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Rules about packages and modules, which hold of any classes they are given. */
final class PackageRules {
  private PackageRules() {}

  /** No package needs, by way of others, itself. */
  static ArchRule noCycleBetweenPackagesBelow(String root) {
    return slices()
        .assignedFrom(
            new SliceAssignment() {
              @Override
              public SliceIdentifier getIdentifierOf(JavaClass its) {
                return its.getPackageName().startsWith(root)
                    ? SliceIdentifier.of(its.getPackageName())
                    : SliceIdentifier.ignore();
              }

              @Override
              public String getDescription() {
                return "packages below " + root;
              }
            })
        .should()
        .beFreeOfCycles();
  }

  /** No class of the one side uses one of the other. */
  static ArchRule nothingPoints(
      DescribedPredicate<JavaClass> from, DescribedPredicate<? super JavaClass> to) {
    return noClasses().that(from).should().dependOnClassesThat(to);
  }

  /** Whether a class comes from a module: from its folder, or from its jar. */
  static DescribedPredicate<JavaClass> ofModule(String folder, String artifact) {
    return DescribedPredicate.describe(
        "are of " + folder,
        its ->
            its.getSource()
                .map(source -> source.getUri().toString())
                .filter(
                    uri ->
                        uri.contains("/" + folder + "/target/")
                            || uri.contains("/" + artifact + "-"))
                .isPresent());
  }

  /** Packages below a folder of sources with more than so many files, each with its number. */
  static List<String> packagesLargerThan(int most, Path folder) throws IOException {
    List<String> larger = new ArrayList<>();
    try (Stream<Path> folders = Files.walk(folder)) {
      for (Path each : folders.filter(Files::isDirectory).sorted().toList()) {
        try (Stream<Path> files = Files.list(each)) {
          long count = files.filter(file -> file.toString().endsWith(".java")).count();
          if (count > most) {
            larger.add(each.getFileName() + " has " + count + " files");
          }
        }
      }
    }
    return larger;
  }
}
