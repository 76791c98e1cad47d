// SPDX-License-Identifier: Apache-2.0
package portolan.twin.store;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import org.hyperledger.fabric.protos.common.ChannelHeader;
import org.hyperledger.fabric.protos.common.Envelope;
import org.hyperledger.fabric.protos.common.Payload;

/** Reads the transaction id of an envelope. */
final class TransactionIds {
  private TransactionIds() {}

  /** The id in the header; empty when there is none. */
  static String of(ByteString envelope) {
    try {
      return ChannelHeader.parseFrom(
              Payload.parseFrom(Envelope.parseFrom(envelope).getPayload())
                  .getHeader()
                  .getChannelHeader())
          .getTxId();
    } catch (InvalidProtocolBufferException e) {
      return "";
    }
  }
}
