// SPDX-License-Identifier: Apache-2.0
package portolan.command.bench;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What is measured how long.
 *
 * @param clients requests under way where each is a transaction
 * @param window requests under way where they are grouped
 * @param warmUp does not count
 * @param counted length of each measurement
 * @param mostPerSecond escrows are made ready for so many deliveries a second, where it is not
 *     known how many there will be
 * @param funding the longest time for that before each measurement
 */
record Plan(
    int clients,
    int window,
    Duration warmUp,
    Duration counted,
    int mostPerSecond,
    Duration funding) {
  /** What a delivery for itself, or without the bridge, is known not to exceed. */
  private static final int MOST_SINGLE = 300;

  /** Requests under way that are no deliveries. */
  private static final int MONEY_CLIENTS = 16;

  private static final int MOST_WITHOUT_BRIDGE = 1_000;

  Plan {
    require("clients", clients);
    require("window", window);
    require("seconds", counted.toSeconds());
    require("most-per-second", mostPerSecond);
    require("funding", funding.toSeconds());
    if (warmUp.isNegative()) {
      throw new IllegalArgumentException("--warm-up: expected 0 or more");
    }
  }

  private static void require(String option, long value) {
    if (value < 1) {
      throw new IllegalArgumentException("--" + option + ": expected 1 or more, found " + value);
    }
  }

  Trial naive() {
    return trial(Findings.NAIVE, "naive: three shared balances", new Arrivals.Closed(clients));
  }

  Trial money(String id, String title) {
    return trial(id, title, new Arrivals.Closed(MONEY_CLIENTS));
  }

  Trial onePerTransaction(String id, String prefix) {
    return trial(
        id, prefix + "one per transaction, past the gateway", new Arrivals.Closed(clients));
  }

  Trial saturation(String id, String title) {
    return trial(id, title, new Arrivals.Closed(window));
  }

  Trial random(String id, String title, double perSecond) {
    return trial(id, title, new Arrivals.Random(perSecond));
  }

  private Trial trial(String id, String title, Arrivals arrivals) {
    return new Trial(id, title, arrivals, warmUp, counted);
  }

  int mostSingle() {
    return Math.min(MOST_SINGLE, mostPerSecond);
  }

  int mostWithoutBridge() {
    return Math.min(MOST_WITHOUT_BRIDGE, mostPerSecond);
  }

  Map<String, String> options() {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("clients", Integer.toString(clients));
    options.put("window", Integer.toString(window));
    options.put("warm-up", seconds(warmUp));
    options.put("seconds", seconds(counted));
    options.put("most-per-second", Integer.toString(mostPerSecond));
    options.put("funding", seconds(funding));
    return options;
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%d", time.toSeconds());
  }
}
