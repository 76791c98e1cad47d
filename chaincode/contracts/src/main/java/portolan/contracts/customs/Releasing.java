// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.customs;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import portolan.contracts.transaction.GroupFunction;
import portolan.contracts.transaction.Item;
import portolan.contracts.transaction.Transaction;
import portolan.domain.customs.Clearance;
import portolan.domain.encoding.Commitment;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.Refusal;
import portolan.domain.group.ItemResult;
import portolan.domain.worldstate.CustomsKeys;
import portolan.domain.worldstate.RefusalCode;
import portolan.domain.worldstate.SettlementFunction;

/**
 * Releases goods whose declaration is assessed. An item may name the escrow that withholds the tax
 * ({@code withheldBy}): then it is released only if that one pays what was assessed.
 */
final class Releasing extends GroupFunction<Releasing.Release> {

  private static final String WITHHELD_BY = "withheldBy";

  /** The taxes that escrows withhold, by escrow. */
  private final Map<String, Commitment> withheld = new HashMap<>();

  /** A declaration, the escrow that withholds its tax if it matters, and the item with both. */
  record Release(Item item, String declarationId, Optional<String> withheldBy) {}

  Releasing(Transaction transaction) {
    super(transaction);
  }

  @Override
  protected Release read(Item item) {
    Release release =
        new Release(
            item,
            Declarations.readId(item),
            item.fields().optionalText(WITHHELD_BY, Format.QUALIFIED));
    item.fields().end();
    return release;
  }

  /** One call for the whole group asks the settlement. */
  @Override
  protected void prepare(List<Release> releases) {
    List<String> asked =
        releases.stream().flatMap(release -> release.withheldBy().stream()).distinct().toList();
    if (asked.isEmpty()) {
      return;
    }
    List<Fields> answers =
        transaction
            .call(SettlementFunction.WITHHELD, Json.object().putTexts("escrowIds", asked).build())
            .objects("escrows", asked.size(), asked.size());
    for (int i = 0; i < asked.size(); i++) {
      if (answers.get(i).has("taxDue")) {
        withheld.put(asked.get(i), answers.get(i).commitment("taxDue"));
      }
    }
  }

  @Override
  protected Collection<String> keys(Release release) {
    return List.of(CustomsKeys.declaration(release.declarationId()));
  }

  @Override
  protected ItemResult.Accepted apply(Release release) {
    String path = release.item().fields().path();
    Clearance clearance = Declarations.find(transaction, release.item(), release.declarationId());
    clearance.requireAuthority(path, transaction.caller());
    Optional<Clearance> released =
        clearance.released(path, transaction.timestamp(), release.withheldBy());
    if (released.isPresent() && release.withheldBy().isPresent()) {
      requireWithheld(path, clearance, release.withheldBy().get());
    }
    released.ifPresent(changed -> Declarations.write(transaction, changed));
    return released.isPresent() ? ItemResult.Accepted.now() : ItemResult.Accepted.before();
  }

  private void requireWithheld(String path, Clearance clearance, String escrowId) {
    if (!withheld.containsKey(escrowId) || !clearance.isAssessedAs(withheld.get(escrowId))) {
      throw new Refusal(
              RefusalCode.TAX_NOT_WITHHELD,
              path + "." + WITHHELD_BY,
              "expected an escrow that withholds what was assessed")
          .toException();
    }
  }
}
