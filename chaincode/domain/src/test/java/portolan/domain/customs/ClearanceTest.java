// SPDX-License-Identifier: Apache-2.0
package portolan.domain.customs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.RefusedException;

class ClearanceTest {
  private static final String PATH = "items[0]";
  private static final AssessmentSeal SEAL =
      new AssessmentSeal(
          "kitchenware",
          1,
          new Commitment("2".repeat(64)),
          new Commitment("3".repeat(64)),
          Papers.SALT,
          Papers.LODGED);
  private static final Standing MISMATCHED =
      new Standing.Mismatched(
          List.of(Finding.of(Mismatch.PAYER_DIFFERS, "declaration.buyer", "payment.payer")));

  private static Clearance lodged() {
    return Clearance.of(Papers.readLodgement());
  }

  private static Attestation attestation(String commitment) {
    return new Attestation(
        "BankMSP",
        new Commitment(commitment.repeat(64)),
        Papers.SALT,
        Papers.LODGED,
        commitment.repeat(64));
  }

  private static Clearance documented() {
    Clearance clearance = lodged();
    for (DocumentKind kind : DocumentKind.values()) {
      clearance = clearance.attested(PATH, kind, attestation("a")).orElseThrow();
    }
    return clearance;
  }

  private static Clearance assessed() {
    return documented().decided(hash(1), new Standing.Assessed(SEAL));
  }

  private static String hash(int n) {
    return String.format("%064x", n);
  }

  @Test
  void documentsAreAttestedOnce() {
    Clearance one = lodged().attested(PATH, DocumentKind.PAYMENT, attestation("a")).orElseThrow();
    assertThat(one.attested(PATH, DocumentKind.PAYMENT, attestation("a"))).isEmpty();
    assertThatThrownBy(() -> one.attested(PATH, DocumentKind.PAYMENT, attestation("b")))
        .hasMessageStartingWith("ALREADY_EXISTS|items[0].commitment|");
  }

  @Test
  void onlyNamedPartiesAct() {
    assertThatThrownBy(
            () -> lodged().requireAttestor(PATH, DocumentKind.WAYBILL, "OtherCarrierMSP"))
        .hasMessageStartingWith("PERMISSION_DENIED|items[0].declarationId|expected the carrier")
        .hasMessageContaining("LogisticsMSP");
    assertThatThrownBy(() -> lodged().requireAuthority(PATH, "OtherCustomsMSP"))
        .hasMessageStartingWith("PERMISSION_DENIED|items[0].declarationId|");
  }

  @Test
  void anAssessmentNeedsAllDocuments() {
    assertThatThrownBy(() -> lodged().wasAssessedBy(PATH, hash(1)))
        .hasMessageStartingWith("DOCUMENT_MISSING|")
        .hasMessageContaining("ORDER");
    assertThat(documented().wasAssessedBy(PATH, hash(1))).isFalse();
  }

  @Test
  void nothingIsReleasedBeforeItIsAssessed() {
    assertThatThrownBy(() -> documented().released(PATH, Papers.LODGED, Optional.empty()))
        .hasMessageStartingWith("NOT_ASSESSED|items[0].declarationId|");
  }

  @Test
  void aReleaseHappensOnce() {
    Clearance released = assessed().released(PATH, Papers.LODGED, Optional.empty()).orElseThrow();
    assertThat(released.status()).isEqualTo(Standing.Status.RELEASED);
    assertThat(
            released.released(PATH, Papers.LODGED.plusSeconds(60), Optional.of("PlatformMSP/E1")))
        .isEmpty();
  }

  @Test
  void aHoldStopsARelease() {
    Clearance held = assessed().held(PATH, "x-ray").orElseThrow();
    assertThatThrownBy(() -> held.released(PATH, Papers.LODGED, Optional.empty()))
        .hasMessageStartingWith("HELD|");
    assertThat(held.held(PATH, "x-ray")).isEmpty();
    assertThatThrownBy(() -> held.held(PATH, "papers")).hasMessageStartingWith("HELD|");
  }

  @Test
  void anOldAssessmentThatArrivesAgainDoesNotUndoAHold() {
    Clearance held = assessed().held(PATH, "x-ray").orElseThrow();
    assertThat(held.wasAssessedBy(PATH, hash(1))).isTrue();
    assertThat(held.wasAssessedBy(PATH, hash(2))).isFalse();
  }

  @Test
  void whatIsReleasedIsNeitherHeldNorAssessedAgain() {
    Clearance released = assessed().released(PATH, Papers.LODGED, Optional.empty()).orElseThrow();
    assertThatThrownBy(() -> released.held(PATH, "late"))
        .hasMessageStartingWith("ALREADY_RELEASED");
    assertThatThrownBy(() -> released.wasAssessedBy(PATH, hash(2)))
        .hasMessageStartingWith("ALREADY_RELEASED|");
    assertThatThrownBy(() -> assessed().wasAssessedBy(PATH, hash(2)))
        .hasMessageStartingWith("ALREADY_ASSESSED|");
  }

  @Test
  void everyStandingSurvivesTheLedger() {
    for (Clearance clearance :
        List.of(
            lodged(),
            documented(),
            assessed(),
            documented().decided(hash(1), MISMATCHED),
            assessed().held(PATH, "x-ray").orElseThrow(),
            assessed().released(PATH, Papers.LODGED, Optional.empty()).orElseThrow())) {
      assertThat(Clearance.fromJson(Fields.of("", clearance.toJson()))).isEqualTo(clearance);
    }
  }

  /** A table of what leads where, against whatever order of calls. */
  @Property
  void noOrderOfCallsReleasesWhatIsNotAssessed(
      @ForAll @Size(max = 30) List<@IntRange(max = 5) Integer> calls) {
    Map<Standing.Status, Set<Standing.Status>> allowed = new EnumMap<>(Standing.Status.class);
    allowed.put(Standing.Status.LODGED, Set.of(Standing.Status.ASSESSED, Standing.Status.HELD));
    allowed.put(Standing.Status.ASSESSED, Set.of(Standing.Status.RELEASED, Standing.Status.HELD));
    allowed.put(Standing.Status.HELD, Set.of(Standing.Status.ASSESSED));
    allowed.put(Standing.Status.RELEASED, Set.of());
    Clearance clearance = documented();
    Set<String> decided = new HashSet<>();
    for (int i = 0; i < calls.size(); i++) {
      Optional<Clearance> after = call(clearance, calls.get(i), i, decided);
      if (after.isPresent() && after.get().status() != clearance.status()) {
        assertThat(allowed.get(clearance.status())).contains(after.get().status());
      }
      clearance = after.orElse(clearance);
    }
    assertThat(clearance.assessments()).containsExactlyInAnyOrderElementsOf(decided);
  }

  private static Optional<Clearance> call(
      Clearance clearance, int call, int n, Set<String> decided) {
    try {
      return switch (call) {
        case 0, 1, 2 -> {
          // Every third assessment repeats an old one.
          String payload = call == 2 ? hash(n / 2) : hash(n);
          if (clearance.wasAssessedBy(PATH, payload)) {
            yield Optional.empty();
          }
          decided.add(payload);
          Standing outcome = call == 1 ? MISMATCHED : new Standing.Assessed(SEAL);
          yield Optional.of(clearance.decided(payload, outcome));
        }
        case 3 -> clearance.held(PATH, "reason " + n % 2);
        default ->
            clearance.released(
                PATH, Papers.LODGED.plusSeconds(n), Optional.of("PlatformMSP/E" + n));
      };
    } catch (RefusedException e) {
      return Optional.empty();
    }
  }
}
