// SPDX-License-Identifier: Apache-2.0
package portolan.twin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.hyperledger.fabric.shim.Chaincode;
import org.hyperledger.fabric.shim.ChaincodeStub;
import org.hyperledger.fabric.shim.ResponseUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import portolan.twin.channel.Definition;

/** What a consortium must never do: blocks on which Fabric's peers stop for good. */
class HaltedPeersTest {
  private final Twin twin =
      Twin.named("trade")
          .virtualTime(Instant.parse("2026-01-01T00:00:00Z"))
          .member("AMSP")
          .chaincode(Definition.of("keys", peer -> new Keys()))
          .open();

  @AfterEach
  void close() {
    twin.close();
  }

  /** Sets, deletes, and gives policies that nobody checks. */
  private static final class Keys implements Chaincode {
    @Override
    public Response init(ChaincodeStub stub) {
      return ResponseUtils.newSuccessResponse();
    }

    @Override
    public Response invoke(ChaincodeStub stub) {
      List<String> args = stub.getParameters();
      switch (stub.getFunction()) {
        case "put" -> stub.putStringState(args.getFirst(), "1");
        case "delete" -> stub.delState(args.getFirst());
        default -> stub.setStateValidationParameter(args.getFirst(), new byte[] {7, 7, 7});
      }
      return ResponseUtils.newSuccessResponse();
    }
  }

  private Caller.Endorsed endorse(String function) {
    return twin.as("AMSP").endorse("keys", function, "k");
  }

  @Test
  void aDeletionAndThenAPolicyAloneInOneBlock() {
    endorse("put").commit();
    Caller.Endorsed delete = endorse("delete");
    Caller.Endorsed policy = endorse("policy");
    delete.submit();
    policy.submit();
    twin.pass(Duration.ofSeconds(1));
    assertThat(twin.nodes().halted()).hasValueSatisfying(why -> assertThat(why).contains("panic"));
    assertThatThrownBy(() -> endorse("put").submit())
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageContaining("all peers have stopped");
  }

  @Test
  void aWriteThatWasEndorsedBeforeItsKeyGotAPolicyThatIsNone() {
    endorse("put").commit();
    Caller.Endorsed early = endorse("put");
    endorse("policy").commit();
    early.submit();
    twin.pass(Duration.ofSeconds(1));
    assertThat(twin.nodes().halted())
        .hasValueSatisfying(why -> assertThat(why).contains("policy that is none"));
  }
}
