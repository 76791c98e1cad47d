// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.customs;

import com.google.rpc.Status;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import portolan.api.v1.AssessRequest;
import portolan.api.v1.AssessResponse;
import portolan.api.v1.AttestDocumentRequest;
import portolan.api.v1.AttestDocumentResponse;
import portolan.api.v1.AttestDocumentsResponse;
import portolan.api.v1.CustomsProto;
import portolan.api.v1.Declaration;
import portolan.api.v1.DeclarationStatus;
import portolan.api.v1.GetDeclarationRequest;
import portolan.api.v1.HoldRequest;
import portolan.api.v1.HoldResponse;
import portolan.api.v1.LodgeDeclarationRequest;
import portolan.api.v1.LodgeDeclarationResponse;
import portolan.api.v1.PublishRuleRequest;
import portolan.api.v1.PublishRuleResponse;
import portolan.api.v1.Receipt;
import portolan.api.v1.ReleaseDeclarationsResponse;
import portolan.api.v1.ReleaseRequest;
import portolan.api.v1.ReleaseResponse;
import portolan.domain.customs.Assessment;
import portolan.domain.customs.AssessmentSeal;
import portolan.domain.customs.Attestation;
import portolan.domain.customs.Clearance;
import portolan.domain.customs.DocumentKind;
import portolan.domain.customs.Lodgement;
import portolan.domain.customs.SignedRule;
import portolan.domain.customs.Standing;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.worldstate.CustomsFunction;
import portolan.gateway.api.call.ApiException;
import portolan.gateway.api.call.Call;
import portolan.gateway.api.call.RequestStream;
import portolan.gateway.api.ledger.LedgerAccess;
import portolan.gateway.api.ledger.Membership;
import portolan.gateway.api.ledger.OwnSignature;
import portolan.gateway.api.ledger.Randomness;
import portolan.gateway.api.transport.ServiceBinding;
import portolan.gateway.fabric.FabricLedger;

/** The CustomsService of the public API. */
public final class CustomsApi {
  private final Membership members;
  private final LedgerAccess ledger;
  private final Declarations declarations;
  private final FabricLedger signer;

  /** With the key of the member, which signs rules. */
  public CustomsApi(Membership members, LedgerAccess ledger, FabricLedger signer) {
    this.members = members;
    this.ledger = ledger;
    declarations = new Declarations(ledger);
    this.signer = signer;
  }

  /** Its calls. */
  public ServiceBinding binding() {
    return new ServiceBinding(
            CustomsProto.getDescriptor().findServiceByName("CustomsService"), members.own())
        .method("PublishRule", PublishRuleRequest.getDefaultInstance(), this::publishRule)
        .method("LodgeDeclaration", LodgeDeclarationRequest.getDefaultInstance(), this::lodge)
        .grouped("AttestDocument", AttestDocumentRequest.getDefaultInstance(), this::attest)
        .streamed(
            "AttestDocuments",
            AttestDocumentRequest.getDefaultInstance(),
            this::attest,
            new AttestAnswers())
        .method("Assess", AssessRequest.getDefaultInstance(), this::assess)
        .grouped("Release", ReleaseRequest.getDefaultInstance(), this::release)
        .streamed(
            "ReleaseDeclarations",
            ReleaseRequest.getDefaultInstance(),
            this::release,
            new ReleaseAnswers())
        .method("Hold", HoldRequest.getDefaultInstance(), this::hold)
        .method(
            "GetDeclaration",
            GetDeclarationRequest.getDefaultInstance(),
            (q, t) -> shown(clearance(q.getDeclarationId())));
  }

  private PublishRuleResponse publishRule(PublishRuleRequest request, Duration remaining)
      throws ApiException, InterruptedException {
    JsonObject rule = CustomsDocuments.rule(request.getRule());
    LedgerAccess.Plan plan =
        (key, hash) -> {
          JsonObject item =
              OwnSignature.of(signer, SignedRule.signedBytes(rule))
                  .addTo(Json.object().put("rule", rule))
                  .build();
          return LedgerAccess.of(
                  CustomsFunction.PUBLISH_RULES,
                  item,
                  Optional.empty(),
                  members.guardianAndOne(members.own()))
              .make(key, hash);
        };
    LedgerAccess.Written written =
        ledger.write(
            "rule:" + request.getRule().getRuleId() + ":" + request.getRule().getVersion(),
            request,
            plan,
            remaining);
    return PublishRuleResponse.newBuilder().setReceipt(written.receipt()).build();
  }

