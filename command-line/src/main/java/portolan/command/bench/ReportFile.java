// SPDX-License-Identifier: Apache-2.0
package portolan.command.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A report as a JSON file. */
final class ReportFile {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(
              DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES,
              DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .build();

  private ReportFile() {}

  static void write(Report report, Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(file, JSON.writeValueAsString(report) + "\n");
  }

  /**
   * Reads a report.
   *
   * @throws IllegalArgumentException naming the file and what is wrong with it
   */
  static Report read(Path file) throws IOException {
    try {
      Report report = JSON.readValue(Files.readString(file), Report.class);
      if (report.format() != Report.FORMAT) {
        throw new IllegalArgumentException(
            file + ": format: expected " + Report.FORMAT + ", found " + report.format());
      }
      return report;
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException(file + ": the file is missing", e);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          file + ": not a file of results of this program: " + e.getOriginalMessage(), e);
    }
  }
}
