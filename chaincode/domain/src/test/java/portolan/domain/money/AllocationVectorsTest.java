// SPDX-License-Identifier: Apache-2.0
package portolan.domain.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import portolan.domain.Vectors;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonNumber;
import portolan.domain.encoding.JsonText;
import portolan.domain.settlement.Allocation;

/**
 * numscript's plans on our money: what is sent is an amount of an account, or divided among
 * accounts by an {@link Allocation}, and goes to an account, or is divided again, as deep as the
 * plan says; whoever has less than its part refuses the whole. {@link Reason} has the forms that do
 * not map.
 */
final class AllocationVectorsTest {
  private static final Format SHARE =
      Format.of("a share", "remaining|[0-9]+(\\.[0-9]+)?%|[0-9]+/[1-9][0-9]*", 40);

  /** Why a case does not map: its form decides, whatever its name and its figures are. */
  private enum Reason {
    CAP("cap", "a part that is capped: a share here has no limit"),
    TARGETS_IN_ORDER("", "targets filled one after the other: payouts are shares of the whole"),
    SOURCES_IN_ORDER("source order", "sources drained in order: who spends names the notes"),
    OVERDRAFT("overdraft", "an overdraft: nobody spends notes that it does not have"),
    RESERVE("reserve", "a balance of which a part is reserved: here an escrow sets money aside"),
    BELOW_ZERO("", "an amount below zero: there is none here"),
    TOO_LARGE("", "an amount of more than 18 digits: there is none here"),
    TOO_FINE("", "a weight above 1,000,000,000: plans have none"),
    NOTHING("", "a share of nothing before another: plans have none, numscript may give it a unit");

    private final String feature;
    private final String text;

    /** The feature is what the source calls it; empty where it has no name for it. */
    Reason(String feature, String text) {
      this.feature = feature;
      this.text = text;
    }
  }

  /** A part of what is sent: where it comes from, or where it goes. */
  private sealed interface Part {
    record Account(String name, boolean overdraft) implements Part {}

    record Kept() implements Part {}

    record Shares(List<Share> shares) implements Part {}

    record InOrder(List<Part> parts) implements Part {}

    record Capped(Part part) implements Part {}

    /** Reads a part; {@code side} is "from" or "to". */
    static Part fromJson(Json json, String side) {
      if (json instanceof JsonText text && text.value().equals("kept") && side.equals("to")) {
        return new Kept();
      }
      Fields fields = Fields.of(side, json);
      Part part;
      if (fields.has("account")) {
        part = new Account(fields.text("account", 99), fields.has("overdraft"));
      } else if (fields.has("shares")) {
        part =
            new Shares(
                fields.objects("shares", 1, 100).stream()
                    .map(share -> Share.fromJson(share, side))
                    .toList());
      } else if (fields.has("inOrder")) {
        part =
            new InOrder(
                fields.values("inOrder", 1, 100).stream().map(p -> fromJson(p, side)).toList());
      } else if (fields.has("atMost")) {
        part = new Capped(fromJson(fields.json(side), side));
      } else if (fields.flag("remaining")) {
        part = fromJson(fields.json(side), side);
      } else {
        throw new AssertionError("a part of a form that is neither mapped nor listed: " + json);
      }
      fields.end();
      return part;
    }
  }

  /** A share; no fraction for the one that takes what remains. */
  private record Share(Optional<Fraction> fraction, Part part) {
    static Share fromJson(Fields fields, String side) {
      Share share =
          new Share(
              Fraction.of(fields.text("share", SHARE)), Part.fromJson(fields.json(side), side));
      fields.end();
      return share;
    }
  }

  private record Fraction(BigInteger numerator, BigInteger denominator) {
    static Optional<Fraction> of(String share) {
      if (share.equals("remaining")) {
        return Optional.empty();
      }
      if (share.endsWith("%")) {
        BigDecimal percent = new BigDecimal(share.substring(0, share.length() - 1));
        return Optional.of(
            new Fraction(percent.unscaledValue(), BigInteger.TEN.pow(percent.scale() + 2)));
      }
      String[] parts = share.split("/", 2);
      return Optional.of(new Fraction(new BigInteger(parts[0]), new BigInteger(parts[1])));
    }

