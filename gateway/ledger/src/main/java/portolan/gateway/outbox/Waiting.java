// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.outbox;

import java.util.concurrent.CompletableFuture;

/** A contribution that has no outcome yet, on its way into a group or in one. */
final class Waiting implements Unfinished {
  private final Contribution contribution;
  private final Object caller;
  private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
  private volatile boolean alone;
  private int refusals;

  Waiting(Contribution contribution, Object caller) {
    this.contribution = contribution;
    this.caller = caller;
  }

  Contribution contribution() {
    return contribution;
  }

  int items() {
    return contribution.items().size();
  }

  Object caller() {
    return caller;
  }

  @Override
  public String requestHash() {
    return contribution.requestHash();
  }

  @Override
  public CompletableFuture<Outcome> outcome() {
    return outcome;
  }

  /** Whether it must not share its next transaction: it may be what was wrong with the last one. */
  boolean isAlone() {
    return alone;
  }

  void setAlone() {
    alone = true;
  }

  /** How often it was refused for a reason that the next block may cure, before this time. */
  int nextRefusal() {
    return refusals++;
  }
}
