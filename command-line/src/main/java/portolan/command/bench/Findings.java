// SPDX-License-Identifier: Apache-2.0
package portolan.command.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * What a run says about what the project promises. The anchors were measured in the same run, so
 * that the ratios mean something on any machine; nothing here passes or fails.
 */
final class Findings {
  static final String NAIVE = "naive";
  static final String FUNDING = "funding";
  static final String SPENDING = "spending";
  static final String EXCHANGE = "exchange";
  static final String SINGLE = "single";
  static final String SATURATION = "saturation";
  static final String SAME_PAYEES = "same-payees";
  static final String HALF = "half";
  static final String AT_100 = "at-100";
  static final String AT_2000 = "at-2000";
  static final String WITHOUT_BRIDGE = "without-bridge";
  static final String TWIN_SINGLE = "twin-single";
  static final String TWIN_SATURATION = "twin-saturation";

  private final Report report;
  private final List<String> lines = new ArrayList<>();

  private Findings(Report report) {
    this.report = report;
  }

  static List<String> of(Report report) {
    Findings findings = new Findings(report);
    findings.value(
        "settled deliveries per second at saturation",
        SATURATION,
        Result::perSecond,
        "4,000 or more");
    findings.value("p99 at 2,000/s, ms", AT_2000, Result::p99, "500 or less");
    findings.value("p99 at 100/s, ms", AT_100, Result::p99, "150 or less");
    findings.ratio("grouped to one per transaction", SATURATION, SINGLE, "10 or more");
    findings.ratio("grouped to naive balances", SATURATION, NAIVE, "1,000 or more");
    findings.ratio(
        "the same three payees to different ones", SAME_PAYEES, SATURATION, "0.95 or more");
    findings.value(
        "client and gateways, ms of CPU each at saturation",
        SATURATION,
        r -> r.cpuMillisEach().getOrDefault(Gauge.SELF, 0.0),
        "0.05 or less");
    findings.ratio("with the bridge to without", SATURATION, WITHOUT_BRIDGE, "");
    findings.ratio("twin to real network, one per transaction", TWIN_SINGLE, SINGLE, "");
    findings.ratio("twin to real network, grouped", TWIN_SATURATION, SATURATION, "");
    return findings.lines;
  }

  private void value(String what, String id, ToDoubleFunction<Result> value, String aim) {
    report.result(id).ifPresent(r -> add(what, value.applyAsDouble(r), aim));
  }

  private void ratio(String what, String id, String ofId, String aim) {
    Optional<Result> result = report.result(id);
    Optional<Result> of = report.result(ofId);
    if (result.isPresent() && of.isPresent()) {
      ReportText.ratio(result.get().perSecond(), of.get().perSecond())
          .ifPresentOrElse(
              ratio -> add("ratio, " + what, ratio, aim),
              () -> lines.add("ratio, " + what + ": the latter settled nothing"));
    }
  }

  private void add(String what, double value, String aim) {
    lines.add(
        String.format(
                Locale.ROOT,
                "%-56s %9s   %s",
                what,
                ReportText.number(value),
                aim.isEmpty() ? "" : "aim: " + aim)
            .stripTrailing());
  }
}
