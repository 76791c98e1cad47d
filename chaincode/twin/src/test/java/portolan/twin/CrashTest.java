// SPDX-License-Identifier: Apache-2.0
package portolan.twin;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.hyperledger.fabric.protos.common.Block;
import org.hyperledger.fabric.protos.peer.TxValidationCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import portolan.twin.block.EnvelopeTransaction;
import portolan.twin.block.OrderedBlock;
import portolan.twin.ledger.Sha256;
import portolan.twin.store.FolderStore;

/** A ledger in a folder whose process is killed again and again. */
class CrashTest {
  private static final int KILLS = Integer.getInteger("portolan.twin.kills", 200);
  private static final int LATEST_MILLIS = 500;
  private static final long SEED = Long.getLong("portolan.twin.seed", 1);
  private static final int KILLS_OF_ONE_LEDGER = 20;

  @TempDir private Path folder;

  @Test
  void afterEveryKillTheLedgerHoldsAllThatAClientSawCommitted() throws Exception {
    Random random = new Random(SEED);
    int killedAtWork = 0;
    long blocks = 0;
    int committed = 0;
    for (int first = 1; first <= KILLS; first += KILLS_OF_ONE_LEDGER) {
      Path ledger = folder.resolve("ledger" + first);
      Path seen = folder.resolve("seen" + first);
      long height = 0;
      for (int kill = first; kill < first + KILLS_OF_ONE_LEDGER && kill <= KILLS; kill++) {
        long before = height;
        killAfter(random.nextInt(LATEST_MILLIS), ledger, seen);
        height = Files.exists(ledger.resolve("ledger.mv.db")) ? check(ledger, seen) : 0;
        assertThat(height)
            .as("blocks after kill %d, seed %d", kill, SEED)
            .isGreaterThanOrEqualTo(before);
        killedAtWork += height > before ? 1 : 0;
      }
      lookInside(ledger);
      blocks += height;
      committed += ids(seen).size();
    }
    System.out.printf(
        "killed %d times, %d of them after new blocks; %d blocks, %d transactions seen committed%n",
        KILLS, killedAtWork, blocks, committed);
    assertThat(killedAtWork).as("kills that hit a ledger at work").isPositive();
  }

  private static void killAfter(int millis, Path ledger, Path seen)
      throws IOException, InterruptedException {
    Process victim =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                CrashVictim.class.getName(),
                ledger.toString(),
                seen.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (var output = victim.inputReader()) {
      // The moment counts from the begin of the load; some fall into the opening before it.
      if (millis > LATEST_MILLIS / 10) {
        assertThat(output.readLine()).isEqualTo("filling");
      }
      boolean ended = victim.waitFor(millis, TimeUnit.MILLISECONDS);
      assertThat(ended).as("ended by itself").isFalse();
    } finally {
      victim.destroyForcibly().waitFor();
    }
  }

  /** Checks the stored blocks and gives their number. */
  private static long check(Path ledger, Path seen) throws IOException {
    try (FolderStore store = new FolderStore(ledger)) {
      ByteString previous = ByteString.EMPTY;
      Set<String> valid = new HashSet<>();
      for (long number = 0; number < store.height(); number++) {
        Block block = store.block(number).orElseThrow();
        assertThat(block.getHeader().getNumber()).isEqualTo(number);
        assertThat(block.getHeader().getPreviousHash()).isEqualTo(previous);
        assertThat(block.getHeader().getDataHash())
            .isEqualTo(Sha256.of(block.getData().getDataList()));
        previous = OrderedBlock.hash(block.getHeader());
        for (int i = 0; i < block.getData().getDataCount(); i++) {
          if (OrderedBlock.code(block, i) == TxValidationCode.VALID) {
            valid.add(EnvelopeTransaction.stored(block.getData().getData(i)).id());
          }
        }
      }
      assertThat(valid).as("transactions that a client saw committed").containsAll(ids(seen));
      return store.height();
    }
  }

  private static List<String> ids(Path seen) throws IOException {
    return Files.exists(seen)
        ? Files.readAllLines(seen).stream().filter(id -> id.length() == 64).toList()
        : List.of();
  }

  /** Opens the ledger itself, lets its projection catch up, and writes to it. */
  private static void lookInside(Path ledger) {
    try (Twin twin = CrashVictim.open(ledger);
        AssetCounts projection = new AssetCounts(ledger.resolve("projection"))) {
      projection.catchUp(twin);
      long valid = 0;
      for (long number = 0; number < twin.nodes().height(); number++) {
        valid += AssetCounts.count(twin.nodes().peer("AMSP").block(number).orElseThrow());
      }
      assertThat(projection.valid()).isEqualTo(valid);
      String id = "asset" + twin.nodes().height();
      twin.as("BMSP").endorsedBy("BMSP").submit("assets", "create", id, "Grace");
      assertThat(twin.as("AMSP").endorsedBy("BMSP").evaluate("assets", "owner", id))
          .isEqualTo("Grace");
      projection.catchUp(twin);
    }
  }
}
