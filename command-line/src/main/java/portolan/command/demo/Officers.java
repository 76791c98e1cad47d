// SPDX-License-Identifier: Apache-2.0
package portolan.command.demo;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import portolan.api.v1.AppointOfficerRequest;
import portolan.api.v1.DecideHoldRequest;
import portolan.api.v1.Escrow;
import portolan.api.v1.HoldVerdict;
import portolan.client.HoldDecision;
import portolan.network.PersonalKey;

/** Officers of the bank, with keys of their own that the gateway never has. */
final class Officers {
  private static final String VERDICT = "HOLD_VERDICT_";

  private final Stage stage;
  private final Map<String, PersonalKey> keys = new LinkedHashMap<>();

  private Officers(Stage stage) {
    this.stage = stage;
  }

  /**
   * The bank says with which certificates they sign.
   *
   * @param request chosen by the bank, once for all of them
   */
  static Officers appoint(Stage stage, List<String> names, String request) {
    Officers officers = new Officers(stage);
    for (String name : names) {
      PersonalKey key = PersonalKey.create(name, stage.trade().settlement().bank());
      officers.keys.put(name, key);
      stage
          .narration()
          .step(
              "bank says with which certificate officer " + name + " signs",
              () ->
                  stage
                      .bank()
                      .holds()
                      .appointOfficer(
                          AppointOfficerRequest.newBuilder()
                              .setOfficer(name)
                              .setCertificate(key.certificatePem())
                              .setRequestId(request + ":" + name)
                              .build())
                      .getReceipt());
    }
    return officers;
  }

  /** One after the other signs about all that is open. */
  void decide(String escrowId, HoldVerdict verdict) {
    keys.keySet().forEach(name -> decide(escrowId, name, verdict));
  }

  /** One of them signs about all that is open. */
  void decide(String escrowId, String name, HoldVerdict verdict) {
    PersonalKey key = keys.get(name);
    Escrow escrow = stage.atBank(escrowId);
    stage
        .narration()
        .step(
            "officer " + name + " signs: " + verdict.name().substring(VERDICT.length()),
            () ->
                stage
                    .bank()
                    .holds()
                    .decideHold(
                        DecideHoldRequest.newBuilder()
                            .setEscrowId(escrowId)
                            .setHoldNumber(escrow.getHoldNumber())
                            .setOfficer(name)
                            .setVerdict(verdict)
                            .setSignature(key.sign(HoldDecision.signedBytes(escrow, name, verdict)))
                            .setCertificate(key.certificatePem())
                            .build())
                    .getReceipt());
  }
}
