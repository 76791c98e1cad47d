package portolan.gateway.fabric;

import io.grpc.StatusRuntimeException;
import org.hyperledger.fabric.client.CloseableIterator;
import org.hyperledger.fabric.client.GatewayRuntimeException;
import org.hyperledger.fabric.client.Network;
import org.hyperledger.fabric.protos.common.Block;
import portolan.gateway.keeper.Keeping;
import portolan.gateway.outbox.LedgerUnavailableException;

/** The own peer's blocks, one at a time: the next one is fetched when it is asked for. */
final class BlockFeed implements Keeping.Blocks {
  private final String chaincode;
  private final CloseableIterator<Block> blocks;

  BlockFeed(Network network, String chaincode, long from) {
    this.chaincode = chaincode;
    blocks = network.newBlockEventsRequest().startBlock(from).build().getEvents();
  }

  @Override
  public Keeping.Written next() throws LedgerUnavailableException {
    try {
      if (blocks.hasNext()) {
        Block block = blocks.next();
        return new Keeping.Written(block.getHeader().getNumber(), BlockWrites.of(block, chaincode));
      }
    } catch (GatewayRuntimeException | StatusRuntimeException e) {
      throw new LedgerUnavailableException("the blocks broke off", e);
    }
    throw new LedgerUnavailableException("the blocks ended", null);
  }

  @Override
  public void close() {
    blocks.close();
  }
}
