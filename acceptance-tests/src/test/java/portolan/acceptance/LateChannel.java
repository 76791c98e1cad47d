// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance;

import io.grpc.ManagedChannel;
import java.util.function.BooleanSupplier;
import org.hyperledger.fabric.protos.peer.DeliverResponse;

/** A connection to a peer that has the blocks and, while told so, nothing of what they seal. */
final class LateChannel extends WatchedChannel {
  private final BooleanSupplier late;

  LateChannel(ManagedChannel its, BooleanSupplier late) {
    super(its);
    this.late = late;
  }

  @Override
  @SuppressWarnings("unchecked") // the same message with less in it
  <R> R received(String method, R message) {
    if (late.getAsBoolean()
        && message instanceof DeliverResponse delivered
        && delivered.hasBlockAndPrivateData()) {
      DeliverResponse.Builder without = delivered.toBuilder();
      without.getBlockAndPrivateDataBuilder().clearPrivateDataMap();
      return (R) without.build();
    }
    return message;
  }
}
