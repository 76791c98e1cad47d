// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.keeper;

import com.google.protobuf.ByteString;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import org.hyperledger.fabric.protos.common.Block;
import org.hyperledger.fabric.protos.common.BlockData;
import org.hyperledger.fabric.protos.common.BlockMetadata;
import org.hyperledger.fabric.protos.common.BlockMetadataIndex;
import org.hyperledger.fabric.protos.common.ChannelHeader;
import org.hyperledger.fabric.protos.common.Envelope;
import org.hyperledger.fabric.protos.common.Header;
import org.hyperledger.fabric.protos.common.HeaderType;
import org.hyperledger.fabric.protos.common.Payload;
import org.hyperledger.fabric.protos.ledger.rwset.NsReadWriteSet;
import org.hyperledger.fabric.protos.ledger.rwset.TxReadWriteSet;
import org.hyperledger.fabric.protos.ledger.rwset.kvrwset.KVRWSet;
import org.hyperledger.fabric.protos.ledger.rwset.kvrwset.KVRead;
import org.hyperledger.fabric.protos.ledger.rwset.kvrwset.KVWrite;
import org.hyperledger.fabric.protos.peer.BlockAndPrivateData;
import org.hyperledger.fabric.protos.peer.ChaincodeAction;
import org.hyperledger.fabric.protos.peer.ChaincodeActionPayload;
import org.hyperledger.fabric.protos.peer.ChaincodeEndorsedAction;
import org.hyperledger.fabric.protos.peer.ProposalResponsePayload;
import org.hyperledger.fabric.protos.peer.Transaction;
import org.hyperledger.fabric.protos.peer.TransactionAction;
import portolan.domain.encoding.Sha256;
import portolan.domain.settlement.Evidence;
import portolan.domain.settlement.Trigger;
import portolan.domain.settlement.escrow.Delivered;
import portolan.domain.settlement.escrow.EscrowState;
import portolan.domain.settlement.escrow.Funded;
import portolan.gateway.fabric.BlockReading;
import portolan.gateway.projection.timers.Timers;

/**
 * What the keeper costs for each escrow, without the transport of blocks: prints microseconds of
 * processor time to note a funding, and to note a delivery, in blocks of 500.
 */
final class KeeperCost {
  private static final int GROUP = 500;
  private static final int ESCROWS = 100_000;
  private static final Instant THEN = Instant.parse("2026-12-01T09:00:00Z");
  private static final List<String> MEMBERS = List.of("AMSP", "BMSP", "CMSP", "DMSP", "EMSP");
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private static final BlockReading READING = new BlockReading("AMSP");

  private KeeperCost() {}

  /** Takes no arguments. */
  public static void main(String[] args) throws Exception {
    Path folder = Files.createTempDirectory("keeper-cost");
    try (Timers timers = new Timers(folder, "AMSP", () -> MEMBERS)) {
      Keeper keeper = new Keeper("AMSP", timers, t -> new CompletableFuture<>(), () -> THEN);
      for (int round = 0; round < 3; round++) {
        int first = round * ESCROWS;
        print(
            "funding",
            () ->
                take(
                    timers,
                    keeper,
                    first,
                    n ->
                        new Funded(
                            "PlatformMSP/ORDER-" + n,
                            "PlatformMSP/DECL-" + n,
                            "CustomsMSP",
                            new Trigger.Secret(Sha256.hex("s" + n)),
                            THEN.plusSeconds(n),
                            0,
                            false)));
        print(
            "delivery",
            () ->
                take(
                    timers,
                    keeper,
                    first,
                    n ->
                        new Delivered(
                            new Evidence.Secret("secret-of-parcel-" + n), "CarrierMSP", THEN)));
      }
      System.out.println(keeper.status());
    }
  }

  private interface Work {
    void run() throws Exception;
  }

  private static void print(String what, Work work) throws Exception {
    long before = cpu();
    work.run();
    System.out.println(
        String.format(Locale.ROOT, "%s: %.1f us each", what, (cpu() - before) / 1_000.0 / ESCROWS));
  }

  /** Of all threads that live, the database's included; making the blocks is in it too. */
  private static long cpu() {
    long sum = 0;
    for (long id : THREADS.getAllThreadIds()) {
      sum += Math.max(0, THREADS.getThreadCpuTime(id));
    }
    return sum;
  }

  private static void take(Timers timers, Keeper keeper, int first, IntFunction<EscrowState> state)
      throws Exception {
    for (int n = first; n < first + ESCROWS; n += GROUP) {
      Block block = block(timers.position(), n, state);
      timers.apply(List.of(READING.read(BlockAndPrivateData.newBuilder().setBlock(block).build())));
      if (n % (10 * GROUP) == 0) {
        keeper.round();
      }
    }
    keeper.round();
  }

  private static Block block(long number, int first, IntFunction<EscrowState> state) {
    KVRWSet.Builder keys = KVRWSet.newBuilder();
    for (int n = first; n < first + GROUP; n++) {
      String key = "gate/ESC-" + n;
      keys.addReads(KVRead.newBuilder().setKey(key));
      keys.addWrites(
          KVWrite.newBuilder()
              .setKey(key)
              .setValue(ByteString.copyFrom(state.apply(n).toJson().canonicalBytes())));
    }
    ByteString results =
        TxReadWriteSet.newBuilder()
            .addNsRwset(
                NsReadWriteSet.newBuilder()
                    .setNamespace("settlement")
                    .setRwset(keys.build().toByteString()))
            .build()
            .toByteString();
    ByteString response =
        ProposalResponsePayload.newBuilder()
            .setExtension(ChaincodeAction.newBuilder().setResults(results).build().toByteString())
            .build()
            .toByteString();
    ByteString action =
        ChaincodeActionPayload.newBuilder()
            .setAction(ChaincodeEndorsedAction.newBuilder().setProposalResponsePayload(response))
            .build()
            .toByteString();
    ByteString header =
        ChannelHeader.newBuilder()
            .setType(HeaderType.ENDORSER_TRANSACTION_VALUE)
            .build()
            .toByteString();
    ByteString payload =
        Payload.newBuilder()
            .setHeader(Header.newBuilder().setChannelHeader(header))
            .setData(
                Transaction.newBuilder()
                    .addActions(TransactionAction.newBuilder().setPayload(action))
                    .build()
                    .toByteString())
            .build()
            .toByteString();
    BlockMetadata.Builder metadata = BlockMetadata.newBuilder();
    for (int i = 0; i <= BlockMetadataIndex.TRANSACTIONS_FILTER_VALUE; i++) {
      metadata.addMetadata(ByteString.copyFrom(new byte[1]));
    }
    Block.Builder block = Block.newBuilder().setMetadata(metadata);
    block.getHeaderBuilder().setNumber(number);
    return block
        .setData(
            BlockData.newBuilder()
                .addData(Envelope.newBuilder().setPayload(payload).build().toByteString()))
        .build();
  }
}
