// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement.simulation;

import java.util.Set;
import java.util.TreeSet;
import portolan.domain.group.ItemResult;

/** How a command ought to be answered. */
sealed interface Verdict {
  /** It takes effect. */
  record Now() implements Verdict {}

  /** It had its effect before. */
  record Before() implements Verdict {}

  /**
   * It is refused.
   *
   * @param codes all that is wrong with it: the contract says one of them
   */
  record Refused(Set<String> codes) implements Verdict {}

  /** Whether this is how it was answered. */
  default boolean fits(ItemResult answer) {
    return switch (this) {
      case Now now -> answer instanceof ItemResult.Accepted accepted && !accepted.existing();
      case Before before -> answer instanceof ItemResult.Accepted accepted && accepted.existing();
      case Refused refused ->
          answer instanceof ItemResult.Refused said
              && refused.codes().contains(said.refusal().code());
    };
  }

  /** Gathers what is wrong. */
  final class Objections {
    private final Set<String> codes = new TreeSet<>();

    Objections when(boolean wrong, String code) {
      if (wrong) {
        codes.add(code);
      }
      return this;
    }

    Objections unless(boolean right, String code) {
      return when(!right, code);
    }

    boolean none() {
      return codes.isEmpty();
    }

    Verdict refused() {
      return new Refused(codes);
    }

    /** As {@link #orDo}, unless it had its effect before. */
    Verdict orDoUnless(boolean before, Runnable effect) {
      return codes.isEmpty() && before ? new Before() : orDo(effect);
    }

    /** Refused if anything is wrong, else it takes this effect. */
    Verdict orDo(Runnable effect) {
      if (!codes.isEmpty()) {
        return refused();
      }
      effect.run();
      return new Now();
    }
  }

  static Objections objections() {
    return new Objections();
  }

  static Verdict refused(String code) {
    return new Refused(Set.of(code));
  }
}
