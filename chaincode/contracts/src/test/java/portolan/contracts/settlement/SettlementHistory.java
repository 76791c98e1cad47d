// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static portolan.contracts.settlement.Scene.BANK;
import static portolan.contracts.settlement.Scene.CHAINCODE;
import static portolan.contracts.settlement.Scene.CUSTOMS;
import static portolan.contracts.settlement.Scene.HOUR;
import static portolan.contracts.settlement.Scene.LOGISTICS;
import static portolan.contracts.settlement.Scene.PLATFORM;
import static portolan.contracts.settlement.Scene.SUPPLIER;
import static portolan.contracts.settlement.Scene.USD;
import static portolan.contracts.settlement.Scene.commitments;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.QualifiedId;
import portolan.domain.group.ItemResult;
import portolan.domain.money.Money;
import portolan.domain.settlement.Iban;
import portolan.domain.settlement.NoteOpening;
import portolan.domain.settlement.Outcome;
import portolan.domain.settlement.RedemptionOrder;
import portolan.domain.settlement.ReturnReason;
import portolan.domain.settlement.SettlementPlan;
import portolan.domain.settlement.TrialBalance;
import portolan.domain.settlement.Uetr;
import portolan.domain.settlement.instruction.ConfirmRedemption;
import portolan.domain.settlement.instruction.FundEscrow;
import portolan.domain.settlement.instruction.MintNotes;
import portolan.domain.settlement.instruction.RedeemNotes;
import portolan.domain.settlement.instruction.ReturnRedemption;

/**
 * A history that is played on the contract and on a model that knows no notes: three balances, and
 * for each escrow what it holds and how it ended. The contract's audit has to give the model's sums
 * after every step.
 */
final class SettlementHistory {

  /** What somebody does. */
  enum Step {
    MINT,
    FUND,
    CONFIRM,
    REFUND,
    REDEEM,
    CONFIRM_PAYMENT,
    RETURN_PAYMENT,
    WAIT
  }

  /** A step and two numbers that choose what it is about. */
  record Move(Step step, int a, int b) {}

  /** What the model knows of an escrow. */
  private static final class Held {
    private final long supplier;
    private final long carrier;
    private final long deadline;
    private String state = "FUNDED";

    private Held(long supplier, long carrier, long deadline) {
      this.supplier = supplier;
      this.carrier = carrier;
      this.deadline = deadline;
    }
  }

  /** What the model knows of a redemption. */
  private static final class Paid {
    private final String id;
    private final Uetr uetr;
    private final String owner;
    private final RedemptionOrder order;
    private boolean returned;

    private Paid(String id, Uetr uetr, String owner, RedemptionOrder order) {
      this.id = id;
      this.uetr = uetr;
      this.owner = owner;
      this.order = order;
    }
  }

  private final Scene scene = new Scene();

  // The model.
  private final Map<String, Long> balances = new HashMap<>();
  private final List<Held> escrows = new ArrayList<>();
  private final List<Paid> redemptions = new ArrayList<>();
  private long minted;
  private long redeemed;
  private long seconds;

  /** All notes that ever were, to choose from: also spent, gated and void ones. */
  private final List<String> noteIds = new ArrayList<>();

  private final List<NoteOpening> openings = new ArrayList<>();
  private final Set<String> spent = new HashSet<>();
  private int ids;

  SettlementHistory() {
    scene.releaseD1();
  }

  void play(Move move) {
    switch (move.step()) {
      case MINT -> mint(1 + move.a(), 1 + move.b());
      case FUND -> fund(move.a(), move.b());
      case CONFIRM -> confirm(move.a(), move.b() % 4 != 0);
      case REFUND -> refund(move.a());
      case REDEEM -> redeem(move.a(), move.b());
      case CONFIRM_PAYMENT -> confirmPayment(move.a());
      case RETURN_PAYMENT -> returnPayment(move.a(), move.b());
      case WAIT -> {
        seconds += HOUR / 2;
        scene.channel.setNow(scene.channel.now().plusSeconds(HOUR / 2));
      }
    }
  }

  private void add(String owner, long units) {
    balances.merge(owner, units, Math::addExact);
  }

