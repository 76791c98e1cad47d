// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.projection.planted;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import org.hyperledger.fabric.protos.common.Envelope;

/** Breaks a rule, so that it can be seen to fail. */
public final class ProjectionThatParsesEnvelopes {
  private ProjectionThatParsesEnvelopes() {}

  static ByteString payload(ByteString envelope) throws InvalidProtocolBufferException {
    return Envelope.parseFrom(envelope).getPayload();
  }
}
