// SPDX-License-Identifier: Apache-2.0
package portolan.domain.custody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.gs1.Sscc;
import portolan.domain.gs1.UrnEpc;
import portolan.domain.recall.RecallCounts;

class PossessionTest {
  private static final String IDENTITY = "n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg";
  private static final String HASH = "n4bQgYhMfWWaL-qgxVrQFQ";

  private static Possession unit(Optional<Inside> parent) {
    return new Possession(
        "SupplierMSP",
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        parent,
        0,
        "active",
        Optional.empty(),
        Optional.empty(),
        Instant.parse("2026-11-21T09:30:00Z"),
        IDENTITY,
        Optional.of(HASH),
        false,
        false,
        Marks.NONE);
  }

  private static Possession again(Possession state) {
    return Possession.fromJson(Fields.of("epc", state.toJson()));
  }

  @Test
  void whatIsPackedTakesFewBytes() {
    Possession packed = unit(Optional.of(new Inside(new Sscc("106141412345678908"), 3)));
    assertThat(packed.toJson())
        .hasToString(
            "{\"b\":\"n4bQgYhMfWWaL-qgxVrQFQ\",\"c\":\"SupplierMSP\","
                + "\"l\":\"n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg\","
                + "\"p\":[\"00/106141412345678908\",3],\"t\":1795253400000}");
    assertThat(packed.toJson().canonicalBytes()).hasSizeLessThanOrEqualTo(150);
    assertThat(again(packed)).isEqualTo(packed);
    assertThat(packed.hash()).hasSize(22).isEqualTo(again(packed).hash());
  }

  @Test
  void allOfItComesBackFromTheLedger() {
    Possession all =
        new Possession(
            "SupplierMSP",
            Optional.of("LogisticsMSP"),
            Optional.of(new Possession.Claim("PlatformMSP", Instant.parse("2026-11-21T10:00:00Z"))),
            Optional.of("OtherMSP"),
            Optional.of(new Inside(new UrnEpc("urn:epc:id:gid:95100000.12345.400"), 0)),
            7,
            "damaged",
            Optional.of("L 1"),
            Optional.of("PlatformMSP/O-1"),
            Instant.parse("1969-11-21T09:30:00.123Z"),
            IDENTITY,
            Optional.empty(),
            false,
            true,
            new Marks(
                new TreeSet<>(Set.of("CustomsMSP/R-2", "SupplierMSP/R-1")),
                RecallCounts.NONE.plus("SupplierMSP/R-1", 12)));
    assertThat(again(all)).isEqualTo(all);
  }

  @Test
  void aStateOfAnotherFormIsRefusedByName() {
    assertThatThrownBy(
            () ->
                Possession.fromJson(
                    Fields.of(
                        "epc",
                        unit(Optional.empty()).toJson().toBuilder()
                            .put("p", Json.text("00/1"))
                            .build())))
        .hasMessageContaining("epc.p|expected an EPC and an epoch");
  }
}
