package portolan.contracts.settlement.simulation;

import static portolan.contracts.settlement.simulation.Verdict.objections;

import com.google.protobuf.ByteString;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Sha256;
import portolan.domain.membership.MemberSignature;
import portolan.domain.money.Money;
import portolan.domain.settlement.HoldDecision;
import portolan.domain.settlement.HoldReason;
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
        new Habit("decideHold", 6, 30, Holding::bank, this::decide));
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
                e.hold.filter(h -> h.reason == HoldReason.SCREENING || dice.oneIn(8)).isPresent()
                    || dice.oneIn(60))
        .map(e -> new Screen(e.id, !dice.oneIn(5), new Commitment(Sha256.hex(dice.salt()))));
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
    Instant since = escrow.hold.map(h -> h.since).orElse(dice.now());
    // Now and then a decision about an earlier hold.
    return decision(
        escrow.id,
        dice.any(OFFICERS),
        verdict,
        dice.oneIn(25) ? since.minusMillis(1) : since,
        dice.oneIn(30) ? dice.any(OFFICERS) : "");
  }

  private Decide decision(
      String escrowId, String officer, HoldDecision.Verdict verdict, Instant since, String signer) {
    Signatory by = officers.get(signer.isEmpty() ? officer : signer);
    ByteString signature =
        by.sign(
            ByteString.copyFrom(new HoldDecision(escrowId, since, officer, verdict).signedBytes()));
    return new Decide(
        escrowId,
        officer,
        verdict,
        since,
        new MemberSignature(Base64.getEncoder().encodeToString(signature.toByteArray()), by.pem()));
  }

  /** Two officers let everything go on that is held. */
  List<Command> releasesOf(List<Model.Escrow> held) {
    List<Command> decisions = new ArrayList<>();
    for (Model.Escrow escrow : held) {
      for (String officer : List.of("Bea", "Cleo")) {
        decisions.add(
            decision(
                escrow.id,
                officer,
                HoldDecision.Verdict.RELEASE,
                escrow.hold.orElseThrow().since,
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
      Verdict.Objections wrong = byNeutralBank(escrow, moment);
      if (wrong.none() && escrow.hold.filter(h -> h.reason == reason).isPresent()) {
        return new Verdict.Before();
      }
      return wrong
          .when(escrow.isHeld(), "HELD")
          .when(escrow.hasEnded(), WRONG_STATE)
          .orDo(() -> escrow.hold = Optional.of(new Model.Hold(reason, moment.timestamp())));
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
      return model
          .known("incident", escrowId + "/" + reason, item())
          .orElseGet(() -> first(model, moment));
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
                model.remember("incident", escrowId + "/" + reason, item());
                if (escrow.hold.filter(h -> h.reason != HoldReason.SCREENING).isEmpty()) {
                  escrow.hold = Optional.of(new Model.Hold(reason, moment.timestamp()));
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
              .unless(escrow.isHeld(), WRONG_STATE);
      if (!wrong.none()) {
        return wrong.refused();
      }
      Model.Hold hold = escrow.hold.orElseThrow();
      boolean hit = hold.reason == HoldReason.SCREENING_HIT;
      if (!clear && hit) {
        return new Verdict.Before();
      }
      return wrong
          .unless(hold.reason == HoldReason.SCREENING, WRONG_STATE)
          .orDo(
              () -> {
                if (clear) {
                  model.release(escrow);
                } else {
                  hold.reason = HoldReason.SCREENING_HIT;
                }
              });
    }
  }

  /** An officer decides. */
  private record Decide(
      String escrowId,
      String officer,
      HoldDecision.Verdict verdict,
      Instant since,
      MemberSignature signature)
      implements Command {
    @Override
    public JsonObject item() {
      return new DecideHold(escrowId, officer, verdict, signature).toJson();
    }

    @Override
    public Verdict play(Model model, Moment moment) {
      Model.Escrow escrow = model.escrows.get(escrowId);
      if (escrow == null) {
        return Verdict.refused("NOT_FOUND");
      }
      String certificate = model.officers.get(moment.caller() + "/" + officer);
      Verdict.Objections wrong =
          byNeutralBank(escrow, moment)
              .unless(escrow.isHeld(), WRONG_STATE)
              .when(certificate == null, "NOT_FOUND")
              .when(
                  certificate != null && !certificate.equals(signature.certificate()),
                  "FOREIGN_CERTIFICATE")
              .when(escrow.hold.filter(h -> !h.since.equals(since)).isPresent(), "WRONG_SIGNATURE");
      if (!wrong.none()) {
        return wrong.refused();
      }
      Model.Hold hold = escrow.hold.orElseThrow();
      Model.Vote vote = new Model.Vote(officer, certificate, verdict);
      if (hold.votes.contains(vote)) {
        return new Verdict.Before();
      }
      boolean agreed =
          hold.votes.stream().anyMatch(v -> v.verdict() == verdict && v.isOfAnotherThan(vote));
      if (agreed) {
        switch (verdict) {
          case RELEASE -> model.release(escrow);
          case REJECT -> {
            escrow.hold = Optional.empty();
            model.end(escrow, "REFUNDED", "REFUNDED");
          }
          case SEIZE -> model.seize(escrow);
        }
      } else {
        hold.votes.removeIf(v -> !v.isOfAnotherThan(vote));
        hold.votes.add(vote);
      }
      return new Verdict.Now();
    }
  }
}
