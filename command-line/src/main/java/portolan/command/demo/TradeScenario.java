// SPDX-License-Identifier: Apache-2.0
package portolan.command.demo;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import portolan.api.v1.AssessRequest;
import portolan.api.v1.AssessmentStep;
import portolan.api.v1.AttestDocumentRequest;
import portolan.api.v1.AuditRequest;
import portolan.api.v1.CaptureRequest;
import portolan.api.v1.CaptureResponse;
import portolan.api.v1.ConfirmMilestoneRequest;
import portolan.api.v1.ConfirmRedemptionRequest;
import portolan.api.v1.CurrencyBalance;
import portolan.api.v1.Declaration;
import portolan.api.v1.DeclarationStatus;
import portolan.api.v1.Delivery;
import portolan.api.v1.EventResult;
import portolan.api.v1.FundEscrowRequest;
import portolan.api.v1.FundOrderRequest;
import portolan.api.v1.GetRedemptionRequest;
import portolan.api.v1.Note;
import portolan.api.v1.PublishRuleRequest;
import portolan.api.v1.RedeemRequest;
import portolan.api.v1.Redemption;
import portolan.api.v1.ReleaseRequest;
import portolan.api.v1.TraceEvent;
import portolan.api.v1.TraceRequest;
import portolan.api.v1.TraceResponse;
import portolan.api.v1.WithholdTaxRequest;
import portolan.client.PortolanClient;
import portolan.command.Gateways;
import portolan.domain.money.Currency;
import portolan.network.Consortium;
import portolan.network.Role;

/** Plays a trade step by step through the gateways' public API and says what happens. */
public final class TradeScenario {
  private final Gateways gateways;
  private final Trade trade;
  private final PrintWriter out;
  private final Narration narration;
  private final Stage stage;
  private final PortolanClient supplier;
  private final PortolanClient carrier;
  private final PortolanClient platform;
  private final PortolanClient authority;
  private final PortolanClient bank;
  private final String platformMsp;
  private final Story story;
  private Declaration assessed;

  /** The trade that ends with a delivery. */
  public TradeScenario(Gateways gateways, Trade trade, Consortium consortium, PrintWriter out) {
    this(gateways, trade, new DeliveryStory(), consortium, out);
  }

  /** The trade with this end. */
  public TradeScenario(
      Gateways gateways, Trade trade, Story story, Consortium consortium, PrintWriter out) {
    this.story = story;
    this.gateways = gateways;
    this.trade = trade;
    this.out = out;
    platformMsp =
        consortium.members().stream()
            .filter(m -> m.roles().contains(Role.PLATFORM))
            .findFirst()
            .orElseThrow()
            .mspId();
    narration = new Narration(out, trade.currency(), trade.decimals());
    stage = new Stage(gateways, trade, platformMsp, narration);
    supplier = gateways.of(trade.order().getSupplier());
    carrier = gateways.of(trade.declaration().getCarrier());
    platform = gateways.of(platformMsp);
    authority = gateways.of(trade.declaration().getAuthority());
    bank = gateways.of(trade.settlement().bank());
  }

  /**
   * Plays the trade.
   *
   * @return whether it ended as the story goes, everybody has what is due, and the money adds up
   */
  public boolean play() {
    long begin = System.nanoTime();
    register();
    order();
    fund();
    move();
    if (story.arrives() && !clear()) {
      out.println("The goods were not released, so nothing is delivered and nobody is paid.");
      return false;
    }
    Map<String, Long> due = new TreeMap<>(story.play(stage));
    long total = trade.funded();
    if (tax() > 0) {
      due.merge(trade.declaration().getAuthority(), tax(), Long::sum);
      total = Math.addExact(total, tax());
    }
    if (story.redeems()) {
      redeem(due.get(trade.settlement().remainderTo()));
    }
    double seconds = (System.nanoTime() - begin) / 1_000_000_000.0;
    showProvenance();
    if (assessed != null) {
      showAssessment();
    }
    boolean paid = showPayouts(due, total);
    boolean addsUp = showAudit();
    out.println();
    out.println(
        String.format(
            Locale.ROOT,
            "Trade %s played in %.1f s: %s",
            trade.order().getOrderId(),
            seconds,
            paid && addsUp
                ? "everybody is paid and the money adds up"
                : "THE MONEY DOES NOT ADD UP"));
    return paid && addsUp;
  }

