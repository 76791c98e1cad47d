// SPDX-License-Identifier: Apache-2.0
package portolan.client;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;

/**
 * The elements of a list that a gateway gives in pages.
 *
 * @param <T> an element
 */
final class Pages<T> implements Iterator<T> {
  /**
   * One page.
   *
   * @param next leads to the next page; empty when there is none
   */
  record Page<T>(List<T> elements, String next) {}

  private final Function<String, Page<T>> reading;
  private Iterator<T> elements;
  private String next;

  /** Reads the first page at once. */
  Pages(Function<String, Page<T>> reading) {
    this.reading = reading;
    read("");
  }

  private void read(String token) {
    Page<T> page = reading.apply(token);
    elements = page.elements().iterator();
    next = page.next();
  }

  @Override
  public boolean hasNext() {
    while (!elements.hasNext() && !next.isEmpty()) {
      read(next);
    }
    return elements.hasNext();
  }

  @Override
  public T next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return elements.next();
  }
}
