// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.provenance;

import com.google.rpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import portolan.api.v1.CaptureDocumentsResponse;
import portolan.api.v1.CaptureRequest;
import portolan.api.v1.CaptureResponse;
import portolan.api.v1.Certificate;
import portolan.api.v1.GetOrderRequest;
import portolan.api.v1.ListEventsRequest;
import portolan.api.v1.Order;
import portolan.api.v1.OrderLine;
import portolan.api.v1.OrderTerms;
import portolan.api.v1.PlaceOrderRequest;
import portolan.api.v1.PlaceOrderResponse;
import portolan.api.v1.ProvenanceProto;
import portolan.api.v1.RegisterProductRequest;
import portolan.api.v1.RegisterProductResponse;
import portolan.api.v1.TraceRequest;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.SealedReference;
import portolan.domain.order.OrderQuestion;
import portolan.domain.order.PlaceOrder;
import portolan.domain.order.PlacedOrder;
import portolan.domain.registry.Product;
import portolan.domain.worldstate.ProvenanceFunction;
import portolan.gateway.api.call.ApiException;
import portolan.gateway.api.call.RequestStream;
import portolan.gateway.api.ledger.LedgerAccess;
import portolan.gateway.api.ledger.Membership;
import portolan.gateway.api.ledger.Randomness;
import portolan.gateway.api.transport.ServiceBinding;
import portolan.gateway.projection.provenance.EventIndex;

/** The ProvenanceService of the public API. */
public final class ProvenanceApi {
  private final Membership members;
  private final LedgerAccess ledger;
  private final Captures captures;
  private final Traces traces;

  /** Of one gateway. */
  public ProvenanceApi(Membership members, LedgerAccess ledger, EventIndex index) {
    this.members = members;
    this.ledger = ledger;
    captures = new Captures(members, ledger, index);
    traces = new Traces(ledger, index);
  }

  /** Its calls. */
  public ServiceBinding binding() {
    return new ServiceBinding(
            ProvenanceProto.getDescriptor().findServiceByName("ProvenanceService"), members.own())
        .method("RegisterProduct", RegisterProductRequest.getDefaultInstance(), this::register)
        .method("PlaceOrder", PlaceOrderRequest.getDefaultInstance(), this::placeOrder)
        .method("GetOrder", GetOrderRequest.getDefaultInstance(), (q, t) -> order(q))
        .grouped("Capture", CaptureRequest.getDefaultInstance(), captures::capture)
        .streamed(
            "CaptureDocuments",
            CaptureRequest.getDefaultInstance(),
            captures::capture,
            new CaptureAnswers())
        .method("Trace", TraceRequest.getDefaultInstance(), traces::trace)
        .method("ListEvents", ListEventsRequest.getDefaultInstance(), traces::list);
  }

  private RegisterProductResponse register(RegisterProductRequest request, Duration remaining)
      throws ApiException, InterruptedException {
    JsonObject item =
        new Product.Draft(
                request.getGtin(),
                request.getName(),
                request.getHsCode(),
                request.getOriginCountry(),
                request.getCertificatesList().stream().map(ProvenanceApi::certificate).toList())
            .toJson();
    LedgerAccess.Written written =
        ledger.write(
            "product:" + request.getGtin(),
            request,
            LedgerAccess.of(
                ProvenanceFunction.REGISTER_PRODUCTS, item, Optional.empty(), members.anyTwo()),
            remaining);
    return RegisterProductResponse.newBuilder().setReceipt(written.receipt()).build();
  }

  private static portolan.domain.registry.Certificate certificate(Certificate certificate) {
    return new portolan.domain.registry.Certificate(
        certificate.getType(), certificate.getNumber(), certificate.getSha256());
  }

