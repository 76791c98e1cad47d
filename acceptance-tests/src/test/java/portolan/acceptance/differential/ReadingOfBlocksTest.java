// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance.differential;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.hyperledger.fabric.protos.peer.BlockAndPrivateData;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import portolan.domain.worldstate.SettlementFunction;
import portolan.gateway.block.CommittedBlock;
import portolan.gateway.fabric.BlockReading;
import portolan.gateway.projection.timers.Timers;
import portolan.gateway.recorded.RecordedBlocks;
import portolan.gateway.recorded.Tables;
import portolan.network.Consortium;
import portolan.network.ConsortiumFile;

/**
 * Of the blocks of the differential test, with all that can be wrong in them, a gateway reads what
 * it read when the journal took envelopes apart by itself, and journal and timers come to the same
 * however often their files are closed and opened in between. No script writes notes or gates: of
 * the journal these blocks show the ledger's time, which every valid transaction moves and no other
 * does. What notes and gates come to the recorded trades show.
 *
 * <p>The blocks are left in a file, as recorded blocks are, by {@code
 * -Dportolan.differential.recording=FILE}.
 */
class ReadingOfBlocksTest {
  private static final int TRANSACTIONS = 2_000;
  private static final long SEED = Long.getLong("portolan.differential.seed", 1);

  /** Whose writes count as those of the contract that journal and timers follow. */
  private static final String FOLLOWED = "open";

  private static final Map<String, List<BlockAndPrivateData>> BLOCKS = new LinkedHashMap<>();

  private static Consortium consortium;

  @TempDir private Path folder;

  @BeforeAll
  static void play() throws Exception {
    consortium =
        ConsortiumFile.read(Path.of(DifferentialTest.class.getResource("consortium.yaml").toURI()));
    try (LedgerUnderTest twin = TwinLedger.open(consortium)) {
      try (Conductor conductor = new Conductor(twin, consortium, new Nobody())) {
        assertThat(conductor.run(Program.of(consortium, SEED, TRANSACTIONS)).transactions())
            .isPositive();
      }
      for (Consortium.Member member : consortium.members()) {
        PeerAccess peer = new PeerAccess(twin, member.mspId());
        PeerAccess.Feed blocks = peer.blocks(0);
        long last = peer.newestBlock();
        List<BlockAndPrivateData> all = new ArrayList<>();
        while (all.size() <= last) {
          all.add(blocks.next().getBlockAndPrivateData());
        }
        blocks.end();
        BLOCKS.put(member.mspId(), all);
      }
    }
    String recording = System.getProperty("portolan.differential.recording");
    if (recording != null) {
      RecordedBlocks.write(Files.newOutputStream(Path.of(recording)), BLOCKS);
    }
  }

  @AfterAll
  static void forget() {
    BLOCKS.clear();
  }

  static List<String> members() {
    return List.copyOf(BLOCKS.keySet());
  }

  @Test
  void whatIsReadOfABlockIsWhatWasReadBefore() throws Exception {
    int sealed = 0;
    int lines = 0;
    for (String member : members()) {
      BlockReading reading = new BlockReading(member);
      long number = 0;
      for (BlockAndPrivateData data : BLOCKS.get(member)) {
        CommittedBlock block = reading.read(data);
        assertThat(block.number()).isEqualTo(number++);
        assertThat(block.bytes()).isEqualTo(data.getSerializedSize());
        for (Consortium.Definition definition : consortium.definitions()) {
          List<String> found = lines(block, definition.name());
          assertThat(found)
              .as("block %d of %s, %s", block.number(), member, definition.name())
              .isEqualTo(new EarlierReading(definition.name(), member).read(data));
          lines += found.size();
        }
        sealed +=
            block.transactions().stream()
                .flatMap(t -> t.writes().stream())
                .mapToInt(w -> w.hashes().size())
                .sum();
      }
    }
    assertThat(lines).isPositive();
    assertThat(sealed).isPositive();
  }

