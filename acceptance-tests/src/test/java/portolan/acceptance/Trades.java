// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import portolan.api.v1.AssessRequest;
import portolan.api.v1.AttestDocumentRequest;
import portolan.api.v1.AttestDocumentResponse;
import portolan.api.v1.AttestReservesRequest;
import portolan.api.v1.AuditRequest;
import portolan.api.v1.ConfirmDeliveryRequest;
import portolan.api.v1.ConfirmDeliveryResponse;
import portolan.api.v1.DeclarationLine;
import portolan.api.v1.EscrowState;
import portolan.api.v1.FundEscrowRequest;
import portolan.api.v1.GetDeclarationRequest;
import portolan.api.v1.GetEscrowRequest;
import portolan.api.v1.GetGatewayStatusRequest;
import portolan.api.v1.ListNotesRequest;
import portolan.api.v1.LodgeDeclarationRequest;
import portolan.api.v1.MintRequest;
import portolan.api.v1.Money;
import portolan.api.v1.Note;
import portolan.api.v1.NoteState;
import portolan.api.v1.OrderDocument;
import portolan.api.v1.OrderLine;
import portolan.api.v1.OrderTerms;
import portolan.api.v1.PaymentDocument;
import portolan.api.v1.Payout;
import portolan.api.v1.PlaceOrderRequest;
import portolan.api.v1.PublishRuleRequest;
import portolan.api.v1.RefundRequest;
import portolan.api.v1.RefundResponse;
import portolan.api.v1.ReleaseRequest;
import portolan.api.v1.ReleaseResponse;
import portolan.api.v1.Rounding;
import portolan.api.v1.Rulebook;
import portolan.api.v1.TaxRule;
import portolan.api.v1.ValueBasis;
import portolan.api.v1.WaybillDocument;
import portolan.client.PortolanException;
import portolan.client.RequestStream;
import portolan.domain.encoding.Sha256;

/**
 * The steps of a trade in the words of the domain, each taken at the gateway of the member whose
 * step it is.
 */
final class Trades {
  static final String GTIN = "04012345123456";
  static final String CURRENCY = "GBP";
  private static final int FUNDERS = 16;
  private static final AtomicInteger NUMBER =
      new AtomicInteger(ThreadLocalRandom.current().nextInt(100_000_000, 900_000_000));

  private final RealNetwork network;

  Trades(RealNetwork network) {
    this.network = network;
  }

  /** An identifier that no other test uses. */
  static String newId(String kind) {
    return kind + "-" + NUMBER.incrementAndGet();
  }

  /** As {@link #newId}, of something that a member names. */
  static String newId(String member, String kind) {
    return member + "/" + newId(kind);
  }

  /** An escrow and the secret that opens it. */
  record Funded(String escrowId, String secret, List<Payout> payouts) {
    long total() {
      return payouts.stream().mapToLong(Payout::getMinorUnits).sum();
    }
  }

  static OrderTerms terms(String buyer, long unitPrice) {
    return OrderTerms.newBuilder()
        .setBuyer(buyer)
        .setCurrency(CURRENCY)
        .setIncoterm("DDP")
        .addLines(
            OrderLine.newBuilder().setGtin(GTIN).setQuantity(2).setUnitPriceMinorUnits(unitPrice))
        .setFreightMinorUnits(1_450)
        .setInsuranceMinorUnits(120)
        .build();
  }

  PlaceOrderRequest order(String supplier, OrderTerms terms) {
    return PlaceOrderRequest.newBuilder()
        .setOrderId(newId(RealNetwork.PLATFORM, "ORDER"))
        .setSupplier(supplier)
        .setDestinationCountry("GB")
        .setTerms(terms)
        .build();
  }

  static TaxRule rule(String ruleId) {
    return TaxRule.newBuilder()
        .setRuleId(ruleId)
        .setVersion(1)
        .setHsPrefix("9503")
        .setOrigin("*")
        .setDestination("GB")
        .setCurrency(CURRENCY)
        .setDutyRate("4.7")
        .setVatRate("20")
        .setValueBasis(ValueBasis.VALUE_BASIS_CIF)
        .setReliefBelowMinorUnits(13_500)
        .setRounding(Rounding.ROUNDING_TRUNCATE)
        .setMatchToleranceMinorUnits(100)
        .setValidFrom("2026-01-01")
        .setKnownFrom("2025-11-26")
        .setLegalBasis("test tariff")
        .build();
  }

