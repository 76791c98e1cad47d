// SPDX-License-Identifier: Apache-2.0
package portolan.command.demo;

import java.util.ArrayList;
import java.util.List;
import portolan.api.v1.Payout;
import portolan.domain.custody.CustodyEvent;
import portolan.domain.customs.Assessor;
import portolan.domain.customs.Declaration;
import portolan.domain.customs.TariffRule;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Refusal;
import portolan.domain.epcis.DocumentReader;
import portolan.domain.epcis.EventReader;
import portolan.domain.epcis.Fault;
import portolan.domain.gs1.Sscc;
import portolan.domain.order.OrderTerms;
import portolan.domain.registry.Product;
import portolan.domain.settlement.Iban;
import portolan.domain.worldstate.RefusalCode;

/** Asks the domain, before anything is written, whether it would take what the files say. */
final class TradeChecks {
  /** Stands in for the random salt that a sealed document gets when it is made. */
  private static final String NO_SALT = "0".repeat(32);

  private static final int MAX_EVENTS = 500;

  private TradeChecks() {}

  static Product product(Fields file) {
    return Product.fromJson(file);
  }

  static TariffRule rule(Fields file) {
    return TariffRule.fromJson(file);
  }

  static OrderTerms terms(Fields file) {
    return OrderTerms.fromJson(
        Fields.of(
            "",
            copy(file, "orderId", "buyer", "currency", "incoterm", "lines", "freight", "insurance")
                .put("salt", NO_SALT)
                .build()));
  }

  /** What the rule gives for the declaration as it will be lodged, minor units. */
  static long estimatedTax(Fields file, TariffRule rule, Fields order) {
    JsonObject document =
        copy(file, "declarationId", "procedure", "lines", "grossWeightGrams")
            .put("orderId", order.json("orderId"))
            .put("currency", order.json("currency"))
            .put("destinationCountry", order.json("destinationCountry"))
            .put("buyer", order.json("buyer"))
            .put("freight", order.json("freight"))
            .put("insurance", order.json("insurance"))
            .put("salt", NO_SALT)
            .build();
    Declaration declaration = Declaration.fromJson(Fields.of("", document));
    return Assessor.assess(rule, declaration, NO_SALT).total().longValueExact();
  }

  private static JsonObject.Builder copy(Fields from, String... names) {
    JsonObject.Builder copy = Json.object();
    for (String name : names) {
      copy.put(name, from.json(name));
    }
    return copy;
  }

  /** The events of an EPCIS document. */
  static List<CustodyEvent> events(Fields document) {
    if (!"EPCISDocument".equals(document.text("type", 100))) {
      throw document.refuse(RefusalCode.INVALID_ARGUMENT, "type", "expected EPCISDocument");
    }
    DocumentReader.Document read = DocumentReader.read(document.json());
    if (!read.faults().isEmpty()) {
      Fault first = read.faults().getFirst();
      throw new Refusal(
              RefusalCode.INVALID_ARGUMENT,
              EventReader.field(document.path(), first.pointer()),
              first.expected())
          .toException();
    }
    document.object("epcisBody").values("eventList", 1, MAX_EVENTS);
    List<CustodyEvent> events = new ArrayList<>();
    for (EventReader.Reading event : read.events()) {
      events.add(CustodyEvent.of(document.path(), event.orRefuse(document.path())));
    }
    return List.copyOf(events);
  }

  /** Canonical EPC of the first unit that is commissioned. */
  static String firstUnit(Fields document) {
    for (CustodyEvent event : events(document)) {
      if (event instanceof CustodyEvent.Commission commission
          && !commission.goods().epcs().isEmpty()) {
        return commission.goods().epcs().getFirst().canonical();
      }
    }
    throw document.refuse(
        RefusalCode.INVALID_ARGUMENT,
        "epcisBody.eventList",
        "expected an event with bizStep commissioning");
  }

  /**
   * Refuses fixed payouts that leave nothing for the payee of the remainder, or name somebody
   * twice.
   */
  static void shares(Fields file, Trade trade) {
    List<Payout> payouts = trade.funding("").getPayoutsList();
    Payout remainder = payouts.getLast();
    if (remainder.getMinorUnits() <= 0) {
      throw file.refuse(
          RefusalCode.INVALID_ARGUMENT,
          "payouts",
          "expected payouts that leave something of " + trade.funded() + " for remainderTo");
    }
    if (payouts.stream().map(Payout::getPayee).distinct().count() != payouts.size()) {
      throw file.refuse(
          RefusalCode.INVALID_ARGUMENT,
          "payouts",
          "expected each payee once, remainderTo included");
    }
    if (trade.settlement().reserves() < trade.needed()) {
      throw file.refuse(
          RefusalCode.INVALID_ARGUMENT,
          "reserves",
          "expected at least what the order and its tax need, " + trade.needed());
    }
  }

  /** Refuses a consignment that is no SSCC. */
  static Sscc consignment(Fields waybill) {
    return Sscc.read(waybill, "consignment");
  }

  /** Refuses an account for which the redemption would be refused. */
  static Iban account(Fields settlement) {
    return Iban.fromJson(settlement.object("redemption"), "creditorIban");
  }
}
