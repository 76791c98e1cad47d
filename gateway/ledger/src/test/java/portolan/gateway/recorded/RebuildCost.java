// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.recorded;

import static org.awaitility.Awaitility.await;

import com.google.protobuf.InvalidProtocolBufferException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.hyperledger.fabric.protos.peer.DeliverResponse;
import portolan.gateway.block.CommittedBlock;
import portolan.gateway.block.LedgerBlocks;
import portolan.gateway.fabric.BlockReading;
import portolan.gateway.projection.Feed;
import portolan.gateway.projection.Projection;
import portolan.gateway.projection.journal.Journal;
import portolan.gateway.projection.provenance.EventIndex;
import portolan.gateway.projection.timers.Timers;

/**
 * How fast journal and timers are made anew, both together, from messages that are in memory as the
 * peer sent them: prints blocks a second, and the processor time of the process for each block.
 * With the argument {@code index} the index of events is made with them.
 */
final class RebuildCost {
  private static final String MEMBER = "PlatformMSP";
  private static final int ROUNDS = 40;

  private RebuildCost() {}

  /** Nothing, or {@code index}. */
  public static void main(String[] args) throws Exception {
    boolean indexed = List.of(args).contains("index");
    List<byte[]> blocks =
        RecordedBlocks.trades().get(MEMBER).stream()
            .map(
                block ->
                    DeliverResponse.newBuilder()
                        .setBlockAndPrivateData(block)
                        .build()
                        .toByteArray())
            .toList();
    for (int round = 0; round < ROUNDS; round++) {
      Path folder = Files.createTempDirectory("rebuild-cost");
      try (Journal journal = new Journal(folder, MEMBER);
          Timers timers = RecordedTradesTest.timers(folder, MEMBER);
          EventIndex index = new EventIndex(folder);
          Feed feed = new Feed(MEMBER, from -> new Raw(blocks, (int) from), OptionalLong::empty)) {
        List<Projection> all = indexed ? List.of(journal, timers, index) : List.of(journal, timers);
        all.forEach(feed::add);
        long cpu = processorTime();
        long begin = System.nanoTime();
        feed.start();
        await()
            .pollInterval(Duration.ofMillis(1))
            .until(() -> all.stream().allMatch(each -> each.position() == blocks.size()));
        long end = System.nanoTime();
        if (round % 10 == 9) {
          System.out.printf(
              Locale.ROOT,
              "%.0f blocks/s, %.0f us of processor time each%n",
              blocks.size() * 1e9 / (end - begin),
              (processorTime() - cpu) / 1e3 / blocks.size());
        }
      } finally {
        RecordedTradesTest.delete(folder);
      }
    }
  }

  private static long processorTime() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static final class Raw implements LedgerBlocks.Reading {
    private final BlockReading reading = new BlockReading(MEMBER);
    private final List<byte[]> blocks;
    private int next;

    Raw(List<byte[]> blocks, int next) {
      this.blocks = blocks;
      this.next = next;
    }

    @Override
    public synchronized CommittedBlock next() {
      while (next >= blocks.size()) {
        if (next == Integer.MAX_VALUE) {
          throw new IllegalStateException("closed");
        }
        try {
          wait();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
      try {
        return reading.read(DeliverResponse.parseFrom(blocks.get(next++)).getBlockAndPrivateData());
      } catch (InvalidProtocolBufferException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public synchronized void close() {
      next = Integer.MAX_VALUE;
      notifyAll();
    }
  }
}
