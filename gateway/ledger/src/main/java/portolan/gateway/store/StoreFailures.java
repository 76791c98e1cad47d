// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.store;

import java.io.IOException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import org.h2.api.ErrorCode;
import org.h2.jdbc.JdbcException;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStoreException;

/** What H2's failures mean to whoever runs a gateway. */
public final class StoreFailures {
  private StoreFailures() {}

  /** Says in one line why a store cannot be used. */
  public static String describe(StoreFile file, Path directory, Throwable failure) {
    if (isLocked(failure)) {
      return "%s in %s is in use by another process".formatted(file.title(), file.in(directory));
    }
    if (isDamage(failure)) {
      return file.damaged(directory, reason(failure));
    }
    return "%s in %s cannot be written: %s"
        .formatted(file.title(), file.in(directory), reason(failure));
  }

  /** The first line of what is at the bottom of it, which as a rule is the system's own word. */
  private static String reason(Throwable failure) {
    Throwable deepest = failure;
    while (deepest.getCause() != null && deepest.getCause() != deepest) {
      deepest = deepest.getCause();
    }
    String message = String.valueOf(deepest.getMessage());
    String line = message.lines().findFirst().orElse("").strip();
    // H2 adds its version and the number of the error.
    int version = line.indexOf(" [");
    return version > 0 ? line.substring(0, version) : line;
  }

  private static boolean isLocked(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof OverlappingFileLockException
          || (t instanceof MVStoreException m && m.getErrorCode() == DataUtils.ERROR_FILE_LOCKED)
          || (t instanceof JdbcException j
              && j.getErrorCode() == ErrorCode.DATABASE_ALREADY_OPEN_1)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether what is in the file is wrong, rather than that it cannot be read or written just now.
   */
  private static boolean isDamage(Throwable failure) {
    boolean damage = false;
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof IOException) {
        return false;
      }
      damage |=
          switch (t) {
            case MVStoreException m ->
                m.getErrorCode() == DataUtils.ERROR_FILE_CORRUPT
                    || m.getErrorCode() == DataUtils.ERROR_CHUNK_NOT_FOUND
                    || m.getErrorCode() == DataUtils.ERROR_UNSUPPORTED_FORMAT
                    || m.getErrorCode() == DataUtils.ERROR_INTERNAL;
            case JdbcException j ->
                j.getErrorCode() == ErrorCode.FILE_CORRUPTED_1
                    || j.getErrorCode() == ErrorCode.UNSUPPORTED_SETTING_COMBINATION
                    || j.getErrorCode() == ErrorCode.FILE_VERSION_ERROR_1;
            default -> false;
          };
    }
    return damage;
  }
}
