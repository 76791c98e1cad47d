// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance.differential;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.rpc.Status;
import io.grpc.protobuf.StatusProto;
import org.hyperledger.fabric.protos.gateway.ErrorDetail;
import org.junit.jupiter.api.Test;

class WordingTest {
  private static final String ID = "0123456789abcdef".repeat(4);
  private final Wording wording = new Wording();

  @Test
  void idsOfTheProgramAreCalledByTheirNumbers() {
    wording.know(ID, "tx#5");

    assertThat(
            wording.same("duplicate transaction found [" + ID + "], 01234567, " + "ab".repeat(32)))
        .isEqualTo("duplicate transaction found [tx#5], tx#5, " + "ab".repeat(32));
  }

  @Test
  void whatCannotBeEqualIsReplaced() {
    assertThat(wording.same("dial 127.0.0.1:7051 at 2026-11-21 16:25:39.123456789 +0000 UTC"))
        .isEqualTo("dial ADDRESS at TIME");
    assertThat(wording.same("message payload is 21502568 bytes and exceeds"))
        .isEqualTo("message payload is SIZE bytes and exceeds");
    assertThat(wording.same("Creator [" + "0a".repeat(400) + "]")).isEqualTo("Creator [IDENTITY]");
    assertThat(
            wording.same("it broke\n\tat some.Code(Code.java:1)\n\tat other.Code(Code.java:2)\n"))
        .isEqualTo("it broke");
  }

  @Test
  void theOrderOfDetailsDoesNotMatter() {
    assertThat(wording.error(StatusProto.toStatusRuntimeException(status("BMSP", "AMSP"))))
        .isEqualTo(wording.error(StatusProto.toStatusRuntimeException(status("AMSP", "BMSP"))))
        .isEqualTo("ABORTED failed [AMSP: not here, BMSP: not here]");
  }

  private static Status status(String... members) {
    Status.Builder status =
        Status.newBuilder().setCode(io.grpc.Status.Code.ABORTED.value()).setMessage("failed");
    for (String member : members) {
      status.addDetails(
          Any.pack(ErrorDetail.newBuilder().setMspId(member).setMessage("not here").build()));
    }
    return status.build();
  }
}
