// SPDX-License-Identifier: Apache-2.0
package portolan.domain.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class CommitmentTest {
  private static final String SALT = "00112233445566778899aabbccddeeff";

  private static JsonObject note(String amount) {
    return Json.object()
        .put("owner", "SupplierMSP")
        .put("currency", "USD")
        .put("amount", amount)
        .put("salt", SALT)
        .build();
  }

  @Test
  void theHashedBytesAreTheKindAndTheCanonicalDocument() {
    // Independent: printf 'portolan/note/1\n{"amount":"12300",...}' | sha256sum
    assertThat(Commitment.to("note", note("12300")).hex())
        .isEqualTo("615f029aba2c8d6da81789fe34fe43cbaafbb842a04d7ad2d9a39ba7791b0ebf");
  }

  @Test
  void anotherKindOrAnotherDocumentIsAnotherCommitment() {
    Commitment commitment = Commitment.to("note", note("12300"));
    assertThat(Commitment.to("plan", note("12300"))).isNotEqualTo(commitment);
    commitment.requireOpenedBy("note", "sealed", note("12300"));
    assertThatThrownBy(() -> commitment.requireOpenedBy("note", "sealed", note("12301")))
        .hasMessageStartingWith("COMMITMENT_MISMATCH|sealed|")
        .hasMessageNotContaining("12301");
  }

  @Test
  void aDocumentWithoutEnoughSaltIsRefused() {
    JsonObject bare = note("1").toBuilder().remove("salt").build();
    assertThatThrownBy(() -> Commitment.to("note", "sealed.note", bare))
        .hasMessageContaining("INVALID_ARGUMENT|sealed.note.salt|");
    JsonObject thin = bare.toBuilder().put("salt", SALT.substring(1)).build();
    assertThatThrownBy(() -> Commitment.to("note", thin)).hasMessageContaining("32 to 128");
  }

  @Test
  void aCommitmentIs64LowerCaseHexadecimalDigits() {
    assertThatThrownBy(() -> new Commitment("AB")).isInstanceOf(IllegalArgumentException.class);
  }
}
