// SPDX-License-Identifier: Apache-2.0
package portolan.twin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.hyperledger.fabric.protos.peer.TxValidationCode;
import portolan.twin.channel.Definition;
import portolan.twin.channel.Ordering;

/** A process that fills a ledger until it is killed, and notes every commit that a client saw. */
final class CrashVictim {
  private static final Instant ISSUED = Instant.parse("2026-01-01T00:00:00Z");
  private static final int CLIENTS = 4;

  private CrashVictim() {}

  static Twin open(Path folder) {
    Twin.Builder twin =
        Twin.named("trade")
            .folder(folder)
            .ordering(Ordering.byDefault())
            .chaincode(
                Definition.of("assets", peer -> new Assets())
                    .withPolicy("OR('AMSP.peer', 'BMSP.peer')"));
    for (String member : List.of("AMSP", "BMSP")) {
      twin.member(Member.reproducible(member, 1, ISSUED));
    }
    return twin.open();
  }

  /** Arguments: the ledger's folder, and the file for the ids of transactions seen committed. */
  public static void main(String[] arguments) throws IOException {
    Thread.ofPlatform().daemon(true).start(CrashVictim::endWithParent);
    FileChannel seen =
        FileChannel.open(
            Path.of(arguments[1]), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    Twin twin = open(Path.of(arguments[0]));
    AssetCounts projection = new AssetCounts(Path.of(arguments[0]).resolve("projection"));
    Thread.ofPlatform().start(() -> projection.follow(twin));
    for (int i = 0; i < CLIENTS; i++) {
      Thread.ofPlatform().start(() -> fill(twin, seen));
    }
    System.out.println("filling");
  }

  /** Whoever kills this process holds its standard input, also when he is killed himself. */
  private static void endWithParent() {
    try {
      while (System.in.read() >= 0) {
        // nothing is said
      }
    } catch (IOException e) {
      // as good as its end
    }
    Runtime.getRuntime().halt(1);
  }

  private static void fill(Twin twin, FileChannel seen) {
    Caller caller = twin.as("AMSP").endorsedBy("AMSP");
    while (true) {
      Caller.Endorsed endorsed =
          caller.endorse("assets", "create", UUID.randomUUID().toString(), "Ada").submit();
      if (endorsed.await().code() == TxValidationCode.VALID) {
        try {
          seen.write(ByteBuffer.wrap((endorsed.id() + "\n").getBytes(UTF_8)));
        } catch (IOException e) {
          throw new java.io.UncheckedIOException(e);
        }
      }
    }
  }
}
