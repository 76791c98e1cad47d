// SPDX-License-Identifier: Apache-2.0
package portolan.twin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.hyperledger.fabric.protos.common.Block;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import portolan.twin.channel.Definition;

/** A ledger whose file was changed while nobody had it open. */
class DamagedLedgerTest {
  private static final String VALUE = "eleven hundred";
  private static final String FORGED = "twelve hundred";

  @TempDir private Path folder;
  private final Member first = Member.create("AMSP");
  private final Member second = Member.create("BMSP");
  private long changed;

  private Twin open() {
    return Twin.named("trade")
        .member(first)
        .member(second)
        .chaincode(Definition.of("assets", peer -> new Assets()))
        .folder(folder)
        .open();
  }

  @BeforeEach
  void writeSome() {
    try (Twin twin = open()) {
      for (int i = 0; i < 5; i++) {
        twin.as("AMSP").submit("assets", "create", "asset" + i, i == 2 ? VALUE : "ten");
        if (i == 2) {
          changed = twin.nodes().height() - 1;
        }
      }
    }
  }

  /** As an editor of the file would: other text of the same length, wherever it stands. */
  private void changeInPlace() throws Exception {
    Path file = folder.resolve("ledger.mv.db");
    String bytes = Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1);
    assertThat(bytes).contains(VALUE);
    Files.writeString(
        file, bytes.replace(VALUE, FORGED), java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  private interface Forging {
    void change(MVMap<Long, byte[]> blocks, MVMap<String, byte[]> sums) throws Exception;
  }

  private void change(Forging forging) throws Exception {
    try (MVStore store = MVStore.open(folder.resolve("ledger.mv.db").toString())) {
      forging.change(store.openMap("blocks"), store.openMap("sums"));
      store.commit();
    }
  }

  private void assertRefused(String... words) {
    assertThatThrownBy(() -> open().close())
        .isInstanceOfSatisfying(
            UncheckedIOException.class,
            e -> {
              assertThat(e.getCause().getMessage())
                  .hasLineCount(1)
                  .contains(folder.toString(), "damaged at block " + changed)
                  .contains(words);
              System.out.println(e.getCause().getMessage());
            });
  }

  @Test
  void whatNobodyChangedIsOpened() {
    try (Twin twin = open()) {
      assertThat(twin.nodes().peer("BMSP").value("assets", "asset2").orElseThrow().toStringUtf8())
          .contains(VALUE);
    }
  }

  @Test
  void textThatWasChangedInPlaceIsFoundInItsBlock() throws Exception {
    changeInPlace();

    assertRefused("what is stored is not what was written");
  }

  @Test
  void aBlockThatWasForgedWithItsSumIsFoundByTheHashOfItsTransactions() throws Exception {
    change(
        (blocks, sums) -> {
          byte[] forged =
              new String(blocks.get(changed), java.nio.charset.StandardCharsets.ISO_8859_1)
                  .replace(VALUE, FORGED)
                  .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
          blocks.put(changed, forged);
          sums.remove("b/" + changed);
        });

    assertRefused("its transactions are not those that its hash is of");
  }

  @Test
  void aBlockInThePlaceOfAnotherIsFoundByItsNumber() throws Exception {
    change(
        (blocks, sums) -> {
          blocks.put(changed, blocks.get(changed - 1));
          sums.remove("b/" + changed);
        });

    assertRefused("it says that it is " + (changed - 1));
  }

  @Test
  void aBlockThatDoesNotNameTheOneBeforeIsFound() throws Exception {
    change(
        (blocks, sums) -> {
          Block.Builder block = Block.parseFrom(blocks.get(changed)).toBuilder();
          block.getHeaderBuilder().setPreviousHash(ByteString.copyFrom("other", UTF_8));
          blocks.put(changed, block.build().toByteArray());
          sums.remove("b/" + changed);
        });

    assertRefused("it does not follow the block before");
  }

  /** Which transactions were valid is in no hash of Fabric's blocks. */
  @Test
  void anOutcomeThatWasChangedIsFound() throws Exception {
    change(
        (blocks, sums) -> {
          Block.Builder block = Block.parseFrom(blocks.get(changed)).toBuilder();
          block.getMetadataBuilder().setMetadata(2, ByteString.copyFrom(new byte[] {(byte) 11}));
          blocks.put(changed, block.build().toByteArray());
        });

    assertRefused("what is stored is not what was written");
  }

  @Test
  void aBlockThatIsMissingIsNamed() throws Exception {
    change((blocks, sums) -> blocks.remove(changed));

    assertRefused("it is missing");
  }

  @Test
  void aLedgerThatIsOpenIsRefusedInOneLine() {
    try (Twin twin = open()) {
      assertThat(twin.nodes().height()).isPositive();

      assertThatThrownBy(this::open)
          .isInstanceOfSatisfying(
              UncheckedIOException.class,
              e ->
                  assertThat(e.getCause().getMessage())
                      .hasLineCount(1)
                      .contains(folder.toString(), "is open in another program"));
    }
  }
}
