// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
  @TempDir Path folder;

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void aFolderIsTheOwnersAloneAlsoWhenItWasThereBefore() throws Exception {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path fresh = folder.resolve("a/b");
    try (DataFolder first = DataFolder.take(folder);
        DataFolder second = DataFolder.take(fresh)) {
      assertThat(first).isNotSameAs(second);
      assertThat(permissions(folder)).isEqualTo("rwx------");
      assertThat(permissions(fresh)).isEqualTo("rwx------");
    }
  }

  @Test
  void aFolderThatBelongsToEverybodyIsRefused() throws Exception {
    Files.setAttribute(folder, "unix:mode", 01777);

    assertThatThrownBy(() -> DataFolder.take(folder))
        .isInstanceOf(IOException.class)
        .hasMessage(folder + " belongs to everybody: expected a folder of the gateway's own");
    assertThat(permissions(folder)).isEqualTo("rwxrwxrwx");
  }

  @Test
  void oneGatewayAtATimeHasItAndASecondOneIsToldWho() throws Exception {
    DataFolder first = DataFolder.take(folder);
    assertThatThrownBy(() -> DataFolder.take(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(
            folder
                + " is in use by another gateway (process "
                + ProcessHandle.current().pid()
                + " on ");
    first.close();
    DataFolder.take(folder).close();
  }

  @Test
  void aDiskThatFillsUpIsToldOfEachTimeThatHalfOfTheRestIsGone() throws Exception {
    AtomicLong free = new AtomicLong();
    List<String> told = new ArrayList<>();
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord line) {
            told.add(new SimpleFormatter().formatMessage(line));
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger log = Logger.getLogger(DataFolder.class.getName());
    free.set(DataFolder.LOW_MEGABYTES << 20);
    FileChannel lock =
        FileChannel.open(
            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try (DataFolder its = new DataFolder(folder, lock, free::get)) {
      log.addHandler(handler);
      for (long megabytes : new long[] {499, 498, 300, 249, 124, 100, 0, 0, 600, 700, 499}) {
        free.set(megabytes << 20);
        its.look();
      }
    } finally {
      log.removeHandler(handler);
    }
    assertThat(told)
        .hasSize(6)
        .element(0)
        .asString()
        .contains(folder + " has 499 MB left: the gateway refuses what it cannot store");
    assertThat(told.get(1)).contains("249 MB");
    assertThat(told.get(2)).contains("124 MB");
    assertThat(told.get(3)).contains("0 MB");
    assertThat(told.get(4)).contains("has space again");
    assertThat(told.get(5)).contains("499 MB");
  }
}
