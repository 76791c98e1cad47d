// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import portolan.contracts.fixture.Call;
import portolan.contracts.fixture.TestChannel;
import portolan.contracts.provenance.ProvenanceContract;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.QualifiedId;
import portolan.domain.encoding.Sha256;
import portolan.domain.group.ItemResult;
import portolan.domain.membership.Consortium;
import portolan.domain.membership.Member;
import portolan.domain.membership.Role;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;
import portolan.domain.settlement.EscrowTerms;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.PayoutPlan;
import portolan.domain.settlement.SettlementPlan;
import portolan.domain.settlement.Uetr;
import portolan.domain.settlement.instruction.AttestReserves;
import portolan.domain.settlement.instruction.ConfirmDelivery;
import portolan.domain.settlement.instruction.FundEscrow;
import portolan.domain.settlement.instruction.MintNotes;
import portolan.domain.settlement.instruction.RefundEscrow;

/** A founded channel, and the steps of a trade that most tests begin with. */
final class Scene {
  static final String SUPPLIER = "SupplierMSP";
  static final String LOGISTICS = "LogisticsMSP";
  static final String PLATFORM = "PlatformMSP";
  static final String CUSTOMS = "CustomsMSP";
  static final String BANK = "BankMSP";
  static final String OTHER_BANK = "OtherBankMSP";
  static final Currency USD = new Currency("USD");
  static final String CHAINCODE = "settlement";
  static final int HOUR = 3600;

  private static final Consortium CONSORTIUM =
      new Consortium(
          List.of(
              new Member(SUPPLIER, "Supplier", Set.of(Role.SUPPLIER)),
              new Member(LOGISTICS, "Carrier", Set.of(Role.LOGISTICS)),
              new Member(PLATFORM, "Marketplace", Set.of(Role.PLATFORM)),
              new Member(CUSTOMS, "Customs", Set.of(Role.CUSTOMS)),
              new Member(BANK, "Bank", Set.of(Role.BANK)),
              new Member(OTHER_BANK, "Other bank", Set.of(Role.BANK))));

  final TestChannel channel;

  private int salts;

  Scene() {
    this(described());
  }

  /** On a channel that differs from {@link #described}. */
  Scene(TestChannel.Builder channel) {
    this.channel = channel.found();
  }

  /** The channel before it is opened. */
  static TestChannel.Builder described() {
    return TestChannel.of(CONSORTIUM)
        .contract("provenance", ProvenanceContract::new)
        .contract("customs", ClearedGoods::new)
        .contract(CHAINCODE, SettlementContract::new)
        .strangers("StrangerMSP");
  }

  /** An opening with a salt of its own. */
  NoteOpening note(String owner, long units) {
    return note(owner, units, USD);
  }

  NoteOpening note(String owner, long units, Currency currency) {
    return new NoteOpening(new Money(currency, units), owner, salt());
  }

  String salt() {
    return Sha256.hex("salt " + salts++);
  }

  /** One that was not used before. */
  Uetr uetr() {
    String digits = salt();
    return new Uetr(
        "%s-%s-4%s-8%s-%s"
            .formatted(
                digits.substring(0, 8),
                digits.substring(8, 12),
                digits.substring(12, 15),
                digits.substring(15, 18),
                digits.substring(18, 30)));
  }

  static List<Commitment> commitments(List<NoteOpening> notes) {
    return notes.stream().map(NoteOpening::commitment).toList();
  }

  /** A call endorsed by the bank and its caller. */
  Call as(String member) {
    return member.equals(BANK)
        ? channel.as(member).endorsedBy(BANK, SUPPLIER)
        : channel.as(member).endorsedBy(BANK, member);
  }

  static ItemResult.Accepted accepted(List<ItemResult> results) {
    assertThat(results).singleElement().isInstanceOf(ItemResult.Accepted.class);
    return (ItemResult.Accepted) results.getFirst();
  }

  static void assertRefused(List<ItemResult> results, String code, String field) {
    assertThat(results)
        .singleElement()
        .isInstanceOfSatisfying(
            ItemResult.Refused.class,
            refused -> {
              assertThat(refused.refusal().code()).isEqualTo(code);
              assertThat(refused.refusal().field()).isEqualTo(field);
            });
  }

