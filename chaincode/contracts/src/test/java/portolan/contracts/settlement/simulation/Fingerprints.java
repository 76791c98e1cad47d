// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement.simulation;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Consumer;
import portolan.twin.block.EnvelopeTransaction;

/**
 * A program: plays the history of a seed, with keys that depend on the seed alone, and prints for
 * each transaction of a block a hash of all that it read and wrote.
 */
final class Fingerprints {
  private Fingerprints() {}

  /** Takes a seed and how many rounds. */
  public static void main(String[] arguments) {
    play(Long.parseLong(arguments[0]), Integer.parseInt(arguments[1]), System.out::println);
  }

  /** Plays so many rounds and tells of each transaction in a line. */
  static void play(long seed, int rounds, Consumer<String> lines) {
    Episode episode =
        new Episode(
            seed,
            Episode.honest().reproducible(seed),
            new Episode.Statistics(),
            transaction -> lines.accept(of(transaction)));
    for (int i = 0; i < rounds; i++) {
      episode.playNext();
    }
  }

  private static String of(EnvelopeTransaction transaction) {
    MessageDigest digest = sha256();
    StringBuilder written = new StringBuilder();
    for (EnvelopeTransaction.Namespace namespace : transaction.namespaces()) {
      digest.update(namespace.name().getBytes(StandardCharsets.UTF_8));
      digest.update(namespace.keys().toByteArray());
      for (EnvelopeTransaction.Collection collection : namespace.collections()) {
        digest.update(collection.name().getBytes(StandardCharsets.UTF_8));
        digest.update(collection.keys().toByteArray());
        digest.update(collection.valuesHash().toByteArray());
      }
      if (namespace.isWritten()) {
        written.append(' ').append(namespace.name());
        namespace.keys().getWritesList().stream()
            .limit(1)
            .forEach(write -> written.append(' ').append(write.getKey()));
      }
    }
    return HexFormat.of().formatHex(digest.digest()) + written;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
