// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.store;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** The files in which a gateway keeps what it has to know, and what to do when one is damaged. */
public enum StoreFile {
  OUTBOX(
      "the outbox",
      "it holds requests that were accepted and may not be on the ledger yet, and cannot be built"
          + " anew: restore it; with an empty folder the gateway knows nothing of them, and callers"
          + " have to send them again"),
  JOURNAL("the journal", "move it away, it is built anew from the ledger"),
  PROVENANCE("the index of events", "move it away, it is built anew from the ledger"),
  KEEPER("the keeper's list", "move it away, it is built anew from the ledger"),
  STATEMENTS(
      "the store of bank statements",
      "move it away and import the statements again; what they confirmed is on the ledger");

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private final String title;
  private final String remedy;

  StoreFile(String title, String remedy) {
    this.title = title;
    this.remedy = remedy;
  }

  /** How a sentence names it. */
  public String title() {
    return title;
  }

  /** Its file without the ending that H2 gives it. */
  String base() {
    return switch (this) {
      case OUTBOX -> "outbox";
      case JOURNAL -> "journal";
      case PROVENANCE -> "provenance";
      case KEEPER -> "keeper";
      case STATEMENTS -> "statements";
    };
  }

  /** Its file in a gateway's folder. */
  public Path in(Path directory) {
    return directory.resolve(base() + ".mv.db");
  }

  /** What an operator is told when the file in this folder is damaged. */
  public String damaged(Path directory, String reason) {
    return "%s in %s is damaged (%s): %s".formatted(title, in(directory), reason, remedy);
  }

  /** What an operator is told when a later release has written the file in this folder. */
  String newer(Path directory, int found, int known) {
    return "%s in %s was written by a later release (its tables are of version %d, expected %d or less): start that release, or a later one"
        .formatted(title, in(directory), found, known);
  }

  /**
   * Makes sure that nobody but the owner can read the file, also if it was there before: it holds
   * what is secret. To be called before it is opened; makes folder and file if there are none.
   */
  public void protect(Path directory) throws IOException {
    Files.createDirectories(directory);
    Path file = in(directory);
    if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return;
    }
    FileAttribute<Set<PosixFilePermission>> ownerOnly =
        PosixFilePermissions.asFileAttribute(OWNER_ONLY);
    try {
      Files.createFile(file, ownerOnly);
    } catch (FileAlreadyExistsException e) {
      if (!Files.getPosixFilePermissions(file).equals(OWNER_ONLY)) {
        Files.setPosixFilePermissions(file, OWNER_ONLY);
      }
    }
  }
}
