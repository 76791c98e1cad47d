// SPDX-License-Identifier: Apache-2.0
package portolan.domain.customs;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import portolan.domain.gs1.Gtin;
import portolan.domain.money.Currency;
import portolan.domain.order.OrderLine;

/**
 * Matches a declaration with the three documents, as customs services do for parcels: the same
 * order, buyer = payer = consignee, the same goods, amounts within a tolerance, all documents
 * within 24 hours. Everything that differs is found, not only the first.
 *
 * <p>Lines are compared by product, because a declaration divides a product by origin where an
 * order does not. The tolerance holds for every product and again for the sum.
 */
public final class Matching {
  /** How far apart the three documents may be dated. */
  public static final Duration WINDOW = Duration.ofHours(24);

  /** Most findings of one code: a wrong file would else fill the ledger. */
  private static final int MAX_OF_ONE_CODE = 10;

  private final Dossier dossier;
  private final BigInteger tolerance;
  private final List<Finding> findings = new ArrayList<>();

  private Matching(Dossier dossier, TariffRule rule) {
    this.dossier = dossier;
    this.tolerance = BigInteger.valueOf(rule.matchTolerance());
  }

  /** What does not match, nothing if the goods can be assessed by this rule. */
  public static List<Finding> of(Dossier dossier, TariffRule rule) {
    Matching matching = new Matching(dossier, rule);
    matching.parties();
    matching.goods();
    matching.amounts();
    matching.transport();
    matching.applicability(rule);
    return List.copyOf(matching.findings);
  }

  private void parties() {
    String orderId = dossier.lodgement().orderId();
    same(Mismatch.ORDER_DIFFERS, orderId, dossier.declaration().orderId(), "declaration.orderId");
    same(Mismatch.ORDER_DIFFERS, orderId, dossier.order().orderId(), "order.orderId");
    same(Mismatch.ORDER_DIFFERS, orderId, dossier.payment().orderId(), "payment.orderId");
    same(Mismatch.ORDER_DIFFERS, orderId, dossier.waybill().orderId(), "waybill.orderId");
    String buyer = dossier.declaration().buyer();
    same(
        Mismatch.BUYER_DIFFERS, buyer, dossier.order().buyer(), "declaration.buyer", "order.buyer");
    same(
        Mismatch.PAYER_DIFFERS,
        buyer,
        dossier.payment().payer(),
        "declaration.buyer",
        "payment.payer");
    same(
        Mismatch.CONSIGNEE_DIFFERS,
        buyer,
        dossier.waybill().consignee(),
        "declaration.buyer",
        "waybill.consignee");
  }

  private void goods() {
    List<DeclarationLine> declared = dossier.declaration().lines();
    List<OrderLine> ordered = dossier.order().lines();
    Map<Gtin, List<Integer>> declaredLines = byProduct(declared, DeclarationLine::gtin);
    Map<Gtin, List<Integer>> orderedLines = byProduct(ordered, OrderLine::gtin);
    TreeSet<Gtin> products = new TreeSet<>(declaredLines.keySet());
    products.addAll(orderedLines.keySet());
    for (Gtin product : products) {
      List<Integer> inDeclaration = declaredLines.getOrDefault(product, List.of());
      List<Integer> inOrder = orderedLines.getOrDefault(product, List.of());
      if (inDeclaration.isEmpty()) {
        report(Mismatch.PRODUCT_DIFFERS, line("order", inOrder, "gtin"));
      } else if (inOrder.isEmpty()) {
        report(Mismatch.PRODUCT_DIFFERS, line("declaration", inDeclaration, "gtin"));
      } else {
        long pieces = inDeclaration.stream().mapToLong(i -> declared.get(i).quantity()).sum();
        if (pieces != inOrder.stream().mapToLong(i -> ordered.get(i).quantity()).sum()) {
          report(
              Mismatch.QUANTITY_DIFFERS,
              line("declaration", inDeclaration, "quantity"),
              line("order", inOrder, "quantity"));
        }
        close(
            Mismatch.VALUE_DIFFERS,
            sum(inDeclaration.stream().map(i -> declared.get(i).worth()).toList()),
            sum(inOrder.stream().map(i -> ordered.get(i).value()).toList()),
            line("declaration", inDeclaration, "value"),
            line("order", inOrder, "unitPrice"));
      }
    }
  }