  private void register() {
    narration.title("Register and make the goods");
    narration.step(
        "authority publishes rule " + trade.rule().getRuleId() + ", signed",
        () ->
            authority
                .customs()
                .publishRule(PublishRuleRequest.newBuilder().setRule(trade.rule()).build())
                .getReceipt());
    narration.step(
        "supplier registers product " + trade.product().getGtin(),
        () -> supplier.provenance().registerProduct(trade.product()).getReceipt());
  }

  private void order() {
    narration.title("Order");
    narration.step(
        "platform places " + trade.order().getOrderId() + ", terms sealed to the supplier",
        () -> platform.provenance().placeOrder(trade.order()).getReceipt());
    capture("supplier commissions, packs and ships", supplier, trade.supplierEvents());
  }

  private void fund() {
    narration.title("Fund");
    story.endow(stage);
    narration.step(
        "platform funds "
            + String.join(", ", escrowIds())
            + " with "
            + narration.amount(trade.funded())
            + " and commits everybody's share",
        () ->
            platform
                .escrows()
                .fundOrder(
                    FundOrderRequest.newBuilder()
                        .addAllEscrows(story.escrows(stage.whole()))
                        .build())
                .getReceipt());
  }

  private List<String> escrowIds() {
    return story.escrows(stage.whole()).stream().map(FundEscrowRequest::getEscrowId).toList();
  }

  private void move() {
    narration.title("Move");
    capture("carrier takes possession", carrier, trade.carrierEvents());
  }

  private boolean clear() {
    narration.title("Clear");
    String id = trade.declaration().getDeclarationId();
    narration.step(
        "platform lodges " + id + ", sealed to the authority",
        () -> platform.customs().lodgeDeclaration(trade.declaration()).getReceipt());
    AttestDocumentRequest.Builder document =
        AttestDocumentRequest.newBuilder().setDeclarationId(id);
    narration.step(
        "platform attests the order",
        () ->
            platform
                .customs()
                .attestDocument(document.clone().setOrder(trade.orderDocument()).build())
                .getReceipt());
    narration.step(
        "bank attests the payment",
        () ->
            bank.customs()
                .attestDocument(document.clone().setPayment(trade.payment()).build())
                .getReceipt());
    narration.step(
        "carrier attests the waybill",
        () ->
            carrier
                .customs()
                .attestDocument(document.clone().setWaybill(trade.waybill()).build())
                .getReceipt());
    narration.step(
        "authority matches the documents and assesses duty and VAT",
        () -> {
          var response =
              authority.customs().assess(AssessRequest.newBuilder().setDeclarationId(id).build());
          assessed = response.getDeclaration();
          return response.getReceipt();
        });
    if (assessed.getStatus() != DeclarationStatus.DECLARATION_STATUS_ASSESSED) {
      out.println("  held: " + String.join(", ", assessed.getReasonsList()));
      return false;
    }
    long tax = assessed.getAssessment().getTotalMinorUnits();
    if (tax > 0) {
      payTax(id, tax);
    } else {
      narration.step(
          "authority releases the goods",
          () ->
              authority
                  .customs()
                  .release(ReleaseRequest.newBuilder().setDeclarationId(id).build())
                  .getReceipt());
    }
    return true;
  }

