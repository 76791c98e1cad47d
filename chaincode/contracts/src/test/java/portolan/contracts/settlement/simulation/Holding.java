// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.settlement.simulation;

import static portolan.contracts.settlement.simulation.Verdict.objections;

import com.google.protobuf.ByteString;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Sha256;
import portolan.domain.membership.MemberSignature;
import portolan.domain.money.Money;
import portolan.domain.settlement.escrow.HoldDecision;
import portolan.domain.settlement.escrow.HoldReason;
import portolan.domain.settlement.escrow.OpenReason;
import portolan.domain.settlement.instruction.AppointOfficer;
import portolan.domain.settlement.instruction.DecideHold;
import portolan.domain.settlement.instruction.HoldPayment;
import portolan.domain.settlement.instruction.ReportIncident;
import portolan.domain.settlement.instruction.ScreenPayment;
import portolan.domain.settlement.instruction.SetLimit;
import portolan.twin.identity.Signatory;

/** Payments are stopped, and two officers of the bank let them go on. */
final class Holding {
  private static final String WRONG_STATE = "WRONG_STATE";

  /** Officers of both banks; the last name has the certificate of the first. */
  static final List<String> OFFICERS = List.of("Ada", "Bea", "Cleo", "Ada2");

  private static final List<String> PARTIES =
      List.of(Members.LOGISTICS, Members.SUPPLIER, Members.PLATFORM, Members.MARKET);
  private static final List<HoldReason> INCIDENTS =
      List.of(HoldReason.SEAL, HoldReason.EXCURSION, HoldReason.RECALL);

  private final Map<String, Signatory> officers;

  /** With the identities of officers by their names. */
  Holding(Map<String, Signatory> officers) {
    this.officers = Map.copyOf(officers);
  }

  List<Habit> habits() {
    return List.of(
        new Habit("appointOfficer", 1, 6, Holding::bank, this::appoint),
        new Habit("setLimit", 1, 3, dice -> dice.any(Members.BANKS), (dice, caller) -> limit(dice)),
        new Habit("hold", 3, 15, Holding::bank, Holding::hold),
        new Habit(
            "reportIncident",
            2,
            12,
            dice -> dice.oneIn(10) ? dice.any(Members.ALL) : dice.any(PARTIES),
            Holding::incident),
        new Habit(
            "screen",
            5,
            40,
            dice -> dice.oneIn(10) ? dice.any(Members.ALL) : Members.CUSTOMS,
            Holding::screen),
        new Habit("decideHold", 8, 30, Holding::bank, this::decide));
  }

  private static String bank(Dice dice) {
    return dice.oneIn(6) ? Members.OTHER_BANK : Members.BANK;
  }

  private Optional<Command> appoint(Dice dice, String caller) {
    String name = dice.any(OFFICERS);
    // Somebody leaves, and another one has the name.
    String certificate = officers.get(dice.oneIn(30) ? dice.any(OFFICERS) : name).pem();
    return Optional.of(new Appoint(name, certificate));
  }

  private static Optional<Command> limit(Dice dice) {
    return Optional.of(
        new Limit(new Money(dice.any(Issuing.CURRENCIES), dice.between(20_000, 400_000))));
  }

  private static Optional<Command> hold(Dice dice, String caller) {
    return dice.escrow(e -> e.terms.bank().equals(caller) || dice.oneIn(20))
        .map(e -> new Hold(e.id, dice.any(List.of(HoldReason.values()))));
  }

  private static Optional<Command> incident(Dice dice, String caller) {
    return dice.escrow(e -> !e.terms.trigger().isMilestone() || dice.oneIn(20))
        .map(
            e ->
                new Incident(
                    e.id,
                    dice.oneIn(40) ? HoldReason.REVIEW : dice.any(INCIDENTS),
                    new Commitment(Sha256.hex(dice.salt()))));
  }

