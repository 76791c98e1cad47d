// SPDX-License-Identifier: Apache-2.0
package portolan.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Documentation names only tests that there are: who looks one up finds what it promises. */
class NamedTestsTest {
  private static final Path ROOT = SourceTree.root();

  /**
   * A test, a method of it, or ({@code .aMethod}) a method of the test that was named last; what is
   * in small letters after a dot is the ending of a file.
   */
  private static final Pattern NAMED =
      Pattern.compile(
          "`(?:([A-Z]\\w*Test)(?:\\.([a-z]\\w*))?|\\.([a-z]+[A-Z]\\w*))`(?: \\(([^)]*)\\))?");

  private static final Pattern IN_BRACKETS = Pattern.compile("`([a-z]\\w*)`");
  private static final Pattern METHOD = Pattern.compile("\\bvoid (\\w+)\\(");

  @Test
  void everyTestThatADocumentNamesIsThereWithThatMethod() throws Exception {
    Map<String, Set<String>> tests = tests();
    Set<String> named = new TreeSet<>();
    Set<String> missing = new TreeSet<>();
    for (Path page : SourceTree.files(ROOT.resolve("docs"), ".md")) {
      for (String line : Files.readAllLines(page)) {
        for (String name : named(line)) {
          named.add(name);
          int dot = name.indexOf('.');
          Set<String> methods = tests.get(dot < 0 ? name : name.substring(0, dot));
          if (methods == null || (dot >= 0 && !methods.contains(name.substring(dot + 1)))) {
            missing.add(ROOT.relativize(page) + ": " + name);
          }
        }
      }
    }

    assertThat(missing).isEmpty();
    assertThat(named).as("it reads what it is to read").hasSizeGreaterThan(80);
  }

  private static Set<String> named(String line) {
    Set<String> all = new TreeSet<>();
    String test = "";
    Matcher names = NAMED.matcher(line);
    while (names.find()) {
      test = names.group(1) == null ? test : names.group(1);
      if (test.isEmpty()) {
        continue;
      }
      String method = names.group(2) == null ? names.group(3) : names.group(2);
      all.add(method == null ? test : test + "." + method);
      if (names.group(4) != null) {
        Matcher more = IN_BRACKETS.matcher(names.group(4));
        while (more.find()) {
          all.add(test + "." + more.group(1));
        }
      }
    }
    return all;
  }

  /** The methods of each test by its simple name, of all that share it. */
  private static Map<String, Set<String>> tests() throws IOException {
    Map<String, Set<String>> tests = new HashMap<>();
    for (Path file : SourceTree.files(ROOT, "Test.java")) {
      Set<String> methods =
          tests.computeIfAbsent(
              file.getFileName().toString().replace(".java", ""), n -> new TreeSet<>());
      METHOD.matcher(Files.readString(file)).results().forEach(m -> methods.add(m.group(1)));
    }
    return tests;
  }
}
