// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.account;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.OptionalLong;
import portolan.api.v1.GetAccountStatementRequest;
import portolan.gateway.api.call.ApiException;
import portolan.gateway.journal.Journal;

/** Which blocks a caller means, and whether the journal has them. */
public final class JournalBlocks {
  private final Journal journal;

  /** Of this journal. */
  public JournalBlocks(Journal journal) {
    this.journal = journal;
  }

  /** The first and the last block. */
  public record Range(long from, long to) {}

  /** The blocks that a statement is asked for. */
  public Range of(GetAccountStatementRequest request, Duration remaining)
      throws ApiException, InterruptedException, SQLException {
    boolean byTime = !request.getFromTime().isEmpty() || !request.getToTime().isEmpty();
    if (!byTime) {
      return of(request.getFromBlock(), request.getToBlock(), remaining);
    }
    if (request.getFromBlock() != 0 || request.getToBlock() != 0) {
      throw ApiException.invalid("fromTime", "expected either blocks or times");
    }
    Optional<Instant> from = time("fromTime", request.getFromTime());
    Optional<Instant> to = time("toTime", request.getToTime());
    if (from.isPresent() && to.isPresent() && !from.get().isBefore(to.get())) {
      throw ApiException.invalid("toTime", "expected a time after fromTime");
    }
    long latest = latest(remaining);
    long first = from.isEmpty() ? 0 : journal.firstBlockFrom(from.get()).orElse(latest + 1);
    OptionalLong after = to.isEmpty() ? OptionalLong.empty() : journal.firstBlockFrom(to.get());
    long last = Math.min(after.orElse(latest + 1) - 1, latest);
    if (first > last) {
      throw ApiException.invalid(
          "fromTime", "expected a time span in which a block ended; the ledger has none there yet");
    }
    return new Range(first, last);
  }

  /**
   * These blocks, as soon as the journal has them.
   *
   * @param to 0 for the latest
   * @throws ApiException UNAVAILABLE when that does not come in time
   */
  public Range of(long from, long to, Duration remaining)
      throws ApiException, InterruptedException {
    if (from < 0) {
      throw ApiException.invalid("fromBlock", "expected the number of a block");
    }
    if (to < 0) {
      throw ApiException.invalid("toBlock", "expected the number of a block, or 0");
    }
    if (to == 0) {
      long latest = latest(remaining);
      if (from > latest) {
        throw ApiException.invalid("fromBlock", "expected a block up to the latest, " + latest);
      }
      return new Range(from, latest);
    }
    if (from > to) {
      throw ApiException.invalid("fromBlock", "expected a block up to " + to);
    }
    require(to, remaining);
    return new Range(from, to);
  }

  private long latest(Duration remaining) throws ApiException, InterruptedException {
    require(0, remaining);
    return journal.latestBlock();
  }

  /** Half of the time for waiting, and the other half to answer. */
  private void require(long block, Duration remaining) throws ApiException, InterruptedException {
    if (!journal.await(block, remaining.dividedBy(2))) {
      throw ApiException.unavailable(
          "block %d is not in the journal, which has come to block %d%s; try again"
              .formatted(
                  block,
                  journal.latestBlock(),
                  journal.halted().map(why -> " and stands still before " + why).orElse("")));
    }
  }

  private static Optional<Instant> time(String field, String text) throws ApiException {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeParseException e) {
      throw ApiException.invalid(field, "expected an RFC 3339 time such as 2026-11-21T00:00:00Z");
    }
  }

  /** What to tell when the journal fails. */
  public static ApiException failed(SQLException e) {
    return ApiException.unavailable("the journal cannot be read: " + e.getMessage());
  }
}
