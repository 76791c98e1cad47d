// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.architecture.planted.envelope;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import org.hyperledger.fabric.protos.common.Envelope;

/** Planted: looks into an envelope by itself. */
final class ParsesEnvelopes {
  private ParsesEnvelopes() {}

  static ByteString payload(ByteString envelope) throws InvalidProtocolBufferException {
    return Envelope.parseFrom(envelope).getPayload();
  }
}
