// SPDX-License-Identifier: Apache-2.0
package portolan.domain.encoding;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampTest {
  /** From the year 0000 to 9999, in milliseconds. */
  @Property
  void whatIsWrittenIsReadAgain(
      @ForAll @LongRange(min = -62_167_219_200_000L, max = 253_402_300_799_999L) long millis) {
    Instant instant = Instant.ofEpochMilli(millis);
    assertThat(Timestamp.parse(Timestamp.format(instant))).contains(instant);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2024-02-29T23:59:59.999Z", "0000-01-01T00:00:00.000Z"})
  void aTimeThatExistsIsWhatTheLibraryReads(String text) {
    assertThat(Timestamp.parse(text)).contains(Instant.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2026-11-21",
        "2026-11-21T09:30:00Z",
        "2026-11-21T09:30:00.00Z",
        "2026-11-21T09:30:00.0000Z",
        "2026-11-21T09:30:00.000+00:00",
        "2026-11-21T09:30:00.000z",
        "2026-11-21 09:30:00.000Z",
        "2026-11-21T09:30:00,000Z",
        " 2026-11-21T09:30:00.000Z",
        "2026-11-21T09:30:00.000Z\n",
        "+026-11-21T09:30:00.000Z",
        "-026-11-21T09:30:00.000Z",
        "2026-1a-21T09:30:00.000Z",
        "\u0662026-11-21T09:30:00.000Z",
        "2025-02-29T00:00:00.000Z",
        "2026-04-31T00:00:00.000Z",
        "2026-13-01T00:00:00.000Z",
        "2026-00-01T00:00:00.000Z",
        "2026-01-00T00:00:00.000Z",
        "2026-11-21T24:00:00.000Z",
        "2026-11-21T23:60:00.000Z",
        "2026-12-31T23:59:60.000Z"
      })
  void everythingElseIsNone(String text) {
    assertThat(Timestamp.parse(text)).isEmpty();
  }
}
