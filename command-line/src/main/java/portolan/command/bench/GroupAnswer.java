// SPDX-License-Identifier: Apache-2.0
package portolan.command.bench;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import portolan.domain.group.ItemResult;

/** What a contract answered about a group of items. */
final class GroupAnswer {
  private GroupAnswer() {}

  /** Why it refused the first item that it refused, in words; empty if it accepted all. */
  static Optional<String> refusal(String result) {
    for (ItemResult item : ItemResult.parse(result.getBytes(StandardCharsets.UTF_8))) {
      if (item instanceof ItemResult.Refused refused) {
        return Optional.of(
            "%s %s: %s"
                .formatted(
                    refused.refusal().code(),
                    refused.refusal().field(),
                    refused.refusal().message()));
      }
    }
    return Optional.empty();
  }
}
