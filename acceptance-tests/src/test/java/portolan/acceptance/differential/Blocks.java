// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance.differential;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.hyperledger.fabric.protos.common.Block;
import org.hyperledger.fabric.protos.common.BlockHeader;
import org.hyperledger.fabric.protos.common.BlockMetadataIndex;
import org.hyperledger.fabric.protos.common.ChannelHeader;
import org.hyperledger.fabric.protos.common.Envelope;
import org.hyperledger.fabric.protos.common.Header;
import org.hyperledger.fabric.protos.common.Payload;
import org.hyperledger.fabric.protos.ledger.rwset.TxPvtReadWriteSet;
import org.hyperledger.fabric.protos.peer.BlockAndPrivateData;
import org.hyperledger.fabric.protos.peer.FilteredBlock;
import org.hyperledger.fabric.protos.peer.FilteredChaincodeAction;
import org.hyperledger.fabric.protos.peer.FilteredTransaction;
import org.hyperledger.fabric.protos.peer.TxValidationCode;

/** The blocks that one peer hands out, in words, and whether they hang together. */
final class Blocks {
  private final ReadWriteSets sets;
  private final Wording wording;
  private ByteString previous = ByteString.EMPTY;

  Blocks(ReadWriteSets sets, Wording wording) {
    this.sets = sets;
    this.wording = wording;
  }

  /** The ids of a block's transactions; empty where there is none. */
  static List<String> ids(Block block) {
    List<String> ids = new ArrayList<>();
    for (ByteString each : block.getData().getDataList()) {
      try {
        Header header = Payload.parseFrom(Envelope.parseFrom(each).getPayload()).getHeader();
        ids.add(ChannelHeader.parseFrom(header.getChannelHeader()).getTxId());
      } catch (InvalidProtocolBufferException e) {
        ids.add("");
      }
    }
    return ids;
  }

  static List<TxValidationCode> codes(Block block) {
    List<TxValidationCode> codes = new ArrayList<>();
    for (byte code :
        block.getMetadata().getMetadata(BlockMetadataIndex.TRANSACTIONS_FILTER_VALUE)) {
      codes.add(TxValidationCode.forNumber(code & 0xff));
    }
    return codes;
  }

  /** Each transaction with its code, and what is wrong with the hashes if something is. */
  String shown(Block block) {
    StringJoiner text = new StringJoiner("\n");
    List<String> ids = ids(block);
    List<TxValidationCode> codes = codes(block);
    for (int i = 0; i < ids.size(); i++) {
      text.add(wording.name(ids.get(i)) + " " + (i < codes.size() ? codes.get(i) : "no code"));
    }
    if (!block.getHeader().getDataHash().equals(hash(block.getData().getDataList()))) {
      text.add("the data hash is wrong");
    }
    if (!previous.isEmpty() && !block.getHeader().getPreviousHash().equals(previous)) {
      text.add("the previous hash is wrong");
    }
    previous = hash(block.getHeader());
    text.add("%d kinds of metadata".formatted(block.getMetadata().getMetadataCount()));
    return text.toString();
  }

  private static ByteString hash(List<ByteString> data) {
    return ByteString.copyFrom(Proposals.sha256(ByteString.copyFrom(data).toByteArray()));
  }

  /** SHA-256 of the DER of number, previous hash and data hash. */
  private static ByteString hash(BlockHeader header) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    put(content, 2, BigInteger.valueOf(header.getNumber()).toByteArray());
    put(content, 4, header.getPreviousHash().toByteArray());
    put(content, 4, header.getDataHash().toByteArray());
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    put(whole, 0x30, content.toByteArray());
    return ByteString.copyFrom(Proposals.sha256(whole.toByteArray()));
  }

  private static void put(ByteArrayOutputStream out, int tag, byte[] value) {
    // All of these are shorter than 128 bytes, so one byte holds the length.
    out.write(tag);
    out.write(value.length);
    out.writeBytes(value);
  }

  /**
   * The private data that came with a block. Of invalid transactions a peer hands out what happens
   * to have reached it, so that is left out.
   */
  String privateData(BlockAndPrivateData block) throws InvalidProtocolBufferException {
    StringJoiner text = new StringJoiner("\n");
    List<String> ids = ids(block.getBlock());
    List<TxValidationCode> codes = codes(block.getBlock());
    for (Map.Entry<Long, TxPvtReadWriteSet> each :
        new TreeMap<>(block.getPrivateDataMapMap()).entrySet()) {
      int number = each.getKey().intValue();
      if (codes.get(number) == TxValidationCode.VALID) {
        String shown = sets.shown(each.getValue());
        if (!shown.isEmpty()) {
          text.add(wording.name(ids.get(number)) + ": " + shown);
        }
      }
    }
    return text.toString();
  }

  String shown(FilteredBlock block) {
    StringJoiner text = new StringJoiner("\n", block.getChannelId() + "\n", "");
    for (FilteredTransaction transaction : block.getFilteredTransactionsList()) {
      StringJoiner events = new StringJoiner(", ", "[", "]");
      for (FilteredChaincodeAction action :
          transaction.getTransactionActions().getChaincodeActionsList()) {
        events.add(
            action.hasChaincodeEvent() ? sets.event(action.getChaincodeEvent()) : "no event");
      }
      text.add(
          "%s type %d %s %s"
              .formatted(
                  wording.name(transaction.getTxid()),
                  transaction.getTypeValue(),
                  transaction.getTxValidationCode(),
                  events));
    }
    return text.toString();
  }
}