    BigInteger of(BigInteger whole) {
      return whole.multiply(numerator).divide(denominator);
    }
  }

  /** Sends an amount of an asset; all that its source has if none is named. */
  private record Send(String asset, Optional<BigInteger> amount, Part from, Part to) {
    static Send fromJson(Fields fields) {
      Json amount = fields.json("amount");
      boolean all = amount instanceof JsonText text && text.value().equals("all");
      Send send =
          new Send(
              fields.text("asset", 99),
              all ? Optional.empty() : Optional.of(whole(amount)),
              Part.fromJson(fields.json("from"), "from"),
              Part.fromJson(fields.json("to"), "to"));
      fields.end();
      return send;
    }
  }

  private record Posting(String source, String destination, BigInteger amount, String asset) {
    static Posting fromJson(Fields fields) {
      return new Posting(
          fields.text("source", 99),
          fields.text("destination", 99),
          whole(fields.json("amount")),
          fields.text("asset", 99));
    }
  }

  private record Holding(String account, String asset) {}

  /** One case; the postings are missing where the funds are. */
  private record Case(
      String name,
      Set<String> features,
      Map<Holding, BigInteger> balances,
      boolean reserves,
      List<Send> sends,
      Optional<List<Posting>> expected) {
    static Case fromJson(Fields fields) {
      Map<Holding, BigInteger> balances = new HashMap<>();
      for (Fields balance : fields.objects("balances", 0, 100)) {
        balances.put(
            new Holding(balance.text("account", 99), balance.text("asset", 99)),
            whole(balance.json("amount")));
      }
      List<Send> sends = new ArrayList<>();
      boolean reserves = false;
      for (Fields step : fields.objects("plan", 1, 100)) {
        step.optionalObject("send").map(Send::fromJson).ifPresent(sends::add);
        reserves |= step.has("reserve");
        step.end();
      }
      Fields expect = fields.object("expect");
      Optional<List<Posting>> expected = Optional.empty();
      if (expect.has("error")) {
        assertThat(expect.text("error", 99)).isEqualTo("missingFunds");
      } else {
        expected =
            Optional.of(
                expect.objects("postings", 0, 100).stream().map(Posting::fromJson).toList());
      }
      return new Case(
          fields.text("id", 99) + " " + fields.text("name", 99),
          fields.values("features", 1, 99).stream()
              .map(feature -> ((JsonText) feature).value())
              .collect(Collectors.toSet()),
          balances,
          reserves,
          sends,
          expected);
    }

    Set<Reason> reasons() {
      Set<Reason> reasons = EnumSet.noneOf(Reason.class);
      if (reserves) {
        reasons.add(Reason.RESERVE);
      }
      balances.values().forEach(balance -> addReasons(reasons, balance));
      for (Send send : sends) {
        send.amount().ifPresent(amount -> addReasons(reasons, amount));
        addReasons(reasons, send.from(), Reason.SOURCES_IN_ORDER);
        addReasons(reasons, send.to(), Reason.TARGETS_IN_ORDER);
      }
      return reasons;
    }

    private static void addReasons(Set<Reason> reasons, BigInteger amount) {
      if (amount.signum() < 0) {
        reasons.add(Reason.BELOW_ZERO);
      }
      if (amount.compareTo(BigInteger.valueOf(Money.MAX_MINOR_UNITS)) > 0) {
        reasons.add(Reason.TOO_LARGE);
      }
    }

    private static void addReasons(Set<Reason> reasons, Part part, Reason inOrder) {
      switch (part) {
        case Part.Kept kept -> {}
        case Part.Account account -> {
          if (account.overdraft()) {
            reasons.add(Reason.OVERDRAFT);
          }
        }
        case Part.Capped capped -> {
          reasons.add(Reason.CAP);
          addReasons(reasons, capped.part(), inOrder);
        }
        case Part.InOrder order -> {
          reasons.add(inOrder);
          order.parts().forEach(each -> addReasons(reasons, each, inOrder));
        }
        case Part.Shares divided -> {
          List<BigInteger> weights = weights(divided.shares());
          BigInteger most = BigInteger.valueOf(Allocation.MAX_WEIGHT);
          if (weights.stream().anyMatch(weight -> weight.compareTo(most) > 0)) {
            reasons.add(Reason.TOO_FINE);
          }
          long positive = weights.stream().filter(weight -> weight.signum() > 0).count();
          if (weights.stream().limit(positive).anyMatch(weight -> weight.signum() == 0)) {
            reasons.add(Reason.NOTHING);
          }
          divided.shares().forEach(share -> addReasons(reasons, share.part(), inOrder));
        }
      }
    }
  }

