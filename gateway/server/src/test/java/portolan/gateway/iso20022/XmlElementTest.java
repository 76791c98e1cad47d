// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.iso20022;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class XmlElementTest {
  @TempDir Path folder;

  private static XmlElement parse(String xml) throws MessageException {
    return XmlElement.parse(xml.getBytes(StandardCharsets.UTF_8));
  }

  private static void assertRefused(String xml) {
    assertThatThrownBy(() -> parse(xml)).isInstanceOf(MessageException.class);
  }

  @Test
  void anEntityThatReadsAFileIsRefused() throws Exception {
    Path secret = Files.writeString(folder.resolve("secret"), "the bank's password");
    assertThatThrownBy(
            () ->
                parse(
                    "<!DOCTYPE a [<!ENTITY x SYSTEM \"%s\">]><a>&x;</a>".formatted(secret.toUri())))
        .isInstanceOf(MessageException.class)
        .hasMessageNotContaining("password");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<!DOCTYPE a><a/>",
        "<!DOCTYPE a SYSTEM \"http://localhost:1/a.dtd\"><a/>",
        "<!DOCTYPE a PUBLIC \"-//A//B//EN\" \"file:///dev/zero\"><a/>",
        "<!DOCTYPE a [<!ENTITY b \"bbbb\"><!ENTITY c \"&b;&b;&b;&b;\">]><a>&c;</a>",
        "<!DOCTYPE a [<!ENTITY % p SYSTEM \"http://localhost:1/p\"> %p;]><a/>",
        "<a>&unknown;</a>",
        "<a/><b/>",
        "<a/>x",
        "<a>text<b/></a>",
        "<a><b></a></b>",
        "<x:a/>",
        "<a",
        "",
        "{\"a\": 1}"
      })
  void whatIsNoPlainMessageIsRefused(String xml) {
    assertRefused(xml);
  }

  @Test
  void whatIsTooLargeOrTooDeepOrHasTooManyElementsIsRefused() {
    byte[] large = new byte[XmlElement.MAX_BYTES + 1];
    Arrays.fill(large, (byte) ' ');
    assertThatThrownBy(() -> XmlElement.parse(large)).hasMessageContaining("bytes");
    assertRefused("<a>".repeat(100_000) + "</a>".repeat(100_000));
    assertRefused("<a>" + "<b/>".repeat(200_000) + "</a>");
  }

  @Test
  void signsOfTheMarkupSurviveWritingAndReading() throws Exception {
    XmlElement element =
        parse("<a b=\"&lt;&quot;&amp;\"><c>&lt;x&gt; &amp; <![CDATA[<y>]]></c></a>");
    assertThat(element.textAt("c")).isEqualTo("<x> & <y>");
    assertThat(XmlElement.parse(element.toXml())).isEqualTo(element);
  }

  @Test
  void aMessageInAnotherEncodingIsRead() throws Exception {
    byte[] latin =
        "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a>é</a>"
            .getBytes(StandardCharsets.ISO_8859_1);
    assertThat(XmlElement.parse(latin).text()).isEqualTo("é");
  }
}