  private void payTax(String declarationId, long tax) {
    String escrowId = trade.settlement().taxEscrowId();
    narration.step(
        "platform withholds duty and VAT, " + narration.amount(tax) + " as assessed",
        () ->
            platform
                .escrows()
                .withholdTax(
                    WithholdTaxRequest.newBuilder()
                        .setEscrowId(escrowId)
                        .setDeclarationId(declarationId)
                        .setBank(trade.settlement().bank())
                        .setExpiresAfterSeconds(trade.settlement().expiresAfterSeconds())
                        .build())
                .getReceipt());
    narration.step(
        "authority releases the goods against it",
        () ->
            authority
                .customs()
                .release(
                    ReleaseRequest.newBuilder()
                        .setDeclarationId(declarationId)
                        .setWithheldBy(escrowId)
                        .build())
                .getReceipt());
    narration.step(
        "authority points at the release: duty and VAT are paid",
        () ->
            authority
                .escrows()
                .confirmMilestone(
                    ConfirmMilestoneRequest.newBuilder().setEscrowId(escrowId).build())
                .getReceipt());
  }

  private void redeem(long payout) {
    narration.title("Redeem");
    Trade.Redemption redemption = trade.settlement().redemption();
    PortolanClient payee = gateways.of(trade.settlement().remainderTo());
    List<String> notes =
        stage.spendableNotes(trade.settlement().remainderTo(), escrowIds(), payout).stream()
            .map(Note::getNoteId)
            .toList();
    narration.step(
        trade.settlement().remainderTo() + " redeems its payout for bank money",
        () ->
            payee
                .money()
                .redeem(
                    RedeemRequest.newBuilder()
                        .setRedemptionId(redemption.redemptionId())
                        .setBank(trade.settlement().bank())
                        .addAllNoteIds(notes)
                        .setCreditorName(redemption.creditorName())
                        .setCreditorIban(redemption.creditorIban())
                        .build())
                .getReceipt());
    narration.step(
        "bank confirms the payment",
        () ->
            bank.bank()
                .confirmRedemption(
                    ConfirmRedemptionRequest.newBuilder()
                        .setRedemptionId(redemption.redemptionId())
                        .setUetr(atTheBank(redemption.redemptionId()).getUetr())
                        .build())
                .getReceipt());
  }

  private Redemption atTheBank(String redemptionId) {
    return stage.onceItIsKnown(
        () ->
            bank.money()
                .getRedemption(
                    GetRedemptionRequest.newBuilder().setRedemptionId(redemptionId).build()));
  }

  private void showProvenance() {
    narration.title("Provenance of " + trade.unit());
    TraceResponse trace =
        platform.provenance().trace(TraceRequest.newBuilder().setEpc(trade.unit()).build());
    out.println(
        "  "
            + trace.getProductName()
            + ", GTIN "
            + trace.getGtin()
            + ", made in "
            + trace.getOriginCountry()
            + (trace.getCustodian().isEmpty()
                ? "; delivered"
                : "; now with " + trace.getCustodian() + " (" + trace.getDisposition() + ")")
            + (trace.getParentsCount() == 0
                ? ""
                : ", packed in " + String.join(" in ", trace.getParentsList())));
    for (TraceEvent event : trace.getEventsList()) {
      out.println(
          String.format(
              Locale.ROOT,
              "  %-25s %-14s %-14s %s",
              event.getEventTime(),
              event.getBizStep(),
              event.getCapturedBy(),
              event.getReadPoint()));
    }
    for (Delivery delivery : trace.getDeliveriesList()) {
      out.println(
          String.format(
              Locale.ROOT,
              "  %-25s %-14s %-14s %s",
              delivery.getConfirmedAt(),
              "delivered",
              delivery.getConfirmedBy(),
              "under " + delivery.getEscrowId() + " for " + delivery.getOrderId()));
    }
    for (String escrowId : trace.getAwaitedEscrowIdsList()) {
      out.println("  not delivered yet; escrow " + escrowId + " waits for it");
    }
  }

