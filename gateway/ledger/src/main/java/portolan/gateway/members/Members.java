// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.members;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import portolan.domain.encoding.Fields;
import portolan.domain.gs1.CompanyPrefix;
import portolan.domain.gs1.Gln;
import portolan.domain.membership.Consortium;
import portolan.domain.membership.Role;
import portolan.gateway.outbox.Endorsers;
import portolan.gateway.outbox.LedgerRefusedException;
import portolan.gateway.outbox.LedgerUnavailableException;

/** The members as the registry on the ledger has them, and who endorses what. */
public final class Members {
  private static final long KEEP_NANOS = Duration.ofSeconds(30).toNanos();

  /** A member with its roles, lower case as on the ledger, and its GS1 numbers. */
  public record Member(
      String mspId,
      String name,
      List<String> roles,
      List<String> companyPrefixes,
      List<String> glns) {}

  private record Known(List<Member> members, long atNanos) {}

  /** What the registry answers, JSON. */
  @FunctionalInterface
  public interface Registry {
    /** The members with their names and roles. */
    String members() throws LedgerRefusedException, LedgerUnavailableException;
  }

  private final String own;
  private final Registry registry;
  private final LongSupplier nanoTime;
  private volatile Known known;

  /**
   * As the registry has them.
   *
   * @param own MSP id of the gateway's member
   * @param registry asked on the own peer
   * @param nanoTime as {@link System#nanoTime}
   */
  public Members(String own, Registry registry, LongSupplier nanoTime) {
    this.own = own;
    this.registry = registry;
    this.nanoTime = nanoTime;
  }

  /**
   * All members, sorted by MSP id; at most half a minute old, or as they were last known while the
   * own peer or chaincode is down: others may still endorse.
   */
  public List<Member> all() throws LedgerRefusedException, LedgerUnavailableException {
    Known last = known;
    if (last != null && nanoTime.getAsLong() - last.atNanos() <= KEEP_NANOS) {
      return last.members();
    }
    try {
      Known now = new Known(read(), nanoTime.getAsLong());
      known = now;
      return now.members();
    } catch (LedgerUnavailableException e) {
      if (last == null) {
        throw e;
      }
      return last.members();
    }
  }

  /** The registry has changed: who asks next gets it as it is now. */
  public void forget() {
    known = null;
  }

  private List<Member> read() throws LedgerRefusedException, LedgerUnavailableException {
    return Consortium.registered(
            Fields.parse("", registry.members().getBytes(StandardCharsets.UTF_8)))
        .stream()
        .map(
            m ->
                new Member(
                    m.mspId(),
                    m.name(),
                    Role.words(m.roles()),
                    m.companyPrefixes().stream().map(CompanyPrefix::digits).toList(),
                    m.glns().stream().map(Gln::digits).toList()))
        .sorted(Comparator.comparing(Member::mspId))
        .toList();
  }

  /** MSP id of the gateway's member. */
  public String own() {
    return own;
  }

  /** MSP ids of all members; empty while they are not known. */
  public List<String> mspIds() {
    try {
      return all().stream().map(Member::mspId).toList();
    } catch (LedgerRefusedException | LedgerUnavailableException e) {
      return List.of();
    }
  }

  /** The members that hold a role, by MSP id. */
  public List<String> holders(String role)
      throws LedgerRefusedException, LedgerUnavailableException {
    return all().stream().filter(m -> m.roles().contains(role)).map(Member::mspId).toList();
  }

  /** Any two members, this one preferred. */
  public Endorsers anyTwo() throws LedgerRefusedException, LedgerUnavailableException {
    return new Endorsers(List.of(), ownFirst(), 2);
  }

  /** More than half of the members, this one preferred: who endorse a change of the registry. */
  public Endorsers majority() throws LedgerRefusedException, LedgerUnavailableException {
    return new Endorsers(List.of(), ownFirst(), Consortium.majorityOf(all().size()));
  }

  /** A domain's guardian and one more member, this one preferred. */
  public Endorsers guardianAndOne(String guardian)
      throws LedgerRefusedException, LedgerUnavailableException {
    return new Endorsers(List.of(guardian), ownFirst(), 1);
  }

  /**
   * Any bank and one more member, this one preferred: what nothing is sealed in, every bank can
   * guard, so that none that is down can stop it.
   *
   * @param preferred banks to ask before the others, the first one first
   */
  public Endorsers bankAndOne(List<String> preferred)
      throws LedgerRefusedException, LedgerUnavailableException {
    List<String> banks = holders("bank");
    if (banks.isEmpty()) {
      throw new LedgerRefusedException("NO_SUCH_ROLE", "", "no member holds the role bank");
    }
    return new Endorsers(
        List.of(),
        Stream.of(preferred, List.of(own), banks)
            .flatMap(List::stream)
            .filter(banks::contains)
            .toList(),
        ownFirst(),
        1);
  }

  /** Exactly these, and one more member if they are only one: nobody writes alone. */
  public Endorsers exactly(String... members)
      throws LedgerRefusedException, LedgerUnavailableException {
    List<String> distinct = Stream.of(members).distinct().toList();
    return distinct.size() == 1
        ? new Endorsers(distinct, ownFirst(), 1)
        : Endorsers.exactly(distinct);
  }

  /**
   * This one, and one more: rather a member that has seen what it will be shown, but a member that
   * is down, or unwilling, stops nothing.
   */
  public Endorsers seeing(String needed, String rather)
      throws LedgerRefusedException, LedgerUnavailableException {
    return new Endorsers(
        List.of(needed),
        Stream.concat(Stream.of(rather), ownFirst().stream()).distinct().toList(),
        1);
  }

  private List<String> ownFirst() throws LedgerRefusedException, LedgerUnavailableException {
    return Stream.concat(Stream.of(own()), all().stream().map(Member::mspId)).toList();
  }
}