  @ParameterizedTest
  @MethodSource("members")
  void journalAndTimersComeToTheSameHoweverOftenTheyAreOpened(String member) throws Exception {
    List<CommittedBlock> blocks = followed(member);
    Path straight = Files.createDirectory(folder.resolve("straight"));
    try (portolan.gateway.projection.journal.Journal journal = journal(straight, member);
        Timers timers = timers(straight, member)) {
      for (CommittedBlock block : blocks) {
        journal.apply(List.of(block));
        timers.apply(List.of(block));
      }
      assertThat(journal.position()).isEqualTo(blocks.size());
      assertThat(timers.position()).isEqualTo(blocks.size());
    }
    Path again = Files.createDirectory(folder.resolve("again"));
    Random random = new Random(SEED);
    int from = 0;
    while (from < blocks.size()) {
      int to = Math.min(blocks.size(), from + 1 + random.nextInt(8));
      try (portolan.gateway.projection.journal.Journal journal = journal(again, member);
          Timers timers = timers(again, member)) {
        assertThat(journal.position()).isEqualTo(from);
        assertThat(timers.position()).isEqualTo(from);
        journal.apply(blocks.subList(from, to));
        timers.apply(blocks.subList(from, to));
      }
      from = to;
    }
    assertThat(Tables.journal(again)).isEqualTo(Tables.journal(straight));
    assertThat(Tables.timers(again)).isEqualTo(Tables.timers(straight));
    assertThat(Tables.journal(straight))
        .startsWith("ledger_time\n" + times(member) + "journal_entry\n");
  }

  /** The ledger's time after each block that moves it, by the earlier reading. */
  private static String times(String member) throws Exception {
    StringBuilder rows = new StringBuilder();
    Instant time = Instant.EPOCH;
    EarlierReading reading = new EarlierReading(FOLLOWED, member);
    for (BlockAndPrivateData data : BLOCKS.get(member)) {
      Instant before = time;
      for (String line : reading.read(data)) {
        Instant its = Instant.parse(line.split(" ", 4)[2]);
        time = its.isAfter(time) ? its : time;
      }
      if (time.isAfter(before)) {
        rows.append(data.getBlock().getHeader().getNumber())
            .append('\t')
            .append(time.toEpochMilli())
            .append("\t\n");
      }
    }
    assertThat(rows).isNotEmpty();
    return rows.toString();
  }

  /** As if one of the definitions were the contract that journal and timers follow. */
  private static List<CommittedBlock> followed(String member) {
    BlockReading reading = new BlockReading(member);
    return BLOCKS.get(member).stream()
        .map(reading::read)
        .map(
            block ->
                new CommittedBlock(
                    block.number(),
                    block.transactions().stream().map(ReadingOfBlocksTest::followed).toList(),
                    block.bytes()))
        .toList();
  }

  private static CommittedBlock.Transaction followed(CommittedBlock.Transaction its) {
    return new CommittedBlock.Transaction(
        its.place(),
        its.id(),
        its.timestamp(),
        its.call(),
        its.writes().stream()
            .map(
                w ->
                    w.chaincode().equals(FOLLOWED)
                        ? new CommittedBlock.Writes(
                            SettlementFunction.CHAINCODE, w.open(), w.hashes(), w.shown())
                        : w)
            .toList());
  }

  private static portolan.gateway.projection.journal.Journal journal(Path folder, String member)
      throws Exception {
    return new portolan.gateway.projection.journal.Journal(folder, member);
  }

  private static Timers timers(Path folder, String member) {
    return new Timers(folder, member, ReadingOfBlocksTest::members);
  }

  private static List<String> lines(CommittedBlock block, String chaincode) {
    List<String> lines = new ArrayList<>();
    for (CommittedBlock.Transaction transaction : block.transactions()) {
      for (CommittedBlock.Writes writes : transaction.writes()) {
        if (writes.chaincode().equals(chaincode) && !writes.open().isEmpty()) {
          lines.add(
              EarlierReading.line(
                  transaction.place(),
                  transaction.id(),
                  transaction.timestamp(),
                  words(writes.open()),
                  writes.hashes().stream()
                      .map(
                          h ->
                              EarlierReading.word(
                                  h.keyHash().toStringUtf8(), h.deleted(), h.valueHash()))
                      .toList(),
                  words(writes.shown())));
        }
      }
    }
    return lines;
  }

  private static List<String> words(List<CommittedBlock.KeyWrite> writes) {
    return writes.stream().map(w -> EarlierReading.word(w.key(), w.deleted(), w.value())).toList();
  }

  /** Takes nothing down. */
  private static final class Nobody implements Journal {
    @Override
    public void note(int round, String where, String what) {}

    @Override
    public void close() {}
  }
}