  private PlaceOrderResponse placeOrder(PlaceOrderRequest request, Duration remaining)
      throws ApiException, InterruptedException {
    members.requireMember("supplier", request.getSupplier());
    OrderTerms terms = request.getTerms();
    LedgerAccess.Plan plan =
        (key, hash) -> {
          JsonObject document =
              new portolan.domain.order.OrderTerms.Draft(
                      request.getOrderId(),
                      terms.getBuyer(),
                      terms.getCurrency(),
                      terms.getIncoterm(),
                      drafts(terms.getLinesList()),
                      terms.getFreightMinorUnits(),
                      terms.getInsuranceMinorUnits(),
                      Randomness.hex())
                  .toJson();
          JsonObject item =
              new PlaceOrder(
                      request.getOrderId(),
                      request.getSupplier(),
                      request.getDestinationCountry(),
                      Commitment.to(
                          portolan.domain.order.OrderTerms.KIND, PlaceOrder.TERMS, document),
                      Randomness.hex())
                  .toJson();
          return LedgerAccess.of(
                  ProvenanceFunction.PLACE_ORDERS,
                  item,
                  Optional.of(PlaceOrder.sealed(document)),
                  members.exactly(members.own(), request.getSupplier()))
              .make(key, hash);
        };
    LedgerAccess.Written written =
        ledger.write("order:" + request.getOrderId(), request, plan, remaining);
    return PlaceOrderResponse.newBuilder()
        .setReceipt(written.receipt())
        .setTermsCommitment(placed(request.getOrderId()).order().termsCommitment().hex())
        .build();
  }

  /** Order lines as the ledger's documents have them. */
  public static List<JsonObject> lines(List<OrderLine> lines) {
    return drafts(lines).stream().map(portolan.domain.order.OrderLine.Draft::toJson).toList();
  }

  private static List<portolan.domain.order.OrderLine.Draft> drafts(List<OrderLine> lines) {
    return lines.stream()
        .map(
            line ->
                new portolan.domain.order.OrderLine.Draft(
                    line.getGtin(), line.getQuantity(), line.getUnitPriceMinorUnits()))
        .toList();
  }

  private PlacedOrder placed(String orderId) throws ApiException {
    return PlacedOrder.fromJson(
        ledger.evaluate(ProvenanceFunction.ORDER, new OrderQuestion(orderId).toJson()));
  }

  private Order order(GetOrderRequest request) throws ApiException {
    PlacedOrder placed = placed(request.getOrderId());
    PlaceOrder order = placed.order();
    Order.Builder response =
        Order.newBuilder()
            .setOrderId(order.orderId())
            .setPlatform(placed.platform())
            .setSupplier(order.supplier())
            .setDestinationCountry(order.destinationCountry())
            .setTermsCommitment(order.termsCommitment().hex());
    if (List.of(response.getPlatform(), response.getSupplier()).contains(members.own())) {
      response.setTerms(
          terms(
              ledger.evaluate(
                  ProvenanceFunction.SEALED, new SealedReference(order.ref()).toJson())));
    }
    return response.build();
  }

  private static OrderTerms terms(Fields sealed) {
    var terms = portolan.domain.order.OrderTerms.fromJson(sealed);
    return OrderTerms.newBuilder()
        .setBuyer(terms.buyer())
        .setCurrency(terms.currency().code())
        .setIncoterm(terms.incoterm().name())
        .addAllLines(
            terms.lines().stream()
                .map(
                    line ->
                        OrderLine.newBuilder()
                            .setGtin(line.gtin().digits())
                            .setQuantity(line.quantity())
                            .setUnitPriceMinorUnits(line.unitPrice())
                            .build())
                .toList())
        .setFreightMinorUnits(terms.freight())
        .setInsuranceMinorUnits(terms.insurance())
        .build();
  }

  private record CaptureAnswers()
      implements RequestStream.Wrapping<CaptureResponse, CaptureDocumentsResponse> {
    @Override
    public CaptureDocumentsResponse response(long number, CaptureResponse response) {
      return CaptureDocumentsResponse.newBuilder().setNumber(number).setResponse(response).build();
    }

    @Override
    public CaptureDocumentsResponse error(long number, Status error) {
      return CaptureDocumentsResponse.newBuilder().setNumber(number).setError(error).build();
    }
  }
}
