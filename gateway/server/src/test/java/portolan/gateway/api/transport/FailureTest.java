// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.transport;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.rpc.Code;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import portolan.api.v1.CaptureDocumentsResponse;
import portolan.api.v1.CaptureRequest;
import portolan.api.v1.GetOrderRequest;
import portolan.api.v1.ProvenanceServiceGrpc;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;
import portolan.gateway.LogLines;
import portolan.gateway.api.call.ApiException;
import portolan.gateway.api.call.Failures;
import portolan.gateway.api.ledger.LedgerAccess;

/** Whose fault a failure is, and that nobody waits for an answer that never comes. */
@Timeout(60)
class FailureTest {
  @TempDir private Path folder;
  private ServedForTest served;

  @BeforeEach
  void serve() throws Exception {
    served = ServedForTest.with(folder, ServerLimits.DEFAULT);
  }

  @AfterEach
  void close() {
    served.close();
  }

  private StatusRuntimeException failing(Runnable failure) throws Exception {
    served.methods.getOrder =
        (request, remaining) -> {
          failure.run();
          throw new AssertionError("it did not fail");
        };
    return catchThrowableOfType(
        StatusRuntimeException.class,
        () ->
            ProvenanceServiceGrpc.newBlockingStub(served.connect("a"))
                .withDeadlineAfter(30, SECONDS)
                .getOrder(GetOrderRequest.getDefaultInstance()));
  }

  private static int endlessly(int depth) {
    return depth < 0 ? 0 : endlessly(depth + 1) + 1;
  }

  private void assertIsOurFault(Runnable failure) throws Exception {
    try (LogLines log = LogLines.of(Failures.class.getName())) {
      StatusRuntimeException e = failing(failure);
      assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.INTERNAL);
      String reference = ServedForTest.info(e).getMetadataOrThrow("reference");
      assertThat(e.getStatus().getDescription()).contains(reference);
      assertThat(log.texts()).singleElement().asString().contains(reference, "GetOrder");
    }
  }

  @Test
  void whatTheGatewayOrALibraryGotWrongIsInternalAndStandsInTheLog() throws Exception {
    assertIsOurFault(() -> Integer.parseInt("no number"));
    assertIsOurFault(() -> Math.toIntExact(1L << 40));
    assertIsOurFault(
        () -> {
          throw new IllegalArgumentException("of the gateway");
        });
    assertIsOurFault(() -> endlessly(0));
  }

  @Test
  void whatTheDomainCannotHoldIsTheCallersFault() throws Exception {
    StatusRuntimeException e = failing(() -> new Money(new Currency("USD"), -1));
    assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(ServedForTest.info(e).getReason()).isEqualTo("INVALID_ARGUMENT");
  }

  @Test
  void anErrorInAStreamIsTheAnswerToItsItem() throws Exception {
    served.methods.capture =
        (request, remaining) -> {
          throw new StackOverflowError("as of a document that is nested too deeply");
        };
    CompletableFuture<CaptureDocumentsResponse> answer = new CompletableFuture<>();
    StreamObserver<CaptureRequest> requests =
        ProvenanceServiceGrpc.newStub(served.connect("a"))
            .captureDocuments(
                new StreamObserver<>() {
                  @Override
                  public void onNext(CaptureDocumentsResponse value) {
                    answer.complete(value);
                  }

                  @Override
                  public void onError(Throwable t) {
                    answer.completeExceptionally(t);
                  }

                  @Override
                  public void onCompleted() {}
                });
    requests.onNext(CaptureRequest.getDefaultInstance());
    assertThat(answer.get(30, SECONDS).getError().getCode()).isEqualTo(Code.INTERNAL_VALUE);
    requests.onCompleted();
  }

  /** Whatever a group ends with, what was in it is answered. */
  @Test
  void anUnexpectedEndOfAGroupIsAnAnswer() {
    try (LogLines log = LogLines.of(Failures.class.getName())) {
      ApiException answer = LedgerAccess.unfinished(new IllegalStateException("unexpected"));
      assertThat(answer.code()).isEqualTo(Code.INTERNAL);
      assertThat(log.texts()).hasSize(1);
    }
  }
}
