// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import portolan.gateway.block.CommittedBlock;

/** One stream of blocks, and what becomes of projections that fail, are slow, or are made anew. */
class FeedTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ChainInMemory chain = new ChainInMemory();

  /** Notes the blocks that it takes. */
  private static class Noting implements Projection {
    private final String name;
    private final List<Long> taken = new ArrayList<>();
    private volatile long position;
    volatile Optional<String> told = Optional.empty();

    Noting(String name, long position) {
      this.name = name;
      this.position = position;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public int version() {
      return 1;
    }

    @Override
    public long position() {
      return position;
    }

    @Override
    public void apply(List<CommittedBlock> blocks) throws MissingPrivateDataException {
      for (CommittedBlock block : blocks) {
        before(block.number());
      }
      for (CommittedBlock block : blocks) {
        if (block.number() >= position) {
          assertThat(block.number()).isEqualTo(position);
          taken.add(block.number());
          position = block.number() + 1;
        }
      }
    }

    void before(long block) throws MissingPrivateDataException {}

    @Override
    public void standsStill(Optional<String> why) {
      told = why;
    }

    void assertHas(long from, long to) {
      assertThat(taken).isEqualTo(LongStream.range(from, to).boxed().toList());
    }
  }

  /** Fails at a block until it is cured. */
  private static final class Failing extends Noting {
    private final long at;
    private volatile boolean cured;

    Failing(long at, long position) {
      super("failing one", position);
      this.at = at;
    }

    @Override
    void before(long block) throws MissingPrivateDataException {
      if (block == at && !cured) {
        throw new MissingPrivateDataException(block, "tx");
      }
    }
  }

  private Feed feed(Noting... projections) {
    Feed feed = new Feed("SupplierMSP", chain, chain::tip);
    for (Noting each : projections) {
      feed.add(each);
    }
    return feed;
  }

  private static void awaitAt(long position, Noting... projections) {
    for (Noting each : projections) {
      await().atMost(PATIENCE).until(() -> each.position() == position);
    }
  }

  @Test
  void eachBlockIsReadOnceHoweverManyProjectionsThereAre() {
    chain.add(1_000);
    Noting one = new Noting("one", 0);
    Noting two = new Noting("two", 0);
    Noting three = new Noting("three", 0);
    try (Feed feed = feed(one, two, three)) {
      feed.start();
      awaitAt(1_000, one, two, three);
      chain.add(1);
      awaitAt(1_001, one, two, three);
      one.assertHas(0, 1_001);
      two.assertHas(0, 1_001);
      three.assertHas(0, 1_001);
      assertThat(chain.delivered()).isEqualTo(1_001);
      assertThat(chain.bytes()).isEqualTo(1_001_000);
      assertThat(feed.standings())
          .containsOnly(
              new Feed.Standing("one", 1, 1_001, OptionalLong.of(0), Optional.empty()),
              new Feed.Standing("two", 1, 1_001, OptionalLong.of(0), Optional.empty()),
              new Feed.Standing("three", 1, 1_001, OptionalLong.of(0), Optional.empty()));
    }
    assertThat(chain.open()).isZero();
  }

  @Test
  void oneThatCannotGoOnSaysWhyAndRejoinsWhenItCanWhileTheOthersGoOn() {
    chain.add(100);
    Failing failing = new Failing(50, 0);
    Noting other = new Noting("other", 0);
    try (Feed feed = feed(failing, other)) {
      feed.start();
      awaitAt(100, other);
      awaitAt(50, failing);
      String why =
          "block 50: the peer has not received the private data of transaction tx in block 50";
      await().atMost(PATIENCE).until(() -> failing.told.equals(Optional.of(why)));
      assertThat(feed.standings())
          .containsExactly(
              new Feed.Standing("failing one", 1, 50, OptionalLong.of(50), Optional.of(why)),
              new Feed.Standing("other", 1, 100, OptionalLong.of(0), Optional.empty()));
      chain.add(100);
      awaitAt(200, other);
      assertThat(failing.position()).isEqualTo(50);

      failing.cured = true;
      awaitAt(200, failing);
      await().atMost(PATIENCE).until(() -> failing.told.isEmpty());
      // Together again: the stream of its own is closed.
      await().atMost(PATIENCE).until(() -> chain.open() == 1);
      long before = chain.delivered();
      chain.add(10);
      awaitAt(210, failing, other);
      assertThat(chain.delivered()).isEqualTo(before + 10);
      failing.assertHas(0, 210);
      other.assertHas(0, 210);
    }
  }

  @Test
  void oneThatIsMadeAnewReadsByItselfAndTheOthersDoNotWaitForIt() {
    chain.add(5_000);
    CountDownLatch go = new CountDownLatch(1);
    Noting anew =
        new Noting("new one", 0) {
          @Override
          void before(long block) {
            if (block == 3_000) {
              awaitZero(go);
            }
          }
        };
    Noting other = new Noting("other", 4_990);
    try (Feed feed = feed(anew, other)) {
      feed.start();
      awaitAt(5_000, other);
      chain.add(500);
      awaitAt(5_500, other);
      assertThat(anew.position()).isLessThanOrEqualTo(3_000);
      go.countDown();
      awaitAt(5_500, anew);
      await().atMost(PATIENCE).until(() -> chain.open() == 1);
      assertThat(chain.delivered()).isEqualTo(5_500 + 510);
      anew.assertHas(0, 5_500);
      other.assertHas(4_990, 5_500);
    }
  }

  private static void awaitZero(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void oneThatDoesNotKeepUpHoldsUpNobodyAndMissesNothing() {
    CountDownLatch go = new CountDownLatch(1);
    Noting stuck =
        new Noting("stuck one", 0) {
          @Override
          void before(long block) {
            if (block == 10) {
              awaitZero(go);
            }
          }
        };
    Noting other = new Noting("other", 0);
    try (Feed feed = feed(stuck, other)) {
      feed.start();
      for (int i = 1; i <= 5; i++) {
        chain.add(Feed.QUEUE);
        awaitAt((long) i * Feed.QUEUE, other);
      }
      assertThat(stuck.position()).isLessThanOrEqualTo(10);
      go.countDown();
      awaitAt(5L * Feed.QUEUE, stuck);
      stuck.assertHas(0, 5L * Feed.QUEUE);
    }
  }

  @Test
  void whenTheStreamBreaksOffItGoesOnWithTheNextBlock() {
    chain.add(20);
    Noting one = new Noting("one", 0);
    Noting two = new Noting("two", 3);
    try (Feed feed = feed(one, two)) {
      feed.start();
      awaitAt(20, one, two);
      chain.breakOff();
      chain.add(20);
      awaitAt(40, one, two);
      one.assertHas(0, 40);
      two.assertHas(3, 40);
      assertThat(chain.delivered()).isEqualTo(40);
    }
  }

  @Test
  void oneThatDoesNotMoveItsPositionIsNotTakenForOneThatTookTheBlock() {
    chain.add(5);
    Noting forgetful =
        new Noting("forgetful one", 0) {
          @Override
          public void apply(List<CommittedBlock> blocks) {}
        };
    try (Feed feed = feed(forgetful)) {
      feed.start();
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  forgetful.told.equals(
                      Optional.of("block 0: it took block 0 and its position is 0")));
    }
  }

  @Test
  void aFeedThatWasNeverStartedIsClosedAtOnce() {
    feed(new Noting("one", 0)).close();
    assertThat(chain.open()).isZero();
  }
}
