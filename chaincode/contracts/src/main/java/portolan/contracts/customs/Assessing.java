// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.customs;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import portolan.contracts.transaction.GroupFunction;
import portolan.contracts.transaction.Item;
import portolan.contracts.transaction.SealedDocument;
import portolan.contracts.transaction.Transaction;
import portolan.domain.customs.Assessment;
import portolan.domain.customs.Clearance;
import portolan.domain.customs.Decision;
import portolan.domain.customs.Declaration;
import portolan.domain.customs.DocumentKind;
import portolan.domain.customs.Dossier;
import portolan.domain.customs.Lodgement;
import portolan.domain.customs.OrderDocument;
import portolan.domain.customs.PaymentDocument;
import portolan.domain.customs.RuleBook;
import portolan.domain.customs.TariffRule;
import portolan.domain.customs.WaybillDocument;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.group.ItemResult;
import portolan.domain.worldstate.CustomsKeys;
import portolan.domain.worldstate.SealedKeys;

/**
 * Matches a declaration with its documents and assesses it, or holds it with the reasons. An item
 * may name the state that the officer saw ({@code basedOn}, its fingerprint): on another state it
 * is refused.
 */
final class Assessing extends GroupFunction<Assessing.Request> {

  /** All sealed documents of a declaration and the item that they came in. */
  record Request(
      Item item,
      String declarationId,
      String ref,
      Optional<String> basedOn,
      Fields declaration,
      Fields order,
      Fields payment,
      Fields waybill,
      PaymentDocument paid,
      String salt) {}

  Assessing(Transaction transaction) {
    super(transaction);
  }

  private static String paymentKey(Lodgement lodgement, PaymentDocument payment) {
    return CustomsKeys.payment(payment.useMark(lodgement.parties().bank()));
  }

  private static String ruleKey(Lodgement lodgement) {
    return CustomsKeys.rule(lodgement.parties().authority(), lodgement.ruleId());
  }

  @Override
  protected Request read(Item item) {
    Fields fields = item.fields();
    Fields sealed = item.sealed();
    Fields payment = sealed.object("payment");
    Request request =
        new Request(
            item,
            Declarations.readId(item),
            fields.text("ref", Format.RANDOM),
            fields.optionalText("basedOn", Format.SHA256),
            sealed.object("declaration"),
            sealed.object("order"),
            payment,
            sealed.object("waybill"),
            PaymentDocument.fromJson(payment),
            sealed.text(Commitment.SALT, Format.RANDOM));
    fields.end();
    sealed.end();
    return request;
  }

  @Override
  protected Collection<String> keys(Request request) {
    return List.of(
        CustomsKeys.declaration(request.declarationId()), SealedKeys.used(request.ref()));
  }

  /** Rules and marks of payments are known by what the declarations name. */
  @Override
  protected void prepare(List<Request> requests) {
    List<String> keys = new ArrayList<>();
    for (Request request : requests) {
      transaction
          .ledger()
          .find(CustomsKeys.declaration(request.declarationId()))
          .map(fields -> Clearance.fromJson(fields).lodgement())
          .ifPresent(
              lodgement -> {
                keys.add(ruleKey(lodgement));
                keys.add(paymentKey(lodgement, request.paid()));
              });
    }
    transaction.ledger().fetch(keys);
  }

  @Override
  protected ItemResult.Accepted apply(Request request) {
    String path = request.item().fields().path();
    String payloadHash = request.item().payloadHash();
    Clearance clearance = Declarations.find(transaction, request.item(), request.declarationId());
    clearance.requireAuthority(path, transaction.caller());
    if (clearance.wasAssessedBy(path, payloadHash)) {
      return ItemResult.Accepted.before(details(clearance));
    }
    request.basedOn().ifPresent(state -> clearance.requireFingerprint(path, state));
    requireCommitted(clearance, request);
    Dossier dossier =
        new Dossier(
            clearance.lodgement(),
            Declaration.fromJson(request.declaration()),
            OrderDocument.fromJson(request.order()),
            request.paid(),
            WaybillDocument.fromJson(request.waybill()));
    String paymentKey = paymentKey(clearance.lodgement(), request.paid());
    Instant now = transaction.timestamp();
    Decision decision =
        Decision.of(
            dossier,
            ruleInForce(clearance.lodgement(), request),
            usedByAnother(paymentKey, request.declarationId()),
            request.ref(),
            request.salt(),
            now);
    Clearance decided = clearance.decided(payloadHash, decision.standing());
    Declarations.write(transaction, decided);
    decision.assessment().ifPresent(assessment -> seal(request, decided, paymentKey, assessment));
    return ItemResult.Accepted.now(details(decided));
  }

  private static void requireCommitted(Clearance clearance, Request request) {
    requireOpened(clearance.lodgement().commitment(), Declaration.KIND, request.declaration());
    for (DocumentKind kind : DocumentKind.values()) {
      Fields document =
          switch (kind) {
            case ORDER -> request.order();
            case PAYMENT -> request.payment();
            case WAYBILL -> request.waybill();
          };
      requireOpened(clearance.documents().get(kind).commitment(), kind.commitmentKind(), document);
    }
  }

  private static void requireOpened(Commitment commitment, String kind, Fields document) {
    commitment.requireOpenedBy(kind, document.path(), document.json());
  }

  private Optional<TariffRule> ruleInForce(Lodgement lodgement, Request request) {
    RuleBook book =
        Declarations.findRule(
            transaction,
            request.item().fields(),
            lodgement.parties().authority(),
            lodgement.ruleId());
    LocalDate today = LocalDate.ofInstant(transaction.timestamp(), ZoneOffset.UTC);
    return book.inForce(lodgement.taxPoint(), today);
  }

  private boolean usedByAnother(String paymentKey, String declarationId) {
    return transaction
        .ledger()
        .find(paymentKey)
        .map(mark -> !mark.text(Declarations.ID, Format.QUALIFIED).equals(declarationId))
        .orElse(false);
  }

  private void seal(
      Request request, Clearance clearance, String paymentKey, Assessment assessment) {
    transaction
        .ledger()
        .write(paymentKey, Json.object().put(Declarations.ID, request.declarationId()).build());
    SealedDocument.seal(
        transaction,
        request.item().fields().path(),
        List.of(clearance.lodgement().parties().authority(), clearance.lodgement().declarant()),
        request.ref(),
        assessment.toJson());
  }

  /** What became of the declaration, in the words of its public record. */
  private static JsonObject details(Clearance clearance) {
    JsonObject stored = clearance.toJson();
    JsonObject.Builder details = Json.object();
    for (String name : List.of("status", "reasons", "holdReason", "assessment")) {
      stored.member(name).ifPresent(value -> details.put(name, value));
    }
    return details.build();
  }
}