  private void know(String id, NoteOpening opening) {
    noteIds.add(id);
    openings.add(opening);
  }

  /** By its name: E2.REFUNDED.1 is open when the model's escrow 2 was refunded. */
  private boolean open(String noteId) {
    String[] parts = QualifiedId.parse(noteId).id().split("\\.", -1);
    return !spent.contains(noteId)
        && (parts.length == 2
            || parts[1].equals("CHANGE")
            || parts[1].equals("RETURNED")
            || escrows.get(Integer.parseInt(parts[0].substring(1))).state.equals(parts[1]));
  }

  private void mint(long one, long two) {
    String id = "BankMSP/M" + ids++;
    List<NoteOpening> notes = List.of(scene.note(PLATFORM, one), scene.note(PLATFORM, two));
    scene.attest(BANK, id + "-reserves", one + two);
    assertAccepted(
        true,
        scene.mint(
            BANK,
            new MintNotes(id, id + "-reserves", PLATFORM, one + two, commitments(notes)),
            notes));
    know(id + ".1", notes.get(0));
    know(id + ".2", notes.get(1));
    minted += one + two;
    add(PLATFORM, one + two);
  }

  /** Funds with any note, spendable by the platform or not; keeps a part as change. */
  private void fund(int note, int part) {
    if (noteIds.isEmpty()) {
      return;
    }
    int chosen = note % noteIds.size();
    NoteOpening input = openings.get(chosen);
    long units = input.amount().minorUnits();
    if (units < 3) {
      return;
    }
    long change = part % (units - 2);
    long carrier = 1;
    long supplier = units - change - carrier;
    String id = "PlatformMSP/E" + escrows.size();
    SettlementPlan plan =
        scene.plan(
            List.of(input),
            List.of(scene.note(SUPPLIER, supplier), scene.note(LOGISTICS, carrier)),
            List.of(scene.note(PLATFORM, units - change)),
            change == 0 ? List.of() : List.of(scene.note(PLATFORM, change)));
    boolean spendable = input.owner().equals(PLATFORM) && open(noteIds.get(chosen));
    assertAccepted(
        spendable,
        scene.fund(FundEscrow.of(Scene.terms(id), List.of(noteIds.get(chosen)), plan), plan));
    if (spendable) {
      spent.add(noteIds.get(chosen));
      know(id + ".DELIVERED.1", plan.escrows().getFirst().of(Outcome.DELIVERED).get(0));
      know(id + ".DELIVERED.2", plan.escrows().getFirst().of(Outcome.DELIVERED).get(1));
      know(id + ".REFUNDED.1", plan.escrows().getFirst().of(Outcome.REFUNDED).get(0));
      if (change > 0) {
        know(id + ".CHANGE.1", plan.change().get(0));
      }
      escrows.add(new Held(supplier, carrier, seconds + HOUR));
      add(PLATFORM, -supplier - carrier);
    }
  }

  private void confirm(int escrow, boolean rightSecret) {
    if (escrows.isEmpty()) {
      return;
    }
    int chosen = escrow % escrows.size();
    Held held = escrows.get(chosen);
    boolean first = rightSecret && held.state.equals("FUNDED");
    assertAccepted(
        first || (rightSecret && held.state.equals("DELIVERED")),
        scene.confirm(
            "PlatformMSP/E" + chosen,
            rightSecret ? "long secret of E" + chosen : "guess of somebody"));
    if (first) {
      held.state = "DELIVERED";
      add(SUPPLIER, held.supplier);
      add(LOGISTICS, held.carrier);
    }
  }

  private void refund(int escrow) {
    if (escrows.isEmpty()) {
      return;
    }
    int chosen = escrow % escrows.size();
    Held held = escrows.get(chosen);
    boolean first = held.state.equals("FUNDED") && seconds >= held.deadline;
    assertAccepted(first || held.state.equals("REFUNDED"), scene.refund("PlatformMSP/E" + chosen));
    if (first) {
      held.state = "REFUNDED";
      add(PLATFORM, held.supplier + held.carrier);
    }
  }

