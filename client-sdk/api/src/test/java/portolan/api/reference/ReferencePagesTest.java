// SPDX-License-Identifier: Apache-2.0
package portolan.api.reference;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.SourceCodeInfo.Location;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import portolan.api.ApiDescriptors;

/** Run with {@code -Dportolan.reference=write} it writes the pages instead. */
class ReferencePagesTest {
  private static final Path FOLDER = Path.of("..", "..", "docs", "reference");
  private static final String HOW =
      "docs/reference is not what the .proto files say. Make it anew by: "
          + "./mvnw -q -pl client-sdk/api test -Dtest=ReferencePagesTest -Dportolan.reference=write";

  @Test
  void thePagesSayWhatTheProtoFilesSay() throws IOException {
    SortedMap<String, String> pages = ReferencePages.of(ApiDescriptors.withComments());
    if (System.getProperty("portolan.reference", "").equals("write")) {
      write(pages);
    }
    SortedMap<String, String> found = read();

    assertThat(found.keySet()).as(HOW).isEqualTo(pages.keySet());
    pages.forEach((name, page) -> assertThat(found.get(name)).as(HOW).isEqualTo(page));
  }

  private static SortedMap<String, String> read() throws IOException {
    SortedMap<String, String> found = new TreeMap<>();
    try (Stream<Path> files = Files.list(FOLDER)) {
      for (Path file : files.toList()) {
        found.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    return found;
  }

  private static void write(SortedMap<String, String> pages) throws IOException {
    Files.createDirectories(FOLDER);
    for (String former : read().keySet()) {
      Files.delete(FOLDER.resolve(former));
    }
    for (Map.Entry<String, String> page : pages.entrySet()) {
      Files.writeString(FOLDER.resolve(page.getKey()), page.getValue());
    }
  }

  /** Comments that say nothing of a call leave its caller guessing. */
  @Test
  void everyServiceAndEveryCallIsDescribed() throws IOException {
    for (FileDescriptorProto file : ApiDescriptors.withComments().getFileList()) {
      Comments comments = new Comments(file);
      assertThat(comments.ofFile()).as(file.getName()).isNotEmpty();
      for (int s = 0; s < file.getServiceCount(); s++) {
        assertThat(comments.of(6, s)).as(file.getService(s).getName()).isNotEmpty();
        for (int m = 0; m < file.getService(s).getMethodCount(); m++) {
          assertThat(comments.of(6, s, 2, m))
              .as(file.getService(s).getMethod(m).getName())
              .isNotEmpty();
        }
      }
    }
  }

  @Test
  void eachServiceHasAFileOfItsOwn() throws IOException {
    assertThat(ApiDescriptors.plain().getFileList())
        .allSatisfy(file -> assertThat(file.getServiceCount()).as(file.getName()).isLessThan(2));
  }

  @Test
  void whatIsIndentedInACommentKeepsItsFormAndBracketsAreNotMarkup() {
    FileDescriptorProto.Builder file = FileDescriptorProto.newBuilder();
    file.getSourceCodeInfoBuilder()
        .addLocation(
            Location.newBuilder()
                .addPath(12)
                .setLeadingComments(
                    " Errors:\n   NOT_FOUND  no <id>\n Then more, \"<id>.rest\".\n"));

    assertThat(new Comments(file.build()).ofFile())
        .isEqualTo(
            """
            Errors:

            ```text
            NOT_FOUND  no <id>
            ```
            Then more, "&lt;id>.rest".""");
  }

  @Test
  void typesOfOtherFilesAreLinkedToTheirPages() throws IOException {
    FileDescriptorSet set = ApiDescriptors.withComments();

    assertThat(ReferencePages.of(set).get("dispute.md")).contains("[Payout](escrow.md#payout)");
    assertThat(ReferencePages.of(set).get("escrow.md")).contains("[Payout](#payout)");
  }
}
