// SPDX-License-Identifier: Apache-2.0
package portolan.command.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import portolan.api.v1.FundEscrowRequest;
import portolan.api.v1.Payout;
import portolan.domain.encoding.Sha256;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;

/**
 * The order is paid line by line: some lines arrive, the money of the others goes back.
 *
 * @param lines 2 to 20
 */
public record PartialStory(List<Line> lines) implements Story {

  /**
   * A line of the order.
   *
   * @param weight its share of every payout
   * @param expiresAfterSeconds when its money goes back, if it never arrives
   */
  public record Line(long weight, OptionalLong expiresAfterSeconds) {}

  /** Copies the list. */
  public PartialStory {
    lines = List.copyOf(lines);
  }

  @Override
  public List<FundEscrowRequest> escrows(FundEscrowRequest whole) {
    List<FundEscrowRequest.Builder> escrows = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      FundEscrowRequest.Builder escrow =
          whole.toBuilder()
              .clearPayouts()
              .setEscrowId(id(whole.getEscrowId(), i))
              .setDeliverySecretSha256(Sha256.hex(secret(whole.getEscrowId(), i)));
      lines.get(i).expiresAfterSeconds().ifPresent(escrow::setExpiresAfterSeconds);
      escrows.add(escrow);
    }
    for (Payout payout : whole.getPayoutsList()) {
      List<Money> shares =
          new Money(new Currency(whole.getCurrency()), payout.getMinorUnits())
              .divide(lines.stream().map(Line::weight).toList());
      for (int i = 0; i < lines.size(); i++) {
        if (!shares.get(i).isZero()) {
          escrows.get(i).addPayouts(payout.toBuilder().setMinorUnits(shares.get(i).minorUnits()));
        }
      }
    }
    return escrows.stream().map(FundEscrowRequest.Builder::build).toList();
  }

  private static String id(String escrowId, int line) {
    return escrowId + ":L" + (line + 1);
  }

  private static String secret(String escrowId, int line) {
    return "parcel of line " + (line + 1) + " of " + escrowId;
  }

  @Override
  public Map<String, Long> play(Stage stage) {
    String id = stage.trade().settlement().escrowId();
    List<FundEscrowRequest> escrows = escrows(stage.whole());
    Map<String, Long> due = new TreeMap<>();
    stage.narration().title("Deliver, line by line");
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).expiresAfterSeconds().isEmpty()) {
        stage.deliver(id(id, i), secret(id, i), "courier presents the secret of parcel " + (i + 1));
        escrows
            .get(i)
            .getPayoutsList()
            .forEach(p -> due.merge(p.getPayee(), p.getMinorUnits(), Long::sum));
      }
    }
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).expiresAfterSeconds().isPresent()) {
        RefundStory.refund(stage, id(id, i));
        long back = escrows.get(i).getPayoutsList().stream().mapToLong(Payout::getMinorUnits).sum();
        due.merge(stage.platformMsp(), back, Long::sum);
      }
    }
    return due;
  }
}