  List<ItemResult> attest(String bank, String id, long units) {
    return channel
        .as(bank)
        .endorsedBy(bank, SUPPLIER)
        .group(CHAINCODE, "attestReserves", new AttestReserves(id, new Money(USD, units)).toJson());
  }

  List<ItemResult> mint(String bank, MintNotes mint, List<NoteOpening> notes) {
    return channel
        .as(bank)
        .endorsedBy(bank, mint.owner())
        .sealed(MintNotes.sealed(notes))
        .group(CHAINCODE, "mint", mint.toJson());
  }

  /** Gives the platform notes of these amounts, as {@code BankMSP/M1.1}, {@code BankMSP/M1.2}... */
  List<NoteOpening> endow(long... units) {
    List<NoteOpening> notes = new ArrayList<>();
    long sum = 0;
    for (long amount : units) {
      notes.add(note(PLATFORM, amount));
      sum += amount;
    }
    accepted(attest(BANK, "BankMSP/A1", sum));
    accepted(
        mint(
            BANK,
            new MintNotes("BankMSP/M1", "BankMSP/A1", PLATFORM, sum, commitments(notes)),
            notes));
    return notes;
  }

  static EscrowTerms terms(String escrowId) {
    return new EscrowTerms(
        escrowId,
        "PlatformMSP/O1",
        "PlatformMSP/D1",
        "CustomsMSP",
        BANK,
        USD,
        Sha256.hex("long secret of " + QualifiedId.parse(escrowId).id()),
        HOUR);
  }

  SettlementPlan plan(
      List<NoteOpening> inputs,
      List<NoteOpening> delivered,
      List<NoteOpening> refunded,
      List<NoteOpening> change) {
    return new SettlementPlan(inputs, List.of(PayoutPlan.of(delivered, refunded)), change, salt());
  }

  List<ItemResult> fund(FundEscrow item, SettlementPlan plan) {
    return as(PLATFORM).sealed(plan.toJson()).group(CHAINCODE, "fund", item.toJson());
  }

  /** Funds E1 with M1.1 of 1000: 900 to the supplier and 100 to the carrier, or all back. */
  SettlementPlan fundE1() {
    List<NoteOpening> inputs = endow(1000);
    SettlementPlan plan =
        plan(
            inputs,
            List.of(note(SUPPLIER, 900), note(LOGISTICS, 100)),
            List.of(note(PLATFORM, 1000)),
            List.of());
    accepted(fund(FundEscrow.of(terms("PlatformMSP/E1"), List.of("BankMSP/M1.1"), plan), plan));
    return plan;
  }

  /** Lets customs have released the declaration D1. */
  void releaseD1() {
    releaseD1For("PlatformMSP/O1");
  }

  /** As {@link #releaseD1}, for another order. */
  void releaseD1For(String orderId) {
    channel.plant("customs", "PlatformMSP/D1", ClearedGoods.released(orderId));
  }

  List<ItemResult> confirm(String escrowId, String secret) {
    return as(LOGISTICS)
        .group(CHAINCODE, "confirm", new ConfirmDelivery(escrowId, secret).toJson());
  }

  List<ItemResult> refund(String escrowId) {
    return as(PLATFORM).group(CHAINCODE, "refund", new RefundEscrow(escrowId).toJson());
  }

  void afterTheDeadline() {
    channel.setNow(channel.now().plusSeconds(HOUR));
  }

  String state(String noteId) {
    return channel
        .as(SUPPLIER)
        .evaluate(CHAINCODE, "note", Json.object().put("noteId", noteId).build())
        .text("state", 16);
  }

  Fields escrow(String escrowId) {
    return channel
        .as(SUPPLIER)
        .evaluate(CHAINCODE, "escrow", Json.object().put("escrowId", escrowId).build());
  }

  Fields gate(String escrowId) {
    return escrow(escrowId).object("gate");
  }

  JsonObject audit() {
    return channel.as(BANK).evaluate(CHAINCODE, "audit", Json.object().build()).json();
  }
}
