// SPDX-License-Identifier: Apache-2.0
package portolan.domain.worldstate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Where things are in the state and what functions are called stands in one package. */
final class NoLiteralElsewhereTest {
  private static final Path ROOT = Path.of("..", "..");

  /** Fabric itself in one process: it has collections of every organisation by its own right. */
  private static final String TWIN = "chaincode/twin";

  /** It keeps balances in keys of its own, to show what that costs. */
  private static final String BENCHMARK = "/portolan/contracts/benchmark/";

  private static final String HOME = "/portolan/domain/worldstate/";

  private static Set<String> prefixes() throws IllegalAccessException {
    Set<String> prefixes = new TreeSet<>();
    for (Class<?> keys : RecordedNamesTest.KEYS) {
      for (Field field : keys.getFields()) {
        if (Modifier.isStatic(field.getModifiers()) && field.getType() == String.class) {
          prefixes.add((String) field.get(null));
        }
      }
    }
    prefixes.removeIf(prefix -> !prefix.endsWith("/"));
    prefixes.add(ImplicitCollection.of(""));
    return prefixes;
  }

  private static Literals literals(boolean anyPrefix) throws IllegalAccessException {
    return new Literals(
        prefixes(),
        RecordedNamesTest.functions().stream()
            .map(ContractFunction::functionName)
            .collect(Collectors.toSet()),
        anyPrefix);
  }

  /** All with code of their own, whatever they are called. */
  private static List<String> modules() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT, 5)) {
      return files
          .filter(file -> file.endsWith("src/main/java"))
          .map(file -> unix(ROOT.relativize(file.getParent().getParent().getParent())))
          .filter(module -> !module.equals(TWIN))
          .toList();
    }
  }

  private static List<Path> sources(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> !unix(file).contains(HOME) && !unix(file).contains(BENCHMARK))
          .toList();
    }
  }

  private static String unix(Path file) {
    return file.toString().replace('\\', '/');
  }

  @Test
  void noOtherSourceKnowsAKeyOrTheNameOfAFunction() throws Exception {
    assertThat(modules())
        .contains("chaincode/domain", "chaincode/contracts", "gateway/ledger", "gateway/server");
    for (String module : modules()) {
      // Elsewhere what ends with a slash is a folder, or begins a text that is hashed.
      boolean onTheLedger = module.equals("chaincode/contracts") || module.startsWith("gateway/");
      assertThat(literals(onTheLedger).in(sources(ROOT.resolve(module).resolve("src/main/java"))))
          .as(module)
          .isEmpty();
    }
  }

  @Test
  void aPlantedClassIsFound() throws Exception {
    Path planted =
        Path.of("src/test/java/portolan/domain/worldstate/planted/KnowsWhereThingsAre.java");
    assertThat(literals(true).in(List.of(planted)))
        .containsExactlyInAnyOrder(
            "KnowsWhereThingsAre.java: \"note/\"",
            "KnowsWhereThingsAre.java: \"lock-gate/L1\"",
            "KnowsWhereThingsAre.java: \"made-up/\"",
            "KnowsWhereThingsAre.java: \"_implicit_org_BankMSP\"",
            "KnowsWhereThingsAre.java: \"attestReserves\"",
            "KnowsWhereThingsAre.java: evaluate(\"escrow\")",
            "KnowsWhereThingsAre.java: Lane(\"mint\")");
  }
}
