// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The steps of every store, on a real PostgreSQL. */
class PostgresqlSchemaTest {
  private static Postgresql server;

  @BeforeAll
  static void start() throws Exception {
    server = Postgresql.start();
  }

  @AfterAll
  static void stop() throws Exception {
    if (server != null) {
      server.close();
    }
  }

  private static Object constant(String store, String name) throws ReflectiveOperationException {
    Field field = Class.forName(store).getDeclaredField(name);
    field.setAccessible(true);
    return field.get(null);
  }

  /** The names of all classes of this module that keep a {@link Schema} as a constant. */
  static List<String> stores() {
    return new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("portolan.gateway")
            .stream()
            .filter(
                c ->
                    c.getFields().stream()
                        .anyMatch(
                            f ->
                                f.getModifiers().contains(JavaModifier.STATIC)
                                    && f.getRawType().isEquivalentTo(Schema.class)))
            .map(JavaClass::getName)
            .sorted()
            .toList();
  }

  @Test
  void everyStoreOfTablesIsFound() {
    assertThat(stores())
        .contains(
            "portolan.gateway.outbox.OutboxStore",
            "portolan.gateway.projection.journal.JournalStore",
            "portolan.gateway.projection.provenance.IndexTables");
  }

  /** A crash may have cut a step off: it is taken again, and does no harm. */
  @ParameterizedTest
  @MethodSource("stores")
  void theStepsOfAStoreAreTakenByPostgresqlAndTakenAgainWithoutHarm(String store) throws Exception {
    Schema schema = (Schema) constant(store, "SCHEMA");
    List<String> statements = schema.statements(Schema.Dialect.POSTGRESQL);

    takeTwice(statements);

    List<String> tables = new ArrayList<>(schema.tables());
    tables.removeIf(table -> statements.contains("drop table if exists " + table));
    assertThat(tables).isNotEmpty();
    for (String table : tables) {
      assertThat(server.execute(List.of("select count(*) from " + table)).trim()).isEqualTo("0");
    }
  }

  @Test
  @SuppressWarnings("unchecked") // the constant is a list of texts
  void thePositionOfAProjectionIsATableOfPostgresqlToo() throws Exception {
    takeTwice((List<String>) constant("portolan.gateway.projection.Position", "STATEMENTS"));
    assertThat(server.execute(List.of("select count(*) from projection_position")).trim())
        .isEqualTo("0");
  }

  private static void takeTwice(List<String> statements) throws Exception {
    List<String> twice = new ArrayList<>(statements);
    twice.addAll(statements);
    server.execute(twice);
  }
}
