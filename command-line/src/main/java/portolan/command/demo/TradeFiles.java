// SPDX-License-Identifier: Apache-2.0
package portolan.command.demo;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import portolan.api.v1.Certificate;
import portolan.api.v1.DeclarationLine;
import portolan.api.v1.LodgeDeclarationRequest;
import portolan.api.v1.Money;
import portolan.api.v1.OrderDocument;
import portolan.api.v1.OrderLine;
import portolan.api.v1.OrderTerms;
import portolan.api.v1.PaymentDocument;
import portolan.api.v1.Payout;
import portolan.api.v1.PlaceOrderRequest;
import portolan.api.v1.RegisterProductRequest;
import portolan.api.v1.Rounding;
import portolan.api.v1.TaxRule;
import portolan.api.v1.ValueBasis;
import portolan.api.v1.WaybillDocument;
import portolan.domain.customs.TariffRule;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.RefusedException;
import portolan.domain.worldstate.RefusalCode;
import portolan.network.Consortium;

/**
 * Reads the input files of a trade from a folder. {@code {{run}}} in a file stands for nine digits
 * that differ from run to run, so that the same files can be played again. Nothing is written
 * anywhere before all files are found to be good.
 */
public final class TradeFiles {
  private static final int MAX_LINES = 1_000;
  private static final Format SECRET =
      Format.of("16 to 128 printable ASCII characters", "[\\x21-\\x7e]{16,128}", 128);

  private final Path folder;
  private final String run;
  private final Set<String> members;

