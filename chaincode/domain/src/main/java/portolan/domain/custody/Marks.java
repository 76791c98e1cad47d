// SPDX-License-Identifier: Apache-2.0
package portolan.domain.custody;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.JsonObject;
import portolan.domain.recall.RecallCounts;

/**
 * Which recalls reach an object, and which reach something in it. A recall that was lifted may
 * still be named: whoever asks what holds an object asks which of them are open.
 *
 * @param own recalls that reach the object itself, and so all that comes out of it
 * @param inside how many of the children directly in it each recall reaches, or has something in
 */
public record Marks(SortedSet<String> own, RecallCounts inside) {
  /** No recall knows of it. */
  public static final Marks NONE = new Marks(new TreeSet<>(), RecallCounts.NONE);

  private static final String OWN = "m";
  private static final String INSIDE = "i";

  /** One object is marked by few, but inherits from each parent that it comes out of. */
  private static final int MOST = 1_000_000;

  /** Copies the set. */
  public Marks {
    own = Collections.unmodifiableSortedSet(new TreeSet<>(own));
  }

  /** Whether no recall knows of it. */
  public boolean isNone() {
    return own.isEmpty() && inside.isNone();
  }

  /** All recalls that reach it or something in it. */
  public SortedSet<String> recalls() {
    SortedSet<String> all = new TreeSet<>(own);
    all.addAll(inside.recalls());
    return all;
  }

  /** Reached by one more. */
  Marks with(String recallId) {
    SortedSet<String> more = new TreeSet<>(own);
    more.add(recallId);
    return new Marks(more, inside);
  }

  /** Not reached by it any more; what is in it may be. */
  Marks without(String recallId) {
    SortedSet<String> less = new TreeSet<>(own);
    less.remove(recallId);
    return new Marks(less, inside);
  }

  /** Of something that comes out of a parent with these marks. */
  Marks inheriting(Marks parent) {
    if (parent.own().isEmpty()) {
      return this;
    }
    SortedSet<String> more = new TreeSet<>(own);
    more.addAll(parent.own());
    return new Marks(more, inside);
  }

  /** Of an object that has more, or less, in it. */
  Marks counted(String recallId, long children) {
    return new Marks(own, inside.plus(recallId, children));
  }

  /** Of an object with this in it. */
  Marks containing(RecallCounts children) {
    return new Marks(own, children);
  }

  /** Without recalls that are over. */
  Marks only(Predicate<String> isOpen) {
    if (isNone()) {
      return this;
    }
    SortedSet<String> open = recalls();
    open.removeIf(isOpen.negate());
    SortedSet<String> left = new TreeSet<>(own);
    left.retainAll(open);
    return new Marks(left, inside.only(open));
  }

  static Marks fromJson(Fields fields) {
    if (!fields.has(OWN) && !fields.has(INSIDE)) {
      return NONE;
    }
    return new Marks(
        fields.has(OWN)
            ? new TreeSet<>(fields.texts(OWN, 1, MOST, Format.QUALIFIED))
            : new TreeSet<>(),
        fields.optionalObject(INSIDE).map(RecallCounts::fromJson).orElse(RecallCounts.NONE));
  }

  void addTo(JsonObject.Builder json) {
    if (!own.isEmpty()) {
      json.putTexts(OWN, own);
    }
    if (!inside.isNone()) {
      json.put(INSIDE, inside.toJson());
    }
  }
}
