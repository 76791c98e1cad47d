// SPDX-License-Identifier: Apache-2.0
package portolan.twin.block;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import java.util.List;
import org.hyperledger.fabric.protos.common.Block;
import org.hyperledger.fabric.protos.common.BlockData;
import org.hyperledger.fabric.protos.common.BlockHeader;
import org.hyperledger.fabric.protos.common.BlockMetadataIndex;
import org.hyperledger.fabric.protos.peer.TxValidationCode;
import portolan.twin.identity.Der;
import portolan.twin.ledger.Sha256;

/** A block as the orderer cut it, and its transactions taken apart once for all peers. */
public final class OrderedBlock {
  private final Block block;
  private final List<EnvelopeTransaction> transactions;

  /** A block and its transactions in the same order. */
  public OrderedBlock(Block block, List<EnvelopeTransaction> transactions) {
    this.block = block;
    this.transactions = List.copyOf(transactions);
  }

  /** Takes a stored block apart. */
  public static OrderedBlock stored(Block block) {
    return new OrderedBlock(
        block, block.getData().getDataList().stream().map(EnvelopeTransaction::stored).toList());
  }

  /** Links transactions to the block before. */
  public static Block link(long number, ByteString previousHash, List<ByteString> envelopes) {
    return Block.newBuilder()
        .setHeader(
            BlockHeader.newBuilder()
                .setNumber(number)
                .setPreviousHash(previousHash)
                .setDataHash(Sha256.of(envelopes)))
        .setData(BlockData.newBuilder().addAllData(envelopes))
        .build();
  }

  /** The header's bytes as they are hashed and signed: ASN.1 DER. */
  public static ByteString headerBytes(BlockHeader header) {
    return Der.sequence(
        Der.integer(BigInteger.valueOf(header.getNumber())),
        Der.octets(header.getPreviousHash()),
        Der.octets(header.getDataHash()));
  }

  /** The hash by which the next block names this one. */
  public static ByteString hash(BlockHeader header) {
    return Sha256.of(headerBytes(header));
  }

  /** The same block with the outcome of each transaction in its metadata. */
  public static Block withCodes(Block block, List<TxValidationCode> codes) {
    byte[] flags = new byte[codes.size()];
    for (int i = 0; i < flags.length; i++) {
      flags[i] = (byte) codes.get(i).getNumber();
    }
    return block.toBuilder()
        .setMetadata(
            block.getMetadata().toBuilder()
                .setMetadata(
                    BlockMetadataIndex.TRANSACTIONS_FILTER_VALUE, ByteString.copyFrom(flags)))
        .build();
  }

  /** The outcome of a transaction of a committed block. */
  public static TxValidationCode code(Block block, int transaction) {
    return TxValidationCode.forNumber(
        block
                .getMetadata()
                .getMetadata(BlockMetadataIndex.TRANSACTIONS_FILTER_VALUE)
                .byteAt(transaction)
            & 0xff);
  }

  /** As ordered, without the transactions' outcomes. */
  public Block block() {
    return block;
  }

  /** Position in the chain, from 0. */
  public long number() {
    return block.getHeader().getNumber();
  }

  /** In the order of the block. */
  public List<EnvelopeTransaction> transactions() {
    return transactions;
  }
}
