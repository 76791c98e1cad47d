// SPDX-License-Identifier: Apache-2.0
package portolan.command.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;

/**
 * Throughput against latency as a picture in SVG. Written as text: drawing libraries need fonts of
 * the machine, which servers often lack.
 */
final class Picture {
  private static final int WIDTH = 1000;
  private static final int HEIGHT = 560;
  private static final int LEFT = 70;
  private static final int RIGHT = 640;
  private static final int TOP = 60;
  private static final int BOTTOM = 500;
  private static final List<String> COLOURS =
      List.of(
          "#b2182b", "#ef8a62", "#2166ac", "#67a9cf", "#1b7837", "#7fbf7b", "#762a83", "#af8dc3",
          "#8c510a", "#bf812d");

  /** Powers of ten that hold all values. */
  private record Scale(int low, int high, double from, double to) {
    static Scale of(double[] values, double from, double to) {
      double low = Double.POSITIVE_INFINITY;
      double high = 1;
      for (double v : values) {
        low = Math.min(low, Math.max(v, 0.1));
        high = Math.max(high, v);
      }
      int first = (int) Math.floor(Math.log10(Math.min(low, high)));
      return new Scale(first, Math.max(first + 1, (int) Math.ceil(Math.log10(high))), from, to);
    }

    double at(double value) {
      double part = (Math.log10(Math.max(value, Math.pow(10, low))) - low) / (high - low);
      return from + part * (to - from);
    }
  }

  private final Formatter svg = new Formatter(Locale.ROOT);
  private final List<Result> results;
  private final Scale x;
  private final Scale y;

  private Picture(List<Result> results) {
    this.results = results;
    x = Scale.of(results.stream().mapToDouble(Result::perSecond).toArray(), LEFT, RIGHT);
    y =
        Scale.of(
            results.stream()
                .flatMapToDouble(r -> java.util.stream.DoubleStream.of(r.p50(), r.p99()))
                .toArray(),
            BOTTOM,
            TOP);
  }

  static void write(Report report, Path file) throws IOException {
    Files.writeString(file, of(report));
  }

  static String of(Report report) {
    List<Result> drawn = report.results().stream().filter(r -> r.settled() > 0).toList();
    return new Picture(drawn).draw(report);
  }

  private String draw(Report report) {
    svg.format(
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d' font-family='sans-serif' font-size='13'>%n",
        WIDTH, HEIGHT);
    svg.format("<rect width='%d' height='%d' fill='white'/>%n", WIDTH, HEIGHT);
    text(LEFT, 24, "start", "Settled per second against the time from request to commit");
    text(
        LEFT,
        43,
        "start",
        report.date().substring(0, Math.min(10, report.date().length()))
            + ", "
            + report.machine().processors()
            + " x "
            + report.machine().processor());
    if (!results.isEmpty()) {
      axes();
      for (int i = 0; i < results.size(); i++) {
        mark(i);
      }
    }
    svg.format("</svg>%n");
    return svg.toString();
  }

  private void axes() {
    for (int power = x.low(); power <= x.high(); power++) {
      double at = x.at(Math.pow(10, power));
      svg.format(
          "<line x1='%.1f' y1='%d' x2='%.1f' y2='%d' stroke='#ddd'/>%n", at, TOP, at, BOTTOM);
      text(at, BOTTOM + 18, "middle", power(power));
    }
    for (int power = y.low(); power <= y.high(); power++) {
      double at = y.at(Math.pow(10, power));
      svg.format(
          "<line x1='%d' y1='%.1f' x2='%d' y2='%.1f' stroke='#ddd'/>%n", LEFT, at, RIGHT, at);
      text(LEFT - 8, at + 4, "end", power(power));
    }
    text((LEFT + RIGHT) / 2.0, BOTTOM + 40, "middle", "settled per second");
    text(LEFT - 8, TOP - 14, "end", "ms");
    text(RIGHT + 20, TOP - 4, "start", "dot: p50, bar up to p99");
  }

  private void mark(int i) {
    Result r = results.get(i);
    String colour = COLOURS.get(i % COLOURS.size());
    double at = x.at(r.perSecond());
    double middle = y.at(r.p50());
    double top = y.at(r.p99());
    svg.format(
        "<path d='M%.1f %.1fV%.1fM%.1f %.1fH%.1f' stroke='%s' stroke-width='2' fill='none'/>%n",
        at, middle, top, at - 5, top, at + 5, colour);
    svg.format("<circle cx='%.1f' cy='%.1f' r='5' fill='%s'/>%n", at, middle, colour);
    double line = TOP + 18 + 40.0 * i;
    svg.format("<circle cx='%d' cy='%.1f' r='5' fill='%s'/>%n", RIGHT + 26, line - 4, colour);
    text(RIGHT + 40, line, "start", r.title());
    text(
        RIGHT + 40,
        line + 16,
        "start",
        ReportText.number(r.perSecond())
            + "/s, p50 "
            + ReportText.number(r.p50())
            + ", p99 "
            + ReportText.number(r.p99())
            + " ms");
  }

  private static String power(int power) {
    return power < 0
        ? Double.toString(Math.pow(10, power))
        : String.format(Locale.ROOT, "%,d", Math.round(Math.pow(10, power)));
  }

  private void text(double left, double base, String anchor, String text) {
    svg.format(
        "<text x='%.1f' y='%.1f' text-anchor='%s'>%s</text>%n",
        left, base, anchor, text.replace("&", "&amp;").replace("<", "&lt;"));
  }
}
