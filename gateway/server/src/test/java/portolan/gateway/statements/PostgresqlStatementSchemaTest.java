// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.statements;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import portolan.gateway.store.Postgresql;
import portolan.gateway.store.Schema;

class PostgresqlStatementSchemaTest {

  @Test
  void theStepsOfTheStatementsAreTakenByPostgresqlAndTakenAgainWithoutHarm() throws Exception {
    List<String> twice =
        new ArrayList<>(StatementStore.SCHEMA.statements(Schema.Dialect.POSTGRESQL));
    twice.addAll(StatementStore.SCHEMA.statements(Schema.Dialect.POSTGRESQL));
    try (Postgresql server = Postgresql.start()) {
      server.execute(twice);
      for (String table : StatementStore.SCHEMA.tables()) {
        assertThat(server.execute(List.of("select count(*) from " + table)).trim()).isEqualTo("0");
      }
    }
  }
}
