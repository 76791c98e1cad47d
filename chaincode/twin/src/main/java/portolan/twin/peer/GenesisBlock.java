// SPDX-License-Identifier: Apache-2.0
package portolan.twin.peer;

import com.google.protobuf.ByteString;
import java.util.List;
import org.hyperledger.fabric.protos.common.ChannelHeader;
import org.hyperledger.fabric.protos.common.ConfigEnvelope;
import org.hyperledger.fabric.protos.common.Envelope;
import org.hyperledger.fabric.protos.common.Header;
import org.hyperledger.fabric.protos.common.HeaderType;
import org.hyperledger.fabric.protos.common.Payload;
import org.hyperledger.fabric.protos.common.SignatureHeader;
import portolan.twin.block.EnvelopeTransaction;
import portolan.twin.channel.Channel;

/** The first block: a configuration transaction that names the channel. */
final class GenesisBlock {
  private GenesisBlock() {}

  static List<CommittedBlock> append(Chain chain, Channel channel) {
    ByteString payload =
        Payload.newBuilder()
            .setHeader(
                Header.newBuilder()
                    .setChannelHeader(
                        ChannelHeader.newBuilder()
                            .setType(HeaderType.CONFIG_VALUE)
                            .setChannelId(channel.name())
                            .build()
                            .toByteString())
                    .setSignatureHeader(
                        SignatureHeader.newBuilder()
                            .setCreator(ByteString.copyFromUtf8(channel.name()))
                            .setNonce(ByteString.copyFromUtf8(channel.name()))
                            .build()
                            .toByteString()))
            .setData(ConfigEnvelope.getDefaultInstance().toByteString())
            .build()
            .toByteString();
    return List.of(
        chain.append(
            List.of(
                EnvelopeTransaction.of(
                    Envelope.newBuilder().setPayload(payload).build().toByteString(),
                    channel.membership()))));
  }
}
