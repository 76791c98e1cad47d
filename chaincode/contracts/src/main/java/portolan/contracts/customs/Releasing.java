package portolan.contracts.customs;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import portolan.contracts.transaction.GroupFunction;
import portolan.contracts.transaction.Item;
import portolan.contracts.transaction.Transaction;
import portolan.domain.customs.Clearance;
import portolan.domain.group.ItemResult;

/** Releases goods whose declaration is assessed. */
final class Releasing extends GroupFunction<Releasing.Release> {

  /** A declaration and the item that named it. */
  record Release(Item item, String declarationId) {}

  Releasing(Transaction transaction) {
    super(transaction);
  }

  @Override
  protected Release read(Item item) {
    Release release = new Release(item, Declarations.readId(item));
    item.fields().end();
    return release;
  }

  @Override
  protected Collection<String> keys(Release release) {
    return List.of(Declarations.key(release.declarationId()));
  }

  @Override
  protected ItemResult.Accepted apply(Release release) {
    String path = release.item().fields().path();
    Clearance clearance = Declarations.find(transaction, release.item(), release.declarationId());
    clearance.requireAuthority(path, transaction.caller());
    Optional<Clearance> released = clearance.released(path, transaction.timestamp());
    released.ifPresent(changed -> Declarations.write(transaction, changed));
    return released.isPresent() ? ItemResult.Accepted.now() : ItemResult.Accepted.before();
  }
}
