// SPDX-License-Identifier: Apache-2.0
package portolan.domain.custody;

import java.util.List;
import portolan.domain.gs1.EpcClass;

/** So much of a lot, or of a class without lots. */
public record Portion(EpcClass kind, Measure measure) {
  /** Its class and, if that is a lot, the class that it is a lot of. */
  public List<EpcClass> classes() {
    return kind.lot().isEmpty()
        ? List.of(kind)
        : List.of(new EpcClass(kind.code(), kind.key(), ""), kind);
  }
}
