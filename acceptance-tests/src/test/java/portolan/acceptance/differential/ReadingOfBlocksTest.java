// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance.differential;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hyperledger.fabric.protos.peer.BlockAndPrivateData;
import org.junit.jupiter.api.Test;
import portolan.gateway.block.CommittedBlock;
import portolan.gateway.fabric.BlockReading;
import portolan.network.Consortium;
import portolan.network.ConsortiumFile;

/**
 * Of the blocks of the differential test, with all that can be wrong in them, a gateway reads what
 * it read when the journal took envelopes apart by itself.
 */
class ReadingOfBlocksTest {
  private static final int TRANSACTIONS = 2_000;

  @Test
  void whatIsReadOfABlockIsWhatWasReadBefore() throws Exception {
    Consortium consortium =
        ConsortiumFile.read(Path.of(DifferentialTest.class.getResource("consortium.yaml").toURI()));
    try (LedgerUnderTest twin = TwinLedger.open(consortium)) {
      try (Conductor conductor = new Conductor(twin, consortium, new Nobody())) {
        assertThat(conductor.run(Program.of(consortium, 1, TRANSACTIONS)).transactions())
            .isPositive();
      }
      int sealed = 0;
      int lines = 0;
      for (Consortium.Member member : consortium.members()) {
        BlockReading reading = new BlockReading(member.mspId());
        PeerAccess peer = new PeerAccess(twin, member.mspId());
        PeerAccess.Feed blocks = peer.blocks(0);
        long last = peer.newestBlock();
        for (long number = 0; number <= last; number++) {
          BlockAndPrivateData data = blocks.next().getBlockAndPrivateData();
          CommittedBlock block = reading.read(data);
          assertThat(block.number()).isEqualTo(number);
          assertThat(block.bytes()).isEqualTo(data.getSerializedSize());
          for (Consortium.Definition definition : consortium.definitions()) {
            List<String> found = lines(block, definition.name());
            assertThat(found)
                .as("block %d of %s, %s", number, member.mspId(), definition.name())
                .isEqualTo(new EarlierReading(definition.name(), member.mspId()).read(data));
            lines += found.size();
          }
          sealed +=
              block.transactions().stream()
                  .flatMap(t -> t.writes().stream())
                  .mapToInt(w -> w.hashes().size())
                  .sum();
        }
        blocks.end();
      }
      assertThat(lines).isPositive();
      assertThat(sealed).isPositive();
    }
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
