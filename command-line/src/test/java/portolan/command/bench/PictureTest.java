// SPDX-License-Identifier: Apache-2.0
package portolan.command.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class PictureTest {
  private static Document drawn(Report report) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(Picture.of(report))));
  }

  @Test
  void everyRowThatSettledSomethingHasADotAndAName() throws Exception {
    Document svg =
        drawn(
            Reports.of(
                Reports.result(Findings.NAIVE, 20, 0),
                Reports.result(Findings.SINGLE, 20, 3_000),
                Reports.result(Findings.SATURATION, 20, 80_000)));

    // One in the chart and one in the legend.
    assertThat(svg.getElementsByTagName("circle").getLength()).isEqualTo(4);
    assertThat(svg.getDocumentElement().getTextContent())
        .contains("the row single", "the row saturation")
        .doesNotContain("the row naive");
  }

  @Test
  void nothingMeasuredIsAPictureToo() throws Exception {
    assertThat(drawn(Reports.of()).getDocumentElement().getTagName()).isEqualTo("svg");
  }
}
