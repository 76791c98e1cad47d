// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.call;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import java.net.URLEncoder;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiExceptionTest {
  /** What a gRPC client accepts as headers of an answer unless told otherwise. */
  private static final int MOST_HEADER_BYTES = 8 * 1024;

  @Test
  void anInvalidFieldIsNamedInTheMessageAndInBothDetails() throws Exception {
    Status status =
        ApiException.invalid("payouts[1].payee", "expected the MSP id of a member").toStatus();

    assertThat(status.getCode()).isEqualTo(Code.INVALID_ARGUMENT_VALUE);
    assertThat(status.getMessage()).isEqualTo("payouts[1].payee: expected the MSP id of a member");
    ErrorInfo info = status.getDetails(0).unpack(ErrorInfo.class);
    assertThat(info.getDomain()).isEqualTo("portolan");
    assertThat(info.getReason()).isEqualTo("INVALID_ARGUMENT");
    assertThat(info.getMetadataMap()).containsEntry("field", "payouts[1].payee").hasSize(1);
    BadRequest.FieldViolation violation =
        status.getDetails(1).unpack(BadRequest.class).getFieldViolations(0);
    assertThat(violation.getField()).isEqualTo("payouts[1].payee");
    assertThat(violation.getDescription()).isEqualTo("expected the MSP id of a member");
    assertThat(status.getDetailsCount()).isEqualTo(2);
  }

  @Test
  void withoutAFieldThereIsOnlyTheReason() throws Exception {
    Status status = ApiException.refused("WRONG_SECRET", "", "not the secret").toStatus();

    assertThat(status.getMessage()).isEqualTo("not the secret");
    assertThat(status.getDetailsCount()).isEqualTo(1);
    assertThat(status.getDetails(0).unpack(ErrorInfo.class).getMetadataMap()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "INVALID_ARGUMENT, INVALID_ARGUMENT",
    "COMMITMENT_MISMATCH, INVALID_ARGUMENT",
    "PERMISSION_DENIED, PERMISSION_DENIED",
    "ENDORSEMENT_POLICY_FAILURE, PERMISSION_DENIED",
    "NOT_FOUND, NOT_FOUND",
    "ALREADY_EXISTS, ALREADY_EXISTS",
    "CONFLICT, ABORTED",
    "INTERNAL, INTERNAL",
    "WRONG_SECRET, FAILED_PRECONDITION",
    "NOT_RELEASED, FAILED_PRECONDITION",
    "PHANTOM_READ_CONFLICT, FAILED_PRECONDITION"
  })
  void aContractsCodeIsTheReasonAndGivesTheStatus(String reason, Code code) throws Exception {
    ApiException e = ApiException.refused(reason, "escrow_id", "no");

    assertThat(e.toStatus().getCode()).isEqualTo(code.getNumber());
    assertThat(e.toStatus().getDetails(0).unpack(ErrorInfo.class).getReason()).isEqualTo(reason);
    assertThat(e.reason()).isEqualTo(reason);
    assertThat(e.isUndecided()).isFalse();
  }

  @Test
  void onlyWhatMayStillHappenIsUndecided() {
    assertThat(ApiException.deadline("not yet").isUndecided()).isTrue();
    assertThat(ApiException.unavailable("peer is down").isUndecided()).isTrue();
    assertThat(ApiException.deadline("not yet").isAccepted()).isTrue();
    assertThat(ApiException.unavailable("the outbox cannot be written").isAccepted()).isFalse();
    assertThat(ApiException.full("full").isUndecided()).isFalse();
    assertThat(ApiException.internal("see the log").isUndecided()).isFalse();
    assertThat(ApiException.invalid("a", "b").isUndecided()).isFalse();
  }

  @Test
  void failuresOfTheGatewayItselfHaveTheirOwnCodes() {
    assertThat(ApiException.deadline("m").toStatus().getCode())
        .isEqualTo(Code.DEADLINE_EXCEEDED_VALUE);
    assertThat(ApiException.unavailable("m").toStatus().getCode())
        .isEqualTo(Code.UNAVAILABLE_VALUE);
    assertThat(ApiException.full("m").toStatus().getCode())
        .isEqualTo(Code.RESOURCE_EXHAUSTED_VALUE);
    assertThat(ApiException.internal("m").toStatus().getCode()).isEqualTo(Code.INTERNAL_VALUE);
  }

  /** A longer answer would reach the caller as a broken stream instead of an error. */
  @ParameterizedTest
  @ValueSource(strings = {"x", "%", "é", "玩", "\n"})
  void anErrorOfAnyLengthFitsIntoTheHeadersOfAnAnswer(String character)
      throws InvalidProtocolBufferException {
    for (int length = 1; length < 200_000; length = length * 3 + 1) {
      String text = character.repeat(length);
      Status status = ApiException.invalid(text, "because " + text).toStatus();

      String details = Base64.getEncoder().withoutPadding().encodeToString(status.toByteArray());
      String message = URLEncoder.encode(status.getMessage(), UTF_8);
      int names = "grpc-status-details-bin".length() + "grpc-message".length() + 2 * 32 + 100;
      assertThat(details.length() + message.length() + names).isLessThan(MOST_HEADER_BYTES);
      assertThat(status.getMessage()).doesNotContain("\ufffd");
      assertThat(status.getDetails(1).unpack(BadRequest.class).getFieldViolations(0).getField())
          .startsWith(character);
    }
  }

  @Test
  void aTextThatFitsIsNotCut() throws InvalidProtocolBufferException {
    String message = "m".repeat(1_000);
    String field = "f".repeat(200);
    Status status = ApiException.invalid(field, message).toStatus();

    assertThat(status.getMessage()).isEqualTo(field + ": " + message);
  }
}