  /** What goes to, or comes from, an account; none where it is kept. */
  private record Portion(Optional<String> account, Money amount) {}

  /** What the accounts have while a plan is carried out. */
  private static final class Accounts {
    private static final String UNLIMITED = "world";

    private final Map<Holding, Money> balances = new HashMap<>();
    private final Map<String, Currency> currencies = new HashMap<>();
    private final List<Posting> postings = new ArrayList<>();

    Accounts(Map<Holding, BigInteger> balances) {
      balances.forEach(
          (holding, balance) -> this.balances.put(holding, money(holding.asset(), balance)));
    }

    /** Each asset is a currency of its own. */
    private Money money(String asset, BigInteger amount) {
      Currency currency =
          currencies.computeIfAbsent(
              asset,
              name ->
                  Currency.codes().stream()
                      .map(Currency::new)
                      .filter(each -> each.decimals().isPresent())
                      .skip(currencies.size())
                      .findFirst()
                      .orElseThrow());
      return new Money(currency, amount.longValueExact());
    }

    private Money balance(Holding holding) {
      return balances.getOrDefault(holding, money(holding.asset(), BigInteger.ZERO));
    }

    void send(Send send) {
      Money amount =
          send.amount()
              .map(units -> money(send.asset(), units))
              .orElseGet(() -> all(send.from(), send.asset()));
      Deque<Portion> sources = new ArrayDeque<>();
      for (Portion source : portions(send.from(), amount)) {
        take(new Holding(source.account().orElseThrow(), send.asset()), source.amount());
        Portion last = sources.peekLast();
        if (last != null && last.account().equals(source.account())) {
          sources.removeLast();
          sources.addLast(new Portion(last.account(), last.amount().plus(source.amount())));
        } else {
          sources.addLast(source);
        }
      }
      for (Portion target : portions(send.to(), amount)) {
        fill(target, sources, send.asset());
      }
    }

    private Money all(Part from, String asset) {
      if (from instanceof Part.Account account && !account.name().equals(UNLIMITED)) {
        return balance(new Holding(account.name(), asset));
      }
      throw new AssertionError("all of a form that is neither mapped nor listed: " + from);
    }

    private void fill(Portion target, Deque<Portion> sources, String asset) {
      Money due = target.amount();
      while (!due.isZero()) {
        Portion source = sources.removeFirst();
        Money has = source.amount();
        Money part = has.minorUnits() < due.minorUnits() ? has : due;
        String from = source.account().orElseThrow();
        String to = target.account().orElse(from);
        give(new Holding(to, asset), part);
        if (target.account().isPresent() && !part.isZero()) {
          postings.add(new Posting(from, to, BigInteger.valueOf(part.minorUnits()), asset));
        }
        due = due.minus(part);
        if (!has.equals(part)) {
          sources.addFirst(new Portion(source.account(), has.minus(part)));
        }
      }
    }

    private void take(Holding holding, Money amount) {
      if (!holding.account().equals(UNLIMITED)) {
        balances.put(holding, balance(holding).minus(amount));
      }
    }

    private void give(Holding holding, Money amount) {
      if (!holding.account().equals(UNLIMITED)) {
        balances.put(holding, balance(holding).plus(amount));
      }
    }

