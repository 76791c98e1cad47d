// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.fabric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.hyperledger.fabric.client.CloseableIterator;
import org.hyperledger.fabric.protos.peer.FilteredBlock;
import org.hyperledger.fabric.protos.peer.FilteredTransaction;
import org.hyperledger.fabric.protos.peer.TxValidationCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever breaks the stream of blocks, commits are learnt of afterwards. */
class CommitStreamTest {
  private static final Duration AWHILE = Duration.ofSeconds(30);
  private static final Logger LOG = Logger.getLogger(CommitStream.class.getName());

  private final List<String> told = new CopyOnWriteArrayList<>();
  private final BlockingQueue<Object> events = new LinkedBlockingQueue<>();
  private final List<OptionalLong> asked = new CopyOnWriteArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          if (line.getLevel().intValue() >= Level.WARNING.intValue()) {
            told.add(new java.util.logging.SimpleFormatter().formatMessage(line));
          }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    LOG.addHandler(handler);
  }

  @AfterEach
  void listenNoMore() {
    LOG.removeHandler(handler);
  }

  /** Plays what it is told to: a block comes, or something is thrown. */
  private CloseableIterator<FilteredBlock> from(OptionalLong block) {
    asked.add(block);
    return new CloseableIterator<>() {
      @Override
      public boolean hasNext() {
        return true;
      }

      @Override
      public FilteredBlock next() {
        try {
          switch (events.take()) {
            case FilteredBlock its -> {
              return its;
            }
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new AssertionError("expected a block or a failure");
          }
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }

      @Override
      public void close() {}
    };
  }

  private static FilteredBlock block(long number) {
    return FilteredBlock.newBuilder()
        .setNumber(number)
        .addFilteredTransactions(
            FilteredTransaction.newBuilder()
                .setTxid("tx" + number)
                .setTxValidationCode(TxValidationCode.VALID))
        .build();
  }

  private CommitStream started() {
    CommitStream stream =
        new CommitStream("trade at peer", this::from, PeerFailures::describe, () -> {});
    stream.start(OptionalLong.of(7));
    return stream;
  }

  @Test
  void nothingThatIsThrownEndsIt() {
    List<Throwable> failures = new ArrayList<>();
    // The client throws this when the peer refuses, because of a wrong clock for example.
    failures.add(new NoSuchElementException("Unexpected status response: BAD_REQUEST"));
    failures.add(new IllegalStateException("call already half-closed"));
    failures.add(new NullPointerException());
    failures.add(new NoClassDefFoundError("gone"));
    failures.add(new StackOverflowError());
    try (CommitStream stream = started()) {
      long number = 7;
      for (Throwable failure : failures) {
        events.add(failure);
        events.add(block(number));
        String transaction = "tx" + number;
        await().atMost(AWHILE).until(() -> stream.seen(transaction).isPresent());
        assertThat(stream.isFollowing()).isTrue();
        assertThat(stream.trouble()).isEmpty();
        number++;
      }
      assertThat(stream.next()).hasValue(number);
    }
    assertThat(told).hasSize(2 * failures.size());
    assertThat(told.getFirst()).contains("trade at peer", "BAD_REQUEST");
    assertThat(told.get(1)).contains("works again");
  }

  @Test
  void aReasonIsToldOnceAndTheTroubleStaysUntilABlockComes() {
    try (CommitStream stream = started()) {
      for (int i = 0; i < 3; i++) {
        events.add(new NoSuchElementException("Unexpected status response: BAD_REQUEST"));
      }
      await().atMost(AWHILE).until(events::isEmpty);
      await().atMost(AWHILE).until(() -> asked.size() == 4);
      assertThat(stream.trouble()).get().asString().contains("BAD_REQUEST");
      assertThat(stream.isFollowing()).isFalse();
      assertThat(told).hasSize(1);

      events.add(block(7));
      await().atMost(AWHILE).until(() -> stream.trouble().isEmpty());
      assertThat(told).hasSize(2);
    }
  }

  @Test
  void itGoesOnWhereItBrokeOffAndAsksForTheLastBlockOnceMore() throws Exception {
    try (CommitStream stream = started()) {
      events.add(block(7));
      events.add(block(8));
      await().atMost(AWHILE).until(() -> stream.seen("tx8").isPresent());
      events.add(new NoSuchElementException("Unexpected status response: SERVICE_UNAVAILABLE"));
      await().atMost(AWHILE).until(() -> asked.size() == 2);
      events.add(block(8));
      events.add(block(9));

      assertThat(stream.await("tx9", AWHILE)).isPresent();
      assertThat(asked).containsExactly(OptionalLong.of(6), OptionalLong.of(8));
      // Who waits for a transaction is told before the block counts as read.
      await().atMost(AWHILE).until(() -> stream.next().equals(OptionalLong.of(10)));
    }
  }

  @Test
  void itEndsWhenItIsClosed() throws Exception {
    CommitStream stream = started();
    events.add(new NoSuchElementException("Unexpected status response: BAD_REQUEST"));
    await().atMost(AWHILE).until(() -> stream.trouble().isPresent());
    stream.close();
    assertThat(stream.await("tx7", Duration.ofNanos(TimeUnit.MILLISECONDS.toNanos(1)))).isEmpty();
  }
}