  LodgeDeclarationRequest declaration(String orderId, String ruleId) {
    return LodgeDeclarationRequest.newBuilder()
        .setDeclarationId(newId(RealNetwork.PLATFORM, "DECL"))
        .setOrderId(orderId)
        .setRuleId(ruleId)
        .setCustomsOffice("GBLHR")
        .setConsignment("urn:epc:id:sscc:4012345.1" + NUMBER.incrementAndGet())
        .setBank(RealNetwork.BANK)
        .setCarrier(RealNetwork.LOGISTICS)
        .setAuthority(RealNetwork.CUSTOMS)
        .setProcedure("1H7")
        .setCurrency(CURRENCY)
        .setDestinationCountry("GB")
        .setBuyer("buyer-1")
        .addLines(
            DeclarationLine.newBuilder()
                .setGtin(GTIN)
                .setHsCode("950300")
                .setOriginCountry("CN")
                .setQuantity(2)
                .setValueMinorUnits(17_900))
        .setFreightMinorUnits(1_450)
        .setInsuranceMinorUnits(120)
        .setGrossWeightGrams(2_350)
        .build();
  }

  /** A declaration with its rule, lodged and with all documents attested. */
  LodgeDeclarationRequest attestedDeclaration(long amountPaid) {
    String ruleId = newId("RULE");
    network
        .client(RealNetwork.CUSTOMS)
        .customs()
        .publishRule(PublishRuleRequest.newBuilder().setRule(rule(ruleId)).build());
    LodgeDeclarationRequest declaration = declaration(newId(RealNetwork.PLATFORM, "ORDER"), ruleId);
    network.client(RealNetwork.PLATFORM).customs().lodgeDeclaration(declaration);
    attest(RealNetwork.PLATFORM, document(declaration).setOrder(orderDocument(declaration)));
    attest(
        RealNetwork.BANK,
        document(declaration)
            .setPayment(
                PaymentDocument.newBuilder()
                    .setPaymentId(newId("PAY"))
                    .setOrderId(declaration.getOrderId())
                    .setPayer(declaration.getBuyer())
                    .setAmountPaid(
                        Money.newBuilder().setCurrency(CURRENCY).setMinorUnits(amountPaid))
                    .setPaidAt("2026-11-02T09:16:20.000Z")));
    attest(
        RealNetwork.LOGISTICS,
        document(declaration)
            .setWaybill(
                WaybillDocument.newBuilder()
                    .setWaybillId(newId("WB"))
                    .setOrderId(declaration.getOrderId())
                    .setConsignee(declaration.getBuyer())
                    .setConsignment(declaration.getConsignment())
                    .setGrossWeightGrams(2_350)
                    .setPackages(1)
                    .setIssuedAt("2026-11-02T16:45:00.000Z")));
    return declaration;
  }

  static AttestDocumentRequest.Builder document(LodgeDeclarationRequest declaration) {
    return AttestDocumentRequest.newBuilder().setDeclarationId(declaration.getDeclarationId());
  }

  static OrderDocument orderDocument(LodgeDeclarationRequest declaration) {
    return OrderDocument.newBuilder()
        .setOrderId(declaration.getOrderId())
        .setBuyer(declaration.getBuyer())
        .setCurrency(CURRENCY)
        .addLines(OrderLine.newBuilder().setGtin(GTIN).setQuantity(2).setUnitPriceMinorUnits(8_950))
        .setFreightMinorUnits(1_450)
        .setInsuranceMinorUnits(120)
        .setTotalMinorUnits(19_470)
        .setOrderedAt("2026-11-02T09:15:00.000Z")
        .build();
  }

  private void attest(String member, AttestDocumentRequest.Builder document) {
    try (RequestStream<AttestDocumentRequest, AttestDocumentResponse> documents =
        network.client(member).customs().attestDocuments()) {
      var unused = answered(documents, document.build());
    }
  }

