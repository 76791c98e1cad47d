package portolan.gateway.api;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import org.hyperledger.fabric.client.identity.Identities;
import portolan.api.v1.AssessRequest;
import portolan.api.v1.AssessResponse;
import portolan.api.v1.AttestDocumentRequest;
import portolan.api.v1.AttestDocumentResponse;
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
import portolan.api.v1.ReleaseRequest;
import portolan.api.v1.ReleaseResponse;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.JsonText;
import portolan.domain.encoding.Sha256;
import portolan.gateway.fabric.FabricLedger;

/** The CustomsService of the public API. */
final class CustomsApi {
  private static final String CHAINCODE = "customs";
  private static final String RULE_PREFIX = "portolan/rule/1\n";

  private final Members members;
  private final LedgerAccess ledger;
  private final FabricLedger signer;

  CustomsApi(Members members, LedgerAccess ledger, FabricLedger signer) {
    this.members = members;
    this.ledger = ledger;
    this.signer = signer;
  }

  ApiServer.ServiceBinding binding() {
    return new ApiServer.ServiceBinding(
            CustomsProto.getDescriptor().findServiceByName("CustomsService"))
        .method("PublishRule", PublishRuleRequest.getDefaultInstance(), this::publishRule)
        .method("LodgeDeclaration", LodgeDeclarationRequest.getDefaultInstance(), this::lodge)
        .method("AttestDocument", AttestDocumentRequest.getDefaultInstance(), this::attest)
        .method("Assess", AssessRequest.getDefaultInstance(), this::assess)
        .method("Release", ReleaseRequest.getDefaultInstance(), this::release)
        .method("Hold", HoldRequest.getDefaultInstance(), this::hold)
        .method(
            "GetDeclaration",
            GetDeclarationRequest.getDefaultInstance(),
            (q, t) -> shown(stateOf(q.getDeclarationId())));
  }

  private PublishRuleResponse publishRule(PublishRuleRequest request, Duration remaining)
      throws ApiException, InterruptedException {
    JsonObject rule = CustomsDocuments.rule(request.getRule());
    LedgerAccess.Plan plan =
        (key, hash) -> {
          JsonObject item =
              Json.object()
                  .put("rule", rule)
                  .put("signature", signature(RULE_PREFIX + rule.canonical()))
                  .put("certificate", Identities.toPemString(signer.certificate()))
                  .build();
          return LedgerAccess.of(
                  CHAINCODE,
                  "publishRules",
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

  private String signature(String text) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(signer.privateKey());
      signature.update(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the gateway's own key cannot sign", e);
    }
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
                  CHAINCODE,
                  "lodge",
                  item,
                  Optional.of(Json.object().put("declaration", declaration).build()),
                  members.exactly(members.own(), request.getAuthority()))
              .make(key, hash);
        };
    LedgerAccess.Written written =
        ledger.write("declaration:" + request.getDeclarationId(), request, plan, remaining);
    return LodgeDeclarationResponse.newBuilder().setReceipt(written.receipt()).build();
  }

  /** A document to attest: its kind in the contract, the kind of its commitment, its content. */
  private record Attested(String kind, String commitmentKind, JsonObject document) {}

  private static Attested attested(AttestDocumentRequest request) throws ApiException {
    return switch (request.getDocumentCase()) {
      case ORDER ->
          new Attested("ORDER", "order-document", CustomsDocuments.order(request.getOrder()));
      case PAYMENT ->
          new Attested(
              "PAYMENT", "payment-document", CustomsDocuments.payment(request.getPayment()));
      case WAYBILL ->
          new Attested(
              "WAYBILL", "waybill-document", CustomsDocuments.waybill(request.getWaybill()));
      case DOCUMENT_NOT_SET ->
          throw ApiException.invalid("document", "expected one of order, payment, waybill");
    };
  }

  private AttestDocumentResponse attest(AttestDocumentRequest request, Duration remaining)
      throws ApiException, InterruptedException {
    String declarationId = request.getDeclarationId();
    LedgerAccess.Plan plan =
        (key, hash) -> {
          Attested attested = attested(request);
          String authority = stateOf(declarationId).object("parties").text("authority", 64);
          JsonObject item =
              Json.object()
                  .put("declarationId", declarationId)
                  .put("kind", attested.kind())
                  .put(
                      "commitment",
                      Commitment.to(attested.commitmentKind(), attested.document()).hex())
                  .put("ref", Randomness.hex())
                  .build();
          return LedgerAccess.of(
                  CHAINCODE,
                  "attest",
                  item,
                  Optional.of(Json.object().put("document", attested.document()).build()),
                  members.exactly(members.own(), authority))
              .make(key, hash);
        };
    LedgerAccess.Written written =
        ledger.write(
            "attest:" + declarationId + ":" + attested(request).kind(), request, plan, remaining);
    return AttestDocumentResponse.newBuilder().setReceipt(written.receipt()).build();
  }

