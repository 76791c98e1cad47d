// SPDX-License-Identifier: Apache-2.0
package portolan.twin.gateway;

import java.util.List;
import java.util.SortedMap;
import org.hyperledger.fabric.protos.common.Block;
import org.hyperledger.fabric.protos.ledger.rwset.CollectionPvtReadWriteSet;
import org.hyperledger.fabric.protos.ledger.rwset.NsPvtReadWriteSet;
import org.hyperledger.fabric.protos.ledger.rwset.TxPvtReadWriteSet;
import org.hyperledger.fabric.protos.peer.BlockAndPrivateData;
import org.hyperledger.fabric.protos.peer.ChaincodeEvent;
import org.hyperledger.fabric.protos.peer.DeliverResponse;
import org.hyperledger.fabric.protos.peer.FilteredBlock;
import org.hyperledger.fabric.protos.peer.FilteredChaincodeAction;
import org.hyperledger.fabric.protos.peer.FilteredTransaction;
import org.hyperledger.fabric.protos.peer.FilteredTransactionActions;
import portolan.twin.block.EnvelopeTransaction;
import portolan.twin.block.OrderedBlock;
import portolan.twin.channel.Channel;
import portolan.twin.identity.Identity;
import portolan.twin.peer.Peer;

/** A block as each of the deliver services shows it. */
final class BlockViews {
  private final Channel channel;
  private final Peer peer;

  BlockViews(Channel channel, Peer peer) {
    this.channel = channel;
    this.peer = peer;
  }

  DeliverResponse whole(Block block) {
    return DeliverResponse.newBuilder().setBlock(block).build();
  }

  DeliverResponse filtered(Block block) {
    FilteredBlock.Builder filtered =
        FilteredBlock.newBuilder()
            .setNumber(block.getHeader().getNumber())
            .setChannelId(channel.name());
    List<EnvelopeTransaction> transactions =
        peer.ordered(block.getHeader().getNumber())
            .orElseGet(() -> OrderedBlock.stored(block))
            .transactions();
    for (int i = 0; i < transactions.size(); i++) {
      EnvelopeTransaction transaction = transactions.get(i);
      if (transaction.header().isPresent()) {
        filtered.addFilteredTransactions(filtered(transaction, block, i));
      }
    }
    return DeliverResponse.newBuilder().setFilteredBlock(filtered).build();
  }

  private static FilteredTransaction filtered(
      EnvelopeTransaction transaction, Block block, int position) {
    FilteredTransaction.Builder filtered =
        FilteredTransaction.newBuilder()
            .setTxid(transaction.id())
            .setTypeValue(transaction.header().orElseThrow().getType())
            .setTxValidationCode(OrderedBlock.code(block, position));
    if (transaction.isEndorserTransaction()) {
      FilteredTransactionActions.Builder actions = FilteredTransactionActions.newBuilder();
      for (ChaincodeEvent event : transaction.announcedEvents()) {
        actions.addChaincodeActions(
            FilteredChaincodeAction.newBuilder()
                .setChaincodeEvent(event.toBuilder().clearPayload().build()));
      }
      filtered.setTransactionActions(actions);
    }
    return filtered.build();
  }

  DeliverResponse withPrivateData(Block block, Identity reader) {
    BlockAndPrivateData.Builder both = BlockAndPrivateData.newBuilder().setBlock(block);
    SortedMap<Integer, TxPvtReadWriteSet> data = peer.privateData(block.getHeader().getNumber());
    data.forEach(
        (transaction, set) -> {
          TxPvtReadWriteSet visible = visible(set, block.getHeader().getNumber(), reader);
          if (visible.getNsPvtRwsetCount() > 0) {
            both.putPrivateDataMap(transaction, visible);
          }
        });
    return DeliverResponse.newBuilder().setBlockAndPrivateData(both).build();
  }

  private TxPvtReadWriteSet visible(TxPvtReadWriteSet set, long block, Identity reader) {
    TxPvtReadWriteSet.Builder visible =
        TxPvtReadWriteSet.newBuilder().setDataModel(set.getDataModel());
    for (NsPvtReadWriteSet namespace : set.getNsPvtRwsetList()) {
      NsPvtReadWriteSet.Builder values =
          NsPvtReadWriteSet.newBuilder().setNamespace(namespace.getNamespace());
      for (CollectionPvtReadWriteSet collection : namespace.getCollectionPvtRwsetList()) {
        boolean shown =
            channel
                .collection(namespace.getNamespace(), collection.getCollectionName())
                .map(
                    c ->
                        Channel.isMember(c, reader)
                            && (c.getBlockToLive() == 0
                                || block + c.getBlockToLive() + 1 > peer.height() - 1))
                .orElse(false);
        if (shown) {
          values.addCollectionPvtRwset(collection);
        }
      }
      if (values.getCollectionPvtRwsetCount() > 0) {
        visible.addNsPvtRwset(values);
      }
    }
    return visible.build();
  }
}
