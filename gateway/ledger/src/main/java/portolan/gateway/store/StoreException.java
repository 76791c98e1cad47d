// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.store;

import java.sql.SQLException;

/** A store cannot be used, for a reason that its message tells an operator in one line. */
public final class StoreException extends SQLException {
  private static final long serialVersionUID = 1L;

  StoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