    private static List<Portion> portions(Part part, Money amount) {
      return switch (part) {
        case Part.Account account -> List.of(new Portion(Optional.of(account.name()), amount));
        case Part.Kept kept -> List.of(new Portion(Optional.empty(), amount));
        case Part.Shares divided -> {
          List<BigInteger> weights = weights(divided.shares());
          List<Part> parts = new ArrayList<>();
          List<Long> positive = new ArrayList<>();
          for (int i = 0; i < weights.size(); i++) {
            if (weights.get(i).signum() > 0) {
              parts.add(divided.shares().get(i).part());
              positive.add(weights.get(i).longValueExact());
            }
          }
          // As it stands in a plan that was signed: that form has limits of its own.
          Allocation allocation =
              Allocation.fromJson(
                  Fields.of("", new Allocation(RemainderRule.FIRST, positive).toJson()));
          List<Money> amounts = allocation.of(amount);
          List<Portion> portions = new ArrayList<>();
          for (int i = 0; i < parts.size(); i++) {
            portions.addAll(portions(parts.get(i), amounts.get(i)));
          }
          yield portions;
        }
        case Part.InOrder order -> throw new AssertionError("not mapped: " + order);
        case Part.Capped capped -> throw new AssertionError("not mapped: " + capped);
      };
    }
  }

  private static BigInteger whole(Json json) {
    return ((JsonNumber) json).value().toBigIntegerExact();
  }

  /** Shares by their smallest common denominator; what remains is what the others leave. */
  private static List<BigInteger> weights(List<Share> shares) {
    BigInteger whole = BigInteger.ONE;
    for (Share share : shares) {
      whole = whole.multiply(share.fraction().map(Fraction::denominator).orElse(BigInteger.ONE));
    }
    BigInteger left = whole;
    for (Share share : shares) {
      if (share.fraction().isPresent()) {
        left = left.subtract(share.fraction().get().of(whole));
      }
    }
    boolean remaining = shares.stream().anyMatch(share -> share.fraction().isEmpty());
    assertThat(left.signum()).as("left by %s", shares).isBetween(0, remaining ? 1 : 0);
    List<BigInteger> weights = new ArrayList<>();
    BigInteger divisor = BigInteger.ZERO;
    for (Share share : shares) {
      weights.add(share.fraction().isPresent() ? share.fraction().get().of(whole) : left);
      divisor = divisor.gcd(weights.getLast());
    }
    BigInteger common = divisor;
    return weights.stream().map(weight -> weight.divide(common)).toList();
  }

  private static List<Case> cases() throws IOException {
    Path vectors = Vectors.folder("settlement/allocation").orElse(null);
    assumeTrue(vectors != null, "no vectors");
    Fields file = Fields.parse("", Files.readAllBytes(vectors.resolve("cases.json")));
    return file.objects("cases", 1, 1000).stream().map(Case::fromJson).toList();
  }

  @TestFactory
  Stream<DynamicTest> everyPlanThatMapsGivesTheSamePostings() throws IOException {
    return cases().stream()
        .filter(each -> each.reasons().isEmpty())
        .map(each -> DynamicTest.dynamicTest(each.name(), () -> run(each)));
  }

  private static void run(Case each) {
    Accounts accounts = new Accounts(each.balances());
    if (each.expected().isEmpty()) {
      assertThatThrownBy(() -> each.sends().forEach(accounts::send))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("expected an amount that is not negative");
      return;
    }
    each.sends().forEach(accounts::send);
    assertThat(accounts.postings).isEqualTo(each.expected().get());
  }

  @Test
  void everyCaseIsRunOrItsFormSaysWhyNot() throws IOException {
    List<Case> cases = cases();
    int run = 0;
    for (Case each : cases) {
      Set<Reason> reasons = each.reasons();
      // What the source itself calls the form of its case leaves none out for a wrong reason.
      for (Reason reason : Reason.values()) {
        if (!reason.feature.isEmpty()) {
          assertThat(reasons.contains(reason))
              .as("%s: %s", each.name(), reason)
              .isEqualTo(each.features().contains(reason.feature));
        }
      }
      if (reasons.isEmpty()) {
        run++;
      } else {
        System.out.println(
            each.name()
                + ": "
                + reasons.stream().map(reason -> reason.text).collect(Collectors.joining("; ")));
      }
    }
    System.out.printf("%d cases: %d run, %d do not map%n", cases.size(), run, cases.size() - run);
    assertThat(run).isPositive();
  }
}
