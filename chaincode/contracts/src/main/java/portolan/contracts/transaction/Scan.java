// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.transaction;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * All entries under a prefix, in the order of their keys, fetched page by page: a peer cuts a range
 * off after a number of entries (ledger.state.totalQueryLimit) without saying so. For evaluating
 * only.
 */
public final class Scan implements Iterator<Entry> {
  private static final int PAGE = 1000;

  /** One page of a range. */
  @FunctionalInterface
  public interface Range {
    /** At most {@code limit} entries from {@code from} on and before {@code to}. */
    List<Entry> page(String from, String to, int limit);
  }

  private final Range range;
  private final String to;
  private Iterator<Entry> page;
  private String from;
  private boolean last;

  /**
   * Starts before the first entry.
   *
   * @param prefix ends with a slash
   */
  public Scan(Range range, String prefix) {
    this.range = range;
    this.from = prefix;
    this.to = after(prefix);
    fetch();
  }

  /** The first key after all that start with this prefix, which ends with a slash. */
  public static String after(String prefix) {
    return prefix.substring(0, prefix.length() - 1) + (char) ('/' + 1);
  }

  private void fetch() {
    List<Entry> entries = range.page(from, to, PAGE);
    page = entries.iterator();
    last = entries.isEmpty();
    if (!last) {
      from = entries.getLast().key() + '\0';
    }
  }

  @Override
  public boolean hasNext() {
    if (!page.hasNext() && !last) {
      fetch();
    }
    return page.hasNext();
  }

  @Override
  public Entry next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return page.next();
  }
}
