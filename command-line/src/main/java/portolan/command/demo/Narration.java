// SPDX-License-Identifier: Apache-2.0
package portolan.command.demo;

import java.io.PrintWriter;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.function.Supplier;
import portolan.api.v1.Money;
import portolan.api.v1.Receipt;

/** Tells what happens, in amounts of one currency. */
final class Narration {
  private final PrintWriter out;
  private final String currency;
  private final int decimals;

  Narration(PrintWriter out, String currency, int decimals) {
    this.out = out;
    this.currency = currency;
    this.decimals = decimals;
  }

  /** Begins a part of the story. */
  void title(String text) {
    out.println();
    out.println(text);
    out.flush();
  }

  /** A line of a part. */
  void line(String text) {
    out.println("  " + text);
    out.flush();
  }

  /** Does something and tells where it landed. */
  void step(String text, Supplier<Receipt> work) {
    long begin = System.nanoTime();
    Receipt receipt = work.get();
    long millis = (System.nanoTime() - begin) / 1_000_000;
    String where =
        receipt.getTransactionId().isEmpty()
            ? "on the ledger before"
            : String.format(
                Locale.ROOT,
                "tx %s  block %d  endorsed by %s",
                receipt.getTransactionId().substring(0, 10),
                receipt.getBlockNumber(),
                String.join(", ", receipt.getEndorsersList()));
    out.println(String.format(Locale.ROOT, "  %-82s %5d ms", text, millis));
    out.println("      " + where);
    out.flush();
  }

  /** An amount in the API's terms. */
  Money money(long minorUnits) {
    return Money.newBuilder().setCurrency(currency).setMinorUnits(minorUnits).build();
  }

  /** An amount with its currency. */
  String amount(long minorUnits) {
    return currency + " " + decimal(minorUnits);
  }

  /** An amount without its currency. */
  String decimal(long minorUnits) {
    return BigDecimal.valueOf(minorUnits, decimals).toPlainString();
  }
}
