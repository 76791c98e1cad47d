// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.bank;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import portolan.gateway.api.call.ApiException;

/** Calls that have to be answered one after the other, because each counts on what is stored. */
final class Turns {
  private Turns() {}

  /** Waits for the turn as long as the caller does. */
  static void take(ReentrantLock lock, Duration remaining)
      throws ApiException, InterruptedException {
    if (!lock.tryLock(remaining.toMillis(), TimeUnit.MILLISECONDS)) {
      throw ApiException.unavailable("another call of this kind is being answered; try again");
    }
  }

  /** What to tell when the store of statements fails. */
  static ApiException storeFailed(SQLException e) {
    return ApiException.unavailable("the statements cannot be stored: " + e.getMessage());
  }
}
