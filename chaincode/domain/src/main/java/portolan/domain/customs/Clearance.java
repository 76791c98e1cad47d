// SPDX-License-Identifier: Apache-2.0
package portolan.domain.customs;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import portolan.domain.customs.Standing.Assessed;
import portolan.domain.customs.Standing.Lodged;
import portolan.domain.customs.Standing.Mismatched;
import portolan.domain.customs.Standing.Released;
import portolan.domain.customs.Standing.Stopped;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Refusal;
import portolan.domain.encoding.RefusedException;
import portolan.domain.encoding.Timestamp;
import portolan.domain.worldstate.RefusalCode;

/**
 * A declaration on its way through customs: {@code LODGED -> ASSESSED -> RELEASED}, or {@code HELD}
 * until it is assessed again. Nothing leads out of {@code RELEASED}.
 *
 * @param documents what was attested so far
 * @param assessments payload hashes of all assessments that were tried: an old one that arrives
 *     again changes nothing, so it does not undo a hold
 */
public record Clearance(
    Lodgement lodgement,
    Map<DocumentKind, Attestation> documents,
    Standing standing,
    List<String> assessments) {
  /** Most assessments of one declaration. */
  public static final int MAX_ASSESSMENTS = 100;

  /** Longest reason that an officer gives, in characters. */
  public static final int MAX_REASON = 500;

  /** Copies the collections. */
  public Clearance {
    Map<DocumentKind, Attestation> sorted = new EnumMap<>(DocumentKind.class);
    sorted.putAll(documents);
    documents = Collections.unmodifiableMap(sorted);
    assessments = List.copyOf(assessments);
  }

  /** A declaration that was just lodged. */
  public static Clearance of(Lodgement lodgement) {
    return new Clearance(lodgement, Map.of(), new Lodged(), List.of());
  }

  /** The word for its standing. */
  public Standing.Status status() {
    return standing.status();
  }

  /**
   * Refuses everybody but the authority that the declaration names.
   *
   * @param path path of the item in the call
   */
  public void requireAuthority(String path, String caller) {
    if (!lodgement.parties().authority().equals(caller)) {
      throw refuse(
          RefusalCode.PERMISSION_DENIED,
          path,
          "expected the authority that the declaration names, " + lodgement.parties().authority());
    }
  }

  /**
   * Refuses everybody but the party that the declaration names for this document.
   *
   * @param path path of the item in the call
   */
  public void requireAttestor(String path, DocumentKind kind, String caller) {
    String attestor = lodgement.parties().attestor(kind);
    if (!attestor.equals(caller)) {
      throw refuse(
          RefusalCode.PERMISSION_DENIED,
          path,
          "expected the "
              + Parties.field(kind)
              + " that the declaration names for "
              + kind
              + ", "
              + attestor);
    }
  }

  /**
   * Adds a document.
   *
   * @param path path of the item in the call
   * @return nothing if it was attested before with the same content
   * @throws RefusedException {@code ALREADY_EXISTS} when it was attested with other content
   */
  public Optional<Clearance> attested(String path, DocumentKind kind, Attestation attestation) {
    Attestation before = documents.get(kind);
    if (before != null) {
      if (before.payloadHash().equals(attestation.payloadHash())) {
        return Optional.empty();
      }
      throw new Refusal(
              RefusalCode.ALREADY_EXISTS,
              path
                  + (before.commitment().equals(attestation.commitment()) ? ".ref" : ".commitment"),
              "this document was attested with other content")
          .toException();
    }
    Map<DocumentKind, Attestation> more = new EnumMap<>(DocumentKind.class);
    more.putAll(documents);
    more.put(kind, attestation);
    return Optional.of(new Clearance(lodgement, more, standing, assessments));
  }

  /**
   * Whether an assessment with this payload was tried before; if not, refuses one that cannot be
   * made now.
   *
   * @param path path of the item in the call
   * @throws RefusedException {@code ALREADY_ASSESSED}, {@code ALREADY_RELEASED}, {@code
   *     DOCUMENT_MISSING} or {@code TOO_MANY_ASSESSMENTS}
   */
  public boolean wasAssessedBy(String path, String payloadHash) {
    if (assessments.contains(payloadHash)) {
      return true;
    }
    switch (standing) {
      case Assessed assessed ->
          throw refuse(
              RefusalCode.ALREADY_ASSESSED,
              path,
              "expected a declaration that is not assessed yet");
      case Released released ->
          throw refuse(
              RefusalCode.ALREADY_RELEASED,
              path,
              "expected a declaration that is not released yet");
      case Lodged lodged -> {}
      case Mismatched mismatched -> {}
      case Stopped stopped -> {}
    }
    for (DocumentKind kind : DocumentKind.values()) {
      if (!documents.containsKey(kind)) {
        throw refuse(
            RefusalCode.DOCUMENT_MISSING,
            path,
            "expected the document " + kind + " to be attested");
      }
    }
    if (assessments.size() == MAX_ASSESSMENTS) {
      throw refuse(
          RefusalCode.TOO_MANY_ASSESSMENTS,
          path,
          "expected at most " + MAX_ASSESSMENTS + " assessments");
    }
    return false;
  }

  /** Hash of the whole state: a decision names the one that it was made on. */
  public String fingerprint() {
    return Commitment.tagged("clearance", toJson());
  }

  /**
   * Refuses a decision that was made on another state, so that one that was under way does not undo
   * what happened meanwhile.
   *
   * @param path path of the item in the call
   * @throws RefusedException {@code STATE_CHANGED}
   */
  public void requireFingerprint(String path, String basedOn) {
    if (!fingerprint().equals(basedOn)) {
      throw refuse(
          RefusalCode.STATE_CHANGED, path, "expected the state that the decision is based on");
    }
  }

  /** The same after an assessment: assessed, or held for what was found. */
  public Clearance decided(String payloadHash, Standing outcome) {
    List<String> more = new ArrayList<>(assessments);
    more.add(payloadHash);
    return new Clearance(lodgement, documents, outcome, more);
  }

  /**
   * Lets the goods go.
   *
   * @param path path of the item in the call
   * @param withheldBy the escrow that withholds the tax, if the release depends on one
   * @return nothing if they were released before
   * @throws RefusedException {@code NOT_ASSESSED}, or {@code HELD}
   */
  public Optional<Clearance> released(String path, Instant at, Optional<String> withheldBy) {
    return switch (standing) {
      case Assessed assessed ->
          Optional.of(
              new Clearance(
                  lodgement,
                  documents,
                  new Released(assessed.seal(), at, withheldBy),
                  assessments));
      case Released released -> Optional.empty();
      case Lodged lodged ->
          throw refuse(RefusalCode.NOT_ASSESSED, path, "expected a declaration that is assessed");
      case Mismatched mismatched ->
          throw refuse(
              RefusalCode.HELD, path, "documents do not match; assess again before release");
      case Stopped stopped ->
          throw refuse(RefusalCode.HELD, path, "an officer holds it; assess again before release");
    };
  }

  /**
   * Stops the goods.
   *
   * @param path path of the item in the call
   * @return nothing if they were stopped before for the same reason
   * @throws RefusedException {@code ALREADY_RELEASED}, {@code HELD} when there is another reason
   */
  public Optional<Clearance> held(String path, String reason) {
    return switch (standing) {
      case Lodged lodged -> Optional.of(stopped(reason));
      case Assessed assessed -> Optional.of(stopped(reason));
      case Stopped stopped when stopped.reason().equals(reason) -> Optional.empty();
      case Stopped stopped -> throw refuse(RefusalCode.HELD, path, "it is held for another reason");
      case Mismatched mismatched ->
          throw refuse(RefusalCode.HELD, path, "it is held because documents do not match");
      case Released released ->
          throw refuse(
              RefusalCode.ALREADY_RELEASED,
              path,
              "expected a declaration that is not released yet");
    };
  }

  /**
   * Whether an escrow that withholds this tax withholds that of the assessment as it stands.
   *
   * @param due commitment to what it withholds
   */
  public boolean isAssessedAs(Commitment due) {
    return standing.assessment().filter(seal -> seal.due().equals(due)).isPresent();
  }

  private Clearance stopped(String reason) {
    return new Clearance(lodgement, documents, new Stopped(reason), assessments);
  }

  private static RefusedException refuse(RefusalCode code, String path, String message) {
    return new Refusal(code, path + ".declarationId", message).toException();
  }

  /** Reads the form on the ledger. */
  public static Clearance fromJson(Fields fields) {
    Map<DocumentKind, Attestation> documents = new EnumMap<>(DocumentKind.class);
    Fields attested = fields.object("documents");
    for (DocumentKind kind : DocumentKind.values()) {
      attested
          .optionalObject(kind.name())
          .ifPresent(document -> documents.put(kind, Attestation.fromJson(document)));
    }
    return new Clearance(
        Lodgement.fromJson(fields),
        documents,
        readStanding(fields),
        fields.texts("assessments", 0, MAX_ASSESSMENTS, Format.SHA256));
  }

  private static Standing readStanding(Fields fields) {
    return switch (fields.choice("status", Standing.Status.class)) {
      case LODGED -> new Lodged();
      case ASSESSED -> new Assessed(AssessmentSeal.fromJson(fields.object("assessment")));
      case HELD ->
          fields.has("holdReason")
              ? new Stopped(fields.text("holdReason", MAX_REASON))
              : new Mismatched(
                  fields.objects("reasons", 1, 1000).stream().map(Finding::fromJson).toList());
      case RELEASED ->
          new Released(
              AssessmentSeal.fromJson(fields.object("assessment")),
              fields.timestamp("releasedAt"),
              fields.optionalText("withheldBy", Format.QUALIFIED));
    };
  }

  /** The form on the ledger. */
  public JsonObject toJson() {
    JsonObject.Builder attested = Json.object();
    documents.forEach((kind, document) -> attested.put(kind.name(), document.toJson()));
    JsonObject.Builder json =
        Json.object()
            .put("documents", attested.build())
            .put("status", status().name())
            .putTexts("assessments", assessments);
    lodgement.writeTo(json);
    switch (standing) {
      case Lodged lodged -> {}
      case Assessed assessed -> json.put("assessment", assessed.seal().toJson());
      case Mismatched mismatched ->
          json.putAll("reasons", mismatched.findings().stream().map(Finding::toJson).toList());
      case Stopped stopped -> json.put("holdReason", stopped.reason());
      case Released released -> {
        json.put("assessment", released.seal().toJson())
            .put("releasedAt", Timestamp.format(released.releasedAt()));
        released.withheldBy().ifPresent(escrow -> json.put("withheldBy", escrow));
      }
    }
    return json.build();
  }
}