  /**
   * The files of a folder.
   *
   * @param run replaces {@code {{run}}}
   * @param consortium whose members the files may name
   */
  public TradeFiles(Path folder, String run, Consortium consortium) {
    this.folder = folder;
    this.run = run;
    this.members =
        consortium.members().stream()
            .map(Consortium.Member::mspId)
            .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Nine digits that differ from run to run and fit into every identifier of the example. */
  public static String newRun() {
    return String.format(
        Locale.ROOT,
        "%09d",
        Duration.between(Instant.parse("2025-01-01T00:00:00Z"), Instant.now()).toMillis()
            / 100
            % 1_000_000_000L);
  }

  /**
   * Reads all files.
   *
   * @throws TradeFileException naming the file, the field and what was expected
   */
  public Trade read() {
    RegisterProductRequest product = in("product.json", TradeFiles::product);
    TaxRule rule = in("rule.json", TradeFiles::rule);
    PlaceOrderRequest order = in("order.json", TradeFiles::order);
    OrderDocument orderDocument = in("order.json", f -> orderDocument(order, f));
    PaymentDocument payment = in("order.json", f -> payment(orderDocument, f.object("payment")));
    WaybillDocument waybill = in("waybill.json", f -> waybill(order, f));
    Trade.Settlement settlement = in("settlement.json", TradeFiles::settlement);
    LodgeDeclarationRequest declaration =
        in(
            "declaration.json",
            f -> declaration(order, waybill, f, settlement.bank(), carrier(), rule.getRuleId()));
    in("product.json", TradeChecks::product);
    in("order.json", TradeChecks::terms);
    TariffRule tariff = in("rule.json", TradeChecks::rule);
    Fields orderFile = in("order.json", f -> f);
    long tax = in("declaration.json", f -> TradeChecks.estimatedTax(f, tariff, orderFile));
    String unit = in("events-supplier.json", TradeChecks::firstUnit);
    in("events-carrier.json", TradeChecks::events);
    in("waybill.json", TradeChecks::consignment);
    in("settlement.json", TradeChecks::account);
    Trade trade =
        new Trade(
            product,
            rule,
            order,
            orderDocument,
            payment,
            text("events-supplier.json"),
            text("events-carrier.json"),
            unit,
            waybill,
            declaration,
            tax,
            settlement);
    requireMembers(trade);
    return in(
        "settlement.json",
        f -> {
          TradeChecks.shares(f, trade);
          return trade;
        });
  }

  /**
   * Reads how the trade goes, from {@code stories/NAME.json}; a plain delivery needs no file.
   *
   * @throws TradeFileException naming the file, the field and what was expected
   */
  public Story story(String name) {
    Function<Fields, Story> reader = StoryFiles.READERS.get(name);
    if (reader == null) {
      throw new TradeFileException(
          "story: expected one of "
              + String.join(", ", StoryFiles.READERS.keySet())
              + ", found "
              + name);
    }
    if (name.equals(StoryFiles.DELIVERY)) {
      return new DeliveryStory();
    }
    Story story = in("stories/" + name + ".json", reader);
    if (story instanceof ReceivableStory receivable) {
      requireMember("stories/" + name + ".json", "financier", receivable.financier());
    }
    return story;
  }

  private void requireMembers(Trade trade) {
    requireMember("order.json", "supplier", trade.order().getSupplier());
    requireMember("waybill.json", "carrier", trade.declaration().getCarrier());
    requireMember("declaration.json", "authority", trade.declaration().getAuthority());
    Trade.Settlement settlement = trade.settlement();
    requireMember("settlement.json", "bank", settlement.bank());
    requireMember("settlement.json", "remainderTo", settlement.remainderTo());
    for (int i = 0; i < settlement.payouts().size(); i++) {
      requireMember(
          "settlement.json", "payouts[" + i + "].payee", settlement.payouts().get(i).getPayee());
    }
  }

  private void requireMember(String file, String field, String mspId) {
    if (!members.contains(mspId)) {
      throw new TradeFileException(
          folder.resolve(file)
              + ": "
              + field
              + ": expected the MSP id of a member, one of "
              + String.join(", ", members)
              + ", found "
              + mspId);
    }
  }

  private String carrier() {
    return in("waybill.json", f -> f.text("carrier", Format.MEMBER));
  }

  private <T> T in(String file, Function<Fields, T> reader) {
    try {
      return reader.apply(Fields.parse("", text(file).getBytes(StandardCharsets.UTF_8)));
    } catch (RefusedException e) {
      throw new TradeFileException(
          folder.resolve(file)
              + (e.refusal().field().isEmpty() ? "" : ": " + e.refusal().field())
              + ": "
              + e.refusal().message());
    }
  }

  private String text(String file) {
    Path path = folder.resolve(file);
    try {
      return Files.readString(path).replace("{{run}}", run);
    } catch (NoSuchFileException e) {
      throw new TradeFileException(path + ": the file is missing");
    } catch (MalformedInputException e) {
      throw new TradeFileException(path + ": expected UTF-8");
    } catch (IOException e) {
      throw new TradeFileException(path + ": cannot be read: " + e.getMessage());
    }
  }

  private static RegisterProductRequest product(Fields f) {
    RegisterProductRequest.Builder product =
        RegisterProductRequest.newBuilder()
            .setGtin(f.text("gtin", 14))
            .setName(f.text("name", 200))
            .setHsCode(f.text("hsCode", 10))
            .setOriginCountry(f.text("originCountry", 2));
    for (Fields certificate : f.objects("certificates", 0, 20)) {
      product.addCertificates(
          Certificate.newBuilder()
              .setType(certificate.text("type", 64))
              .setNumber(certificate.text("number", 64))
              .setSha256(certificate.text("sha256", Format.SHA256)));
      certificate.end();
    }
    f.end();
    return product.build();
  }

  private static TaxRule rule(Fields f) {
    TaxRule rule =
        TaxRule.newBuilder()
            .setRuleId(f.text("ruleId", Format.IDENTIFIER))
            .setVersion((int) f.integer("version", 1, 1_000_000))
            .setHsPrefix(f.text("hsPrefix", 10))
            .setOrigin(f.text("origin", 2))
            .setDestination(f.text("destination", 2))
            .setCurrency(f.text("currency", 3))
            .setDutyRate(f.decimal("dutyRate").toPlainString())
            .setVatRate(f.decimal("vatRate").toPlainString())
            .setValueBasis(ValueBasis.valueOf("VALUE_BASIS_" + f.choice("valueBasis", Basis.class)))
            .setReliefBelowMinorUnits(f.amount("reliefBelow"))
            .setRounding(Rounding.valueOf("ROUNDING_" + f.choice("rounding", RoundingMode.class)))
            .setMatchToleranceMinorUnits(f.amount("matchTolerance"))
            .setValidFrom(f.date("validFrom").toString())
            .setKnownFrom(f.date("knownFrom").toString())
            .setLegalBasis(f.text("legalBasis", 500))
            .build();
    f.end();
    return rule;
  }

  private enum Basis {
    CIF,
    FOB
  }

  private enum RoundingMode {
    TRUNCATE,
    HALF_EVEN
  }

  private static PlaceOrderRequest order(Fields f) {
    OrderTerms.Builder terms =
        OrderTerms.newBuilder()
            .setBuyer(f.text("buyer", 100))
            .setCurrency(f.text("currency", 3))
            .setIncoterm(f.text("incoterm", 3))
            .setFreightMinorUnits(f.amount("freight"))
            .setInsuranceMinorUnits(f.amount("insurance"));
    for (Fields line : f.objects("lines", 1, MAX_LINES)) {
      terms.addLines(
          OrderLine.newBuilder()
              .setGtin(line.text("gtin", 14))
              .setQuantity(line.integer("quantity", 1, 1_000_000_000))
              .setUnitPriceMinorUnits(line.positiveAmount("unitPrice")));
      line.end();
    }
    return PlaceOrderRequest.newBuilder()
        .setOrderId(f.text("orderId", Format.QUALIFIED))
        .setSupplier(f.text("supplier", Format.MEMBER))
        .setDestinationCountry(f.text("destinationCountry", 2))
        .setTerms(terms)
        .build();
  }

  private static OrderDocument orderDocument(PlaceOrderRequest order, Fields f) {
    OrderTerms terms = order.getTerms();
    long total = Math.addExact(terms.getFreightMinorUnits(), terms.getInsuranceMinorUnits());
    for (OrderLine line : terms.getLinesList()) {
      try {
        total =
            Math.addExact(
                total, Math.multiplyExact(line.getQuantity(), line.getUnitPriceMinorUnits()));
      } catch (ArithmeticException e) {
        throw f.refuse(
            RefusalCode.INVALID_ARGUMENT, "lines", "the total is more than can be written");
      }
    }
    return OrderDocument.newBuilder()
        .setOrderId(order.getOrderId())
        .setBuyer(terms.getBuyer())
        .setCurrency(terms.getCurrency())
        .addAllLines(terms.getLinesList())
        .setFreightMinorUnits(terms.getFreightMinorUnits())
        .setInsuranceMinorUnits(terms.getInsuranceMinorUnits())
        .setTotalMinorUnits(total)
        .setOrderedAt(written(f, "orderedAt"))
        .build();
  }

  /** A timestamp, checked and passed on as it is written. */
  private static String written(Fields f, String name) {
    f.timestamp(name);
    return f.text(name, 40);
  }

  private static PaymentDocument payment(OrderDocument order, Fields f) {
    PaymentDocument payment =
        PaymentDocument.newBuilder()
            .setPaymentId(f.text("paymentId", Format.IDENTIFIER))
            .setOrderId(order.getOrderId())
            .setPayer(order.getBuyer())
            .setAmountPaid(
                Money.newBuilder()
                    .setCurrency(order.getCurrency())
                    .setMinorUnits(order.getTotalMinorUnits()))
            .setPaidAt(written(f, "paidAt"))
            .build();
    f.end();
    return payment;
  }

  private static WaybillDocument waybill(PlaceOrderRequest order, Fields f) {
    WaybillDocument waybill =
        WaybillDocument.newBuilder()
            .setWaybillId(f.text("waybillId", Format.IDENTIFIER))
            .setOrderId(order.getOrderId())
            .setConsignee(order.getTerms().getBuyer())
            .setConsignment(f.text("consignment", 100))
            .setGrossWeightGrams(f.integer("grossWeightGrams", 1, 1_000_000_000))
            .setPackages((int) f.integer("packages", 1, 100_000))
            .setIssuedAt(written(f, "issuedAt"))
            .build();
    f.text("carrier", Format.MEMBER);
    f.end();
    return waybill;
  }

  private static LodgeDeclarationRequest declaration(
      PlaceOrderRequest order,
      WaybillDocument waybill,
      Fields f,
      String bank,
      String carrier,
      String ruleId) {
    LodgeDeclarationRequest.Builder declaration =
        LodgeDeclarationRequest.newBuilder()
            .setDeclarationId(f.text("declarationId", Format.QUALIFIED))
            .setOrderId(order.getOrderId())
            .setRuleId(f.text("ruleId", Format.IDENTIFIER))
            .setCustomsOffice(f.text("customsOffice", 17))
            .setConsignment(waybill.getConsignment())
            .setBank(bank)
            .setCarrier(carrier)
            .setAuthority(f.text("authority", Format.MEMBER))
            .setProcedure(f.text("procedure", 16))
            .setCurrency(order.getTerms().getCurrency())
            .setDestinationCountry(order.getDestinationCountry())
            .setBuyer(order.getTerms().getBuyer())
            .setFreightMinorUnits(order.getTerms().getFreightMinorUnits())
            .setInsuranceMinorUnits(order.getTerms().getInsuranceMinorUnits())
            .setGrossWeightGrams(f.integer("grossWeightGrams", 1, 1_000_000_000));
    if (!declaration.getRuleId().equals(ruleId)) {
      throw f.refuse(
          RefusalCode.INVALID_ARGUMENT, "ruleId", "expected the rule of rule.json, " + ruleId);
    }
    List<DeclarationLine> lines = new ArrayList<>();
    for (Fields line : f.objects("lines", 1, MAX_LINES)) {
      lines.add(
          DeclarationLine.newBuilder()
              .setGtin(line.text("gtin", 14))
              .setHsCode(line.text("hsCode", 10))
              .setOriginCountry(line.text("originCountry", 2))
              .setQuantity(line.integer("quantity", 1, 1_000_000_000))
              .setValueMinorUnits(line.positiveAmount("value"))
              .build());
      line.end();
    }
    f.end();
    return declaration.addAllLines(lines).build();
  }

  private static Trade.Settlement settlement(Fields f) {
    List<Payout> payouts = new ArrayList<>();
    for (Fields payout : f.objects("payouts", 0, 20)) {
      payouts.add(
          Payout.newBuilder()
              .setPayee(payout.text("payee", Format.MEMBER))
              .setMinorUnits(payout.positiveAmount("amount"))
              .build());
      payout.end();
    }
    Fields redemption = f.object("redemption");
    Trade.Settlement settlement =
        new Trade.Settlement(
            f.text("bank", Format.MEMBER),
            f.text("attestationId", Format.QUALIFIED),
            f.positiveAmount("reserves"),
            f.text("escrowId", Format.QUALIFIED),
            f.text("deliverySecret", SECRET),
            f.integer("expiresAfterSeconds", 1, 31_536_000),
            payouts,
            f.text("taxEscrowId", Format.QUALIFIED),
            f.text("remainderTo", Format.MEMBER),
            new Trade.Redemption(
                redemption.text("redemptionId", Format.QUALIFIED),
                redemption.text("creditorName", 140),
                redemption.text("creditorIban", 34)));
    redemption.end();
    f.end();
    return settlement;
  }
}
