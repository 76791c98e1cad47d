package portolan.domain.vectors;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * Test cases written by others. They lie beside the repository, in {@code ../shared/vectors}, or
 * where the system property {@code portolan.vectors} says. A run without them says so, and fails
 * when the environment has {@code CI=true}.
 */
public final class Vectors {
  private Vectors() {}

  /** The text of a file. */
  public static String read(String name) {
    Path file = directory().resolve(name);
    if (!Files.isReadable(file)) {
      String message = "test vectors " + name + " not found in " + directory().normalize();
      if ("true".equals(System.getenv("CI"))) {
        Assertions.fail(message);
      }
      System.out.println("SKIPPED: " + message);
      Assumptions.abort(message);
    }
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path directory() {
    String property = System.getProperty("portolan.vectors");
    return property == null
        ? Path.of("").toAbsolutePath().resolve("../../../shared/vectors")
        : Path.of(property);
  }
}
