// SPDX-License-Identifier: Apache-2.0
package portolan.client;

import io.grpc.Channel;
import java.time.Duration;
import java.util.Optional;
import portolan.api.v1.CaptureDocumentsResponse;
import portolan.api.v1.CaptureRequest;
import portolan.api.v1.CaptureResponse;
import portolan.api.v1.GetOrderRequest;
import portolan.api.v1.ListEventsRequest;
import portolan.api.v1.ListEventsResponse;
import portolan.api.v1.Order;
import portolan.api.v1.PlaceOrderRequest;
import portolan.api.v1.PlaceOrderResponse;
import portolan.api.v1.ProvenanceServiceGrpc;
import portolan.api.v1.RegisterProductRequest;
import portolan.api.v1.RegisterProductResponse;
import portolan.api.v1.TraceEvent;
import portolan.api.v1.TraceRequest;
import portolan.api.v1.TraceResponse;

/**
 * Products, orders and EPCIS events. Every method throws {@link PortolanException} when the gateway
 * refuses.
 */
public final class Provenance {
  private final Calls<ProvenanceServiceGrpc.ProvenanceServiceBlockingStub> calls;
  private final ProvenanceServiceGrpc.ProvenanceServiceStub streams;

  Provenance(Channel channel, Duration deadline) {
    streams = ProvenanceServiceGrpc.newStub(channel);
    calls = new Calls<>(ProvenanceServiceGrpc.newBlockingStub(channel), deadline);
  }

  /** Registers a product class. Role: supplier. Idempotency key: gtin. */
  public RegisterProductResponse registerProduct(RegisterProductRequest request) {
    return calls.call(
        ProvenanceServiceGrpc.ProvenanceServiceBlockingStub::registerProduct, request);
  }

  /**
   * Places an order with a supplier. The terms are sealed to platform and supplier; the channel
   * sees a commitment. The supplier's peer must be up: it signs for the terms by endorsing. Role:
   * platform. Idempotency key: order_id.
   */
  public PlaceOrderResponse placeOrder(PlaceOrderRequest request) {
    return calls.call(ProvenanceServiceGrpc.ProvenanceServiceBlockingStub::placeOrder, request);
  }

  /** The public part of an order, and the terms where this member may see them. */
  public Order getOrder(GetOrderRequest request) {
    return calls.call(ProvenanceServiceGrpc.ProvenanceServiceBlockingStub::getOrder, request);
  }

  /**
   * Captures the events of one EPCIS document. Each event is accepted or refused by itself, unless
   * the request wants all or none. Idempotency key of an event: its eventID.
   */
  public CaptureResponse capture(CaptureRequest request) {
    return calls.call(ProvenanceServiceGrpc.ProvenanceServiceBlockingStub::capture, request);
  }

  /** As {@link #capture}, for many documents. */
  public RequestStream<CaptureRequest, CaptureResponse> captureDocuments() {
    return RequestStream.of(
        streams::captureDocuments,
        new RequestStream.Reading<>(
            CaptureDocumentsResponse::getNumber,
            m -> m.hasError() ? Optional.of(m.getError()) : Optional.empty(),
            CaptureDocumentsResponse::getResponse));
  }

  /**
   * What is known of one object, with a page of its events and, while it was in another object, of
   * those of that one: in the order of the ledger.
   */
  public TraceResponse trace(TraceRequest request) {
    return calls.call(ProvenanceServiceGrpc.ProvenanceServiceBlockingStub::trace, request);
  }

  /**
   * All events of a trace, page by page: the next page is asked for when it is needed. Each
   * iterator begins anew.
   *
   * @param request its page token is not heeded
   */
  public Iterable<TraceEvent> traceEvents(TraceRequest request) {
    return () ->
        new Pages<>(
            token -> {
              TraceResponse page = trace(request.toBuilder().setPageToken(token).build());
              return new Pages.Page<>(page.getEventsList(), page.getNextPageToken());
            });
  }

  /** A page of the events of all members, in the order of the ledger. */
  public ListEventsResponse listEvents(ListEventsRequest request) {
    return calls.call(ProvenanceServiceGrpc.ProvenanceServiceBlockingStub::listEvents, request);
  }

  /**
   * All events that the request asks for, page by page, as {@link #traceEvents}.
   *
   * @param request its page token is not heeded
   */
  public Iterable<TraceEvent> events(ListEventsRequest request) {
    return () ->
        new Pages<>(
            token -> {
              ListEventsResponse page = listEvents(request.toBuilder().setPageToken(token).build());
              return new Pages.Page<>(page.getEventsList(), page.getNextPageToken());
            });
  }
}
