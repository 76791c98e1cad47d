// SPDX-License-Identifier: Apache-2.0
package portolan.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** {@code docs/internals/architecture.md} draws the rooms that there are. */
class ArchitecturePageTest {
  private static final Path ROOT = SourceTree.root();
  private static final String OWN_GROUP = "io.portolan";

  /** Tests only, so nothing points to it and it has no packages to list. */
  private static final String ACCEPTANCE_TESTS = "acceptance-tests";

  @Test
  void theArrowsArePreciselyTheDependenciesOfTheModules() throws Exception {
    Set<String> drawn =
        Pattern.compile("^ *([a-z-]+) --> ([a-z-]+)$", Pattern.MULTILINE)
            .matcher(page())
            .results()
            .map(arrow -> arrow.group(1) + " -> " + arrow.group(2))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(drawn).isEqualTo(dependencies());
  }

  @Test
  void everyPackageIsListedUnderItsModuleAndNoOther() throws Exception {
    assertThat(listed()).isEqualTo(packages());
  }

  private static Map<String, Set<String>> listed() throws IOException {
    Map<String, Set<String>> listed = new TreeMap<>();
    Matcher sections =
        Pattern.compile("^### `([a-z/-]+)`$(.*?)(?=^##|\\z)", Pattern.MULTILINE | Pattern.DOTALL)
            .matcher(page());
    while (sections.find()) {
      listed.put(
          sections.group(1),
          Pattern.compile("^\\| `(portolan[a-z0-9.]*)` \\|", Pattern.MULTILINE)
              .matcher(sections.group(2))
              .results()
              .map((MatchResult row) -> row.group(1))
              .collect(Collectors.toCollection(TreeSet::new)));
    }
    return listed;
  }

  private static Map<String, Set<String>> packages() throws Exception {
    Map<String, Set<String>> packages = new TreeMap<>();
    for (Path pom : poms()) {
      Path sources = pom.resolveSibling("src").resolve("main");
      if (!Files.isDirectory(sources)) {
        continue;
      }
      Set<String> own = new TreeSet<>();
      Path java = sources.resolve("java");
      if (Files.isDirectory(java)) {
        try (Stream<Path> files = Files.walk(java)) {
          files
              .filter(f -> f.toString().endsWith(".java"))
              .map(f -> java.relativize(f.getParent()).toString().replace(File.separatorChar, '.'))
              .forEach(own::add);
        }
      }
      packages.put(
          ROOT.relativize(pom.getParent()).toString().replace(File.separatorChar, '/'), own);
    }
    return packages;
  }

  private static Set<String> dependencies() throws Exception {
    Set<String> arrows = new TreeSet<>();
    for (Path pom : poms()) {
      Document document =
          DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder().parse(pom.toFile());
      Element project = document.getDocumentElement();
      NodeList all = project.getElementsByTagName("dependency");
      for (int i = 0; i < all.getLength(); i++) {
        Element dependency = (Element) all.item(i);
        if (dependency.getParentNode().getParentNode() == project
            && text(dependency, "groupId").equals(OWN_GROUP)
            && !text(dependency, "scope").equals("test")) {
          arrows.add(text(project, "artifactId") + " -> " + text(dependency, "artifactId"));
        }
      }
    }
    return arrows;
  }

  /** Of the child with that name; empty if there is none. */
  private static String text(Element parent, String name) {
    for (Node n = parent.getFirstChild(); n != null; n = n.getNextSibling()) {
      if (n.getNodeName().equals(name)) {
        return n.getTextContent().strip();
      }
    }
    return "";
  }

  private static Set<Path> poms() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT, 3)) {
      return files
          .filter(f -> f.getFileName().toString().equals("pom.xml"))
          .filter(f -> !f.toString().contains(File.separator + "target" + File.separator))
          .filter(f -> !f.getParent().getFileName().toString().equals(ACCEPTANCE_TESTS))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static String page() throws IOException {
    return Files.readString(ROOT.resolve("docs").resolve("internals").resolve("architecture.md"));
  }
}
