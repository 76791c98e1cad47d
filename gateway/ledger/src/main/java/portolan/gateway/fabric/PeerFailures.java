// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.fabric;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hyperledger.fabric.client.GatewayException;
import org.hyperledger.fabric.client.GatewayRuntimeException;
import org.hyperledger.fabric.protos.gateway.ErrorDetail;
import portolan.credentials.MutualTls;

/** What a peer's failures mean to whoever runs a gateway. */
final class PeerFailures {
  /** A peer says this of a proposal that was signed too long ago, or that is of the future. */
  private static final Pattern WRONG_TIME =
      Pattern.compile("incorrect timestamp (\\S+), peer time ([^\\s,]+)");

  /** How what is said of a wrong clock begins. */
  static final String CLOCK = "the clock differs from the peer's";

  private PeerFailures() {}

  /** In one line if it is of a kind that an operator can do something about. */
  static String describe(Throwable failure) {
    return switch (failure) {
      case GatewayException e -> describe(e);
      case GatewayRuntimeException e -> connection(e, text(e.getStatus()));
      case StatusRuntimeException e -> connection(e, text(e.getStatus()));
      default -> failure.toString();
    };
  }

  private static String describe(GatewayException e) {
    StringBuilder text = new StringBuilder(text(e.getStatus()));
    for (ErrorDetail detail : e.getDetails()) {
      text.append('\n').append(detail.getMspId()).append(": ").append(detail.getMessage());
    }
    String all = text.toString();
    return clockDifference(all).orElseGet(() -> connection(e, all));
  }

  /** E.g. {@code UNAVAILABLE: io exception: Connection refused}. */
  private static String text(Status status) {
    StringBuilder text = new StringBuilder(status.getCode().name());
    Optional.ofNullable(status.getDescription()).ifPresent(d -> text.append(": ").append(d));
    // Of a connection that failed the description says no more than "io exception".
    Optional.ofNullable(status.getCause())
        .ifPresent(c -> text.append(": ").append(MutualTls.reason(c)));
    return text.toString();
  }

  /** Says by how much the clocks differ, if that is what a peer's answer is about. */
  static Optional<String> clockDifference(String answer) {
    Matcher times = WRONG_TIME.matcher(answer);
    if (!times.find()) {
      return Optional.empty();
    }
    try {
      Instant own = Instant.parse(times.group(1));
      Instant peers = Instant.parse(times.group(2));
      Duration difference = Duration.between(peers, own);
      return Optional.of(
          "%s by %s (here it is %s, there %s): set the one that is wrong"
              .formatted(CLOCK, inWords(difference.abs()), own, peers));
    } catch (DateTimeParseException e) {
      return Optional.of(CLOCK + ": " + times.group());
    }
  }

  /** To the nearest minute, e.g. {@code 1 h} or {@code 2 h 5 min}. */
  private static String inWords(Duration duration) {
    long minutes = duration.plusSeconds(30).toMinutes();
    long hours = minutes / 60;
    if (hours == 0) {
      return minutes + " min";
    }
    return hours + " h" + (minutes % 60 == 0 ? "" : " " + minutes % 60 + " min");
  }

  /** A certificate that is not valid now is as often a clock that is wrong. */
  private static String connection(Throwable failure, String text) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof CertificateNotYetValidException
          || t instanceof CertificateExpiredException) {
        return "the peer's certificate is not valid at %s, the time of this machine: %s"
            .formatted(Instant.now(), t.getMessage());
      }
    }
    return text;
  }
}
