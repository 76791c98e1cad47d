// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static portolan.acceptance.differential.script.Operation.call;

import io.grpc.StatusRuntimeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.hyperledger.fabric.protos.common.Envelope;
import org.hyperledger.fabric.protos.common.Payload;
import org.hyperledger.fabric.protos.gateway.ProposedTransaction;
import org.hyperledger.fabric.protos.peer.ChaincodeActionPayload;
import org.hyperledger.fabric.protos.peer.ProposalResponsePayload;
import org.hyperledger.fabric.protos.peer.Transaction;
import org.hyperledger.fabric.protos.peer.TxValidationCode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import portolan.acceptance.differential.script.Operation;
import portolan.network.ConsortiumFile;
import portolan.network.Network;

/**
 * What Fabric endorses is the same to the byte whether the chaincode sends its writes and reads in
 * batches (member A), has that switched off (B), or has a peer that does not offer it (C).
 */
@DisabledIfSystemProperty(
    named = "portolan.test.network",
    matches = "skip",
    disabledReason = "left out by --without-network")
class BatchingTest {
  private static final String A = "AMSP";
  private static final String B = "BMSP";
  private static final String C = "CMSP";
  private static final List<String> EVERYONE = List.of(A, B, C);
  private static final Duration SOON = Duration.ofSeconds(30);

  private static RealLedger ledger;
  private static Proposals proposals;
  private static int number;

  @BeforeAll
  static void start() throws Exception {
    ledger =
        RealLedger.start(
            ConsortiumFile.read(
                Path.of(BatchingTest.class.getResource("consortium-batching.yaml").toURI())),
            Path.of(System.getProperty("portolan.test.directory"), "batching").toAbsolutePath());
    proposals = new Proposals(ledger, 5, Instant.now());
    Network nodes = ledger.nodes();
    nodes.stop("chaincode.b");
    nodes.startChaincode("B", List.of("-Dportolan.chaincode.batching=off"), List.of());
    nodes.stop("peer.c");
    offerNothing(nodes.folder().resolve("config").resolve("core.yaml"));
    nodes.start("peer.c");
    for (String member : EVERYONE) {
      for (String definition : List.of("open", "other")) {
        await()
            .atMost(SOON)
            .ignoreExceptions()
            .until(() -> evaluate(member, definition, Operation.of("get", "x")).contains("get"));
      }
    }
  }

  /** Read by the next peer that starts. */
  private static void offerNothing(Path configuration) throws Exception {
    String offering = Files.readString(configuration);
    String older =
        offering
            .replace("useWriteBatch: true", "useWriteBatch: false")
            .replace("useGetMultipleKeys: true", "useGetMultipleKeys: false");
    assertThat(older).hasSize(offering.length() + 2);
    Files.writeString(configuration, older);
  }

  @AfterAll
  static void end() {
    if (ledger != null) {
      ledger.close();
    }
  }

  private static ProposedTransaction proposal(Call call) {
    number++;
    return proposals.proposal(call, number, number, ProposalChange.NONE);
  }

  private static String evaluate(String member, String definition, Operation... operations) {
    return new PeerAccess(ledger, member)
        .evaluate(proposal(Call.of(member, definition, operations)))
        .getPayload()
        .toStringUtf8();
  }

  private static int sent(String member, String type) {
    return Integer.parseInt(evaluate(member, "open", Operation.of("sent", type)));
  }

  private static ProposalResponsePayload result(Envelope envelope) throws Exception {
    Transaction transaction =
        Transaction.parseFrom(Payload.parseFrom(envelope.getPayload()).getData());
    return ProposalResponsePayload.parseFrom(
        ChaincodeActionPayload.parseFrom(transaction.getActions(0).getPayload())
            .getAction()
            .getProposalResponsePayload());
  }

  /** Has every member endorse the call by itself, and commits what they agree on. */
  private static String commit(Call call) throws Exception {
    ProposedTransaction proposal = proposal(call);
    Envelope first = endorse(A, proposal);
    ReadWriteSets sets = new ReadWriteSets(0, new Wording());
    for (String other : List.of(B, C)) {
      ProposalResponsePayload its = result(endorse(other, proposal));
      assertThat(sets.shown(its)).isEqualTo(sets.shown(result(first)));
      assertThat(its).isEqualTo(result(first));
    }
    new PeerAccess(ledger, A)
        .submit(
            proposal.getTransactionId(),
            first.toBuilder().setSignature(ledger.caller(A).sign(first.getPayload())).build());
    for (String member : EVERYONE) {
      assertThat(
              new PeerAccess(ledger, member).commitStatus(proposal.getTransactionId()).getResult())
          .isEqualTo(TxValidationCode.VALID);
    }
    return sets.shown(result(first));
  }