  private void showAssessment() {
    narration.title("Customs assessment by rule " + assessed.getRuleId());
    for (AssessmentStep step : assessed.getAssessment().getStepsList()) {
      out.println(
          String.format(
              Locale.ROOT,
              "  %-40s %14s %8s %14s",
              step.getLine() + "  " + step.getStep().toLowerCase(Locale.ROOT).replace('_', ' '),
              narration.amount(step.getBasisMinorUnits()),
              step.getRate().isEmpty() ? "" : step.getRate() + " %",
              narration.amount(step.getAmountMinorUnits())));
    }
    out.println(
        String.format(
            Locale.ROOT,
            "  %-40s %14s %8s %14s",
            "duty and VAT",
            "",
            "",
            narration.amount(assessed.getAssessment().getTotalMinorUnits())));
  }

  /** What customs assessed; nothing if it did not come to that. */
  private long tax() {
    return assessed == null ? 0 : assessed.getAssessment().getTotalMinorUnits();
  }

  /** The escrows of the order, and that of its tax. */
  private List<String> allEscrowIds() {
    return tax() == 0
        ? escrowIds()
        : Stream.concat(escrowIds().stream(), Stream.of(trade.settlement().taxEscrowId())).toList();
  }

  private boolean showPayouts(Map<String, Long> due, long total) {
    narration.title(
        "Payouts of "
            + String.join(", ", allEscrowIds())
            + ", as each payee's own gateway shows them");
    long sum = 0;
    boolean good = true;
    for (Map.Entry<String, Long> share : due.entrySet()) {
      String payee = share.getKey();
      boolean redeemed = story.redeems() && payee.equals(trade.settlement().remainderTo());
      long got =
          redeemed ? redeemed(payee) : stage.spendable(payee, allEscrowIds(), share.getValue());
      sum += got;
      good &= got == share.getValue();
      out.println(
          String.format(
              Locale.ROOT,
              "  %-14s %14s  %s",
              payee,
              narration.amount(got),
              redeemed ? "redeemed for bank money" : "in spendable notes"));
    }
    out.println(String.format(Locale.ROOT, "  %-14s %14s", "together", narration.amount(sum)));
    if (sum != total) {
      out.println("  expected " + narration.amount(total));
    }
    return good && sum == total;
  }

  private long redeemed(String payee) {
    return gateways
        .of(payee)
        .money()
        .getRedemption(
            GetRedemptionRequest.newBuilder()
                .setRedemptionId(trade.settlement().redemption().redemptionId())
                .build())
        .getAmount()
        .getMinorUnits();
  }

  private boolean showAudit() {
    narration.title(
        "The bank's books, every note's opening checked against its commitment on the ledger");
    boolean seen = false;
    boolean good = true;
    for (CurrencyBalance balance :
        bank.audit().audit(AuditRequest.getDefaultInstance()).getBalancesList()) {
      Narration books =
          new Narration(
              out, balance.getCurrency(), new Currency(balance.getCurrency()).decimals().orElse(0));
      books.line(
          String.format(
              Locale.ROOT,
              "%s: minted %s - redeemed %s = spendable %s + in escrow %s + in locks %s: %s",
              balance.getCurrency(),
              books.decimal(balance.getMintedMinorUnits()),
              books.decimal(balance.getRedeemedMinorUnits()),
              books.decimal(balance.getSpendableMinorUnits()),
              books.decimal(balance.getEscrowedMinorUnits()),
              books.decimal(balance.getLockedMinorUnits()),
              balance.getBalanced() ? "adds up" : "DOES NOT ADD UP"));
      seen |= balance.getCurrency().equals(trade.currency());
      good &= balance.getBalanced();
    }
    return seen && good;
  }

  private void capture(String text, PortolanClient client, String document) {
    List<EventResult> refused = new ArrayList<>();
    narration.step(
        text,
        () -> {
          CaptureResponse response =
              client
                  .provenance()
                  .capture(CaptureRequest.newBuilder().setEpcisDocument(document).build());
          response.getResultsList().stream().filter(r -> !r.getAccepted()).forEach(refused::add);
          return response.getReceipt();
        });
    if (!refused.isEmpty()) {
      EventResult first = refused.getFirst();
      throw new TradeFileException(
          first.getEventId()
              + " was refused: "
              + first.getCode()
              + " "
              + first.getField()
              + ": "
              + first.getMessage());
    }
  }
}
