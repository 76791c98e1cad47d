// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance.differential;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Compares what is seen of a ledger with a journal of another one, note by note. */
final class Comparison implements Journal {
  private static final int DESCRIBED = 10_000;
  private static final String DESCRIPTION = " is";

  private final BufferedReader expected;
  private final int most;
  private final List<Divergence> divergences = new ArrayList<>();
  private final Map<String, String> descriptions =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
          return size() > DESCRIBED;
        }
      };
  private long compared;

  /**
   * Compares with a file.
   *
   * @param most after so many divergences it gives up
   */
  Comparison(Path file, int most) {
    this.expected = JournalFile.reader(file);
    this.most = most;
  }

  /** Two ledgers did not do the same. */
  record Divergence(int round, String where, String expected, String found) {}

  /** Thrown when there is no use in going on. */
  static final class TooManyException extends RuntimeException {
    private static final long serialVersionUID = 1;

    TooManyException(String message) {
      super(message);
    }
  }

  @Override
  public void note(int round, String where, String what) {
    String line = next();
    JournalFile.Entry there = line == null ? null : JournalFile.Entry.parse(line);
    compared++;
    if (where.endsWith(DESCRIPTION)) {
      descriptions.put(where.substring(0, where.length() - DESCRIPTION.length()), what);
    }
    if (there == null || there.round() != round || !there.where().equals(where)) {
      divergences.add(
          new Divergence(
              round, where, there == null ? "the end" : there.where() + ": " + there.what(), what));
      throw new TooManyException("the ledgers went different ways");
    }
    // Through the file's form, which cannot hold everything that a text can.
    String found = JournalFile.Entry.parse(new JournalFile.Entry(round, where, what).line()).what();
    if (!there.what().equals(found)) {
      divergences.add(new Divergence(round, where, there.what(), found));
      if (divergences.size() >= most) {
        throw new TooManyException("more than " + most + " divergences");
      }
    }
  }

  private String next() {
    try {
      return expected.readLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<Divergence> divergences() {
    return List.copyOf(divergences);
  }

  /** What the latest transactions are. */
  Map<String, String> descriptions() {
    return Map.copyOf(descriptions);
  }

  long compared() {
    return compared;
  }

  @Override
  public void close() {
    try {
      expected.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