  /** Redeems any note as any owner; at times for one unit more than it is worth. */
  private void redeem(int note, int how) {
    if (noteIds.isEmpty()) {
      return;
    }
    int chosen = note % noteIds.size();
    NoteOpening opening = openings.get(chosen);
    String caller = how % 5 == 0 ? LOGISTICS : opening.owner();
    long more = how % 7 == 0 ? 1 : 0;
    long units = opening.amount().minorUnits();
    RedemptionOrder order =
        new RedemptionOrder(
            new Money(USD, units + more),
            "Creditor",
            new Iban("DE89370400440532013000"),
            scene.salt());
    long before = balances.getOrDefault(caller, 0L);
    String id = caller + "/R" + ids++;
    Uetr uetr = scene.uetr();
    List<ItemResult> results =
        scene
            .as(caller)
            .sealed(RedeemNotes.sealed(List.of(opening), order))
            .group(
                CHAINCODE,
                "redeem",
                new RedeemNotes(id, BANK, List.of(noteIds.get(chosen)), order.commitment(), uetr)
                    .toJson());
    boolean good = caller.equals(opening.owner()) && more == 0 && open(noteIds.get(chosen));
    assertAccepted(good, results);
    if (good) {
      assertThat(units).as("nobody redeems more than it has").isLessThanOrEqualTo(before);
      spent.add(noteIds.get(chosen));
      redeemed += units;
      add(caller, -units);
      redemptions.add(new Paid(id, uetr, caller, order));
    }
  }

  private void confirmPayment(int redemption) {
    if (redemptions.isEmpty()) {
      return;
    }
    Paid paid = redemptions.get(redemption % redemptions.size());
    assertAccepted(
        !paid.returned,
        scene
            .as(BANK)
            .group(
                CHAINCODE,
                "confirmRedemptions",
                new ConfirmRedemption(paid.id, paid.uetr).toJson()));
  }

  /** Returns any redemption, confirmed or not; at times with one unit too much, or to another. */
  private void returnPayment(int redemption, int how) {
    if (redemptions.isEmpty()) {
      return;
    }
    Paid paid = redemptions.get(redemption % redemptions.size());
    long units = paid.order.amount().minorUnits();
    NoteOpening note =
        scene.note(how % 5 == 0 ? CUSTOMS : paid.owner, units + (how % 7 == 0 ? 1 : 0));
    boolean good = !paid.returned && how % 5 != 0 && how % 7 != 0;
    assertAccepted(
        good,
        scene
            .channel
            .as(BANK)
            .endorsedBy(BANK, paid.owner)
            .sealed(ReturnRedemption.sealed(note, paid.order))
            .group(
                CHAINCODE,
                "returnRedemptions",
                new ReturnRedemption(paid.id, new ReturnReason("AC04"), note.commitment())
                    .toJson()));
    if (good) {
      paid.returned = true;
      know(paid.id + ".RETURNED.1", note);
      redeemed -= units;
      add(paid.owner, units);
    }
  }

  private static void assertAccepted(boolean expected, List<ItemResult> results) {
    assertThat(results).hasSize(1);
    assertThat(results.getFirst() instanceof ItemResult.Accepted)
        .as(results.getFirst().toJson().canonical())
        .isEqualTo(expected);
  }

  /** The bank's audit, and each member's own notes, give the sums of the model. */
  void check() {
    long spendable = balances.values().stream().mapToLong(Long::longValue).sum();
    long inEscrow =
        escrows.stream()
            .filter(held -> held.state.equals("FUNDED"))
            .mapToLong(held -> held.supplier + held.carrier)
            .sum();
    assertThat(balances.values()).allMatch(balance -> balance >= 0);
    assertThat(minted).isEqualTo(redeemed + spendable + inEscrow);
    var audit = Fields.of("audit", scene.audit());
    assertThat(audit.flag("balanced")).as(audit.json().canonical()).isTrue();
    if (minted > 0) {
      TrialBalance.Line line =
          TrialBalance.Line.fromJson(audit.objects("currencies", 1, 1).getFirst());
      assertThat(line)
          .isEqualTo(
              new TrialBalance.Line(
                  usd(minted), usd(redeemed), usd(spendable), usd(inEscrow), usd(0)));
    }
  }

  private static Money usd(long units) {
    return new Money(USD, units);
  }
}
