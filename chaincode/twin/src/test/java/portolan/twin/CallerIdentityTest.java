// SPDX-License-Identifier: Apache-2.0
package portolan.twin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.security.cert.CertificateException;
import java.time.Instant;
import java.util.Map;
import org.hyperledger.fabric.contract.ClientIdentity;
import org.hyperledger.fabric.shim.Chaincode;
import org.hyperledger.fabric.shim.ChaincodeStub;
import org.hyperledger.fabric.shim.ResponseUtils;
import org.json.JSONException;
import org.junit.jupiter.api.Test;
import portolan.twin.channel.Definition;

class CallerIdentityTest {
  /** Says who calls, as the shim's own class for that reads it. */
  private static final class WhoCalls implements Chaincode {
    @Override
    public Response init(ChaincodeStub stub) {
      return ResponseUtils.newSuccessResponse();
    }

    @Override
    public Response invoke(ChaincodeStub stub) {
      try {
        ClientIdentity caller = new ClientIdentity(stub);
        String said = caller.getMSPID() + " " + caller.getAttributeValue("desk");
        return ResponseUtils.newSuccessResponse(said.getBytes(UTF_8));
      } catch (CertificateException | JSONException | IOException e) {
        return ResponseUtils.newErrorResponse(e);
      }
    }
  }

  @Test
  void chaincodeReadsTheCallersOrganisationAndAttributes() {
    try (Twin twin =
        Twin.named("trade")
            .virtualTime(Instant.parse("2026-01-01T00:00:00Z"))
            .member("AMSP")
            .member("BMSP")
            .chaincode(Definition.of("who", peer -> new WhoCalls()))
            .open()) {
      assertThat(
              twin.as(twin.member("BMSP").caller("Ada", Map.of("desk", "customs")))
                  .endorsedBy("AMSP")
                  .evaluate("who", "says"))
          .isEqualTo("BMSP customs");
      assertThat(twin.as("AMSP").evaluate("who", "says")).isEqualTo("AMSP null");
    }
  }
}
