// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.hyperledger.fabric.client.CloseableIterator;
import org.hyperledger.fabric.client.Gateway;
import org.hyperledger.fabric.client.GatewayException;
import org.hyperledger.fabric.client.Network;
import org.hyperledger.fabric.client.identity.Identities;
import org.hyperledger.fabric.client.identity.Signers;
import org.hyperledger.fabric.client.identity.X509Identity;
import org.hyperledger.fabric.protos.common.Block;
import org.hyperledger.fabric.protos.common.BlockMetadataIndex;
import org.hyperledger.fabric.protos.common.BlockchainInfo;
import org.hyperledger.fabric.protos.common.ChannelHeader;
import org.hyperledger.fabric.protos.common.Envelope;
import org.hyperledger.fabric.protos.common.HeaderType;
import org.hyperledger.fabric.protos.common.Payload;
import org.hyperledger.fabric.protos.ledger.rwset.NsReadWriteSet;
import org.hyperledger.fabric.protos.ledger.rwset.TxReadWriteSet;
import org.hyperledger.fabric.protos.ledger.rwset.kvrwset.KVRWSet;
import org.hyperledger.fabric.protos.ledger.rwset.kvrwset.KVWrite;
import org.hyperledger.fabric.protos.peer.ChaincodeAction;
import org.hyperledger.fabric.protos.peer.ChaincodeActionPayload;
import org.hyperledger.fabric.protos.peer.ProposalResponsePayload;
import org.hyperledger.fabric.protos.peer.Transaction;
import org.hyperledger.fabric.protos.peer.TransactionAction;
import org.hyperledger.fabric.protos.peer.TxValidationCode;
import portolan.gateway.configuration.GatewayConfiguration;

/** The chain of blocks as one member's peer has it: what really took effect, and how often. */
final class Chain implements AutoCloseable {
  private final ManagedChannel connection;
  private final Gateway gateway;
  private final Network channel;

  Chain(GatewayConfiguration configuration) throws IOException, GeneralSecurityException {
    connection =
        NettyChannelBuilder.forAddress(
                configuration.peer().host(),
                configuration.peer().port(),
                TlsChannelCredentials.newBuilder()
                    .trustManager(configuration.peer().tlsCaFile().toFile())
                    .keyManager(
                        configuration.peerTls().certFile().toFile(),
                        configuration.peerTls().keyFile().toFile())
                    .build())
            .maxInboundMessageSize(100 << 20)
            .build();
    byte[] tlsCertificate = certificate(configuration.peerTls().certFile()).getEncoded();
    gateway =
        Gateway.newInstance()
            .identity(
                new X509Identity(
                    configuration.mspId(), certificate(configuration.identity().certFile())))
            .signer(
                Signers.newPrivateKeySigner(
                    Identities.readPrivateKey(
                        Files.readString(configuration.identity().keyFile()))))
            .connection(connection)
            .tlsClientCertificateHash(MessageDigest.getInstance("SHA-256").digest(tlsCertificate))
            .evaluateOptions(o -> o.withDeadlineAfter(30, TimeUnit.SECONDS))
            .blockEventsOptions(o -> o.withDeadlineAfter(120, TimeUnit.SECONDS))
            .connect();
    channel = gateway.getNetwork(configuration.channel());
  }

  private static X509Certificate certificate(Path file)
      throws IOException, GeneralSecurityException {
    return Identities.readX509Certificate(Files.readString(file));
  }

  /** The number that the next block will have. */
  long height() throws GatewayException, InvalidProtocolBufferException {
    byte[] info =
        channel.getContract("qscc").evaluateTransaction("GetChainInfo", channel.getName());
    return BlockchainInfo.parseFrom(info).getHeight();
  }

  /**
   * For every key of a chaincode that was written from that block on, the ids of the valid
   * transactions that wrote it, in the order in which they took effect.
   */
  Map<String, List<String>> validWrites(String chaincode, long fromBlock)
      throws GatewayException, InvalidProtocolBufferException {
    Map<String, List<String>> writes = new HashMap<>();
    long end = height();
    if (fromBlock >= end) {
      return writes;
    }
    try (CloseableIterator<Block> blocks =
        channel.newBlockEventsRequest().startBlock(fromBlock).build().getEvents()) {
      for (long number = fromBlock; number < end; number++) {
        collect(blocks.next(), chaincode, writes);
      }
    }
    return writes;
  }

  private static void collect(Block block, String chaincode, Map<String, List<String>> writes)
      throws InvalidProtocolBufferException {
    byte[] codes =
        block.getMetadata().getMetadata(BlockMetadataIndex.TRANSACTIONS_FILTER_VALUE).toByteArray();
    for (int i = 0; i < block.getData().getDataCount(); i++) {
      Payload payload =
          Payload.parseFrom(Envelope.parseFrom(block.getData().getData(i)).getPayload());
      ChannelHeader header = ChannelHeader.parseFrom(payload.getHeader().getChannelHeader());
      if (codes[i] == TxValidationCode.VALID_VALUE
          && header.getType() == HeaderType.ENDORSER_TRANSACTION_VALUE) {
        for (KVWrite write : writes(payload, chaincode)) {
          writes.computeIfAbsent(write.getKey(), k -> new ArrayList<>()).add(header.getTxId());
        }
      }
    }
  }

  private static List<KVWrite> writes(Payload payload, String chaincode)
      throws InvalidProtocolBufferException {
    List<KVWrite> writes = new ArrayList<>();
    for (TransactionAction action : Transaction.parseFrom(payload.getData()).getActionsList()) {
      ChaincodeAction result =
          ChaincodeAction.parseFrom(
              ProposalResponsePayload.parseFrom(
                      ChaincodeActionPayload.parseFrom(action.getPayload())
                          .getAction()
                          .getProposalResponsePayload())
                  .getExtension());
      for (NsReadWriteSet set : TxReadWriteSet.parseFrom(result.getResults()).getNsRwsetList()) {
        if (set.getNamespace().equals(chaincode)) {
          writes.addAll(KVRWSet.parseFrom(set.getRwset()).getWritesList());
        }
      }
    }
    return writes;
  }

  @Override
  public void close() {
    gateway.close();
    connection.shutdownNow();
  }
}