  private void amounts() {
    Declaration declaration = dossier.declaration();
    OrderDocument order = dossier.order();
    PaymentDocument payment = dossier.payment();
    Currency currency = declaration.currency();
    same(
        Mismatch.CURRENCY_DIFFERS,
        currency,
        order.currency(),
        "declaration.currency",
        "order.currency");
    same(
        Mismatch.CURRENCY_DIFFERS,
        currency,
        payment.currency(),
        "declaration.currency",
        "payment.currency");
    BigInteger goods = sum(order.lines().stream().map(OrderLine::value).toList());
    close(
        Mismatch.VALUE_DIFFERS,
        sum(declaration.lines().stream().map(DeclarationLine::worth).toList()),
        goods,
        "declaration.lines",
        "order.lines");
    close(
        Mismatch.FREIGHT_DIFFERS,
        BigInteger.valueOf(declaration.freight()),
        BigInteger.valueOf(order.freight()),
        "declaration.freight",
        "order.freight");
    close(
        Mismatch.INSURANCE_DIFFERS,
        BigInteger.valueOf(declaration.insurance()),
        BigInteger.valueOf(order.insurance()),
        "declaration.insurance",
        "order.insurance");
    BigInteger total = BigInteger.valueOf(order.total());
    close(
        Mismatch.TOTAL_DIFFERS,
        total,
        goods.add(BigInteger.valueOf(order.freight())).add(BigInteger.valueOf(order.insurance())),
        "order.total");
    close(
        Mismatch.AMOUNT_PAID_DIFFERS,
        BigInteger.valueOf(payment.amountPaid()),
        total,
        "payment.amountPaid",
        "order.total");
  }

  private void transport() {
    WaybillDocument waybill = dossier.waybill();
    same(
        Mismatch.CONSIGNMENT_DIFFERS,
        dossier.lodgement().consignment(),
        waybill.consignment(),
        "waybill.consignment");
    same(
        Mismatch.WEIGHT_DIFFERS,
        dossier.declaration().grossWeightGrams(),
        waybill.grossWeightGrams(),
        "declaration.grossWeightGrams",
        "waybill.grossWeightGrams");
    List<Instant> dates =
        List.of(dossier.order().orderedAt(), dossier.payment().paidAt(), waybill.issuedAt());
    Duration apart = Duration.between(Collections.min(dates), Collections.max(dates));
    if (apart.compareTo(WINDOW) > 0) {
      report(Mismatch.TOO_FAR_APART, "order.orderedAt", "payment.paidAt", "waybill.issuedAt");
    }
  }

  private void applicability(TariffRule rule) {
    Declaration declaration = dossier.declaration();
    same(
        Mismatch.RULE_NOT_APPLICABLE,
        rule.destination(),
        declaration.destinationCountry(),
        "declaration.destinationCountry");
    same(
        Mismatch.RULE_NOT_APPLICABLE,
        rule.currency(),
        declaration.currency(),
        "declaration.currency");
    for (int i = 0; i < declaration.lines().size(); i++) {
      DeclarationLine line = declaration.lines().get(i);
      if (!rule.coversCommodity(line.hsCode())) {
        report(Mismatch.RULE_NOT_APPLICABLE, "declaration.lines[" + i + "].hsCode");
      }
      if (!rule.coversOrigin(line.originCountry())) {
        report(Mismatch.RULE_NOT_APPLICABLE, "declaration.lines[" + i + "].originCountry");
      }
    }
  }

  private void same(Mismatch code, Object one, Object other, String... pointers) {
    if (!one.equals(other)) {
      report(code, pointers);
    }
  }

  private void close(Mismatch code, BigInteger one, BigInteger other, String... pointers) {
    if (one.subtract(other).abs().compareTo(tolerance) > 0) {
      report(code, pointers);
    }
  }

  private void report(Mismatch code, String... pointers) {
    if (findings.stream().filter(finding -> finding.code() == code).count() < MAX_OF_ONE_CODE) {
      findings.add(Finding.of(code, pointers));
    }
  }

  private static String line(String document, List<Integer> lines, String field) {
    return document + ".lines[" + lines.getFirst() + "]." + field;
  }

  private static BigInteger sum(Collection<BigInteger> amounts) {
    return amounts.stream().reduce(BigInteger.ZERO, BigInteger::add);
  }

  private static <T> Map<Gtin, List<Integer>> byProduct(List<T> lines, Function<T, Gtin> product) {
    Map<Gtin, List<Integer>> groups = new TreeMap<>();
    for (int i = 0; i < lines.size(); i++) {
      groups.computeIfAbsent(product.apply(lines.get(i)), none -> new ArrayList<>()).add(i);
    }
    return groups;
  }
}