  private LodgeDeclarationResponse lodge(LodgeDeclarationRequest request, Duration remaining)
      throws ApiException, InterruptedException {
    members.requireMember("bank", request.getBank());
    members.requireMember("carrier", request.getCarrier());
    members.requireMember("authority", request.getAuthority());
    LedgerAccess.Plan plan =
        (key, hash) -> {
          JsonObject declaration = CustomsDocuments.declaration(request);
          JsonObject item =
              Json.object()
                  .put("declarationId", request.getDeclarationId())
                  .put("orderId", request.getOrderId())
                  .put("ruleId", request.getRuleId())
                  .put("customsOffice", request.getCustomsOffice())
                  .put("consignment", request.getConsignment())
                  .put(
                      "parties",
                      Json.object()
                          .put("platform", members.own())
                          .put("bank", request.getBank())
                          .put("carrier", request.getCarrier())
                          .put("authority", request.getAuthority())
                          .build())
                  .put("commitment", Commitment.to("declaration", declaration).hex())
                  .put("ref", Randomness.hex())
                  .build();
          return LedgerAccess.of(
                  CustomsFunction.LODGE,
                  item,
                  Optional.of(Json.object().put("declaration", declaration).build()),
                  members.exactly(members.own(), request.getAuthority()))
              .make(key, hash);
        };
    LedgerAccess.Written written =
        ledger.write("declaration:" + request.getDeclarationId(), request, plan, remaining);
    return LodgeDeclarationResponse.newBuilder().setReceipt(written.receipt()).build();
  }

  /** A document to attest and its content. */
  private record Attested(DocumentKind kind, JsonObject document) {}

  private static Attested attested(AttestDocumentRequest request) throws ApiException {
    return switch (request.getDocumentCase()) {
      case ORDER -> new Attested(DocumentKind.ORDER, CustomsDocuments.order(request.getOrder()));
      case PAYMENT ->
          new Attested(DocumentKind.PAYMENT, CustomsDocuments.payment(request.getPayment()));
      case WAYBILL ->
          new Attested(DocumentKind.WAYBILL, CustomsDocuments.waybill(request.getWaybill()));
      case DOCUMENT_NOT_SET ->
          throw ApiException.invalid("document", "expected one of order, payment, waybill");
    };
  }

  private AttestDocumentResponse attest(AttestDocumentRequest request, Call call)
      throws ApiException, InterruptedException {
    String declarationId = request.getDeclarationId();
    Attested attested = attested(request);
    LedgerAccess.Share share =
        (key, hash) -> {
          String authority = clearance(declarationId).lodgement().parties().authority();
          JsonObject item =
              Json.object()
                  .put("declarationId", declarationId)
                  .put("kind", attested.kind().name())
                  .put(
                      "commitment",
                      Commitment.to(attested.kind().commitmentKind(), attested.document()).hex())
                  .put("ref", Randomness.hex())
                  .build();
          return LedgerAccess.share(
                  CustomsFunction.ATTEST,
                  item,
                  Optional.of(Json.object().put("document", attested.document()).build()),
                  members.exactly(members.own(), authority))
              .make(key, hash);
        };
    LedgerAccess.Written written =
        ledger.writeInGroup(
            "attest:" + declarationId + ":" + attested.kind().name(), request, share, call);
    return AttestDocumentResponse.newBuilder()
        .setReceipt(written.receipt())
        .setCommitment(clearance(declarationId).documents().get(attested.kind()).commitment().hex())
        .build();
  }

  private Clearance clearance(String declarationId) throws ApiException {
    return declarations.clearance(declarationId);
  }

  /** As {@link #clearance}, if need be once the own peer has heard of it. */
  private Clearance known(String declarationId) throws ApiException, InterruptedException {
    return LedgerAccess.patiently(() -> clearance(declarationId));
  }

  /**
   * A transition may be asked for again once the state has changed, so the state is part of its
   * key.
   */
  private static String transition(String name, Clearance clearance) {
    return name + ":" + clearance.lodgement().declarationId() + ":" + clearance.fingerprint();
  }

  private AssessResponse assess(AssessRequest request, Duration remaining)
      throws ApiException, InterruptedException {
    // The own peer may not know yet what other members have just attested.
    Clearance clearance =
        LedgerAccess.patiently(() -> withDocuments(clearance(request.getDeclarationId())));
    if (isAssessed(clearance)) {
      return AssessResponse.newBuilder()
          .setReceipt(Receipt.newBuilder().setExisting(true))
          .setDeclaration(shown(clearance))
          .build();
    }
    LedgerAccess.Plan plan =
        (key, hash) -> {
          JsonObject item =
              Json.object()
                  .put("declarationId", request.getDeclarationId())
                  .put("ref", Randomness.hex())
                  .put("basedOn", clearance.fingerprint())
                  .build();
          return LedgerAccess.of(
                  CustomsFunction.ASSESS,
                  item,
                  Optional.of(openings(clearance)),
                  members.exactly(members.own(), clearance.lodgement().declarant()))
              .make(key, hash);
        };
    LedgerAccess.Written written =
        ledger.write(transition("assess", clearance), request, plan, remaining);
    return AssessResponse.newBuilder()
        .setReceipt(written.receipt())
        .setDeclaration(shown(clearance(request.getDeclarationId())))
        .build();
  }

  private static boolean isAssessed(Clearance clearance) {
    return clearance.standing().assessment().isPresent();
  }

