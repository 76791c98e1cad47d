// SPDX-License-Identifier: Apache-2.0
package portolan.twin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import portolan.twin.channel.Definition;

/** The first example of the README. */
final class FirstContractTest {
  final Definition assets = Definition.of("assets", peer -> new Assets());
  final Twin twin = Twin.named("trade").member("AMSP").member("BMSP").chaincode(assets).open();

  @Test
  void anAssetIsCreatedOnce() {
    twin.as("AMSP").submit("assets", "create", "boat", "Ada");
    assertThatThrownBy(() -> twin.as("BMSP").submit("assets", "create", "boat", "Bob"))
        .hasMessage("asset boat exists");
    assertThat(twin.as("BMSP").evaluate("assets", "owner", "boat")).isEqualTo("Ada");
  }

  @AfterEach
  void close() {
    twin.close();
  }
}
