// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.outbox;

/** The outbox holds as many unfinished submissions as it may; this one was not accepted. */
public final class OutboxFullException extends Exception {
  private static final long serialVersionUID = 1L;

  OutboxFullException(int limit) {
    super("the outbox holds " + limit + " unfinished submissions; try again later");
  }
}
