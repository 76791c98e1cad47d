// SPDX-License-Identifier: Apache-2.0
package portolan.twin;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hyperledger.fabric.protos.gateway.ErrorDetail;

/**
 * A call that was not endorsed, not ordered or not evaluated, with the status that a client of
 * Fabric's gateway gets. Its message is the chaincode's own words when it was the chaincode that
 * refused; otherwise those of the gateway and of each peer.
 */
public final class CallRefusedException extends StatusRuntimeException {
  private static final long serialVersionUID = 1L;
  private static final Pattern BY_CHAINCODE =
      Pattern.compile(".*?chaincode response \\d+, (.*)", Pattern.DOTALL);

  private final String message;

  CallRefusedException(StatusRuntimeException refusal) {
    super(refusal.getStatus().withCause(refusal), refusal.getTrailers());
    this.message = message(refusal);
  }

  private static String message(StatusRuntimeException refusal) {
    Set<String> reasons = new LinkedHashSet<>();
    for (ErrorDetail detail : details(refusal)) {
      reasons.add(chaincodesWords(detail.getMessage()));
    }
    if (reasons.isEmpty()) {
      return chaincodesWords(String.valueOf(refusal.getMessage()));
    }
    return reasons.size() == 1
        ? reasons.iterator().next()
        : refusal.getMessage() + ": " + String.join("; ", reasons);
  }

  private static String chaincodesWords(String text) {
    Matcher words = BY_CHAINCODE.matcher(text);
    return words.matches() ? words.group(1) : text;
  }

  private static List<ErrorDetail> details(StatusRuntimeException refusal) {
    com.google.rpc.Status status = StatusProto.fromThrowable(refusal);
    return status == null
        ? List.of()
        : status.getDetailsList().stream().map(CallRefusedException::detail).toList();
  }

  private static ErrorDetail detail(Any packed) {
    try {
      return packed.unpack(ErrorDetail.class);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("the gateway's error cannot be read", e);
    }
  }

  @Override
  public String getMessage() {
    return message;
  }
}
