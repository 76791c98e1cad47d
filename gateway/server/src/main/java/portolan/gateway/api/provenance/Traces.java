// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.provenance;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import portolan.api.v1.Delivery;
import portolan.api.v1.ListEventsRequest;
import portolan.api.v1.ListEventsResponse;
import portolan.api.v1.TraceRequest;
import portolan.api.v1.TraceResponse;
import portolan.domain.custody.Arrivals;
import portolan.domain.custody.EventHeader;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.QualifiedId;
import portolan.domain.encoding.Timestamp;
import portolan.domain.gs1.Epc;
import portolan.domain.gs1.EpcClass;
import portolan.domain.gs1.Identity;
import portolan.domain.trace.Standing;
import portolan.domain.worldstate.SettlementFunction;
import portolan.gateway.api.call.ApiException;
import portolan.gateway.api.call.PageToken;
import portolan.gateway.api.ledger.LedgerAccess;
import portolan.gateway.projection.provenance.EventFilter;
import portolan.gateway.projection.provenance.EventIndex;
import portolan.gateway.projection.provenance.EventPage;
import portolan.gateway.projection.provenance.ObjectTrace;

/** Traces and lists of events, from the gateway's index. */
final class Traces {
  private static final int USUAL_PAGE_SIZE = 50;
  private static final int MAX_PAGE_SIZE = 200;
  private static final int MAX_URI = 2000;

  private final LedgerAccess ledger;
  private final EventIndex index;
  private final IndexBlocks blocks;

  Traces(LedgerAccess ledger, EventIndex index) {
    this.ledger = ledger;
    this.index = index;
    blocks = new IndexBlocks(ledger::height, index.reached());
  }

  TraceResponse trace(TraceRequest request, Duration remaining)
      throws ApiException, InterruptedException {
    Identity object = identity("epc", request.getEpc());
    int size = PageToken.size(request.getPageSize(), USUAL_PAGE_SIZE, MAX_PAGE_SIZE);
    TraceRequest asked = request.toBuilder().clearPageSize().clearPageToken().build();
    Optional<EventPlace> last = PageToken.read(request.getPageToken(), asked, EventPlace::parse);
    long block = blocks.asOf(request.getAsOfBlock(), last, remaining);
    ObjectTrace trace =
        ask(() ->
                index.trace(
                    object,
                    block,
                    request.getWithIngredients(),
                    new EventPage.Cut(last.map(EventPlace::number).orElse(0L), size)))
            .orElseThrow(
                () ->
                    ApiException.refused(
                        "NOT_FOUND", "epc", "no event is known of " + object.canonical()));
    TraceResponse.Builder response =
        TraceResponse.newBuilder()
            .setEpc(object.canonical())
            .setAsOfBlock(block)
            .setAsOfTime(time(trace.page()));
    trace.standing().ifPresent(standing -> set(standing, response));
    trace
        .product()
        .ifPresent(
            product ->
                response
                    .setGtin(product.gtin())
                    .setProductName(product.name())
                    .setOriginCountry(product.originCountry()));
    trace.page().events().forEach(event -> response.addEvents(ShownEvent.of(event)));
    next(trace.page()).ifPresent(p -> response.setNextPageToken(PageToken.after(asked, p.text())));
    if (request.getAsOfBlock() == 0) {
      addArrivals(trace.orders(), trace.lastSeen(), response);
    }
    return response.build();
  }

  private static void set(Standing standing, TraceResponse.Builder response) {
    response
        .setCustodian(standing.custodian())
        .setReceiver(standing.receiver().orElse(""))
        .setDisposition(standing.disposition())
        .addAllParents(standing.parents());
  }

  ListEventsResponse list(ListEventsRequest request, Duration remaining)
      throws ApiException, InterruptedException {
    EventFilter filter = filter(request);
    int size = PageToken.size(request.getPageSize(), USUAL_PAGE_SIZE, MAX_PAGE_SIZE);
    ListEventsRequest asked = request.toBuilder().clearPageSize().clearPageToken().build();
    Optional<EventPlace> last = PageToken.read(request.getPageToken(), asked, EventPlace::parse);
    long block = blocks.asOf(request.getAsOfBlock(), last, remaining);
    EventPage page =
        ask(
            () ->
                index.list(
                    filter,
                    block,
                    new EventPage.Cut(last.map(EventPlace::number).orElse(0L), size)));
    ListEventsResponse.Builder response =
        ListEventsResponse.newBuilder().setAsOfBlock(block).setAsOfTime(time(page));
    page.events().forEach(event -> response.addEvents(ShownEvent.of(event)));
    next(page).ifPresent(p -> response.setNextPageToken(PageToken.after(asked, p.text())));
    return response.build();
  }

