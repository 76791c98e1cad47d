package portolan.command.demo;

import portolan.api.v1.LodgeDeclarationRequest;
import portolan.api.v1.PlaceOrderRequest;
import portolan.api.v1.RegisterProductRequest;
import portolan.api.v1.TaxRule;
import portolan.domain.encoding.Fields;

final class TradeChecks {
  TradeChecks(String platform) {}

  Void product(Fields f, RegisterProductRequest p) {
    return null;
  }

  Void terms(Fields f, PlaceOrderRequest p) {
    return null;
  }

  long estimatedTax(Fields f, TaxRule r, LodgeDeclarationRequest d) {
    return 100;
  }

  String firstUnit(Fields f) {
    return "x";
  }

  Void events(Fields f) {
    return null;
  }

  Void shares(Fields f, Trade t) {
    return null;
  }
}
