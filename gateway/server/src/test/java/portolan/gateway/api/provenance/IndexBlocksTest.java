// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.provenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.rpc.Code;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import portolan.gateway.api.call.ApiException;
import portolan.gateway.projection.ReachedBlock;

class IndexBlocksTest {
  private static final Duration SHORT = Duration.ofMillis(20);

  private final ReachedBlock index = new ReachedBlock(8);
  private final IndexBlocks blocks = new IndexBlocks(() -> 9, index);

  private long asOf(long asked) throws ApiException, InterruptedException {
    return blocks.asOf(asked, Optional.empty(), SHORT);
  }

  private void assertRefused(long asked, Code code, String... words) {
    assertThatThrownBy(() -> asOf(asked))
        .isInstanceOfSatisfying(
            ApiException.class,
            e -> {
              assertThat(e.code()).isEqualTo(code);
              assertThat(e.getMessage()).contains(words);
            });
  }

  @Test
  void whatThePeerHasAndTheIndexHasNotIsUnavailableAndSaysHowFarItIs() {
    assertRefused(0, Code.UNAVAILABLE, "block 9", "block 7");
    index.standsStill(Optional.of("block 8: it is strange"));
    assertRefused(9, Code.UNAVAILABLE, "stands still before block 8: it is strange");
  }

  @Test
  void itWaitsUntilTheIndexHasWhatThePeerHadWhenTheCallCame() throws Exception {
    Thread.ofVirtual().start(() -> index.moveTo(10));
    assertThat(blocks.asOf(0, Optional.empty(), Duration.ofMinutes(1))).isEqualTo(9);
  }

  @Test
  void aBlockThatAnotherMemberHasNamedIsWaitedForWhileTheOwnPeerDoesNotHaveIt() throws Exception {
    IndexBlocks late =
        new IndexBlocks(
            () -> {
              index.moveTo(11);
              return 9;
            },
            index);
    assertThat(late.asOf(10, Optional.empty(), Duration.ofMinutes(1))).isEqualTo(10);
  }

  @Test
  void anEarlierBlockIsAnsweredAtOnceAndOneThatThePeerDoesNotHaveIsRefused() throws Exception {
    assertThat(asOf(3)).isEqualTo(3);
    assertRefused(10, Code.INVALID_ARGUMENT, "up to the latest, 9");
    assertRefused(-1, Code.INVALID_ARGUMENT, "number of a block");
  }

  @Test
  void theNextPageIsAsOfTheBlockOfTheOneBefore() throws Exception {
    assertThat(blocks.asOf(0, Optional.of(new EventPlace(5, 77)), SHORT)).isEqualTo(5);
  }
}
