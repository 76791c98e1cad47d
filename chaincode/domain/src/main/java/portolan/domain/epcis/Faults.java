// SPDX-License-Identifier: Apache-2.0
package portolan.domain.epcis;

import java.util.ArrayList;
import java.util.List;

/** Collects faults, the first hundred of them; more would say nothing new. */
final class Faults {
  /** Most faults that are reported. */
  static final int MAX = 100;

  private final List<Fault> faults = new ArrayList<>();
  private final List<Fault> contradictions = new ArrayList<>();
  private final List<Fault> warnings = new ArrayList<>();

  void add(String pointer, Fault.Code code, String expected) {
    List<Fault> list = code.isContradiction() ? contradictions : faults;
    if (list.size() < MAX) {
      list.add(new Fault(pointer, code, expected));
    }
  }

  void warn(String pointer, String expected) {
    if (warnings.size() < MAX) {
      warnings.add(new Fault(pointer, Fault.Code.UNUSUAL, expected));
    }
  }

  List<Fault> faults() {
    return List.copyOf(faults);
  }

  List<Fault> contradictions() {
    return List.copyOf(contradictions);
  }

  List<Fault> warnings() {
    return List.copyOf(warnings);
  }

  int count() {
    return faults.size();
  }

  /** The pointer of a member (RFC 6901, section 3). */
  static String member(String pointer, String name) {
    return pointer + "/" + name.replace("~", "~0").replace("/", "~1");
  }
}
