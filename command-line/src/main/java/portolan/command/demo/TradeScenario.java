package portolan.command.demo;

import java.io.PrintWriter;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import portolan.api.v1.AssessRequest;
import portolan.api.v1.AssessmentStep;
import portolan.api.v1.AttestDocumentRequest;
import portolan.api.v1.AttestReservesRequest;
import portolan.api.v1.AuditRequest;
import portolan.api.v1.AwardClaimRequest;
import portolan.api.v1.CaptureRequest;
import portolan.api.v1.CaptureResponse;
import portolan.api.v1.ClaimDefectRequest;
import portolan.api.v1.ConfirmDeliveryRequest;
import portolan.api.v1.ConfirmRedemptionRequest;
import portolan.api.v1.CurrencyBalance;
import portolan.api.v1.Declaration;
import portolan.api.v1.DeclarationStatus;
import portolan.api.v1.EventResult;
import portolan.api.v1.ExpirePhaseRequest;
import portolan.api.v1.FundEscrowRequest;
import portolan.api.v1.GetRedemptionRequest;
import portolan.api.v1.ListNotesRequest;
import portolan.api.v1.MintRequest;
import portolan.api.v1.Money;
import portolan.api.v1.Note;
import portolan.api.v1.NoteState;
import portolan.api.v1.OfferSplitRequest;
import portolan.api.v1.Payout;
import portolan.api.v1.PublishRuleRequest;
import portolan.api.v1.Receipt;
import portolan.api.v1.RedeemRequest;
import portolan.api.v1.Redemption;
import portolan.api.v1.RefundRequest;
import portolan.api.v1.ReleaseRequest;
import portolan.api.v1.TraceEvent;
import portolan.api.v1.TraceRequest;
import portolan.api.v1.TraceResponse;
import portolan.api.v1.Verdict;
import portolan.client.PortolanClient;
import portolan.client.PortolanException;
import portolan.command.Gateways;
import portolan.domain.encoding.Sha256;
import portolan.network.Consortium;
import portolan.network.Role;

/** Plays a trade step by step through the gateways' public API and says what happens. */
public final class TradeScenario {
  private static final long PATIENCE_NANOS = 30_000_000_000L;
  private static final long PAUSE_NANOS = 50_000_000L;

