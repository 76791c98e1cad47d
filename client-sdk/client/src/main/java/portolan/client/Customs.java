// SPDX-License-Identifier: Apache-2.0
package portolan.client;

import io.grpc.Channel;
import java.time.Duration;
import java.util.Optional;
import portolan.api.v1.AssessRequest;
import portolan.api.v1.AssessResponse;
import portolan.api.v1.AttestDocumentRequest;
import portolan.api.v1.AttestDocumentResponse;
import portolan.api.v1.AttestDocumentsResponse;
import portolan.api.v1.CustomsServiceGrpc;
import portolan.api.v1.Declaration;
import portolan.api.v1.GetDeclarationRequest;
import portolan.api.v1.HoldRequest;
import portolan.api.v1.HoldResponse;
import portolan.api.v1.LodgeDeclarationRequest;
import portolan.api.v1.LodgeDeclarationResponse;
import portolan.api.v1.PublishRuleRequest;
import portolan.api.v1.PublishRuleResponse;
import portolan.api.v1.ReleaseDeclarationsResponse;
import portolan.api.v1.ReleaseRequest;
import portolan.api.v1.ReleaseResponse;

/**
 * Declarations, documents, assessment and release. Every method throws {@link PortolanException}
 * when the gateway refuses.
 */
public final class Customs {
  private final Calls<CustomsServiceGrpc.CustomsServiceBlockingStub> calls;
  private final CustomsServiceGrpc.CustomsServiceStub streams;

  Customs(Channel channel, Duration deadline) {
    streams = CustomsServiceGrpc.newStub(channel);
    calls = new Calls<>(CustomsServiceGrpc.newBlockingStub(channel), deadline);
  }

  /**
   * Signs a rule with the gateway's own key and publishes it. Role: customs. Idempotency key:
   * rule_id and version.
   */
  public PublishRuleResponse publishRule(PublishRuleRequest request) {
    return calls.call(CustomsServiceGrpc.CustomsServiceBlockingStub::publishRule, request);
  }

  /**
   * Lodges a declaration, sealed to declarant and authority. Role: platform. Idempotency key:
   * declaration_id.
   */
  public LodgeDeclarationResponse lodgeDeclaration(LodgeDeclarationRequest request) {
    return calls.call(CustomsServiceGrpc.CustomsServiceBlockingStub::lodgeDeclaration, request);
  }

  /**
   * Attests one of the three documents, sealed to the attesting member and the authority. Only the
   * party that the declaration names for that document. Idempotency key: declaration_id and the
   * kind of document.
   */
  public AttestDocumentResponse attestDocument(AttestDocumentRequest request) {
    return calls.call(CustomsServiceGrpc.CustomsServiceBlockingStub::attestDocument, request);
  }

  /** As {@link #attestDocument}, for many of them. */
  public RequestStream<AttestDocumentRequest, AttestDocumentResponse> attestDocuments() {
    return RequestStream.of(
        streams::attestDocuments,
        new RequestStream.Reading<>(
            AttestDocumentsResponse::getNumber,
            m -> m.hasError() ? Optional.of(m.getError()) : Optional.empty(),
            AttestDocumentsResponse::getResponse));
  }

  /**
   * Matches the documents and assesses duty and VAT. Role: customs; the declarant's peer must be
   * up.
   */
  public AssessResponse assess(AssessRequest request) {
    return calls.call(CustomsServiceGrpc.CustomsServiceBlockingStub::assess, request);
  }

  /**
   * Releases an assessed declaration, if the request says so only against an escrow that withholds
   * what was assessed. Role: customs.
   */
  public ReleaseResponse release(ReleaseRequest request) {
    return calls.call(CustomsServiceGrpc.CustomsServiceBlockingStub::release, request);
  }

  /** As {@link #release}, for many declarations. */
  public RequestStream<ReleaseRequest, ReleaseResponse> releaseDeclarations() {
    return RequestStream.of(
        streams::releaseDeclarations,
        new RequestStream.Reading<>(
            ReleaseDeclarationsResponse::getNumber,
            m -> m.hasError() ? Optional.of(m.getError()) : Optional.empty(),
            ReleaseDeclarationsResponse::getResponse));
  }

  /**
   * Holds a declaration; a held one pays nobody until it is assessed anew and released. Role:
   * customs.
   */
  public HoldResponse hold(HoldRequest request) {
    return calls.call(CustomsServiceGrpc.CustomsServiceBlockingStub::hold, request);
  }

  /** The public state of a declaration, and the assessment where this member may see it. */
  public Declaration getDeclaration(GetDeclarationRequest request) {
    return calls.call(CustomsServiceGrpc.CustomsServiceBlockingStub::getDeclaration, request);
  }
}
