// SPDX-License-Identifier: Apache-2.0
package portolan.twin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import portolan.twin.channel.Definition;
import portolan.twin.channel.Ordering;

/** How transactions become blocks, and what is too much. */
class OrderingTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Member MEMBER = Member.create("AMSP");
  private Twin twin;

  @AfterEach
  void close() {
    twin.close();
  }

  private void open(Ordering ordering) {
    twin =
        Twin.named("trade")
            .virtualTime(START)
            .member(MEMBER)
            .ordering(ordering)
            .chaincode(Definition.of("assets", peer -> new Assets()))
            .open();
  }

  private Caller.Endorsed send(String asset, String owner) {
    return twin.as("AMSP").endorse("assets", "create", asset, owner).submit();
  }

  private List<Long> blocksOf(int transactions, String owner) {
    List<Caller.Endorsed> sent = new ArrayList<>();
    for (int i = 0; i < transactions; i++) {
      sent.add(send("asset" + i, owner));
    }
    return sent.stream().map(e -> e.await().block()).toList();
  }

  @Test
  void aBlockIsCutWhenItHasEnoughTransactions() {
    open(new Ordering(3, 1 << 20, 1 << 20, Duration.ofHours(1), 100));
    assertThat(blocksOf(6, "Ada")).containsExactly(1L, 1L, 1L, 2L, 2L, 2L);
  }

  @Test
  void aBlockIsCutWhenItsFirstTransactionHasWaitedLongEnough() {
    open(new Ordering(100, 1 << 20, 1 << 20, Duration.ofSeconds(2), 100));
    assertThat(blocksOf(3, "Ada")).containsExactly(1L, 1L, 1L);
    assertThat(twin.timeline().instant()).isEqualTo(START.plusSeconds(2));
  }

  @Test
  void aBlockIsCutBeforeItWouldBeTooBig() {
    open(new Ordering(100, 8_000, 1 << 20, Duration.ofSeconds(1), 100));
    List<Long> blocks = blocksOf(4, "A".repeat(2_000));
    assertThat(blocks.getFirst()).isLessThan(blocks.getLast());
  }

  @Test
  void aBigTransactionIsAloneInItsBlock() {
    open(new Ordering(100, 8_000, 1 << 20, Duration.ofSeconds(1), 100));
    Caller.Endorsed before = send("small", "Ada");
    Caller.Endorsed big = send("big", "A".repeat(20_000));
    Caller.Endorsed after = send("other", "Ada");
    assertThat(List.of(before.await().block(), big.await().block(), after.await().block()))
        .containsExactly(1L, 2L, 3L);
  }

  @Test
  void whatNoBlockCanHoldIsRefused() {
    open(new Ordering(100, 8_000, 10_000, Duration.ofSeconds(1), 100));
    assertThatThrownBy(() -> send("big", "A".repeat(20_000)))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageContaining("exceeds maximum allowed 10000 bytes");
  }

  @Test
  void moreThanCanWaitIsRefusedAsUnavailable() {
    open(new Ordering(100, 1 << 20, 1 << 20, Duration.ofSeconds(10), 2));
    send("one", "Ada");
    send("two", "Ada");
    assertThatThrownBy(() -> send("three", "Ada"))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE));
    twin.pass(Duration.ofSeconds(11));
    assertThat(send("three", "Ada").await().block()).isEqualTo(2);
  }

  @Test
  void aProposalFarFromThePeersClockIsRefused() {
    open(Ordering.byDefault());
    Caller late = twin.as("AMSP").at(START.plus(Duration.ofMinutes(16)));
    assertThatThrownBy(() -> late.submit("assets", "create", "1", "Ada"))
        .isInstanceOf(StatusRuntimeException.class);
    twin.as("AMSP").at(START.plus(Duration.ofMinutes(14))).submit("assets", "create", "1", "Ada");
  }
}
