// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.projection.timers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import portolan.domain.settlement.timing.Timer;
import portolan.gateway.store.SmallDisk;
import portolan.gateway.store.StoreFile;

/** A keeper's list when its disk is full, and when its file is damaged. */
class TimerStoreOnAFullDiskTest {
  private static final Instant END = Instant.parse("2026-11-30T12:00:00Z");
  private static final List<Duration> PAUSES = List.of(Duration.ofSeconds(5));

  @RegisterExtension final SmallDisk disk = new SmallDisk(8);

  private static Map<String, Optional<TimerStore.Entry>> timers(int from, int to) {
    Map<String, Optional<TimerStore.Entry>> changes = new LinkedHashMap<>();
    for (int i = from; i < to; i++) {
      Timer timer = new Timer(Timer.Call.EXPIRE, "E" + i, END);
      changes.put("gate/E" + "x".repeat(200) + i, Optional.of(new TimerStore.Entry(timer, END)));
    }
    return changes;
  }

  @Test
  void theListIsAsItWasWhenThereIsSpaceAgain() throws Exception {
    try (TimerStore store = new TimerStore(disk.folder())) {
      store.change(1, timers(0, 100));
      disk.fill();
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 100; i++) {
                  store.change(2, timers(100, 5_000));
                }
              })
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("the keeper's list in " + StoreFile.KEEPER.in(disk.folder()))
          .hasMessageContaining("No space left on device");

      disk.free();
      assertThat(store.nextBlock()).isEqualTo(1);
      assertThat(store.size()).isEqualTo(100);
      store.change(2, timers(100, 5_000));
      assertThat(store.size()).isEqualTo(5_000);
      assertThat(store.take(END, 10_000, PAUSES)).isNotEmpty();
    }
    try (TimerStore store = new TimerStore(disk.folder())) {
      assertThat(store.nextBlock()).isEqualTo(2);
      assertThat(store.size()).isEqualTo(5_000);
    }
  }

  @Test
  void aClosedListIsNotOpenedAgain() {
    TimerStore store = new TimerStore(disk.folder());
    store.close();
    assertThatThrownBy(store::nextBlock).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aDamagedFileIsToldOfInOneLineThatSaysWhatToDo() throws IOException {
    try (TimerStore store = new TimerStore(disk.folder())) {
      store.change(1, timers(0, 100));
    }
    Path file = StoreFile.KEEPER.in(disk.folder());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    try (RandomAccessFile its = new RandomAccessFile(file.toFile(), "rw")) {
      its.write("x".repeat((int) its.length()).getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    assertThatThrownBy(() -> new TimerStore(disk.folder()))
        .isInstanceOf(UncheckedIOException.class)
        .cause()
        .hasMessageStartingWith("the keeper's list in " + file + " is damaged")
        .hasMessageEndingWith("move it away, it is built anew from the ledger");
    Files.delete(file);
    try (TimerStore store = new TimerStore(disk.folder())) {
      assertThat(store.nextBlock()).isZero();
    }
  }
}
