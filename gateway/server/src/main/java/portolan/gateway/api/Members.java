// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonText;
import portolan.domain.worldstate.ProvenanceFunction;
import portolan.gateway.fabric.FabricLedger;
import portolan.gateway.outbox.Endorsers;
import portolan.gateway.outbox.LedgerRefusedException;
import portolan.gateway.outbox.LedgerUnavailableException;

/** The members as the registry on the ledger has them, and who endorses what. */
final class Members {
  private static final long KEEP_NANOS = Duration.ofSeconds(30).toNanos();
  private static final int MAX_MEMBERS = 1_000;

  /** A member with its roles, lower case as on the ledger. */
  record Member(String mspId, String name, List<String> roles) {}

  private record Known(List<Member> members, long atNanos) {}

  /** What the registry answers, JSON. */
  @FunctionalInterface
  interface Registry {
    String members() throws LedgerRefusedException, LedgerUnavailableException;
  }

  private final String own;
  private final Registry registry;
  private final LongSupplier nanoTime;
  private volatile Known known;

  Members(FabricLedger ledger) {
    this(
        ledger.mspId(),
        () ->
            ledger.evaluate(
                ProvenanceFunction.CHAINCODE, ProvenanceFunction.MEMBERS.functionName(), "{}"),
        System::nanoTime);
  }

  Members(String own, Registry registry, LongSupplier nanoTime) {
    this.own = own;
    this.registry = registry;
    this.nanoTime = nanoTime;
  }

  /**
   * All members, sorted by MSP id; at most half a minute old, or as they were last known while the
   * own peer or chaincode is down: others may still endorse.
   */
  List<Member> all() throws ApiException {
    Known last = known;
    if (last != null && nanoTime.getAsLong() - last.atNanos() <= KEEP_NANOS) {
      return last.members();
    }
    try {
      Known now = new Known(read(), nanoTime.getAsLong());
      known = now;
      return now.members();
    } catch (ApiException e) {
      if (last == null || !e.isUndecided()) {
        throw e;
      }
      return last.members();
    }
  }

  private List<Member> read() throws ApiException {
    try {
      return Fields.parse("", registry.members().getBytes(StandardCharsets.UTF_8))
          .objects("members", 0, MAX_MEMBERS)
          .stream()
          .map(
              m ->
                  new Member(
                      m.text("mspId", 128),
                      m.text("name", 200),
                      m.values("roles", 0, 10).stream().map(Members::text).toList()))
          .sorted(Comparator.comparing(Member::mspId))
          .toList();
    } catch (LedgerRefusedException e) {
      throw ApiException.refused(e.code(), e.field(), e.getMessage());
    } catch (LedgerUnavailableException e) {
      throw ApiException.unavailable(e.getMessage());
    }
  }

  private static String text(Json json) {
    return ((JsonText) json).value();
  }

  String own() {
    return own;
  }

  /** Refuses an MSP id that is not a member's. */
  void requireMember(String field, String mspId) throws ApiException {
    List<String> names = all().stream().map(Member::mspId).toList();
    if (!names.contains(mspId)) {
      throw ApiException.invalid(
          field, "expected the MSP id of a member, one of " + String.join(", ", names));
    }
  }

  /** Refuses what only a holder of a role may ask of its own gateway. */
  void requireOwnRole(String role) throws ApiException {
    if (all().stream().noneMatch(m -> m.mspId().equals(own) && m.roles().contains(role))) {
      throw ApiException.refused(
          "PERMISSION_DENIED", "role", "expected a member with the role " + role + ", not " + own);
    }
  }

  /** The members that hold a role, by MSP id. */
  List<String> holders(String role) throws ApiException {
    return all().stream().filter(m -> m.roles().contains(role)).map(Member::mspId).toList();
  }

  /** Any two members, this one preferred. */
  Endorsers anyTwo() throws ApiException {
    return new Endorsers(List.of(), ownFirst(), 2);
  }

  /** A domain's guardian and one more member, this one preferred. */
  Endorsers guardianAndOne(String guardian) throws ApiException {
    return new Endorsers(List.of(guardian), ownFirst(), 1);
  }

  /**
   * Any bank and one more member, this one preferred: what nothing is sealed in, every bank can
   * guard, so that none that is down can stop it.
   *
   * @param preferred banks to ask before the others, the first one first
   */
  Endorsers bankAndOne(List<String> preferred) throws ApiException {
    List<String> banks = holders("bank");
    if (banks.isEmpty()) {
      throw ApiException.refused("NO_SUCH_ROLE", "", "no member holds the role bank");
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
  Endorsers exactly(String... members) throws ApiException {
    List<String> distinct = Stream.of(members).distinct().toList();
    return distinct.size() == 1
        ? new Endorsers(distinct, ownFirst(), 1)
        : Endorsers.exactly(distinct);
  }

  /**
   * This one, and one more: rather a member that has seen what it will be shown, but a member that
   * is down, or unwilling, stops nothing.
   */
  Endorsers seeing(String needed, String rather) throws ApiException {
    return new Endorsers(
        List.of(needed),
        Stream.concat(Stream.of(rather), ownFirst().stream()).distinct().toList(),
        1);
  }

  private List<String> ownFirst() throws ApiException {
    return Stream.concat(Stream.of(own()), all().stream().map(Member::mspId)).toList();
  }
}
