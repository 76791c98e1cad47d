// SPDX-License-Identifier: Apache-2.0
package portolan.twin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import org.hyperledger.fabric.client.ChaincodeEvent;
import org.hyperledger.fabric.client.CloseableIterator;
import org.hyperledger.fabric.client.CommitException;
import org.hyperledger.fabric.client.Contract;
import org.hyperledger.fabric.client.EndorseException;
import org.hyperledger.fabric.client.Gateway;
import org.hyperledger.fabric.client.Hash;
import org.hyperledger.fabric.client.Proposal;
import org.hyperledger.fabric.client.SubmittedTransaction;
import org.hyperledger.fabric.client.identity.X509Identity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import portolan.twin.channel.Definition;
import portolan.twin.identity.Signatory;

/** The unmodified client library, with nothing changed but the connection. */
class FabricGatewayTest {
  private final Twin twin =
      Twin.named("trade")
          .member("AMSP")
          .member("BMSP")
          .member("CMSP")
          .chaincode(Definition.of("assets", peer -> new Assets()))
          .open();
  private final Gateway gateway = connect();

  private Gateway connect() {
    Signatory caller = twin.member("AMSP").caller("clerk");
    return Gateway.newInstance()
        .identity(new X509Identity("AMSP", caller.certificate()))
        .hash(Hash.NONE)
        .signer(message -> caller.sign(ByteString.copyFrom(message)).toByteArray())
        .connection(twin.connect("AMSP"))
        .connect();
  }

  @AfterEach
  void close() {
    gateway.close();
    twin.close();
  }

  private Contract assets() {
    return gateway.getNetwork("trade").getContract("assets");
  }

  @Test
  void submitsAndEvaluates() throws Exception {
    assertThat(new String(assets().submitTransaction("create", "1", "Ada"), UTF_8))
        .isEqualTo("created");
    assertThat(new String(assets().evaluateTransaction("owner", "1"), UTF_8)).isEqualTo("Ada");
  }

  @Test
  void showsTheMessageOfARefusal() throws Exception {
    assets().submitTransaction("create", "1", "Ada");
    assertThatThrownBy(() -> assets().submitTransaction("create", "1", "Bob"))
        .isInstanceOfSatisfying(
            EndorseException.class,
            e ->
                assertThat(e.getDetails())
                    .anySatisfy(
                        d ->
                            assertThat(d.getMessage())
                                .isEqualTo("chaincode response 500, asset 1 exists")));
  }

  @Test
  void theSecondOfTwoConflictingTransactionsIsNotValid() throws Exception {
    Proposal first = assets().newProposal("create").addArguments("1", "Ada").build();
    Proposal second = assets().newProposal("create").addArguments("1", "Bob").build();
    var endorsedFirst = first.endorse();
    var endorsedSecond = second.endorse();
    SubmittedTransaction a = endorsedFirst.submitAsync();
    assertThat(a.getStatus().isSuccessful()).isTrue();
    assertThatThrownBy(endorsedSecond::submit)
        .isInstanceOf(CommitException.class)
        .hasMessageContaining("MVCC_READ_CONFLICT");
  }

  @Test
  void sendsChaincodeEvents() throws Exception {
    try (CloseableIterator<ChaincodeEvent> events =
        gateway
            .getNetwork("trade")
            .newChaincodeEventsRequest("assets")
            .startBlock(0)
            .build()
            .getEvents()) {
      assets().submitTransaction("create", "1", "Ada");
      ChaincodeEvent event = events.next();
      assertThat(event.getEventName()).isEqualTo("created");
      assertThat(new String(event.getPayload(), UTF_8)).isEqualTo("1");
      assertThat(event.getBlockNumber()).isEqualTo(1);
    }
  }

  @Test
  void sendsFilteredBlocks() throws Exception {
    assets().submitTransaction("create", "1", "Ada");
    try (var blocks =
        gateway
            .getNetwork("trade")
            .newFilteredBlockEventsRequest()
            .startBlock(0)
            .build()
            .getEvents()) {
      assertThat(blocks.next().getNumber()).isZero();
      assertThat(blocks.next().getFilteredTransactionsList()).hasSize(1);
    }
  }
}