  private static Optional<Command> screen(Dice dice, String caller) {
    return dice.escrow(
            e ->
                e.isOpen(HoldReason.SCREENING)
                    || (e.terms.screener().isPresent() && dice.oneIn(4))
                    || dice.oneIn(60))
        .map(
            e ->
                new Screen(
                    e.id,
                    // Most are clear; now and then one that was clear is not.
                    e.isOpen(HoldReason.SCREENING) != dice.oneIn(5),
                    new Commitment(Sha256.hex(dice.salt()))));
  }

  private Optional<Command> decide(Dice dice, String caller) {
    return dice.escrow(
            e ->
                (e.isHeld() || dice.oneIn(60)) && (e.terms.bank().equals(caller) || dice.oneIn(20)))
        .map(e -> decision(dice, e));
  }

  private Command decision(Dice dice, Model.Escrow escrow) {
    HoldDecision.Verdict verdict =
        dice.oneIn(4)
            ? dice.any(List.of(HoldDecision.Verdict.values()))
            : HoldDecision.Verdict.RELEASE;
    // Now and then a decision about earlier holds, or about some that are yet to come.
    long number = Math.max(0, escrow.changes + (dice.oneIn(15) ? dice.between(-3, 2) : 0));
    // Or about some of the reasons only.
    List<Model.Open> reasons =
        dice.oneIn(25) ? escrow.open.subList(0, dice.below(escrow.open.size() + 1)) : escrow.open;
    return decision(
        escrow.id,
        reasons,
        number,
        dice.any(OFFICERS),
        verdict,
        dice.oneIn(30) ? dice.any(OFFICERS) : "");
  }

  private Decide decision(
      String escrowId,
      List<Model.Open> reasons,
      long number,
      String officer,
      HoldDecision.Verdict verdict,
      String signer) {
    Signatory by = officers.get(signer.isEmpty() ? officer : signer);
    HoldDecision decision =
        new HoldDecision(
            escrowId,
            reasons.stream()
                .map(o -> new OpenReason(o.reason(), o.by(), Instant.EPOCH, o.evidence()))
                .toList(),
            number,
            officer,
            verdict);
    ByteString signature = by.sign(ByteString.copyFrom(decision.signedBytes()));
    return new Decide(
        escrowId,
        Set.copyOf(reasons),
        number,
        officer,
        verdict,
        new MemberSignature(Base64.getEncoder().encodeToString(signature.toByteArray()), by.pem()));
  }

  /** Two officers let everything go on that is held; what waits for a screener they reject. */
  List<Command> releasesOf(List<Model.Escrow> held) {
    List<Command> decisions = new ArrayList<>();
    for (Model.Escrow escrow : held) {
      long number = escrow.changes;
      for (String officer : List.of("Bea", "Cleo")) {
        decisions.add(
            decision(
                escrow.id,
                escrow.open,
                number++,
                officer,
                escrow.isOpen(HoldReason.SCREENING)
                    ? HoldDecision.Verdict.REJECT
                    : HoldDecision.Verdict.RELEASE,
                ""));
      }
    }
    return decisions;
  }

  /** As every bank begins. */
  List<Command> appointments() {
    return OFFICERS.stream()
        .<Command>map(name -> new Appoint(name, officers.get(name).pem()))
        .toList();
  }

  /** A bank says who decides. */
  private record Appoint(String name, String certificate) implements Command {
    @Override
    public JsonObject item() {
      return new AppointOfficer(name, certificate).toJson();
    }

    @Override
    public Verdict play(Model model, Moment moment) {
      return certificate.equals(model.officers.put(moment.caller() + "/" + name, certificate))
          ? new Verdict.Before()
          : new Verdict.Now();
    }
  }

  /** A bank says how much is not looked at. */
  private record Limit(Money amount) implements Command {
    @Override
    public JsonObject item() {
      return new SetLimit(amount).toJson();
    }

