// SPDX-License-Identifier: Apache-2.0
package portolan.command.demo;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import portolan.api.v1.ExchangeRate;
import portolan.api.v1.HoldReason;
import portolan.api.v1.Rulebook;
import portolan.api.v1.Verdict;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.settlement.escrow.HoldDecision;
import portolan.domain.worldstate.RefusalCode;

/** How the file of each story is read, in the order in which they are named. */
final class StoryFiles {
  private static final int HOUR = 3_600;
  private static final int MOST_BASIS_POINTS = 9_999;
  private static final Format DIGITS = Format.of("1 to 18 digits", "[1-9][0-9]{0,17}", 18);

  /** The story that has no file. */
  static final String DELIVERY = "delivery";

  /** By the name of the story. */
  static final Map<String, Function<Fields, Story>> READERS = readers();

  private StoryFiles() {}

  private static Map<String, Function<Fields, Story>> readers() {
    Map<String, Function<Fields, Story>> readers = new LinkedHashMap<>();
    readers.put(DELIVERY, whole(f -> new DeliveryStory()));
    readers.put("refund", whole(f -> new RefundStory(f.integer("expiresAfterSeconds", 1, HOUR))));
    readers.put("dispute", whole(StoryFiles::dispute));
    readers.put("partial", whole(StoryFiles::partial));
    readers.put("currencies", whole(StoryFiles::currencies));
    readers.put("hold", whole(StoryFiles::hold));
    readers.put("recall", whole(StoryFiles::recall));
    readers.put("receivable", whole(StoryFiles::receivable));
    readers.put(
        "milestones", whole(f -> new MilestonesStory((int) f.integer("releasePercent", 1, 99))));
    return Collections.unmodifiableMap(readers);
  }

  /** A file in which every field is one that is known. */
  private static Function<Fields, Story> whole(Function<Fields, Story> reader) {
    return fields -> {
      Story story = reader.apply(fields);
      fields.end();
      return story;
    };
  }

  private static Rulebook rulebook(Fields f) {
    var checked = portolan.domain.settlement.Rulebook.fromJson(f.object("rulebook"));
    return Rulebook.newBuilder()
        .setSeller(checked.seller())
        .setInspectionSeconds(checked.inspectionSeconds())
        .setNegotiationSeconds(checked.negotiationSeconds())
        .setArbitrationSeconds(checked.arbitrationSeconds())
        .setReturnSeconds(checked.returnSeconds())
        .setFallback(Verdict.valueOf("VERDICT_" + checked.fallback()))
        .build();
  }

  private static Story dispute(Fields f) {
    return new DisputeStory(
        rulebook(f),
        f.text("reason", 2_000),
        share(f.object("offer"), "offerId"),
        share(f.object("award"), "awardId"));
  }

  private static DisputeStory.Share share(Fields f, String id) {
    DisputeStory.Share share =
        new DisputeStory.Share(f.text(id, Format.QUALIFIED), f.positiveAmount("refund"));
    f.end();
    return share;
  }

  private static Story partial(Fields f) {
    List<PartialStory.Line> lines =
        f.objects("lines", 2, 20).stream().map(StoryFiles::line).toList();
    return new PartialStory(lines);
  }

  private static PartialStory.Line line(Fields f) {
    PartialStory.Line line =
        new PartialStory.Line(
            f.integer("weight", 1, 1_000_000),
            f.has("expiresAfterSeconds")
                ? OptionalLong.of(f.integer("expiresAfterSeconds", 1, HOUR))
                : OptionalLong.empty());
    f.end();
    return line;
  }

  private static Story currencies(Fields f) {
    Fields rate = f.object("rate");
    CurrenciesStory story =
        new CurrenciesStory(
            f.text("exchangeId", Format.IDENTIFIER),
            f.text("currency", 3),
            f.positiveAmount("reserves"),
            ExchangeRate.newBuilder()
                .setNumerator(rate.text("numerator", DIGITS))
                .setDenominator(rate.text("denominator", DIGITS))
                .build(),
            f.decimal("referenceRate").toPlainString(),
            (int) f.integer("toleranceBasisPoints", 0, MOST_BASIS_POINTS));
    rate.end();
    return story;
  }

  private static Story hold(Fields f) {
    HoldDecision.Verdict verdict = f.choice("verdict", HoldDecision.Verdict.class);
    if (verdict == HoldDecision.Verdict.SEIZE) {
      throw f.refuse(RefusalCode.INVALID_ARGUMENT, "verdict", "expected RELEASE or REJECT");
    }
    List<String> officers = officers(f);
    return new HoldStory(
        f.text("holdId", Format.IDENTIFIER),
        HoldReason.valueOf(
            "HOLD_REASON_"
                + f.choice("reason", portolan.domain.settlement.escrow.HoldReason.class).name()),
        officers,
        verdict);
  }

  private static List<String> officers(Fields f) {
    List<String> officers = f.texts("officers", 2, 2, Format.IDENTIFIER);
    if (officers.get(0).equals(officers.get(1))) {
      throw f.refuse(RefusalCode.INVALID_ARGUMENT, "officers", "expected two different officers");
    }
    return officers;
  }

  private static Story recall(Fields f) {
    return new RecallStory(
        f.text("recallId", Format.IDENTIFIER), f.text("reason", 300), officers(f));
  }

  private static Story receivable(Fields f) {
    return new ReceivableStory(
        rulebook(f),
        f.text("receivableId", Format.QUALIFIED),
        f.text("financier", Format.MEMBER),
        (int) f.integer("discountBasisPoints", 0, MOST_BASIS_POINTS));
  }
}
