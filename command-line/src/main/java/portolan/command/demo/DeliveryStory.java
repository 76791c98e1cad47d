// SPDX-License-Identifier: Apache-2.0
package portolan.command.demo;

import java.util.Map;

/** The goods are delivered, everybody is paid, and the supplier redeems its money. */
public record DeliveryStory() implements Story {

  @Override
  public boolean redeems() {
    return true;
  }

  @Override
  public Map<String, Long> play(Stage stage) {
    stage.narration().title("Deliver");
    stage.deliver("courier presents the consignee's secret: delivered and paid in one transaction");
    return stage.shares(0);
  }
}
