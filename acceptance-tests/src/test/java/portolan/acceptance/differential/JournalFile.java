// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance.differential;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * A journal on disk: compressed text, one line for each note, its fields separated by tabs. So the
 * real network's answers can be compared with again without a network.
 */
final class JournalFile implements Journal {
  private final Writer writer;

  JournalFile(Path file) {
    try {
      Files.createDirectories(file.getParent());
      writer = new OutputStreamWriter(new GZIPOutputStream(Files.newOutputStream(file)), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void note(int round, String where, String what) {
    try {
      writer.write(new Entry(round, where, what).line());
      writer.write('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      writer.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static BufferedReader reader(Path file) {
    try {
      return new BufferedReader(
          new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One note. */
  record Entry(int round, String where, String what) {
    String line() {
      return round + "\t" + where + "\t" + what.replace("\t", "<9>").replace("\n", "\t");
    }

    static Entry parse(String line) {
      String[] parts = line.split("\t", 3);
      return new Entry(Integer.parseInt(parts[0]), parts[1], parts[2].replace("\t", "\n"));
    }
  }
}
