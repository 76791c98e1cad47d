// SPDX-License-Identifier: Apache-2.0
package portolan.domain.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import portolan.domain.encoding.Json;

class ArgumentTest {
  private static final String LONG =
      "{\"items\":[\"" + "urn:epc:id:sgtin:4012345.012345.é ".repeat(500) + "\"]}";

  private static byte[] json(String argument) {
    return Argument.json(argument.getBytes(StandardCharsets.UTF_8));
  }

  private static String deflated(int zeros) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DeflaterOutputStream out =
        new DeflaterOutputStream(bytes, new Deflater(Deflater.BEST_COMPRESSION, true))) {
      out.write(new byte[zeros]);
    }
    return "z" + Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  @Test
  void aLongArgumentIsWrittenInFewerBytesAndReadBack() {
    String argument = Argument.of(LONG);

    assertThat(argument).startsWith("z").hasSizeLessThan(LONG.length() / 20);
    assertThat(json(argument)).asString(StandardCharsets.UTF_8).isEqualTo(LONG);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "{\"items\":[1]}", "not JSON"})
  void aShortArgumentIsWrittenAndReadAsItIs(String text) {
    assertThat(Argument.of(text)).isEqualTo(text);
    assertThat(json(text)).asString(StandardCharsets.UTF_8).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"z", "z!", "zAAAA", "z////", "zzz"})
  void whatCannotBeInflatedIsRefused(String argument) {
    assertThatThrownBy(() -> json(argument))
        .hasMessageStartingWith("INVALID_ARGUMENT|arguments|expected after z");
  }

  @Test
  void noMoreIsInflatedThanJsonMayHave() throws IOException {
    assertThat(json(deflated(Json.MAX_BYTES))).hasSize(Json.MAX_BYTES);
    String bomb = deflated(1_000_000_000);
    assertThat(bomb).hasSizeLessThan(2_000_000);
    assertThatThrownBy(() -> json(bomb))
        .hasMessage(
            "INVALID_ARGUMENT|arguments|expected at most 4194304 bytes when it is inflated");
  }

  @Test
  void whatIsCutOffIsRefused() {
    String argument = Argument.of(LONG);

    assertThatThrownBy(() -> json(argument.substring(0, argument.length() - 8)))
        .hasMessageContaining("RFC 1951");
  }
}