    @Override
    public Verdict play(Model model, Moment moment) {
      Long before =
          model.limits.put(
              new Model.Coinage(moment.caller(), amount.currency()), amount.minorUnits());
      return before != null && before == amount.minorUnits()
          ? new Verdict.Before()
          : new Verdict.Now();
    }
  }

  /** What is wrong with a bank's doing anything about this escrow. */
  private static Verdict.Objections byNeutralBank(Model.Escrow escrow, Moment moment) {
    return objections()
        .unless(escrow.terms.bank().equals(moment.caller()), "PERMISSION_DENIED")
        .when(
            escrow.terms.rulebook().filter(r -> r.seller().equals(moment.caller())).isPresent(),
            "PERMISSION_DENIED")
        .when(escrow.funder.equals(moment.caller()), "PERMISSION_DENIED");
  }

  /** The bank stops a payment. */
  private record Hold(String escrowId, HoldReason reason) implements Command {
    @Override
    public JsonObject item() {
      return new HoldPayment(escrowId, reason).toJson();
    }

    @Override
    public Verdict play(Model model, Moment moment) {
      Model.Escrow escrow = model.escrows.get(escrowId);
      if (escrow == null) {
        return Verdict.refused("NOT_FOUND");
      }
      Verdict.Objections wrong =
          byNeutralBank(escrow, moment)
              .when(
                  reason == HoldReason.SCREENING && escrow.terms.screener().isEmpty(), WRONG_STATE)
              .when(escrow.hasEnded(), WRONG_STATE);
      if (wrong.none() && escrow.isOpen(reason, moment.caller(), Optional.empty())) {
        return new Verdict.Before();
      }
      return wrong.orDo(() -> escrow.hold(reason, moment.caller(), Optional.empty()));
    }
  }

  /** A party says that something happened to the goods. */
  private record Incident(String escrowId, HoldReason reason, Commitment evidence)
      implements Command {
    @Override
    public JsonObject item() {
      return new ReportIncident(escrowId, reason, evidence).toJson();
    }

    @Override
    public Verdict play(Model model, Moment moment) {
      if (!INCIDENTS.contains(reason)) {
        return Verdict.refused("INVALID_ARGUMENT");
      }
      return model.known("incident", id(moment), item()).orElseGet(() -> first(model, moment));
    }

    /** Each party's own: nobody's report keeps another from its own. */
    private String id(Moment moment) {
      return escrowId + "/" + reason + "/" + moment.caller();
    }

    private Verdict first(Model model, Moment moment) {
      Model.Escrow escrow = model.escrows.get(escrowId);
      if (escrow == null) {
        return Verdict.refused("NOT_FOUND");
      }
      boolean isParty =
          escrow.funder.equals(moment.caller())
              || escrow.terms.carrier().equals(Optional.of(moment.caller()))
              || escrow
                  .terms
                  .rulebook()
                  .filter(r -> r.seller().equals(moment.caller()))
                  .isPresent();
      return objections()
          .unless(isParty, "PERMISSION_DENIED")
          .when(escrow.terms.trigger().isMilestone(), WRONG_STATE)
          .when(escrow.hasEnded(), WRONG_STATE)
          .orDo(
              () -> {
                model.remember("incident", id(moment), item());
                if (!escrow.isOpen(reason, moment.caller(), Optional.of(evidence))) {
                  escrow.hold(reason, moment.caller(), Optional.of(evidence));
                }
              });
    }
  }

  /** The screener's verdict. */
  private record Screen(String escrowId, boolean clear, Commitment reference) implements Command {
    @Override
    public JsonObject item() {
      return new ScreenPayment(escrowId, clear, reference).toJson();
    }

