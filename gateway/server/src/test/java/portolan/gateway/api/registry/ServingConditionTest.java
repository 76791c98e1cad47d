// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import portolan.gateway.LogLines;
import portolan.gateway.api.registry.ServingCondition.Standing;

/** What a gateway says of itself. */
@Timeout(60)
class ServingConditionTest {
  private final AtomicReference<Optional<String>> peer = new AtomicReference<>(Optional.empty());
  private final AtomicReference<Optional<String>> store = new AtomicReference<>(Optional.empty());
  private final AtomicReference<Duration> stall = new AtomicReference<>(Duration.ZERO);
  private final AtomicBoolean full = new AtomicBoolean();
  private final ServingCondition condition =
      new ServingCondition(
          peer::get,
          full::get,
          "all 2 places are taken",
          stall::get,
          List.of(store::get),
          Optional::empty);

  /** How it stands after it was looked at anew. */
  private Standing standing(boolean serving, boolean writing) {
    await()
        .atMost(30, TimeUnit.SECONDS)
        .until(
            () -> {
              Standing now = condition.now().join();
              return now.serving() == serving && now.writing() == writing;
            });
    return condition.now().join();
  }

  @Test
  void allIsWell() {
    assertThat(condition.now().join().troubles()).isEmpty();
    assertThat(standing(true, true).ledgerReachable()).isTrue();
  }

  @Test
  void stalledCommitsConcernWritesOnlyAndAreToldInSeconds() {
    stall.set(Duration.ofSeconds(9));
    assertThat(standing(true, true).troubles()).isEmpty();
    stall.set(Duration.ofSeconds(12));
    assertThat(standing(true, false).troubles()).containsExactly("commits stalled for 12 s");
  }

  @Test
  void aPeerThatIsGoneAndPlacesThatAreTakenAndAStoreThatIsClosedConcernEverything() {
    peer.set(Optional.of("the peer of SupplierMSP does not answer"));
    assertThat(standing(false, false).ledgerReachable()).isFalse();
    peer.set(Optional.empty());
    standing(true, true);
    full.set(true);
    assertThat(standing(false, false).troubles()).containsExactly("all 2 places are taken");
    full.set(false);
    standing(true, true);
    store.set(Optional.of("the outbox cannot be written: no space left"));
    assertThat(standing(false, false).troubles()).hasSize(1);
  }

  @Test
  void aTroubleLeavesOneLineWhenItBeginsAndOneWhenItHasEnded() {
    try (LogLines log = LogLines.of(ServingCondition.class.getName())) {
      peer.set(Optional.of("the peer of SupplierMSP does not answer: connection refused"));
      standing(false, false);
      peer.set(Optional.of("the peer of SupplierMSP does not answer: still"));
      await()
          .atMost(30, TimeUnit.SECONDS)
          .until(() -> condition.now().join().troubles().getFirst().endsWith("still"));
      peer.set(Optional.empty());
      standing(true, true);
      assertThat(log.texts())
          .containsExactly(
              "the peer of SupplierMSP does not answer: connection refused",
              "the own peer and its chaincode answer again");
    }
  }
}
