// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.projection.provenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import portolan.gateway.store.SmallDisk;
import portolan.gateway.store.StoreFile;

/** An index of events when its disk is full, and when it is so no longer. */
class EventIndexOnAFullDiskTest {
  private static final Duration AWHILE = Duration.ofSeconds(60);
  private static final int EVENTS = 500;
  private static final int BEFORE = 20;
  private static final EventFilter ANY =
      new EventFilter(
          Optional.empty(),
          List.of(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  @RegisterExtension final SmallDisk disk = new SmallDisk(64);

  private final CapturingChain chain = new CapturingChain();

  EventIndexOnAFullDiskTest() {
    for (int i = 0; i < EVENTS; i++) {
      String unit = "https://id.gs1.org/01/10614141123459/21/U" + i;
      String more = ",\"epcList\":[\"" + unit + "\"]";
      chain
          .by("SupplierMSP")
          .accepted(
              CapturingChain.event("urn:e:" + i, "ObjectEvent", "ADD", "commissioning", 1, more))
          .writes(unit, "{\"custodian\":\"SupplierMSP\",\"disposition\":\"active\"}")
          .commit();
    }
  }

  private void applyFrom(EventIndex index, long first) throws SQLException {
    for (int i = (int) first; i < EVENTS; i++) {
      index.apply(chain.blocks().subList(i, i + 1));
    }
  }

  @Test
  void aBlockThatFindsNoSpaceIsRefusedAndTheIndexGoesOnWithoutAGap() throws Exception {
    try (EventIndex index = new EventIndex(disk.folder())) {
      index.apply(chain.blocks().subList(0, BEFORE));
      disk.fill();
      assertThatThrownBy(() -> applyFrom(index, BEFORE))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("the index of events in " + StoreFile.PROVENANCE.in(disk.folder()))
          .hasMessageContaining("No space left on device");
      assertThat(index.trouble()).get().asString().contains("No space left on device");

      disk.free();
      await().atMost(AWHILE).until(() -> index.trouble().isEmpty());
      assertThat(index.position()).isBetween((long) BEFORE, EVENTS - 1L);
      applyFrom(index, index.position());
    }
    try (EventIndex index = new EventIndex(disk.folder())) {
      assertThat(index.position()).isEqualTo(EVENTS);
      assertThat(index.list(ANY, EVENTS - 1, new EventPage.Cut(0, EVENTS)).events())
          .extracting(IndexedEvent::eventId)
          .containsExactlyInAnyOrderElementsOf(
              IntStream.range(0, EVENTS).mapToObj(i -> "urn:e:" + i).toList());
    }
  }
}
