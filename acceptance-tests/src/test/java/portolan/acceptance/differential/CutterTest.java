// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance.differential;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.List;
import org.hyperledger.fabric.protos.common.Envelope;
import org.junit.jupiter.api.Test;
import portolan.network.Consortium;

class CutterTest {
  private final Cutter cutter =
      new Cutter(
          new Consortium.Ordering(
              Consortium.OrderingType.RAFT,
              1,
              new Consortium.OrderingOrganisation("O", "OMSP"),
              Duration.ofMillis(50),
              Duration.ofSeconds(2),
              3,
              100));

  private List<List<String>> add(String name, int bytes) {
    return cutter.add(
        name, Envelope.newBuilder().setPayload(ByteString.copyFrom(new byte[bytes])).build());
  }

  @Test
  void aBlockIsCutWhenItHasAsManyTransactionsAsItMayHave() {
    assertThat(add("a", 1)).isEmpty();
    assertThat(add("b", 1)).isEmpty();
    assertThat(add("c", 1)).containsExactly(List.of("a", "b", "c"));
    assertThat(cutter.isPending()).isFalse();
  }

  @Test
  void oneThatDoesNotFitBeginsTheNextBlock() {
    assertThat(add("a", 60)).isEmpty();
    assertThat(add("b", 41)).containsExactly(List.of("a"));
    assertThat(cutter.isPending()).isTrue();
    assertThat(add("c", 59)).isEmpty();
  }

  @Test
  void oneThatIsTooBigForAnyHasABlockOfItsOwn() {
    assertThat(add("a", 1)).isEmpty();
    assertThat(add("b", 101)).containsExactly(List.of("a"), List.of("b"));
    assertThat(add("c", 101)).containsExactly(List.of("c"));
    assertThat(cutter.isPending()).isFalse();
  }
}