  private static Envelope endorse(String member, ProposedTransaction proposal) {
    return new PeerAccess(ledger, member)
        .endorse(
            proposal.toBuilder()
                .clearEndorsingOrganizations()
                .addEndorsingOrganizations(member)
                .build());
  }

  private static Call calling(Operation... operations) {
    return Call.of(A, "open", operations);
  }

  @Test
  void aGroupOfFifteenHundredGoesInTwoBatchesAndIsTheSame() throws Exception {
    for (int repetition = 0; repetition < 2; repetition++) {
      int batches = sent(A, "WRITE_BATCH_STATE");
      int reads = sent(A, "GET_STATE_MULTIPLE");

      assertThat(commit(calling(Operation.of("group", "g", "1500"))))
          .contains("write g0 = ", "write g1499 = ", "delete g2,", "read g1499 ", "metadata of g1");

      // 1,500 values, 150 deletions and 150 policies.
      assertThat(sent(A, "WRITE_BATCH_STATE") - batches).isEqualTo(2);
      assertThat(sent(A, "GET_STATE_MULTIPLE") - reads).isEqualTo(2);
    }
    assertThat(sent(A, "PUT_STATE")).isZero();
    for (String unbatched : List.of(B, C)) {
      assertThat(sent(unbatched, "WRITE_BATCH_STATE")).isZero();
      assertThat(sent(unbatched, "GET_STATE_MULTIPLE")).isZero();
      assertThat(sent(unbatched, "PUT_STATE")).isGreaterThanOrEqualTo(3000);
    }
  }

  @Test
  void nestedCallsAreTheSame() throws Exception {
    assertThat(
            commit(
                calling(
                    Operation.of("put", "before", "1"),
                    call(
                        "other",
                        List.of(Operation.of("put", "callee", "2"), Operation.of("get", "callee"))),
                    call("other", List.of(Operation.of("group", "n", "20"))),
                    Operation.of("put", "after", "3"),
                    Operation.of("event", "done", "4"))))
        .contains("write before = ", "write callee = ", "write n19 = ", "write after = ");
  }

  @Test
  void privateDataIsTheSame() throws Exception {
    assertThat(
            commit(
                calling(
                        Operation.of("pput", "everyone", "kept", "value"),
                        Operation.of("pput", "everyone", "purged", "value"),
                        Operation.of("pput", "everyone", "deleted", "value"),
                        Operation.of("psetPolicy", "everyone", "kept", A),
                        Operation.of("ppurge", "everyone", "purged"),
                        Operation.of("pdel", "everyone", "deleted"),
                        Operation.of("pget", "everyone", "kept"))
                    .with("value", "sealed")))
        .contains("everyone {", "purge delete ");
    commit(
        calling(
            Operation.of("ppurge", "everyone", "kept"), Operation.of("phash", "everyone", "kept")));
    for (String member : EVERYONE) {
      assertThat(evaluate(member, "open", Operation.of("pget", "everyone", "kept")))
          .endsWith("-> ''");
    }
  }

  @Test
  void rangesPoliciesAndDeletionsAreTheSame() throws Exception {
    commit(
        calling(
            Operation.of("put", "r1", "1"),
            Operation.of("put", "r2", "2"),
            Operation.of("setPolicy", "r1", A)));
    assertThat(
            commit(
                calling(
                    Operation.of("del", "r1"),
                    Operation.of("range", "r", "s"),
                    Operation.of("getPolicy", "r1"),
                    Operation.of("put", "r2", "3"),
                    Operation.of("get", "r2"),
                    Operation.of("put", "r2", "4"),
                    Operation.of("setPolicy", "r3", A, B))))
        .contains("delete r1", "range r to s", "write r2 = ");
  }

  /** Without batches the script goes on after a refused write, and says what the peer said. */
  @Test
  void aRefusedWriteFailsTheCallWithThePeersWords() throws Exception {
    ProposedTransaction refused =
        proposal(
            calling(
                    Operation.of("put", "good", "1"),
                    Operation.of("pput", "nowhere", "bad", "value"),
                    Operation.of("get", "good"))
                .with("value", "sealed"));
    assertThatThrownBy(() -> endorse(A, refused))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e ->
                assertThat(new Wording().error(e))
                    .contains("WRITE_BATCH_STATE failed", "nowhere could not be found"));
    assertThat(commit(calling(Operation.of("get", "good")))).contains("read good absent");
  }
}
