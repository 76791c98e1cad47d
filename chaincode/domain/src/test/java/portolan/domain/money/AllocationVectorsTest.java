package portolan.domain.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import portolan.domain.Vectors;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonNumber;
import portolan.domain.encoding.JsonText;

/**
 * Division into shares against numscript's cases. Of those, only one amount divided once among
 * accounts has a counterpart here; caps, nesting and orders of sources have none.
 */
final class AllocationVectorsTest {
  private static final Currency USD = new Currency("USD");

  /** A share; no fraction for the one that takes what remains. */
  private record Share(Optional<Fraction> fraction, String target) {}

  private record Fraction(BigInteger numerator, BigInteger denominator) {
    BigInteger of(BigInteger whole) {
      return whole.multiply(numerator).divide(denominator);
    }
  }

  @Test
  void everyPlainDivisionGivesTheSamePostings() throws IOException {
    Path vectors = Vectors.folder("settlement/allocation").orElse(null);
    assumeTrue(vectors != null, "no vectors");
    int checked = 0;
    Fields file = Fields.parse("", Files.readAllBytes(vectors.resolve("cases.json")));
    for (Fields test : file.objects("cases", 1, 1000)) {
      if (check(test)) {
        checked++;
      }
    }
    assertThat(checked).isGreaterThanOrEqualTo(3);
  }

  private static boolean check(Fields test) {
    List<Fields> plan = test.objects("plan", 1, 100);
    Fields send = plan.getFirst().optionalObject("send").orElse(null);
    boolean single = plan.size() == 1 && send != null && test.has("expect");
    if (!single || !test.object("expect").has("postings")) {
      return false;
    }
    if (!send.object("from").has("account")
        || !send.object("to").has("shares")
        || !(send.json("amount") instanceof JsonNumber amount)
        || amount.wholeNumber().isEmpty()) {
      return false;
    }
    List<Share> shares = new ArrayList<>();
    for (Fields share : send.object("to").objects("shares", 1, 100)) {
      Optional<String> target = target(share.json("to"));
      if (target.isEmpty()) {
        return false;
      }
      shares.add(new Share(fraction(share.text("share", 20)), target.get()));
    }
    Map<String, Long> expected = new TreeMap<>();
    for (Fields posting : test.object("expect").objects("postings", 0, 100)) {
      expected.merge(
          posting.text("destination", 99),
          posting.integer("amount", 0, Money.MAX_MINOR_UNITS),
          Long::sum);
    }
    assertThat(divided(new Money(USD, amount.wholeNumber().get()), shares))
        .as(test.text("id", 99))
        .isEqualTo(expected);
    return true;
  }

  private static Optional<String> target(Json json) {
    if (json instanceof JsonText text && text.value().equals("kept")) {
      return Optional.of("");
    }
    return Fields.of("to", json).optionalText("account", 99);
  }

  private static Optional<Fraction> fraction(String share) {
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

  private static Map<String, Long> divided(Money amount, List<Share> shares) {
    BigInteger denominator = BigInteger.ONE;
    for (Share share : shares) {
      denominator =
          share.fraction().map(Fraction::denominator).orElse(BigInteger.ONE).multiply(denominator);
    }
    BigInteger left = denominator;
    for (Share share : shares) {
      if (share.fraction().isPresent()) {
        left = left.subtract(share.fraction().get().of(denominator));
      }
    }
    BigInteger remaining = left;
    BigInteger all = denominator;
    List<Long> weights =
        shares.stream()
            .map(s -> s.fraction().map(f -> f.of(all)).orElse(remaining).longValueExact())
            .toList();
    List<Money> parts = amount.divide(weights);
    Map<String, Long> byTarget = new TreeMap<>();
    for (int i = 0; i < parts.size(); i++) {
      if (!shares.get(i).target().isEmpty() && !parts.get(i).isZero()) {
        byTarget.merge(shares.get(i).target(), parts.get(i).minorUnits(), Long::sum);
      }
    }
    return byTarget;
  }
}
