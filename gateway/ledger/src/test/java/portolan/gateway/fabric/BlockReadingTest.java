// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.fabric;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import java.time.Instant;
import org.hyperledger.fabric.protos.common.Block;
import org.hyperledger.fabric.protos.common.BlockData;
import org.hyperledger.fabric.protos.common.BlockMetadata;
import org.hyperledger.fabric.protos.common.BlockMetadataIndex;
import org.hyperledger.fabric.protos.common.ChannelHeader;
import org.hyperledger.fabric.protos.common.Envelope;
import org.hyperledger.fabric.protos.common.Header;
import org.hyperledger.fabric.protos.common.HeaderType;
import org.hyperledger.fabric.protos.common.Payload;
import org.hyperledger.fabric.protos.peer.BlockAndPrivateData;
import org.hyperledger.fabric.protos.peer.ChaincodeActionPayload;
import org.hyperledger.fabric.protos.peer.ChaincodeEndorsedAction;
import org.hyperledger.fabric.protos.peer.ChaincodeInvocationSpec;
import org.hyperledger.fabric.protos.peer.ChaincodeProposalPayload;
import org.hyperledger.fabric.protos.peer.Transaction;
import org.hyperledger.fabric.protos.peer.TransactionAction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import portolan.gateway.block.CommittedBlock;

/** What peers take for valid though none of our clients writes it. */
class BlockReadingTest {
  private static CommittedBlock.Transaction read(Timestamp time, ByteString proposal) {
    ChannelHeader header =
        ChannelHeader.newBuilder()
            .setType(HeaderType.ENDORSER_TRANSACTION_VALUE)
            .setTxId("tx")
            .setTimestamp(time)
            .build();
    ChaincodeActionPayload action =
        ChaincodeActionPayload.newBuilder()
            .setChaincodeProposalPayload(proposal)
            .setAction(ChaincodeEndorsedAction.getDefaultInstance())
            .build();
    Envelope envelope =
        Envelope.newBuilder()
            .setPayload(
                Payload.newBuilder()
                    .setHeader(Header.newBuilder().setChannelHeader(header.toByteString()))
                    .setData(
                        Transaction.newBuilder()
                            .addActions(
                                TransactionAction.newBuilder().setPayload(action.toByteString()))
                            .build()
                            .toByteString())
                    .build()
                    .toByteString())
            .build();
    BlockMetadata.Builder metadata = BlockMetadata.newBuilder();
    for (int i = 0; i < BlockMetadataIndex.TRANSACTIONS_FILTER_VALUE; i++) {
      metadata.addMetadata(ByteString.EMPTY);
    }
    Block block =
        Block.newBuilder()
            .setData(BlockData.newBuilder().addData(envelope.toByteString()))
            .setMetadata(metadata.addMetadata(ByteString.copyFrom(new byte[] {0})))
            .build();
    return new BlockReading("AMSP")
        .read(BlockAndPrivateData.newBuilder().setBlock(block).build())
        .transactions()
        .getFirst();
  }

  @ParameterizedTest
  @CsvSource({
    "1795249800, 5000000, 2026-11-21T08:30:00.005Z",
    "9223372036854775807, 0, 9999-12-31T23:59:59Z",
    "-9223372036854775808, 0, 0001-01-01T00:00:00Z",
    "31556889864403199, 2147483647, 9999-12-31T23:59:59.999Z",
    "0, -2147483648, 1970-01-01T00:00:00Z"
  })
  void aTimeThatIsNoneKeepsNobodyFromTheBlock(long seconds, int nanos, Instant expected) {
    Timestamp time = Timestamp.newBuilder().setSeconds(seconds).setNanos(nanos).build();
    Instant found =
        read(time, ChaincodeProposalPayload.getDefaultInstance().toByteString()).timestamp();
    assertThat(found).isEqualTo(expected);
    assertThat(Instant.ofEpochMilli(found.toEpochMilli())).isEqualTo(expected);
  }

  @Test
  void aCallThatCannotBeReadKeepsNobodyFromTheBlock() {
    ByteString garbage = ByteString.copyFrom(new byte[] {(byte) 0xff, 7});
    for (ByteString proposal :
        new ByteString[] {
          garbage,
          ChaincodeProposalPayload.newBuilder().setInput(garbage).build().toByteString(),
          ChaincodeProposalPayload.newBuilder()
              .setInput(ChaincodeInvocationSpec.getDefaultInstance().toByteString())
              .build()
              .toByteString()
        }) {
      CommittedBlock.Call call = read(Timestamp.getDefaultInstance(), proposal).call();
      assertThat(call.chaincode()).isEmpty();
      assertThat(call.function()).isEmpty();
      assertThat(call.arguments()).isEmpty();
    }
  }
}
