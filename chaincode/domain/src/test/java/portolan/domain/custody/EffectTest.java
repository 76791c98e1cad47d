// SPDX-License-Identifier: Apache-2.0
package portolan.domain.custody;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import portolan.domain.epcis.Action;
import portolan.domain.epcis.EventType;

class EffectTest {

  @ParameterizedTest
  @CsvSource({
    "commissioning, BEGIN, CONTRADICTION, CONTRADICTION",
    "creating_class_instance, BEGIN, CONTRADICTION, CONTRADICTION",
    "decommissioning, CONTRADICTION, CONTRADICTION, END",
    "destroying, CONTRADICTION, END, END",
    "shipping, CONTRADICTION, SHIP, CONTRADICTION",
    "consigning, CONTRADICTION, SHIP, CONTRADICTION",
    "void_shipping, CONTRADICTION, VOID_SHIPPING, CONTRADICTION",
    "receiving, CONTRADICTION, RECEIVE, CONTRADICTION",
    "accepting, CONTRADICTION, ACCEPT, CONTRADICTION",
    "retail_selling, CONTRADICTION, SELL, SELL",
    "dispensing, CONTRADICTION, SELL, SELL",
    "repackaging, BEGIN, OBSERVE, END",
    "loading, BEGIN, OBSERVE, END",
    "unloading, BEGIN, OBSERVE, END",
    "inspecting, BEGIN, OBSERVE, END",
    "departing, BEGIN, OBSERVE, END",
    "https://example.com/steps/weighing, OBSERVE, OBSERVE, OBSERVE",
    ", BEGIN, OBSERVE, END",
  })
  void anObjectEventHasTheEffectOfItsStepAndAction(
      String step, Effect add, Effect observe, Effect delete) {
    Optional<String> word = Optional.ofNullable(step);
    assertThat(
            List.of(
                Effect.of(EventType.OBJECT, Optional.of(Action.ADD), word),
                Effect.of(EventType.OBJECT, Optional.of(Action.OBSERVE), word),
                Effect.of(EventType.OBJECT, Optional.of(Action.DELETE), word)))
        .containsExactly(add, observe, delete);
  }

  @ParameterizedTest
  @CsvSource({"packing", "unpacking", "repackaging", "https://example.com/steps/x", ","})
  void anAggregationHasTheEffectOfItsActionWhateverItsStep(String step) {
    Optional<String> word = Optional.ofNullable(step);
    assertThat(Effect.of(EventType.AGGREGATION, Optional.of(Action.ADD), word))
        .isEqualTo(Effect.PACK);
    assertThat(Effect.of(EventType.AGGREGATION, Optional.of(Action.DELETE), word))
        .isEqualTo(Effect.UNPACK);
    assertThat(Effect.of(EventType.AGGREGATION, Optional.of(Action.OBSERVE), word))
        .isEqualTo(Effect.OBSERVE);
  }

  @Test
  void transformationsTransformAndTheOtherTypesObserve() {
    assertThat(Effect.of(EventType.TRANSFORMATION, Optional.empty(), Optional.of("packing")))
        .isEqualTo(Effect.TRANSFORM);
    for (Action action : Action.values()) {
      for (EventType type : List.of(EventType.ASSOCIATION, EventType.TRANSACTION)) {
        assertThat(Effect.of(type, Optional.of(action), Optional.of("shipping")))
            .isEqualTo(Effect.OBSERVE);
      }
    }
  }

  /** A step that the vocabulary has and the table has not would be an observation by accident. */
  @Test
  void everyStepOfTheVocabularyIsInTheTable() throws IOException {
    String vocabulary =
        Files.readString(Path.of("src/main/java/portolan/domain/epcis/Vocabulary.java"));
    String table = Files.readString(Path.of("src/main/java/portolan/domain/custody/Effect.java"));
    int from = vocabulary.indexOf("\"accepting ");
    String words =
        vocabulary.substring(from, vocabulary.indexOf("),", from)).replaceAll("[\"+\\s]+", " ");
    List<String> steps = List.of(words.trim().split(" ", -1));
    assertThat(steps).hasSize(41).allMatch(step -> table.contains('"' + step + '"'));
  }
}
