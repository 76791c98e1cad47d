// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.iso20022;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import org.xml.sax.SAXException;

/**
 * Schemas and samples of ISO 20022. They lie outside this repository: in the folder that the system
 * property {@code portolan.vectors} or the variable {@code PORTOLAN_VECTORS} names, or in {@code
 * ../shared/vectors} beside the repository.
 */
public final class Vectors {
  private Vectors() {}

  /** The folder; skips the test where it is missing, and fails in continuous integration. */
  static Path folder() {
    Path folder = root().resolve("settlement").resolve("iso20022");
    if (!Files.isDirectory(folder)) {
      String missing = "no test vectors in " + folder + " (set PORTOLAN_VECTORS)";
      assertThat(System.getenv("CI")).as(missing).isNotEqualTo("true");
      System.out.println("SKIPPED: " + missing);
      abort(missing);
    }
    return folder;
  }

  /** Statements as banks send them; skips and fails as {@link #folder}. */
  public static Path camtCases() {
    folder();
    return root().resolve("settlement").resolve("camt-cases");
  }

  private static Path root() {
    String named = System.getProperty("portolan.vectors", System.getenv("PORTOLAN_VECTORS"));
    if (named != null) {
      return Path.of(named);
    }
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null && !Files.exists(folder.resolve(".mvn"))) {
      folder = folder.getParent();
    }
    Path repository = folder == null ? Path.of("").toAbsolutePath() : folder;
    return repository.resolveSibling("shared").resolve("vectors");
  }

  /** The schema of a message such as camt.053.001.08. */
  static Schema schema(String message) {
    Path schema = folder().resolve("xsd-in-use").resolve(message + ".xsd");
    Path newest = folder().resolve("xsd-newest").resolve(message + ".xsd");
    try {
      return SchemaFactory.newDefaultInstance()
          .newSchema(new StreamSource((Files.exists(schema) ? schema : newest).toFile()));
    } catch (SAXException e) {
      throw new AssertionError(message, e);
    }
  }

  /** What a schema has against a message; empty if it is valid. */
  public static String errors(String message, byte[] xml) {
    try {
      var validator = schema(message).newValidator();
      validator.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
      validator.setProperty(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
      validator.validate(new StreamSource(new ByteArrayInputStream(xml)));
      return "";
    } catch (SAXException e) {
      return e.getMessage();
    } catch (IOException e) {
      throw new AssertionError(message, e);
    }
  }
}