  private Fields stateOf(String declarationId) throws ApiException {
    return ledger.evaluate(
        CHAINCODE, "declaration", Json.object().put("declarationId", declarationId).build());
  }

  private Fields sealed(String ref) throws ApiException {
    return ledger.evaluate(CHAINCODE, "sealed", Json.object().put("ref", ref).build());
  }

  /**
   * A transition may be asked for again once the state has changed, so the state is part of its
   * key.
   */
  private static String transition(String name, String id, Fields state) {
    return name + ":" + id + ":" + Sha256.hex(state.json().canonical());
  }

  private AssessResponse assess(AssessRequest request, Duration remaining)
      throws ApiException, InterruptedException {
    Fields state = stateOf(request.getDeclarationId());
    if (status(state) == DeclarationStatus.DECLARATION_STATUS_ASSESSED
        || status(state) == DeclarationStatus.DECLARATION_STATUS_RELEASED) {
      return AssessResponse.newBuilder()
          .setReceipt(Receipt.newBuilder().setExisting(true))
          .setDeclaration(shown(state))
          .build();
    }
    LedgerAccess.Plan plan =
        (key, hash) -> {
          JsonObject.Builder openings = Json.object().put("salt", Randomness.hex());
          openings.put("declaration", sealed(state.text("ref", 128)).json());
          for (String kind : new String[] {"order", "payment", "waybill"}) {
            Fields documents = state.object("documents");
            String name = kind.toUpperCase(Locale.ROOT);
            if (!documents.has(name)) {
              throw ApiException.refused(
                  "DOCUMENT_MISSING", "", "the " + kind + " document has not been attested");
            }
            openings.put(kind, sealed(documents.object(name).text("ref", 128)).json());
          }
          JsonObject item =
              Json.object()
                  .put("declarationId", request.getDeclarationId())
                  .put("ref", Randomness.hex())
                  .build();
          return LedgerAccess.of(
                  CHAINCODE,
                  "assess",
                  item,
                  Optional.of(openings.build()),
                  members.exactly(members.own(), state.object("parties").text("platform", 64)))
              .make(key, hash);
        };
    LedgerAccess.Written written =
        ledger.write(
            transition("assess", request.getDeclarationId(), state), request, plan, remaining);
    return AssessResponse.newBuilder()
        .setReceipt(written.receipt())
        .setDeclaration(shown(stateOf(request.getDeclarationId())))
        .build();
  }

  private ReleaseResponse release(ReleaseRequest request, Duration remaining)
      throws ApiException, InterruptedException {
    JsonObject item = Json.object().put("declarationId", request.getDeclarationId()).build();
    LedgerAccess.Written written =
        ledger.write(
            transition("release", request.getDeclarationId(), stateOf(request.getDeclarationId())),
            request,
            LedgerAccess.of(
                CHAINCODE,
                "release",
                item,
                Optional.empty(),
                members.guardianAndOne(members.own())),
            remaining);
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
            transition("hold", request.getDeclarationId(), stateOf(request.getDeclarationId())),
            request,
            LedgerAccess.of(
                CHAINCODE, "hold", item, Optional.empty(), members.guardianAndOne(members.own())),
            remaining);
    return HoldResponse.newBuilder().setReceipt(written.receipt()).build();
  }

  private static DeclarationStatus status(Fields state) {
    return DeclarationStatus.valueOf("DECLARATION_STATUS_" + state.text("status", 20));
  }

  private Declaration shown(Fields state) throws ApiException {
    Declaration.Builder declaration =
        Declaration.newBuilder()
            .setDeclarationId(state.text("declarationId", 64))
            .setOrderId(state.text("orderId", 64))
            .setRuleId(state.text("ruleId", 64))
            .setStatus(status(state))
            .addAllAttested(state.object("documents").json().members().keySet());
    for (Json reason : state.values("reasons", 0, 100)) {
      declaration.addReasons(((JsonText) reason).value());
    }
    Fields parties = state.object("parties");
    boolean mayRead =
        members.own().equals(parties.text("authority", 64))
            || members.own().equals(parties.text("platform", 64));
    if (mayRead && state.has("assessment")) {
      declaration.setAssessment(
          CustomsDocuments.assessment(sealed(state.object("assessment").text("ref", 128))));
    }
    return declaration.build();
  }
}
