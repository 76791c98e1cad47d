// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance.attack;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import portolan.api.v1.ListMembersRequest;
import portolan.api.v1.RegisterProductRequest;
import portolan.client.PortolanClient;
import portolan.client.PortolanException;

/** A client that writes and reads at a leisurely pace and remembers how long it took. */
final class WellBehaved implements AutoCloseable {
  private static final int THREADS = 4;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(25);
  private static final AtomicLong PRODUCTS = new AtomicLong();

  private final PortolanClient client;
  private final List<Thread> threads = new ArrayList<>();
  private final ConcurrentLinkedQueue<Long> nanos = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<String> refusals = new ConcurrentLinkedQueue<>();
  private volatile boolean over;

  WellBehaved(PortolanClient client) {
    this.client = client;
    for (int i = 0; i < THREADS; i++) {
      threads.add(Thread.ofPlatform().name("well-behaved " + i).start(this::work));
    }
  }

  private void work() {
    while (!over) {
      long start = System.nanoTime();
      try {
        client.registry().listMembers(ListMembersRequest.getDefaultInstance());
        client.provenance().registerProduct(product(PRODUCTS.incrementAndGet()));
      } catch (PortolanException e) {
        refusals.add(e.getMessage());
      }
      nanos.add(System.nanoTime() - start);
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private static RegisterProductRequest product(long number) {
    String digits = "0401234%06d".formatted(number);
    int sum = 0;
    for (int i = 0; i < digits.length(); i++) {
      sum += (digits.charAt(i) - '0') * (i % 2 == 0 ? 3 : 1);
    }
    return RegisterProductRequest.newBuilder()
        .setGtin(digits + (10 - sum % 10) % 10)
        .setName("mug")
        .setHsCode("691110")
        .setOriginCountry("CN")
        .build();
  }

  /** What it was refused. */
  List<String> refusals() {
    return List.copyOf(refusals);
  }

  int answered() {
    return nanos.size();
  }

  /** Milliseconds that 99 of 100 answers took at most. */
  long p99Millis() {
    List<Long> sorted = new ArrayList<>(nanos);
    Collections.sort(sorted);
    return TimeUnit.NANOSECONDS.toMillis(sorted.get((sorted.size() - 1) * 99 / 100));
  }

  @Override
  public void close() {
    over = true;
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
