// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.recorded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.hyperledger.fabric.protos.peer.BlockAndPrivateData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import portolan.gateway.block.CommittedBlock;
import portolan.gateway.block.LedgerBlocks;
import portolan.gateway.fabric.BlockReading;
import portolan.gateway.outbox.LedgerUnavailableException;
import portolan.gateway.projection.ChainInMemory;
import portolan.gateway.projection.Feed;
import portolan.gateway.projection.Projection;
import portolan.gateway.projection.journal.Journal;
import portolan.gateway.projection.journal.NoteIndex;
import portolan.gateway.projection.journal.NotePlace;
import portolan.gateway.projection.provenance.EventIndex;
import portolan.gateway.projection.timers.Timers;
import portolan.gateway.store.StoreFile;

/**
 * Of recorded blocks journal and timers are, to the byte, what the release before the feed made of
 * them, and the index of events is what it is when it reads them one after the other: so they are
 * through a feed, with one projection halted, with one made anew, after real kills, and after
 * crashes at any write. More of the latter: {@code -Dportolan.crashes=1000}, others: {@code
 * -Dportolan.crashes.seed=2}.
 */
class RecordedTradesTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String MEMBER = "SupplierMSP";

  /** Of journal, timers and index. */
  private static final List<StoreFile> FILES =
      List.of(StoreFile.JOURNAL, StoreFile.KEEPER, StoreFile.PROVENANCE);

  private static final int KILLS = 20;
  private static final int CRASHES = Integer.getInteger("portolan.crashes", 40);
  private static final long SEED = Long.getLong("portolan.crashes.seed", 1);

  @TempDir private Path folder;

  /** Those to whom something is sealed. */
  static List<String> owners() {
    return members().stream().filter(member -> !member.equals("MerchantMSP")).toList();
  }

  static Set<String> members() {
    return RecordedBlocks.trades().keySet();
  }

  static Timers timers(Path folder, String member) {
    List<String> all = List.copyOf(members());
    return new Timers(folder, member, () -> all);
  }

  private Path fresh(String name) throws IOException {
    return Files.createDirectories(folder.resolve(name));
  }

  /** All notes to their places, which whoever asks does. */
  private static void sort(Journal journal) throws SQLException {
    assertThat(journal.notes().page(NoteIndex.Filter.NONE, NotePlace.FIRST, 1)).isNotNull();
  }

  private static void assertJournal(Path folder, String member) throws SQLException {
    try (Journal journal = new Journal(folder, member)) {
      sort(journal);
    }
    assertThat(Tables.digest(Tables.journal(folder)))
        .as("the journal of " + member)
        .isEqualTo(RecordedBlocks.digest("journal", member));
  }

  /** The timers at the end, as they come of all blocks one by one. */
  private String timersOf(String member) throws Exception {
    Path straight = fresh("straight-" + member);
    try (Timers timers = timers(straight, member)) {
      for (CommittedBlock block : RecordedBlocks.committed(member)) {
        timers.apply(List.of(block));
      }
    }
    return Tables.timers(straight);
  }

  private void assertTimers(Path folder, String member) throws Exception {
    assertThat(Tables.timers(folder)).as("the timers of " + member).isEqualTo(timersOf(member));
  }

  /** The index at the end, as it comes of all blocks one by one. */
  private String indexOf(String member) throws Exception {
    Path straight = fresh("straight-index-" + member);
    try (EventIndex index = new EventIndex(straight)) {
      for (CommittedBlock block : RecordedBlocks.committed(member)) {
        index.apply(List.of(block));
      }
    }
    String tables = Tables.provenance(straight);
    delete(straight);
    return tables;
  }

  private void assertIndex(Path folder, String member) throws Exception {
    assertThat(Tables.provenance(folder)).as("the index of " + member).isEqualTo(indexOf(member));
  }

  @ParameterizedTest
  @MethodSource("members")
  void everyMemberHasTheSameIndexInHoweverManyBlocksItReadsAtATime(String member) throws Exception {
    List<CommittedBlock> blocks = RecordedBlocks.committed(member);
    try (EventIndex index = new EventIndex(folder)) {
      index.apply(blocks);
      index.apply(blocks.subList(blocks.size() / 2, blocks.size()));
    }
    assertIndex(folder, MEMBER);
  }

  @ParameterizedTest
  @MethodSource("members")
  void theJournalIsTheSame(String member) throws Exception {
    try (Journal journal = new Journal(folder, member)) {
      for (CommittedBlock block : RecordedBlocks.committed(member)) {
        journal.apply(List.of(block));
      }
    }
    assertJournal(folder, member);
  }

  @ParameterizedTest
  @MethodSource("members")
  void theTimersAreTheSameAfterEveryBlock(String member) throws Exception {
    StringBuilder text = new StringBuilder();
    for (CommittedBlock block : RecordedBlocks.committed(member)) {
      try (Timers timers = timers(folder, member)) {
        timers.apply(List.of(block));
      }
      text.append("after block ").append(block.number()).append('\n').append(Tables.timers(folder));
    }
    assertThat(Tables.digest(text.toString())).isEqualTo(RecordedBlocks.digest("timers", member));
  }

  /** Blocks of a peer that has not received what they seal to its member, until it has. */
  private static final class Late implements LedgerBlocks {
    private final ChainInMemory whole = new ChainInMemory();
    private final ChainInMemory without = new ChainInMemory();
    private volatile boolean received;

    Late(String member) {
      BlockReading reading = new BlockReading(member);
      for (BlockAndPrivateData block : RecordedBlocks.trades().get(member)) {
        whole.add(reading.read(block));
        without.add(reading.read(block.toBuilder().clearPrivateDataMap().build()));
      }
    }

    @Override
    public Reading from(long block) throws LedgerUnavailableException {
      return (received ? whole : without).from(block);
    }
  }

  @ParameterizedTest
  @MethodSource("owners")
  void aJournalThatWaitedForWhatIsSealedIsTheSameAndTheTimersDidNotWait(String member)
      throws Exception {
    Late blocks = new Late(member);
    long last = blocks.whole.tip().getAsLong();
    try (Journal journal = new Journal(folder, member);
        Timers timers = timers(folder, member);
        Feed feed = new Feed(member, blocks, blocks.whole::tip)) {
      feed.add(journal);
      feed.add(timers);
      feed.start();
      await().atMost(PATIENCE).until(() -> timers.position() == last);
      await().atMost(PATIENCE).until(() -> journal.halted().isPresent());
      assertThat(journal.halted().get())
          .contains("block " + journal.position())
          .contains("has not received the private data");
      blocks.received = true;
      await().atMost(PATIENCE).until(() -> journal.position() == last);
      await().atMost(PATIENCE).until(() -> journal.halted().isEmpty());
    }
    assertJournal(folder, member);
    assertTimers(folder, member);
  }

  @Test
  void aJournalAndAnIndexThatAreMadeAnewWhileTheTimersRunAreTheSame() throws Exception {
    List<CommittedBlock> blocks = RecordedBlocks.committed(MEMBER);
    int half = blocks.size() / 2;
    ChainInMemory chain = new ChainInMemory();
    blocks.subList(0, half).forEach(chain::add);
    try (Timers timers = timers(folder, MEMBER)) {
      timers.apply(blocks.subList(0, half));
      try (Journal journal = new Journal(folder, MEMBER);
          EventIndex index = new EventIndex(folder);
          Feed feed = new Feed(MEMBER, chain, chain::tip)) {
        feed.add(journal);
        feed.add(timers);
        feed.add(index);
        feed.start();
        blocks.subList(half, blocks.size()).forEach(chain::add);
        await()
            .atMost(PATIENCE)
            .until(
                () ->
                    journal.position() == blocks.size()
                        && timers.position() == blocks.size()
                        && index.position() == blocks.size());
      }
    }
    assertJournal(folder, MEMBER);
    assertTimers(folder, MEMBER);
    assertIndex(folder, MEMBER);
  }

  @Test
  void afterTwentyKillsOfTheProcessAllAreTheSame() throws Exception {
    int blocks = RecordedBlocks.committed(MEMBER).size();
    Random random = new Random(SEED);
    int handedOver = 0;
    for (int kill = 1; kill <= KILLS; kill++) {
      int until = Math.max(handedOver + 1, blocks * kill / KILLS);
      Process process = FollowingProcess.start(folder, MEMBER, handedOver);
      try {
        process.getOutputStream().write(new byte[until - handedOver]);
        process.getOutputStream().flush();
        int lines = random.nextInt(until - handedOver);
        for (int i = 0; i < lines; i++) {
          process.inputReader().readLine();
        }
      } finally {
        // SIGKILL.
        process.destroyForcibly().waitFor();
      }
      handedOver = until;
    }
    Process last = FollowingProcess.start(folder, MEMBER, blocks);
    try {
      last.getOutputStream().close();
      assertThat(last.waitFor()).isZero();
    } finally {
      last.destroyForcibly().waitFor();
    }
    assertJournal(folder, MEMBER);
    assertTimers(folder, MEMBER);
    assertIndex(folder, MEMBER);
  }

  @Test
  void afterACrashAtAnyWriteAllGoOnToTheSame() throws Exception {
    List<CommittedBlock> blocks = RecordedBlocks.committed(MEMBER);
    String expectedTimers = timersOf(MEMBER);
    String expectedIndex = indexOf(MEMBER);
    Random random = new Random(SEED);
    Path now = fresh("run");
    List<Long> has = List.of(0L, 0L, 0L);
    int ends = 0;
    int crashes = 0;
    boolean whole = false;
    while (crashes < CRASHES || !whole) {
      Path next = fresh("run" + (crashes + ends + 1));
      try (Journal journal = new Journal(now, MEMBER);
          Timers timers = timers(now, MEMBER);
          EventIndex index = new EventIndex(now)) {
        List<Projection> all = List.of(journal, timers, index);
        for (int i = 0; i < all.size(); i++) {
          assertThat(all.get(i).position())
              .as("no block is lost")
              .isGreaterThanOrEqualTo(has.get(i));
        }
        int left = random.nextInt(12);
        while (left-- > 0) {
          step(all.get(random.nextInt(all.size())), blocks, random);
        }
        has = all.stream().map(Projection::position).toList();
        whole = has.stream().allMatch(position -> position == blocks.size());
        if (!whole) {
          int writing = random.nextInt(all.size());
          StoreFile written = FILES.get(writing);
          CutOffWrite write = CutOffWrite.of(written.in(now));
          step(all.get(writing), blocks, random);
          write.leave(written.in(now), written.in(next), random);
          for (StoreFile other : FILES) {
            if (other != written) {
              Files.copy(other.in(now), other.in(next));
            }
          }
          crashes++;
        } else {
          sort(journal);
        }
      }
      if (whole) {
        ends++;
        assertThat(Tables.digest(Tables.journal(now)))
            .isEqualTo(RecordedBlocks.digest("journal", MEMBER));
        assertThat(Tables.timers(now)).isEqualTo(expectedTimers);
        assertThat(Tables.provenance(now)).isEqualTo(expectedIndex);
        has = List.of(0L, 0L, 0L);
      }
      delete(now);
      now = next;
    }
    System.out.printf("%d crashes, %d times to the end%n", crashes, ends);
  }

  private static void step(Projection projection, List<CommittedBlock> blocks, Random random)
      throws Exception {
    int from = (int) projection.position();
    int to = Math.min(blocks.size(), from + 1 + random.nextInt(4));
    if (from < to) {
      projection.apply(blocks.subList(from, to));
    }
  }

  static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  /** So that a block that was seen to be taken is one that is on disk. */
  static Projection telling(Projection its) {
    return new Projection() {
      @Override
      public String name() {
        return its.name();
      }

      @Override
      public int version() {
        return its.version();
      }

      @Override
      public long position() {
        return its.position();
      }

      @Override
      public void apply(List<CommittedBlock> blocks)
          throws portolan.gateway.projection.MissingPrivateDataException, SQLException {
        for (CommittedBlock block : blocks) {
          its.apply(List.of(block));
          System.out.println(its.position());
        }
      }

      @Override
      public void standsStill(Optional<String> why) {
        its.standsStill(why);
      }
    };
  }
}