  private static Clearance withDocuments(Clearance clearance) throws ApiException {
    for (DocumentKind kind : DocumentKind.values()) {
      if (!isAssessed(clearance) && !clearance.documents().containsKey(kind)) {
        throw ApiException.refused(
            "DOCUMENT_MISSING",
            "",
            "the " + kind.name().toLowerCase(Locale.ROOT) + " document has not been attested");
      }
    }
    return clearance;
  }

  /** The declaration and its three documents, from the authority's own sealed copies. */
  private JsonObject openings(Clearance clearance) throws ApiException {
    JsonObject.Builder openings =
        Json.object()
            .put("salt", Randomness.hex())
            .put("declaration", declarations.sealed(clearance.lodgement().ref()).json());
    for (DocumentKind kind : DocumentKind.values()) {
      Attestation attestation = clearance.documents().get(kind);
      openings.put(
          kind.name().toLowerCase(Locale.ROOT), declarations.sealed(attestation.ref()).json());
    }
    return openings.build();
  }

  private ReleaseResponse release(ReleaseRequest request, Call call)
      throws ApiException, InterruptedException {
    JsonObject.Builder item = Json.object().put("declarationId", request.getDeclarationId());
    if (!request.getWithheldBy().isEmpty()) {
      item.put("withheldBy", request.getWithheldBy());
    }
    LedgerAccess.Written written =
        ledger.writeInGroup(
            transition("release", known(request.getDeclarationId())),
            request,
            LedgerAccess.share(
                CustomsFunction.RELEASE,
                item.build(),
                Optional.empty(),
                members.guardianAndOne(members.own())),
            call);
    return ReleaseResponse.newBuilder().setReceipt(written.receipt()).build();
  }

  private HoldResponse hold(HoldRequest request, Duration remaining)
      throws ApiException, InterruptedException {
    JsonObject item =
        Json.object()
            .put("declarationId", request.getDeclarationId())
            .put("reason", request.getReason())
            .build();
    LedgerAccess.Written written =
        ledger.write(
            transition("hold", known(request.getDeclarationId())),
            request,
            LedgerAccess.of(
                CustomsFunction.HOLD,
                item,
                Optional.empty(),
                members.guardianAndOne(members.own())),
            remaining);
    return HoldResponse.newBuilder().setReceipt(written.receipt()).build();
  }

  private Declaration shown(Clearance clearance) throws ApiException {
    Lodgement lodgement = clearance.lodgement();
    Declaration.Builder declaration =
        Declaration.newBuilder()
            .setDeclarationId(lodgement.declarationId())
            .setOrderId(lodgement.orderId())
            .setRuleId(lodgement.ruleId())
            .setStatus(DeclarationStatus.valueOf("DECLARATION_STATUS_" + clearance.status().name()))
            .addAllAttested(
                clearance.documents().keySet().stream().map(DocumentKind::name).toList());
    switch (clearance.standing()) {
      case Standing.Lodged lodged -> {}
      case Standing.Assessed assessed -> show(assessed.seal(), lodgement, declaration);
      case Standing.Released released -> {
        show(released.seal(), lodgement, declaration);
        released.withheldBy().ifPresent(declaration::setWithheldBy);
      }
      case Standing.Stopped stopped -> declaration.addReasons(stopped.reason());
      case Standing.Mismatched mismatched ->
          mismatched
              .findings()
              .forEach(
                  f -> declaration.addReasons(f.code() + " " + String.join(" ", f.pointers())));
    }
    return declaration.build();
  }

  private void show(AssessmentSeal seal, Lodgement lodgement, Declaration.Builder declaration)
      throws ApiException {
    if (members.own().equals(lodgement.parties().authority())
        || members.own().equals(lodgement.declarant())) {
      declaration.setAssessment(
          CustomsDocuments.assessment(Assessment.fromJson(declarations.sealed(seal.ref()))));
    }
  }

  private record AttestAnswers()
      implements RequestStream.Wrapping<AttestDocumentResponse, AttestDocumentsResponse> {
    @Override
    public AttestDocumentsResponse response(long number, AttestDocumentResponse response) {
      return AttestDocumentsResponse.newBuilder().setNumber(number).setResponse(response).build();
    }

    @Override
    public AttestDocumentsResponse error(long number, Status error) {
      return AttestDocumentsResponse.newBuilder().setNumber(number).setError(error).build();
    }
  }

  private record ReleaseAnswers()
      implements RequestStream.Wrapping<ReleaseResponse, ReleaseDeclarationsResponse> {
    @Override
    public ReleaseDeclarationsResponse response(long number, ReleaseResponse response) {
      return ReleaseDeclarationsResponse.newBuilder()
          .setNumber(number)
          .setResponse(response)
          .build();
    }

    @Override
    public ReleaseDeclarationsResponse error(long number, Status error) {
      return ReleaseDeclarationsResponse.newBuilder().setNumber(number).setError(error).build();
    }
  }
}