  private static <Q, P> P answered(RequestStream<Q, P> stream, Q request) {
    try {
      return stream.send(request).join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** A declaration that customs has assessed and not released. */
  String assessedDeclaration() {
    String id = attestedDeclaration(19_470).getDeclarationId();
    network
        .client(RealNetwork.CUSTOMS)
        .customs()
        .assess(AssessRequest.newBuilder().setDeclarationId(id).build());
    return id;
  }

  /** A declaration that customs has released. */
  String releasedDeclaration() {
    String id = assessedDeclaration();
    var customs = network.client(RealNetwork.CUSTOMS).customs();
    try (RequestStream<ReleaseRequest, ReleaseResponse> releases = customs.releaseDeclarations()) {
      var unused = answered(releases, ReleaseRequest.newBuilder().setDeclarationId(id).build());
    }
    return id;
  }

  /** Gives a member a note. */
  void mint(String owner, long minorUnits) {
    var bank = network.client(RealNetwork.BANK);
    Money amount = Money.newBuilder().setCurrency(CURRENCY).setMinorUnits(minorUnits).build();
    String attestation = newId(RealNetwork.BANK, "RES");
    bank.money()
        .attestReserves(
            AttestReservesRequest.newBuilder()
                .setAttestationId(attestation)
                .setAmount(amount)
                .build());
    bank.money()
        .mint(
            MintRequest.newBuilder()
                .setMintId(newId(RealNetwork.BANK, "MINT"))
                .setAllowanceId(attestation)
                .setOwner(owner)
                .setAmount(amount)
                .build());
  }

  /**
   * An escrow of 100.00 for a declaration: 80 to the supplier, 15 to the carrier, 5 to the
   * platform.
   */
  Funded funded(String declarationId, long expiresAfterSeconds) {
    mint(RealNetwork.PLATFORM, 10_000);
    return fund(declarationId, expiresAfterSeconds);
  }

  /** As {@link #funded}, from money that the platform has. */
  Funded fund(String declarationId, long expiresAfterSeconds) {
    return fund(declarationId, expiresAfterSeconds, Optional.empty());
  }

  /** As {@link #fund(String, long)}, with what protects the buyer after the delivery. */
  Funded fund(String declarationId, long expiresAfterSeconds, Optional<Rulebook> rulebook) {
    List<Payout> payouts =
        List.of(
            payout(RealNetwork.SUPPLIER, 8_000),
            payout(RealNetwork.LOGISTICS, 1_500),
            payout(RealNetwork.PLATFORM, 500));
    Funded funded =
        new Funded(newId(RealNetwork.PLATFORM, "ESC"), newId("secret-of-parcel"), payouts);
    FundEscrowRequest.Builder request =
        FundEscrowRequest.newBuilder()
            .setEscrowId(funded.escrowId())
            .setOrderId(orderOf(declarationId))
            .setDeclarationId(declarationId)
            .setBank(RealNetwork.BANK)
            .setCurrency(CURRENCY)
            .setDeliverySecretSha256(Sha256.hex(funded.secret()))
            .setExpiresAfterSeconds(expiresAfterSeconds)
            .addAllPayouts(payouts);
    rulebook.ifPresent(request::setRulebook);
    var unused =
        onceMinted(
            () -> network.client(RealNetwork.PLATFORM).escrows().fundEscrow(request.build()));
    // Whoever is asked next: members' peers may be seconds behind after orderers died.
    awaitKnown(funded.escrowId(), List.of(RealNetwork.BANK, RealNetwork.LOGISTICS));
    return funded;
  }

  /**
   * The platform's peer may be behind the bank's, which has minted: seconds, after orderers died.
   */
  static <T> T onceMinted(Callable<T> spending) {
    return await()
        .pollDelay(Duration.ZERO)
        .atMost(Duration.ofMinutes(1))
        .ignoreExceptionsMatching(
            e -> String.valueOf(e.getMessage()).contains("INSUFFICIENT_FUNDS"))
        .until(spending, done -> true);
  }

  private String orderOf(String declarationId) {
    return network
        .client(RealNetwork.PLATFORM)
        .customs()
        .getDeclaration(GetDeclarationRequest.newBuilder().setDeclarationId(declarationId).build())
        .getOrderId();
  }

  /** So many escrows, funded by several callers at once. */
  List<Funded> funded(int number, String declarationId) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(FUNDERS)) {
      List<Future<Funded>> calls = new ArrayList<>();
      for (int i = 0; i < number; i++) {
        calls.add(threads.submit(() -> funded(declarationId, 86_400)));
      }
      List<Funded> escrows = new ArrayList<>();
      for (Future<Funded> call : calls) {
        escrows.add(call.get());
      }
      for (Funded escrow : escrows) {
        awaitKnown(escrow.escrowId(), network.members());
      }
      return escrows;
    }
  }

