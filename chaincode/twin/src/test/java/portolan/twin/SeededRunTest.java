// SPDX-License-Identifier: Apache-2.0
package portolan.twin;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.hyperledger.fabric.protos.common.Block;
import org.hyperledger.fabric.protos.peer.TxValidationCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import portolan.twin.channel.Definition;
import portolan.twin.peer.Peer;
import portolan.twin.time.Faults;

/** Runs in which a seed chooses what goes wrong. */
class SeededRunTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final List<String> MEMBERS = List.of("AMSP", "BMSP", "CMSP");
  private static final List<String> ACCOUNTS = List.of("rent", "wages", "savings");
  private static final long OPENING_BALANCE = 1_000;
  private static final int TRANSFERS = 60;

  private static Twin open(long seed, Faults faults) {
    Twin.Builder twin =
        Twin.named("trade")
            .seeded(seed, START, faults)
            .chaincode(Definition.of("accounts", peer -> new Accounts()));
    MEMBERS.forEach(m -> twin.member(Member.reproducible(m, seed, START)));
    return twin.open();
  }

  /** A client that insists: repeats until its transfer is on the ledger, once. */
  private static boolean transfer(Twin twin, Random random, int number) {
    String from = ACCOUNTS.get(random.nextInt(ACCOUNTS.size()));
    String to = ACCOUNTS.get(random.nextInt(ACCOUNTS.size()));
    if (from.equals(to)) {
      return false;
    }
    for (int attempt = 0; attempt < 50; attempt++) {
      Caller caller = twin.as(MEMBERS.get(random.nextInt(MEMBERS.size())));
      try {
        Caller.Endorsed endorsed =
            caller.endorse("accounts", "transfer", from, to, "7", Integer.toString(number));
        if (endorsed.submit().await().code() == TxValidationCode.VALID) {
          return true;
        }
      } catch (StatusRuntimeException e) {
        if (e.toString().contains("paid before") || paidBefore(e)) {
          return true;
        }
        twin.pass(Duration.ofMillis(100));
      } catch (IllegalStateException e) {
        twin.pass(Duration.ofMillis(100)); // lost on the way
      }
    }
    throw new AssertionError("transfer " + number + " did not get through");
  }

  private static boolean paidBefore(StatusRuntimeException e) {
    return io.grpc.protobuf.StatusProto.fromThrowable(e) != null
        && io.grpc.protobuf.StatusProto.fromThrowable(e).toString().contains("paid before");
  }

  private static void openAccounts(Twin twin) {
    for (String account : ACCOUNTS) {
      boolean done = false;
      while (!done) {
        try {
          done =
              twin.as("AMSP")
                      .endorse("accounts", "open", account, Long.toString(OPENING_BALANCE))
                      .submit()
                      .await()
                      .code()
                  == TxValidationCode.VALID;
        } catch (StatusRuntimeException | IllegalStateException e) {
          twin.pass(Duration.ofMillis(100));
        }
      }
    }
  }

  private static void catchUp(Twin twin) {
    MEMBERS.forEach(m -> twin.nodes().start(m));
    twin.pass(Duration.ofMinutes(1));
  }

  private static List<String> run(long seed) {
    try (Twin twin = open(seed, Faults.STORM)) {
      Random random = new Random(seed);
      openAccounts(twin);
      for (int i = 0; i < TRANSFERS; i++) {
        transfer(twin, random, i);
      }
      catchUp(twin);
      List<String> seen = new ArrayList<>(twin.nodes().chance().trace());
      Peer peer = twin.nodes().peer("AMSP");
      for (long n = 0; n < peer.height(); n++) {
        seen.add(peer.block(n).map(Block::getHeader).orElseThrow().toString());
      }
      return seen;
    }
  }

  @Test
  void theSameSeedGivesTheSameRunToTheByte() {
    List<String> first = run(11);
    assertThat(run(11)).isEqualTo(first);
    assertThat(first).anyMatch(e -> e.startsWith("crash")).anyMatch(e -> e.equals("submit lost"));
  }

  @Test
  void anotherSeedGivesAnotherRun() {
    assertThat(run(12)).isNotEqualTo(run(13));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void whateverGoesWrongNoMoneyIsLostAndAllPeersAgree(long seed) {
    try (Twin twin = open(seed, Faults.STORM)) {
      Random random = new Random(seed);
      openAccounts(twin);
      int paid = 0;
      for (int i = 0; i < TRANSFERS; i++) {
        paid += transfer(twin, random, i) ? 1 : 0;
      }
      catchUp(twin);
      Map<String, List<String>> balances = new HashMap<>();
      for (String member : MEMBERS) {
        balances.put(member, ACCOUNTS.stream().map(a -> evaluate(twin, member, a)).toList());
        assertThat(twin.nodes().peer(member).height())
            .as("all peers have all blocks")
            .isEqualTo(twin.nodes().height());
      }
      assertThat(balances.values()).containsOnly(balances.get("AMSP"));
      assertThat(balances.get("AMSP").stream().mapToLong(Long::parseLong).sum())
          .isEqualTo(OPENING_BALANCE * ACCOUNTS.size());
      assertThat(validTransfers(twin)).isEqualTo(paid);
    }
  }

  private static String evaluate(Twin twin, String member, String account) {
    while (true) {
      try {
        return twin.as(member).endorsedBy(member).evaluate("accounts", "balance", account);
      } catch (StatusRuntimeException e) {
        twin.pass(Duration.ofMillis(10)); // this peer did not answer this time
      }
    }
  }

  private static long validTransfers(Twin twin) {
    Peer peer = twin.nodes().peer("AMSP");
    long valid = 0;
    for (long n = 1; n < peer.height(); n++) {
      Block block = peer.block(n).orElseThrow();
      for (int i = 0; i < block.getData().getDataCount(); i++) {
        if (portolan.twin.block.OrderedBlock.code(block, i) == TxValidationCode.VALID) {
          valid++;
        }
      }
    }
    return valid - ACCOUNTS.size();
  }

  @Test
  void delaysReorderTransactionsButLoseNone() {
    try (Twin twin = open(3, Faults.DELAYS)) {
      List<Caller.Endorsed> sent = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        sent.add(twin.as("AMSP").endorse("accounts", "open", "account" + i, "1").submit());
      }
      List<Long> blocks = sent.stream().map(e -> e.await().block()).toList();
      assertThat(blocks).isNotEqualTo(blocks.stream().sorted().toList());
    }
  }
}
