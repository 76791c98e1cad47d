// SPDX-License-Identifier: Apache-2.0
package portolan.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class ChaincodePackageTest {
  @Test
  void theIdIsTheSameOnEveryMachine() {
    assertThat(ChaincodePackage.of("settlement").id())
        .isEqualTo(ChaincodePackage.of("settlement").id())
        .isEqualTo("settlement_1:c042f70af8e60320520a1d122f2a29525f197885736b463645e16f443e1e6a92");
  }

  @Test
  void theIdIsLabelAndHashOfTheBytes() {
    ChaincodePackage its = ChaincodePackage.of("customs");

    assertThat(its.id()).isEqualTo("customs_1:" + CacheFolder.hash(its.content()));
    assertThat(its.id()).isNotEqualTo(ChaincodePackage.of("settlement").id());
  }

  @Test
  void anyGzipReaderUnderstandsIt() throws IOException {
    byte[] tar =
        new GZIPInputStream(new ByteArrayInputStream(ChaincodePackage.of("customs").content()))
            .readAllBytes();

    assertThat(tar.length % 512).isZero();
    assertThat(new String(tar, 0, 13, StandardCharsets.US_ASCII)).isEqualTo("metadata.json");
    assertThat(new String(tar, 512, 100, StandardCharsets.US_ASCII))
        .startsWith("{\"type\":\"ccaas\",\"label\":\"customs_1\"}");
  }
}
