// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.statements;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import portolan.gateway.store.SmallDisk;
import portolan.gateway.store.StoreFile;

/** What a bank's gateway has read and handed out when its disk is full. */
class StatementsOnAFullDiskTest {
  private static final Duration AWHILE = Duration.ofSeconds(60);

  @RegisterExtension final SmallDisk disk = new SmallDisk(8);

  private static StatementStore.PaymentMessage message(int number) {
    return new StatementStore.PaymentMessage(
        "M" + number,
        "0a".repeat(32),
        "<Document>" + "x".repeat(100_000) + "</Document>",
        List.of("BankMSP/R" + number));
  }

  @Test
  void anOrderThatFindsNoSpaceIsNotHandedOutAndNoneThatWasIsLost() throws Exception {
    int kept = 0;
    try (StatementStore store = new StatementStore(disk.folder())) {
      store.insert(message(kept++), 0);
      disk.fill();
      assertThatThrownBy(
              () -> {
                for (int i = 1; i < 1_000; i++) {
                  store.insert(message(i), 0);
                }
              })
          .isInstanceOf(SQLException.class)
          .hasMessageContaining(
              "the store of bank statements in " + StoreFile.STATEMENTS.in(disk.folder()))
          .hasMessageContaining("No space left on device");
      assertThat(store.trouble()).get().asString().contains("No space left on device");

      disk.free();
      await().atMost(AWHILE).until(() -> store.trouble().isEmpty());
      while (store.message("M" + kept).isPresent()) {
        kept++;
      }
      assertThat(store.message("M0")).contains(message(0));
      assertThat(store.notOrdered(List.of("BankMSP/R" + kept))).containsExactly("BankMSP/R" + kept);
      store.insert(message(kept), 0);
    }
    try (StatementStore store = new StatementStore(disk.folder())) {
      for (int i = 0; i <= kept; i++) {
        assertThat(store.message("M" + i)).contains(message(i));
      }
    }
  }
}
