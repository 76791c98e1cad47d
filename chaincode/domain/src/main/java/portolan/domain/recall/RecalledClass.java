// SPDX-License-Identifier: Apache-2.0
package portolan.domain.recall;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.QualifiedId;
import portolan.domain.membership.Consortium;

/**
 * The recalls that name a class or a lot, lifted ones perhaps among them: {@code {"recalls":[id]}}.
 *
 * @param recalls ids, sorted
 */
public record RecalledClass(SortedSet<String> recalls) {
  /** Named by none. */
  public static final RecalledClass NONE = new RecalledClass(new TreeSet<>());

  /**
   * Most recalls of one member's of one class, or of one object, at a time. Nobody takes the place
   * of another: who has no say in goods can mark them, too.
   */
  public static final int MAX_RECALLS = 100;

  private static final int MOST = MAX_RECALLS * Consortium.MAX_MEMBERS;

  private static final String RECALLS = "recalls";

  /** Copies the set. */
  public RecalledClass {
    recalls = Collections.unmodifiableSortedSet(new TreeSet<>(recalls));
  }

  /**
   * Whether one more of its member's is too many.
   *
   * @param recalls that are open
   */
  public static boolean isTooMany(Set<String> recalls, String recallId) {
    String member = QualifiedId.parse(recallId).owner();
    return !recalls.contains(recallId)
        && recalls.stream().filter(id -> QualifiedId.parse(id).owner().equals(member)).count()
            >= MAX_RECALLS;
  }

  /** With one more, and without those that are over. */
  public RecalledClass with(String recallId, Predicate<String> isOpen) {
    SortedSet<String> changed = new TreeSet<>(recalls);
    changed.removeIf(isOpen.negate());
    changed.add(recallId);
    return new RecalledClass(changed);
  }

  /** Without one. */
  public RecalledClass without(String recallId) {
    SortedSet<String> changed = new TreeSet<>(recalls);
    changed.remove(recallId);
    return new RecalledClass(changed);
  }

  /** Reads the form on the ledger. */
  public static RecalledClass fromJson(Fields fields) {
    List<String> ids = fields.texts(RECALLS, 1, MOST, Format.QUALIFIED);
    return new RecalledClass(new TreeSet<>(ids));
  }

  /** The form on the ledger. */
  public JsonObject toJson() {
    return Json.object().putTexts(RECALLS, recalls).build();
  }
}