  /** Waits until the peers of these members have an escrow. */
  private void awaitKnown(String escrowId, List<String> members) {
    for (String member : members) {
      await()
          .pollDelay(Duration.ZERO)
          .atMost(Duration.ofMinutes(2))
          .ignoreException(PortolanException.class)
          .until(() -> state(member, escrowId), known -> true);
    }
  }

  private static Payout payout(String payee, long minorUnits) {
    return Payout.newBuilder().setPayee(payee).setMinorUnits(minorUnits).build();
  }

  ConfirmDeliveryResponse confirm(String member, String escrowId, String secret) {
    return network
        .client(member)
        .escrows()
        .confirmDelivery(
            ConfirmDeliveryRequest.newBuilder().setEscrowId(escrowId).setSecret(secret).build());
  }

  RefundResponse refund(String member, String escrowId) {
    return network
        .client(member)
        .escrows()
        .refund(RefundRequest.newBuilder().setEscrowId(escrowId).build());
  }

  EscrowState state(String escrowId) {
    return state(RealNetwork.CUSTOMS, escrowId);
  }

  /** As {@link #awaitState(String, String, EscrowState)}, for the peer of customs. */
  void awaitState(String escrowId, EscrowState expected) {
    awaitState(RealNetwork.CUSTOMS, escrowId, expected);
  }

  /** Members commit a block some milliseconds apart: another's answer says nothing of this peer. */
  void awaitState(String member, String escrowId, EscrowState expected) {
    await()
        .atMost(Duration.ofMinutes(2))
        .pollDelay(Duration.ZERO)
        .ignoreException(PortolanException.class)
        .untilAsserted(
            () ->
                assertThat(state(member, escrowId))
                    .as("%s at %s", escrowId, member)
                    .isEqualTo(expected));
  }

  /**
   * As {@link #awaitState(String, EscrowState)}, for what a member's own peer knows that it can
   * spend.
   */
  void awaitSpendable(String member, String escrowId, long expected) {
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(() -> assertThat(spendable(member, escrowId)).isEqualTo(expected));
  }

  /** As the peer of that member sees it. */
  EscrowState state(String member, String escrowId) {
    return network
        .client(member)
        .escrows()
        .getEscrow(GetEscrowRequest.newBuilder().setEscrowId(escrowId).build())
        .getState();
  }

  Instant expiry(String escrowId) {
    return Instant.parse(
        network
            .client(RealNetwork.PLATFORM)
            .escrows()
            .getEscrow(GetEscrowRequest.newBuilder().setEscrowId(escrowId).build())
            .getExpiresAt());
  }

  /** What a member can spend of an escrow, minor units, as its own gateway shows it. */
  long spendable(String member, String escrowId) {
    return spendable(member, ListNotesRequest.newBuilder().setEscrowId(escrowId)).stream()
        .mapToLong(n -> n.getAmount().getMinorUnits())
        .sum();
  }

  /** What a member can spend of each escrow, minor units, as its own gateway shows it. */
  Map<String, Long> spendable(String member) {
    return spendable(member, ListNotesRequest.newBuilder()).stream()
        .filter(n -> !n.getEscrowId().isEmpty())
        .collect(
            Collectors.groupingBy(
                Note::getEscrowId, Collectors.summingLong(n -> n.getAmount().getMinorUnits())));
  }

  private List<Note> spendable(String member, ListNotesRequest.Builder request) {
    List<Note> notes = new ArrayList<>();
    network
        .client(member)
        .money()
        .notes(request.setState(NoteState.NOTE_STATE_SPENDABLE).setPageSize(200).build())
        .forEach(notes::add);
    return notes;
  }

  /** Writes that a member's gateway has accepted and not finished. */
  int unfinished(String member) {
    return network
        .client(member)
        .registry()
        .getGatewayStatus(GetGatewayStatusRequest.getDefaultInstance())
        .getUnfinished();
  }

  /** The bank's own books: every commitment opens, and nothing was made or lost. */
  void assertMoneyAddsUp() {
    var audit = network.client(RealNetwork.BANK).audit().audit(AuditRequest.getDefaultInstance());
    assertThat(audit.getFindingsList()).isEmpty();
    assertThat(audit.getBalanced()).isTrue();
    assertThat(audit.getBalancesList()).isNotEmpty();
  }
}
