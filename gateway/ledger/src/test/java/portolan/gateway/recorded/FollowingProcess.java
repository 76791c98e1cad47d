// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.recorded;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import portolan.gateway.block.CommittedBlock;
import portolan.gateway.projection.ChainInMemory;
import portolan.gateway.projection.Feed;
import portolan.gateway.projection.journal.Journal;
import portolan.gateway.projection.provenance.EventIndex;
import portolan.gateway.projection.timers.Timers;

/**
 * Follows the recorded blocks as a gateway does, in a process that can be killed: some are there at
 * once, each byte of its input is one more, and a line of its output is a block in the journal. At
 * the end of its input it takes what is there and ends.
 */
final class FollowingProcess {
  private FollowingProcess() {}

  static Process start(Path folder, String member, int blocks) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            FollowingProcess.class.getName(),
            folder.toString(),
            member,
            Integer.toString(blocks))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** The folder, the member, and how many blocks are there at once. */
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    String member = arguments[1];
    List<CommittedBlock> blocks = RecordedBlocks.committed(member);
    ChainInMemory chain = new ChainInMemory();
    int[] next = {Integer.parseInt(arguments[2])};
    blocks.subList(0, next[0]).forEach(chain::add);
    try (Journal journal = new Journal(folder, member);
        Timers timers = RecordedTradesTest.timers(folder, member);
        EventIndex index = new EventIndex(folder);
        Feed feed = new Feed(member, chain, chain::tip)) {
      feed.add(RecordedTradesTest.telling(journal));
      feed.add(timers);
      feed.add(index);
      feed.start();
      while (System.in.read() >= 0) {
        chain.add(blocks.get(next[0]++));
      }
      await()
          .atMost(Duration.ofMinutes(2))
          .until(
              () ->
                  journal.position() == next[0]
                      && timers.position() == next[0]
                      && index.position() == next[0]);
    }
  }
}