    @Override
    public Verdict play(Model model, Moment moment) {
      Model.Escrow escrow = model.escrows.get(escrowId);
      if (escrow == null) {
        return Verdict.refused("NOT_FOUND");
      }
      Verdict.Objections wrong =
          objections()
              .when(escrow.terms.screener().isEmpty(), WRONG_STATE)
              .when(
                  escrow.terms.screener().filter(s -> !s.equals(moment.caller())).isPresent(),
                  "PERMISSION_DENIED")
              .when(escrow.hasEnded(), WRONG_STATE);
      boolean waits = escrow.isOpen(HoldReason.SCREENING);
      if (clear) {
        return wrong
            .unless(waits, WRONG_STATE)
            .orDo(
                () -> {
                  escrow.silenced = false;
                  model.lift(escrow, Model.Open::isScreening);
                });
      }
      boolean hit = escrow.isOpen(HoldReason.SCREENING_HIT, moment.caller());
      if (wrong.none() && hit && !waits) {
        return new Verdict.Before();
      }
      return wrong
          .when(!waits && escrow.silenced, WRONG_STATE)
          .orDo(
              () -> {
                escrow.open.removeIf(
                    o ->
                        o.isScreening()
                            || (o.reason() == HoldReason.SCREENING_HIT
                                && o.by().equals(moment.caller())));
                escrow.hold(HoldReason.SCREENING_HIT, moment.caller(), Optional.of(reference));
              });
    }
  }

  /** An officer decides. */
  private record Decide(
      String escrowId,
      Set<Model.Open> reasons,
      long number,
      String officer,
      HoldDecision.Verdict verdict,
      MemberSignature signature)
      implements Command {
    @Override
    public JsonObject item() {
      return new DecideHold(escrowId, number, officer, verdict, signature).toJson();
    }

    @Override
    public Verdict play(Model model, Moment moment) {
      Model.Escrow escrow = model.escrows.get(escrowId);
      if (escrow == null) {
        return Verdict.refused("NOT_FOUND");
      }
      String certificate = model.officers.get(moment.caller() + "/" + officer);
      Model.Vote vote = new Model.Vote(officer, certificate, verdict, number);
      boolean known = escrow.votes.contains(vote);
      Verdict.Objections wrong =
          byNeutralBank(escrow, moment)
              .unless(escrow.isHeld(), WRONG_STATE)
              .when(certificate == null, "NOT_FOUND")
              .when(
                  certificate != null && !certificate.equals(signature.certificate()),
                  "FOREIGN_CERTIFICATE")
              .unless(known || number == escrow.changes, "OUTDATED_DECISION")
              .unless(reasons.equals(Set.copyOf(escrow.open)), "WRONG_SIGNATURE");
      if (!wrong.none()) {
        return wrong.refused();
      }
      if (known) {
        return new Verdict.Before();
      }
      boolean release = verdict == HoldDecision.Verdict.RELEASE;
      return wrong
          .when(release && escrow.open.stream().allMatch(Model.Open::isScreening), WRONG_STATE)
          .orDo(() -> count(model, escrow, vote, moment.caller()));
    }

    private void count(Model model, Model.Escrow escrow, Model.Vote vote, String bank) {
      // Who is no officer any more, or is another one now, has no vote.
      escrow.votes.removeIf(
          v -> !v.certificate().equals(model.officers.get(bank + "/" + v.officer())));
      boolean agreed =
          escrow.votes.stream().anyMatch(v -> v.verdict() == verdict && v.isOfAnotherThan(vote));
      if (!agreed) {
        escrow.votes.removeIf(v -> !v.isOfAnotherThan(vote));
        escrow.votes.add(vote);
        escrow.changes++;
        return;
      }
      switch (verdict) {
        case RELEASE -> {
          escrow.silenced |=
              escrow.open.stream()
                  .anyMatch(o -> o.reason() == HoldReason.SCREENING_HIT && !o.by().equals(bank));
          model.lift(escrow, o -> !o.isScreening());
        }
        case REJECT -> model.reject(escrow);
        case SEIZE -> model.seize(escrow);
      }
    }
  }
}
