// SPDX-License-Identifier: Apache-2.0
package portolan.domain.recall;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.RefusedException;

class RecallItemsTest {
  private static final String LOT = "urn:epc:class:lgtin:0614141.112345.L1";

  private static Fields json(String text) {
    return Fields.parse("", text.replace('\'', '"').getBytes(UTF_8));
  }

  private static OpenRecall opened(String sources) {
    return OpenRecall.fromJson(
        json("{'recallId':'SupplierMSP/R1','reason':'glass','sources':" + sources + "}"));
  }

  @Test
  void whatIsRecalledIsNamedInItsOneForm() {
    OpenRecall recall =
        opened(
            "[{'name':'"
                + LOT
                + "'},{'name':'urn:epc:id:sscc:0614141.1234567890',"
                + "'from':'2026-11-21T12:30:00.000Z','to':'2026-11-21T13:00:00.000Z'}]");
    assertThat(recall.sources())
        .extracting(source -> source.what().canonical())
        .containsExactly(
            "https://id.gs1.org/01/10614141123459/10/L1",
            "https://id.gs1.org/00/106141412345678908");
    assertThat(OpenRecall.fromJson(Fields.of("", recall.toJson()))).isEqualTo(recall);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[]|sources",
        "[{'name':'kettle'}]|sources[0].name",
        "[{'name':'https://id.gs1.org/8003/01234567890128'}]|sources[0].name",
        "[{'name':'https://id.gs1.org/01/10614141123459','from':'2026-11-21T12:30:00.000Z'}]"
            + "|sources[0].from",
        "[{'name':'urn:epc:id:sscc:0614141.1234567890','from':'2026-11-21T12:30:00.000Z',"
            + "'to':'2026-11-21T12:29:00.000Z'}]|sources[0].to",
        "[{'name':'urn:epc:id:sscc:0614141.1234567890','since':'2026'}]|sources[0].since"
      })
  void whatCannotBeRecalledIsRefusedByItsField(String sources, String field) {
    assertThatThrownBy(() -> opened(sources))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> {
              assertThat(e.refusal().code()).isEqualTo("INVALID_ARGUMENT");
              assertThat(e.refusal().field()).isEqualTo(field);
            });
  }

  @Test
  void aRecallComesBackFromTheLedger() {
    Recall recall =
        new Recall(
            opened("[{'name':'" + LOT + "'}]"),
            Instant.parse("2026-11-21T09:00:00Z"),
            Optional.of(Scope.of(12, List.of("a"))),
            Optional.of(
                new Recall.Lifting(
                    "SupplierMSP", Instant.parse("2026-11-22T09:00:00Z"), "no glass")));
    assertThat(Recall.fromJson(Fields.of("recall", recall.toJson()))).isEqualTo(recall);
    assertThat(Recall.isOpen(Fields.of("recall", recall.toJson()))).isFalse();
  }

  @Test
  void countsNeverGoBelowNothing() {
    RecallCounts counts = RecallCounts.NONE.plus("SupplierMSP/R1", 2).plus("SupplierMSP/R2", 1);
    assertThat(RecallCounts.fromJson(Fields.of("", counts.toJson()))).isEqualTo(counts);
    assertThat(counts.plus("SupplierMSP/R1", -5).recalls()).containsExactly("SupplierMSP/R2");
  }
}