  private final Gateways gateways;
  private final Trade trade;
  private final PrintWriter out;
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
    this(gateways, trade, new Story.Delivery(), consortium, out);
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
    if (!(story instanceof Story.Refund)) {
      if (!clear()) {
        out.println("The goods were not released, so nothing is delivered and nobody is paid.");
        return false;
      }
      deliver();
    }
    Map<String, Long> due =
        switch (story) {
          case Story.Delivery delivery -> {
            redeem();
            yield shares(0);
          }
          case Story.Refund refund -> {
            refund();
            yield new TreeMap<>(Map.of(platformMsp, trade.funded()));
          }
          case Story.Dispute dispute -> {
            dispute(dispute);
            yield shares(dispute.award().refund());
          }
        };
    double seconds = (System.nanoTime() - begin) / 1_000_000_000.0;
    showProvenance();
    if (assessed != null) {
      showAssessment();
    }
    boolean paid = showPayouts(due);
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
    title("Register and make the goods");
    step(
        "authority publishes rule " + trade.rule().getRuleId() + ", signed",
        () ->
            authority
                .customs()
                .publishRule(PublishRuleRequest.newBuilder().setRule(trade.rule()).build())
                .getReceipt());
    step(
        "supplier registers product " + trade.product().getGtin(),
        () -> supplier.provenance().registerProduct(trade.product()).getReceipt());
  }

  private void order() {
    title("Order");
    step(
        "platform places " + trade.order().getOrderId() + ", terms sealed to the supplier",
        () -> platform.provenance().placeOrder(trade.order()).getReceipt());
    capture("supplier commissions, packs and ships", supplier, trade.supplierEvents());
  }

  private void fund() {
    title("Fund");
    Trade.Settlement money = trade.settlement();
    step(
        "bank attests reserves of " + amount(money.reserves()),
        () ->
            bank.settlement()
                .attestReserves(
                    AttestReservesRequest.newBuilder()
                        .setAttestationId(money.attestationId())
                        .setAmount(money(money.reserves()))
                        .build())
                .getReceipt());
    step(
        "bank mints them for the platform, which acts for the buyer",
        () ->
            bank.settlement()
                .mint(
                    MintRequest.newBuilder()
                        .setMintId(money.attestationId() + "-mint")
                        .setAllowanceId(money.attestationId())
                        .setOwner(platformMsp)
                        .setAmount(money(money.reserves()))
                        .build())
                .getReceipt());
    step(
        "platform funds escrow "
            + money.escrowId()
            + " with "
            + amount(trade.funded())
            + " and commits everybody's share",
        () -> platform.settlement().fundEscrow(funding()).getReceipt());
  }

  private FundEscrowRequest funding() {
    FundEscrowRequest.Builder request =
        trade.funding(Sha256.hex(trade.settlement().deliverySecret())).toBuilder();
    return switch (story) {
      case Story.Delivery delivery -> request.build();
      case Story.Refund refund ->
          request.setExpiresAfterSeconds(refund.expiresAfterSeconds()).build();
      case Story.Dispute dispute -> request.setRulebook(dispute.rulebook()).build();
    };
  }

  /** Who gets what when so much of the seller's money goes back. */
  private Map<String, Long> shares(long refund) {
    Map<String, Long> shares = new TreeMap<>();
    for (Payout payout : funding().getPayoutsList()) {
      shares.put(payout.getPayee(), payout.getMinorUnits());
    }
    if (refund > 0) {
      shares.merge(trade.settlement().remainderTo(), -refund, Long::sum);
      shares.merge(platformMsp, refund, Long::sum);
    }
    return shares;
  }

  private List<Payout> payouts(long refund) {
    return shares(refund).entrySet().stream()
        .map(s -> Payout.newBuilder().setPayee(s.getKey()).setMinorUnits(s.getValue()).build())
        .toList();
  }

  private void move() {
    title("Move");
    capture("carrier takes possession", carrier, trade.carrierEvents());
  }

  private boolean clear() {
    title("Clear");
    String id = trade.declaration().getDeclarationId();
    step(
        "platform lodges " + id + ", sealed to the authority",
        () -> platform.customs().lodgeDeclaration(trade.declaration()).getReceipt());
    AttestDocumentRequest.Builder document =
        AttestDocumentRequest.newBuilder().setDeclarationId(id);
    step(
        "platform attests the order",
        () ->
            platform
                .customs()
                .attestDocument(document.clone().setOrder(trade.orderDocument()).build())
                .getReceipt());
    step(
        "bank attests the payment",
        () ->
            bank.customs()
                .attestDocument(document.clone().setPayment(trade.payment()).build())
                .getReceipt());
    step(
        "carrier attests the waybill",
        () ->
            carrier
                .customs()
                .attestDocument(document.clone().setWaybill(trade.waybill()).build())
                .getReceipt());
    step(
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
    step(
        "authority releases the goods",
        () ->
            authority
                .customs()
                .release(ReleaseRequest.newBuilder().setDeclarationId(id).build())
                .getReceipt());
    return true;
  }

  private void deliver() {
    title("Deliver");
    step(
        story instanceof Story.Dispute
            ? "courier presents the consignee's secret: delivered, and inspected by the buyer"
            : "courier presents the consignee's secret: delivered and paid in one transaction",
        () ->
            carrier
                .settlement()
                .confirmDelivery(
                    ConfirmDeliveryRequest.newBuilder()
                        .setEscrowId(trade.settlement().escrowId())
                        .setSecret(trade.settlement().deliverySecret())
                        .build())
                .getReceipt());
  }

  private void refund() {
    title("Nothing arrives");
    String id = trade.settlement().escrowId();
    step(
        "the deadline passes; carrier says so, as anybody may: the money goes back",
        () ->
            onceItIsTime(
                    () ->
                        carrier
                            .settlement()
                            .refund(RefundRequest.newBuilder().setEscrowId(id).build()))
                .getReceipt());
  }

  private void dispute(Story.Dispute dispute) {
    title("Dispute");
    String id = trade.settlement().escrowId();
    step(
        "platform claims for the buyer: " + dispute.reason(),
        () ->
            platform
                .settlement()
                .claimDefect(
                    ClaimDefectRequest.newBuilder()
                        .setEscrowId(id)
                        .setReason(dispute.reason())
                        .setSalt(Sha256.hex(trade.settlement().deliverySecret() + " claim"))
                        .build())
                .getReceipt());
    step(
        "platform offers to keep the goods for " + amount(dispute.offer().refund()) + " back",
        () ->
            platform
                .settlement()
                .offerSplit(
                    OfferSplitRequest.newBuilder()
                        .setEscrowId(id)
                        .setOfferId(dispute.offer().id())
                        .addAllShares(payouts(dispute.offer().refund()))
                        .build())
                .getReceipt());
    step(
        "the supplier does not answer; carrier says that the time is over: the bank decides",
        () ->
            onceItIsTime(
                    () ->
                        carrier
                            .settlement()
                            .expirePhase(ExpirePhaseRequest.newBuilder().setEscrowId(id).build()))
                .getReceipt());
    step(
        "bank awards the buyer " + amount(dispute.award().refund()) + ", the rest is paid",
        () ->
            bank.settlement()
                .awardClaim(
                    AwardClaimRequest.newBuilder()
                        .setEscrowId(id)
                        .setAwardId(dispute.award().id())
                        .setVerdict(Verdict.VERDICT_SPLIT)
                        .addAllShares(payouts(dispute.award().refund()))
                        .build())
                .getReceipt());
  }

  /** Tries again while it is too early; the deadlines of the stories are seconds away. */
  private static <T> T onceItIsTime(Supplier<T> call) {
    long giveUp = System.nanoTime() + PATIENCE_NANOS;
    while (true) {
      try {
        return call.get();
      } catch (PortolanException e) {
        if (!e.reason().equals("NOT_YET_EXPIRED") || System.nanoTime() - giveUp > 0) {
          throw e;
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  private void redeem() {
    title("Redeem");
    Trade.Redemption redemption = trade.settlement().redemption();
    PortolanClient payee = gateways.of(trade.settlement().remainderTo());
    List<String> notes =
        notes(payee).stream()
            .filter(n -> n.getState() == NoteState.NOTE_STATE_SPENDABLE)
            .map(Note::getNoteId)
            .toList();
    step(
        trade.settlement().remainderTo() + " redeems its payout for bank money",
        () ->
            payee
                .settlement()
                .redeem(
                    RedeemRequest.newBuilder()
                        .setRedemptionId(redemption.redemptionId())
                        .setBank(trade.settlement().bank())
                        .addAllNoteIds(notes)
                        .setCreditorName(redemption.creditorName())
                        .setCreditorIban(redemption.creditorIban())
                        .build())
                .getReceipt());
    step(
        "bank confirms the payment",
        () ->
            bank.settlement()
                .confirmRedemption(
                    ConfirmRedemptionRequest.newBuilder()
                        .setRedemptionId(redemption.redemptionId())
                        .setUetr(atTheBank(redemption.redemptionId()).getUetr())
                        .build())
                .getReceipt());
  }

  private Redemption atTheBank(String redemptionId) {
    return bank.settlement()
        .getRedemption(GetRedemptionRequest.newBuilder().setRedemptionId(redemptionId).build());
  }

  private void showProvenance() {
    title("Provenance of " + trade.unit());
    TraceResponse trace =
        platform.provenance().trace(TraceRequest.newBuilder().setEpc(trade.unit()).build());
    out.println(
        "  "
            + trace.getProductName()
            + ", GTIN "
            + trace.getGtin()
            + ", made in "
            + trace.getOriginCountry()
            + "; now with "
            + trace.getCustodian()
            + " ("
            + trace.getDisposition()
            + ")"
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
  }

  private void showAssessment() {
    title("Customs assessment by rule " + assessed.getRuleId());
    for (AssessmentStep step : assessed.getAssessment().getStepsList()) {
      out.println(
          String.format(
              Locale.ROOT,
              "  %-40s %14s %8s %14s",
              step.getLine() + "  " + step.getStep().toLowerCase(Locale.ROOT).replace('_', ' '),
              amount(step.getBasisMinorUnits()),
              step.getRate().isEmpty() ? "" : step.getRate() + " %",
              amount(step.getAmountMinorUnits())));
    }
    out.println(
        String.format(
            Locale.ROOT,
            "  %-40s %14s %8s %14s",
            "duty and VAT",
            "",
            "",
            amount(assessed.getAssessment().getTotalMinorUnits())));
  }

  private boolean showPayouts(Map<String, Long> due) {
    title(
        "Payouts of " + trade.settlement().escrowId() + ", as each payee's own gateway shows them");
    long sum = 0;
    boolean good = true;
    for (Map.Entry<String, Long> share : due.entrySet()) {
      String payee = share.getKey();
      boolean redeemed =
          story instanceof Story.Delivery && payee.equals(trade.settlement().remainderTo());
      long got = redeemed ? redeemed(payee) : spendable(payee, share.getValue());
      sum += got;
      good &= got == share.getValue();
      out.println(
          String.format(
              Locale.ROOT,
              "  %-14s %14s  %s",
              payee,
              amount(got),
              redeemed ? "redeemed for bank money" : "in spendable notes"));
    }
    out.println(String.format(Locale.ROOT, "  %-14s %14s", "together", amount(sum)));
    if (sum != trade.funded()) {
      out.println("  expected " + amount(trade.funded()));
    }
    return good && sum == trade.funded();
  }

  /** What a payee can spend, once it has been told of so much; what it knows of if it is not. */
  private long spendable(String payee, long expected) {
    long giveUp = System.nanoTime() + PATIENCE_NANOS;
    while (true) {
      long got =
          notes(gateways.of(payee)).stream()
              .filter(n -> n.getState() == NoteState.NOTE_STATE_SPENDABLE)
              .mapToLong(n -> n.getAmount().getMinorUnits())
              .sum();
      if (got == expected || System.nanoTime() - giveUp > 0) {
        return got;
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private long redeemed(String payee) {
    return gateways
        .of(payee)
        .settlement()
        .getRedemption(
            GetRedemptionRequest.newBuilder()
                .setRedemptionId(trade.settlement().redemption().redemptionId())
                .build())
        .getAmount()
        .getMinorUnits();
  }

  private boolean showAudit() {
    title("The bank's books, every note's opening checked against its commitment on the ledger");
    boolean good = false;
    for (CurrencyBalance balance :
        bank.settlement().audit(AuditRequest.getDefaultInstance()).getBalancesList()) {
      out.println(
          String.format(
              Locale.ROOT,
              "  %s: minted %s - redeemed %s = spendable %s + in escrow %s: %s",
              balance.getCurrency(),
              decimal(balance.getMintedMinorUnits()),
              decimal(balance.getRedeemedMinorUnits()),
              decimal(balance.getSpendableMinorUnits()),
              decimal(balance.getEscrowedMinorUnits()),
              balance.getBalanced() ? "adds up" : "DOES NOT ADD UP"));
      good |= balance.getCurrency().equals(trade.currency()) && balance.getBalanced();
    }
    return good;
  }

  private List<Note> notes(PortolanClient owner) {
    return owner
        .settlement()
        .listNotes(ListNotesRequest.newBuilder().setEscrowId(trade.settlement().escrowId()).build())
        .getNotesList();
  }

  private void capture(String text, PortolanClient client, String document) {
    List<EventResult> refused = new ArrayList<>();
    step(
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

  private void title(String text) {
    out.println();
    out.println(text);
    out.flush();
  }

  private void step(String text, Supplier<Receipt> work) {
    long begin = System.nanoTime();
    Receipt receipt = work.get();
    long millis = (System.nanoTime() - begin) / 1_000_000;
    String where =
        receipt.getTransactionId().isEmpty()
            ? "on the ledger before"
            : String.format(
                Locale.ROOT,
                "tx %s  block %d  endorsed by %s",
                receipt.getTransactionId().substring(0, 10),
                receipt.getBlockNumber(),
                String.join(", ", receipt.getEndorsersList()));
    out.println(String.format(Locale.ROOT, "  %-82s %5d ms", text, millis));
    out.println("      " + where);
    out.flush();
  }

  private Money money(long minorUnits) {
    return Money.newBuilder().setCurrency(trade.currency()).setMinorUnits(minorUnits).build();
  }

  private String amount(long minorUnits) {
    return trade.currency() + " " + decimal(minorUnits);
  }

  private String decimal(long minorUnits) {
    return BigDecimal.valueOf(minorUnits, trade.decimals()).toPlainString();
  }
}