  private static EventFilter filter(ListEventsRequest request) throws ApiException {
    List<String> named = new ArrayList<>();
    if (!request.getEpc().isEmpty()) {
      if (!(identity("epc", request.getEpc()) instanceof Epc epc)) {
        throw ApiException.invalid("epc", "expected one object, not a class: see epcClass");
      }
      named.add(epc.canonical());
    }
    if (!request.getEpcClass().isEmpty()) {
      if (!(identity("epcClass", request.getEpcClass()) instanceof EpcClass kind)) {
        throw ApiException.invalid(
            "epcClass", "expected a class or a lot, not one object: see epc");
      }
      named.add(kind.canonical());
    }
    if (!request.getOrderId().isEmpty()) {
      if (!Format.QUALIFIED.accepts(request.getOrderId())) {
        throw ApiException.invalid("orderId", "expected MSPID/ID, the id of an order");
      }
      named.add(request.getOrderId());
    }
    if (!request.getCapturedBy().isEmpty() && !Format.MEMBER.accepts(request.getCapturedBy())) {
      throw ApiException.invalid("capturedBy", "expected the MSP id of a member");
    }
    Optional<Instant> from = IndexBlocks.time("fromTime", request.getFromTime());
    Optional<Instant> to = IndexBlocks.time("toTime", request.getToTime());
    if (from.isPresent() && to.isPresent() && !from.get().isBefore(to.get())) {
      throw ApiException.invalid("toTime", "expected a time after fromTime");
    }
    return new EventFilter(
        text("eventId", request.getEventId()),
        named,
        text("bizStep", request.getBizStep()),
        text("capturedBy", request.getCapturedBy()),
        from,
        to);
  }

  private static Optional<String> text(String field, String text) throws ApiException {
    if (text.length() > MAX_URI) {
      throw ApiException.invalid(field, "expected at most " + MAX_URI + " characters");
    }
    return Optional.of(text).filter(its -> !its.isEmpty());
  }

  private static Identity identity(String field, String text) throws ApiException {
    if (text.isEmpty() || text.length() > Epc.MAX_LENGTH) {
      throw ApiException.invalid(field, "expected 1 to " + Epc.MAX_LENGTH + " characters");
    }
    try {
      return Identity.parse(text);
    } catch (IllegalArgumentException e) {
      throw ApiException.invalid(field, e.getMessage());
    }
  }

  private interface Question<T> {
    T ask() throws SQLException;
  }

  private static <T> T ask(Question<T> question) throws ApiException {
    try {
      return question.ask();
    } catch (SQLException e) {
      throw ApiException.unavailable("the index of events cannot be read: " + e.getMessage());
    }
  }

  private static String time(EventPage page) {
    return Timestamp.format(page.asOf().time());
  }

  private static Optional<EventPlace> next(EventPage page) {
    return page.more()
        ? Optional.of(new EventPlace(page.asOf().block(), page.events().getLast().number()))
        : Optional.empty();
  }

  private void addArrivals(List<String> orders, Instant lastSeen, TraceResponse.Builder response)
      throws ApiException {
    if (orders.isEmpty()) {
      return;
    }
    List<JsonObject> named =
        orders.stream()
            .limit(EventHeader.MAX_ORDERS)
            .map(
                order ->
                    Json.object()
                        .put("orderId", order)
                        .put("platform", QualifiedId.parse(order).owner())
                        .build())
            .toList();
    Arrivals arrivals =
        Arrivals.fromJson(
            ledger.evaluate(
                SettlementFunction.ARRIVALS, Json.object().putAll("orders", named).build()));
    for (Arrivals.Delivery delivery : arrivals.deliveries()) {
      response.addDeliveries(
          Delivery.newBuilder()
              .setOrderId(delivery.orderId())
              .setEscrowId(delivery.escrowId())
              .setConfirmedBy(delivery.confirmedBy())
              .setConfirmedAt(Timestamp.format(delivery.confirmedAt())));
    }
    response.addAllAwaitedEscrowIds(arrivals.awaited());
    arrivals
        .endOfCustody(lastSeen)
        .ifPresent(end -> response.setDeliveredAt(Timestamp.format(end)).clearCustodian());
  }
}
