// SPDX-License-Identifier: Apache-2.0
package portolan.domain.worldstate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What ledgers have in them is never renamed: keys, functions and codes are those that were
 * recorded. A new one is added to the recording; a line of it never changes.
 */
final class RecordedNamesTest {
  static final List<Class<?>> KEYS =
      List.of(SettlementKeys.class, CustomsKeys.class, ProvenanceKeys.class, SealedKeys.class);

  static List<ContractFunction> functions() {
    return Stream.of(
            ProvenanceFunction.values(), CustomsFunction.values(), SettlementFunction.values())
        .<ContractFunction>flatMap(Arrays::stream)
        .toList();
  }

  static List<String> recorded(String name) throws IOException {
    try (InputStream file =
        RecordedNamesTest.class.getResourceAsStream("/worldstate/" + name + ".txt")) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  /** A line is {@code Class.method(argument, ...) key}. */
  @Test
  void everyKeyIsWhatItWas() throws Exception {
    List<String> made = new ArrayList<>();
    for (Class<?> keys : KEYS) {
      for (Method method : keys.getMethods()) {
        if (Modifier.isStatic(method.getModifiers()) && method.getReturnType() == String.class) {
          Object[] arguments = arguments(method);
          made.add(
              keys.getSimpleName()
                  + "."
                  + method.getName()
                  + Arrays.toString(arguments)
                  + " "
                  + method.invoke(null, arguments));
        }
      }
    }
    made.add("ImplicitCollection.of[a1] " + ImplicitCollection.of("a1"));
    made.add("ProvenanceKeys.REGISTRY[] " + ProvenanceKeys.REGISTRY);
    made.add("ProvenanceKeys.PARTIES_BALLOTS[] " + ProvenanceKeys.PARTIES_BALLOTS);
    assertThat(made).containsExactlyInAnyOrderElementsOf(recorded("keys"));
  }

  private static Object[] arguments(Method method) {
    Class<?>[] types = method.getParameterTypes();
    Object[] arguments = new Object[types.length];
    for (int i = 0; i < types.length; i++) {
      if (types[i] == LocalDate.class) {
        arguments[i] = LocalDate.of(2026, 11, 30);
      } else {
        arguments[i] = types[i] == long.class ? (Object) (i + 1L) : "a" + (i + 1);
      }
    }
    return arguments;
  }

  @Test
  void everyFunctionIsCalledAsItWas() throws Exception {
    assertThat(functions().stream().map(f -> f.chaincode() + " " + f.functionName()))
        .containsExactlyInAnyOrderElementsOf(recorded("functions"));
  }

  /** A line is {@code CODE}, and {@code cured} if a later block may lead to another answer. */
  @Test
  void everyRefusalIsWhatItWas() throws Exception {
    assertThat(
            Arrays.stream(RefusalCode.values())
                .map(code -> code.name() + (code.mayBeCuredByALaterBlock() ? " cured" : "")))
        .containsExactlyInAnyOrderElementsOf(recorded("refusals"));
  }

  @Test
  void aCodeOfALaterContractIsNone() {
    assertThat(RefusalCode.of("WRONG_SECRET")).contains(RefusalCode.WRONG_SECRET);
    assertThat(RefusalCode.of("FROM_TOMORROW")).isEmpty();
  }

  @Test
  void gatesAreToldFromOtherKeys() {
    assertThat(SettlementKeys.isGate(SettlementKeys.gate("PlatformMSP/E1"))).isTrue();
    assertThat(SettlementKeys.isGate(SettlementKeys.lockGate("PlatformMSP/L1"))).isTrue();
    assertThat(SettlementKeys.isGate(SettlementKeys.lock("PlatformMSP/L1"))).isFalse();
    assertThat(SettlementKeys.isGate(SettlementKeys.escrow("PlatformMSP/E1"))).isFalse();
    assertThat(SettlementKeys.idOfGate(SettlementKeys.lockGate("PlatformMSP/L1")))
        .isEqualTo("PlatformMSP/L1");
  }
}
