package portolan.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SharedReadingTest {
  /** A reading takes what the ledger says at its beginning, and ends when it is let. */
  private final BlockingQueue<String> begun = new LinkedBlockingQueue<>();

  private final Semaphore maySendAnswer = new Semaphore(0);
  private volatile String ledger = "first";
  private volatile boolean down;
  private final SharedReading<String> reading = new SharedReading<>(this::read);

  private String read() throws ApiException {
    String seen = ledger;
    boolean unavailable = down;
    begun.add(seen);
    maySendAnswer.acquireUninterruptibly();
    if (unavailable) {
      throw ApiException.unavailable("the peer is down");
    }
    return seen;
  }

  private void awaitBegun() throws InterruptedException {
    assertThat(begun.poll(30, TimeUnit.SECONDS)).isNotNull();
  }

  /** Asks and returns when the asker waits: it reads, or it waits for another's reading. */
  private Future<String> ask(ExecutorService threads) throws InterruptedException {
    BlockingQueue<Thread> asker = new LinkedBlockingQueue<>();
    Future<String> answer =
        threads.submit(
            () -> {
              asker.add(Thread.currentThread());
              return reading.get();
            });
    Thread thread = asker.poll(30, TimeUnit.SECONDS);
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (thread.getState() != Thread.State.WAITING) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.onSpinWait();
    }
    return answer;
  }

  @Test
  void whoAsksWhileItIsReadGetsTheNextReadingAndSharesIt() throws Exception {
    try (ExecutorService threads = Executors.newThreadPerTaskExecutor(Thread::new)) {
      Future<String> early = ask(threads);
      awaitBegun();
      ledger = "second";
      List<Future<String>> late = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        late.add(ask(threads));
      }
      assertThat(begun).isEmpty();

      maySendAnswer.release();
      assertThat(early.get()).isEqualTo("first");
      awaitBegun();
      maySendAnswer.release();

      for (Future<String> answer : late) {
        assertThat(answer.get()).isEqualTo("second");
      }
      assertThat(begun).isEmpty();
    }
  }

  @Test
  void aFailureIsToldToAllWhoSharedTheReadingAndNotRemembered() throws Exception {
    try (ExecutorService threads = Executors.newThreadPerTaskExecutor(Thread::new)) {
      Future<String> early = ask(threads);
      awaitBegun();
      down = true;
      List<Future<String>> late = List.of(ask(threads), ask(threads));
      maySendAnswer.release();
      assertThat(early.get()).isEqualTo("first");
      awaitBegun();
      maySendAnswer.release();
      for (Future<String> answer : late) {
        assertThatThrownBy(answer::get).hasCauseInstanceOf(ApiException.class);
      }
      down = false;

      maySendAnswer.release();

      assertThat(reading.get()).isEqualTo("first");
    }
  }
}
