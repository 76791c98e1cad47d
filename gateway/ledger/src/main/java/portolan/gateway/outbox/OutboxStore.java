// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.outbox;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import portolan.gateway.store.FileDatabase;
import portolan.gateway.store.Schema;
import portolan.gateway.store.StoreFile;

/**
 * The outbox on disk. Every change is written to the file before the method returns, so it survives
 * the death of the process. What a finished submission had sealed is forgotten at once; its outcome
 * stays.
 */
final class OutboxStore implements AutoCloseable {
  /** Where a submission stands. */
  enum State {
    ACCEPTED,
    ENDORSED,
    COMMITTED,
    EXISTING,
    REFUSED
  }

  /** One row. */
  record Row(
      Submission submission,
      State state,
      long acceptedAtMillis,
      Optional<Ledger.Endorsement> endorsement,
      Optional<Outcome> outcome) {}

  /** The first step as it was before there were steps; tables may be older still. */
  private static final List<String> FIRST =
      List.of(
          """
          create table if not exists outbox (
            id varchar(300) primary key,
            request_hash varchar(64) not null,
            chaincode varchar(64) not null,
            function varchar(64) not null,
            argument text,
            sealed text,
            endorsers varchar(2000) not null,
            after_id varchar(300),
            state varchar(16) not null,
            accepted_at bigint not null,
            finished_at bigint,
            transaction_id varchar(64),
            envelope {bytes},
            endorsed_by varchar(2000),
            result text,
            not_before bigint,
            block_number bigint,
            elapsed_millis bigint,
            refusal_code varchar(%d),
            refusal_field varchar(%d),
            refusal_message varchar(%d),
            group_number bigint default 0 not null,
            members {bytes})
          """
              .formatted(
                  Outcome.Refused.MAX_CODE, Outcome.Refused.MAX_FIELD, Outcome.Refused.MAX_MESSAGE),
          "create index if not exists outbox_state on outbox(state)",
          "alter table outbox add column if not exists group_number bigint default 0 not null",
          "alter table outbox add column if not exists members {bytes}",
          "create index if not exists outbox_age on outbox(group_number, finished_at)",
          // There was a row for each member of a group.
          "update outbox set group_number = cast(substring(id from %d) as bigint) where group_number = 0 and id like '%s%%'"
              .formatted(Outbox.GROUP_KEY.length() + 1, Outbox.GROUP_KEY),
          "drop table if exists outbox_member");

  /** What makes its table. */
  static final Schema SCHEMA = new Schema(List.of("outbox"), List.of(FIRST));

  /** What is read before the gateway serves: as many rows as are unfinished. */
  static final String UNFINISHED =
      "select * from outbox where state in ('ACCEPTED','ENDORSED') order by accepted_at, id";

  static final String LAST_GROUP = "select max(group_number) from outbox";

  // Not "> 0": the database would begin at all that are equal, which are the single requests.
  static final String OLDEST_GROUPS =
      "select group_number, finished_at, members from outbox where group_number >= 1 and finished_at"
          + " > 0 order by group_number, finished_at limit "
          + OutboxStore.STEP;

  static final String OLDEST_REQUESTS =
      "select id, finished_at from outbox where group_number = 0 and finished_at > 0 and id not in"
          + " (select after_id from outbox where after_id is not null and state in"
          + " ('ACCEPTED','ENDORSED')) order by group_number, finished_at limit "
          + OutboxStore.STEP;

  /** Rows that are read, or forgotten, at a time, so that nobody waits long for it. */
  static final int STEP = 64;

  private static final Duration BETWEEN_STEPS = Duration.ofMillis(50);
  private static final Duration BETWEEN_ROUNDS = Duration.ofSeconds(1);
  private static final Logger LOG = Logger.getLogger(OutboxStore.class.getName());

  /**
   * A contribution in its group.
   *
   * @param first index of its first item
   */
  record Member(String key, String requestHash, long group, int first, int items) {}

  private final FileDatabase database;
  private final Retention retention;
  private final GroupIndex index = new GroupIndex();
  private final Thread tidying;
  private volatile long oldestIndexed;
  private volatile boolean closed;

  /** Whether there may be something to forget. */
  private volatile boolean hasEnded = true;

  OutboxStore(Path directory) throws SQLException {
    this(directory, Retention.DEFAULT);
  }

  OutboxStore(Path directory, Retention retention) throws SQLException {
    this.retention = retention;
    database =
        new FileDatabase(
            directory,
            StoreFile.OUTBOX,
            c -> {
              SCHEMA.bring(c, StoreFile.OUTBOX, directory);
              return null;
            });
    tidying = Thread.ofVirtual().name("tidying the outbox").start(this::tidy);
  }

  /** What is wrong with the file, if it cannot be written just now. */
  Optional<String> trouble() {
    return database.trouble();
  }

  /** Adds new submissions, all or none. A refused one of the same key is replaced. */
  void insert(List<Submission> submissions, long nowMillis) throws SQLException {
    database.transaction(
        c -> insert(c, submissions, 0, Optional.empty(), nowMillis), c -> takeBack(c, submissions));
  }

  /** Adds a group and its members, all or none. */
  void insert(Submission group, List<Member> members, long nowMillis) throws SQLException {
    long number = members.getFirst().group();
    byte[] encoded = GroupMembers.encode(members);
    List<Submission> one = List.of(group);
    database.transaction(
        c -> insert(c, one, number, Optional.of(encoded), nowMillis), c -> takeBack(c, one));
    index.add(number, keys(members));
  }

  private static List<String> keys(List<Member> members) {
    return members.stream().map(Member::key).toList();
  }

  private static Void insert(
      Connection c,
      List<Submission> submissions,
      long group,
      Optional<byte[]> members,
      long nowMillis)
      throws SQLException {
    try (PreparedStatement s =
        c.prepareStatement(
            "merge into outbox (id, request_hash, chaincode, function, argument, sealed, endorsers,"
                + " after_id, state, accepted_at, finished_at, group_number, members) key (id)"
                + " values (?,?,?,?,?,?,?,?,?,?,null,?,?)")) {
      for (Submission submission : submissions) {
        s.setString(1, submission.key());
        s.setString(2, submission.requestHash());
        s.setString(3, submission.chaincode());
        s.setString(4, submission.function());
        s.setString(5, submission.argument());
        s.setString(6, submission.sealed().orElse(null));
        s.setString(7, submission.endorsers().encode());
        s.setString(8, submission.after().orElse(null));
        s.setString(9, State.ACCEPTED.name());
        s.setLong(10, nowMillis);
        s.setLong(11, group);
        s.setBytes(12, members.orElse(null));
        s.addBatch();
      }
      s.executeBatch();
    }
    return null;
  }

  /** Its caller was told that it was not accepted. */
  private static Void takeBack(Connection c, List<Submission> submissions) throws SQLException {
    try (PreparedStatement s =
        c.prepareStatement("delete from outbox where id = ? and state = 'ACCEPTED'")) {
      for (Submission submission : submissions) {
        s.setString(1, submission.key());
        s.addBatch();
      }
      s.executeBatch();
    }
    return null;
  }

  void endorsed(String key, Ledger.Endorsement endorsement) throws SQLException {
    update(
        "update outbox set state='ENDORSED', transaction_id=?, envelope=?, endorsed_by=?, result=?,"
            + " not_before=? where id=?",
        s -> {
          s.setString(1, endorsement.transactionId());
          s.setBytes(2, endorsement.envelope().toByteArray());
          s.setString(3, String.join(",", endorsement.endorsers()));
          s.setString(4, endorsement.result());
          s.setObject(
              5, endorsement.notBefore().isPresent() ? endorsement.notBefore().getAsLong() : null);
          s.setString(6, key);
        });
  }

  /** Back to the start: the endorsed transaction was found invalid and will never take effect. */
  void reset(String key) throws SQLException {
    update(
        "update outbox set state='ACCEPTED', transaction_id=null, envelope=null where id=?",
        s -> s.setString(1, key));
  }

  void finished(String key, Outcome outcome, long nowMillis) throws SQLException {
    update(
        "update outbox set state=?, argument=null, sealed=null, envelope=null, result=?,"
            + " block_number=?, elapsed_millis=?, refusal_code=?, refusal_field=?,"
            + " refusal_message=?, finished_at=? where id=?",
        s -> {
          switch (outcome) {
            case Outcome.Committed committed -> {
              s.setString(1, State.COMMITTED.name());
              s.setString(2, committed.result());
              s.setLong(3, committed.blockNumber());
              s.setLong(4, committed.elapsedMillis());
              clear(s, 5, 6, 7);
            }
            case Outcome.Existing existing -> {
              s.setString(1, State.EXISTING.name());
              s.setString(2, existing.result());
              clear(s, 3, 4, 5, 6, 7);
            }
            case Outcome.Refused refused -> {
              s.setString(1, State.REFUSED.name());
              s.setString(2, refused.result());
              clear(s, 3, 4);
              s.setString(5, refused.code());
              s.setString(6, refused.field());
              s.setString(7, refused.message());
            }
          }
          s.setLong(8, nowMillis);
          s.setString(9, key);
        });
    hasEnded = true;
  }

  private static void clear(PreparedStatement s, int... columns) throws SQLException {
    for (int column : columns) {
      s.setObject(column, null);
    }
  }

  Optional<Row> find(String key) throws SQLException {
    List<Row> rows = select("select * from outbox where id = ?", s -> s.setString(1, key));
    return rows.isEmpty() ? Optional.empty() : Optional.of(rows.getFirst());
  }

  /** Those of these keys that are, or were, in a group that is kept. */
  List<Member> members(List<String> keys) throws SQLException {
    Set<Long> groups = index.groupsOf(keys);
    if (groups.isEmpty()) {
      return List.of();
    }
    Set<String> wanted = Set.copyOf(keys);
    // Of a key that was in several groups the last one counts.
    Map<String, Member> found = new HashMap<>();
    for (Member member : membersOf(groups)) {
      if (wanted.contains(member.key())) {
        found.merge(member.key(), member, (a, b) -> a.group() > b.group() ? a : b);
      }
    }
    return List.copyOf(found.values());
  }

  /** The members of these groups. */
  List<Member> membersOf(Collection<Long> groups) throws SQLException {
    return database.transaction(
        c -> {
          List<Member> members = new ArrayList<>();
          try (PreparedStatement s =
              c.prepareStatement("select members from outbox where group_number = ?")) {
            for (long group : groups) {
              s.setLong(1, group);
              try (ResultSet r = s.executeQuery()) {
                while (r.next()) {
                  members.addAll(members(group, r.getBytes(1)));
                }
              }
            }
          }
          return members;
        });
  }

  private static List<Member> members(long group, byte[] encoded) {
    // There are none in a group that an earlier version has stored.
    return encoded == null ? List.of() : GroupMembers.decode(group, encoded);
  }

  /** The highest number of a group; 0 if there was none. */
  long lastGroup() throws SQLException {
    return database.transaction(
        c -> {
          try (Statement s = c.createStatement();
              ResultSet r = s.executeQuery(LAST_GROUP)) {
            return r.next() ? r.getLong(1) : 0;
          }
        });
  }

  /** What was accepted and is not finished, oldest first. */
  List<Row> unfinished() throws SQLException {
    return select(UNFINISHED, s -> {});
  }

  /**
   * Fills the index, and from then on forgets what need not be kept, while others use the store.
   */
  private void tidy() {
    try {
      while (!closed) {
        try {
          if (!index.isFilled()) {
            fillIndex();
          }
          if (hasEnded) {
            hasEnded = false;
            while (forget(System.currentTimeMillis()) && !closed) {
              Thread.sleep(BETWEEN_STEPS);
            }
          }
        } catch (SQLException e) {
          hasEnded = true;
          LOG.log(Level.FINE, "the outbox is tidied later", e);
        } catch (RuntimeException e) {
          hasEnded = true;
          LOG.log(Level.WARNING, "the outbox could not be tidied and is tidied later", e);
        }
        Thread.sleep(BETWEEN_ROUNDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      // Nobody waits for what will not come.
      index.filled();
    }
  }

  private void fillIndex() throws SQLException {
    long before = lastGroup() + 1;
    while (before > 1 && index.members() < retention.grouped() && !closed) {
      long from = before - STEP;
      Map<Long, List<String>> step = membersBetween(from, before - 1);
      step.forEach(index::addEarlier);
      before = step.isEmpty() ? nextBefore(from) : from;
    }
    oldestIndexed = Math.max(0, before);
    index.filled();
  }

  /** The keys of each group with a number from the first to the second, the latest first. */
  private Map<Long, List<String>> membersBetween(long first, long last) throws SQLException {
    return database.transaction(
        c -> {
          TreeMap<Long, List<String>> found = new TreeMap<>(Comparator.reverseOrder());
          try (PreparedStatement s =
              c.prepareStatement(
                  "select group_number, members from outbox where group_number between ? and ?")) {
            s.setLong(1, Math.max(1, first));
            s.setLong(2, last);
            try (ResultSet r = s.executeQuery()) {
              while (r.next()) {
                long group = r.getLong(1);
                found.put(group, keys(members(group, r.getBytes(2))));
              }
            }
          }
          return found;
        });
  }

  /** One more than the highest number of a group below this one. */
  private long nextBefore(long number) throws SQLException {
    return database.transaction(
        c -> {
          try (PreparedStatement s =
              c.prepareStatement("select max(group_number) from outbox where group_number < ?")) {
            s.setLong(1, number);
            try (ResultSet r = s.executeQuery()) {
              return r.next() ? r.getLong(1) + 1 : 1;
            }
          }
        });
  }

  /**
   * Forgets a few of the outcomes that need not be kept, the oldest first; none that something
   * unfinished follows from.
   *
   * @return whether there may be more of them
   */
  boolean forget(long nowMillis) throws SQLException {
    long tooOld = nowMillis - retention.age().toMillis();
    // Requests are counted when the number of groups is that of the index.
    return forgetGroups(tooOld) || forgetRequests(tooOld);
  }

  private record OldGroup(long number, List<String> keys) {}

  private boolean forgetGroups(long tooOld) throws SQLException {
    int excess = index.members() - retention.grouped();
    List<OldGroup> forgotten =
        database.transaction(
            c -> {
              List<OldGroup> old = new ArrayList<>();
              int left = excess;
              try (Statement s = c.createStatement();
                  ResultSet r = s.executeQuery(OLDEST_GROUPS)) {
                while (r.next()
                    && (left > 0 || r.getLong(1) < oldestIndexed || r.getLong(2) < tooOld)) {
                  OldGroup group =
                      new OldGroup(r.getLong(1), keys(members(r.getLong(1), r.getBytes(3))));
                  old.add(group);
                  left -= group.number() < oldestIndexed ? 0 : group.keys().size();
                }
              }
              delete(c, old.stream().map(g -> Outbox.groupKey(g.number())).toList());
              return old;
            });
    forgotten.forEach(g -> index.remove(g.number(), g.keys()));
    return forgotten.size() == STEP;
  }

  private boolean forgetRequests(long tooOld) throws SQLException {
    int groups = index.groups();
    return database.transaction(
        c -> {
          List<String> old = new ArrayList<>();
          try (Statement s = c.createStatement()) {
            long left;
            try (ResultSet r = s.executeQuery("select count(*) from outbox")) {
              r.next();
              left = r.getLong(1) - groups - retention.requests();
            }
            try (ResultSet r = s.executeQuery(OLDEST_REQUESTS)) {
              while (r.next() && (left > 0 || r.getLong(2) < tooOld)) {
                old.add(r.getString(1));
                left--;
              }
            }
          }
          delete(c, old);
          return old.size() == STEP;
        });
  }

  private static void delete(Connection c, List<String> ids) throws SQLException {
    try (PreparedStatement s = c.prepareStatement("delete from outbox where id = ?")) {
      for (String id : ids) {
        s.setString(1, id);
        s.addBatch();
      }
      s.executeBatch();
    }
  }

  private List<Row> select(String query, Binding binding) throws SQLException {
    return database.transaction(
        c -> {
          try (PreparedStatement s = c.prepareStatement(query)) {
            binding.bind(s);
            List<Row> rows = new ArrayList<>();
            try (ResultSet r = s.executeQuery()) {
              while (r.next()) {
                rows.add(row(r));
              }
            }
            return rows;
          }
        });
  }

  private static Row row(ResultSet r) throws SQLException {
    Submission submission =
        new Submission(
            r.getString("id"),
            r.getString("request_hash"),
            r.getString("chaincode"),
            r.getString("function"),
            Optional.ofNullable(r.getString("argument")).orElse(""),
            Optional.ofNullable(r.getString("sealed")),
            Endorsers.decode(r.getString("endorsers")),
            Optional.ofNullable(r.getString("after_id")));
    State state = State.valueOf(r.getString("state"));
    String transactionId = r.getString("transaction_id");
    String result = Optional.ofNullable(r.getString("result")).orElse("");
    String endorsedBy = r.getString("endorsed_by");
    List<String> endorsers =
        endorsedBy == null || endorsedBy.isEmpty() ? List.of() : List.of(endorsedBy.split(","));
    byte[] envelope = r.getBytes("envelope");
    Number notBefore = (Number) r.getObject("not_before");
    Optional<Ledger.Endorsement> endorsement =
        envelope == null
            ? Optional.empty()
            : Optional.of(
                new Ledger.Endorsement(
                    transactionId,
                    ByteString.copyFrom(envelope),
                    result,
                    endorsers,
                    notBefore == null
                        ? OptionalLong.empty()
                        : OptionalLong.of(notBefore.longValue())));
    Optional<Outcome> outcome =
        switch (state) {
          case ACCEPTED, ENDORSED -> Optional.empty();
          case COMMITTED ->
              Optional.of(
                  new Outcome.Committed(
                      transactionId,
                      r.getLong("block_number"),
                      endorsers,
                      result,
                      r.getLong("elapsed_millis")));
          case EXISTING -> Optional.of(new Outcome.Existing(result));
          case REFUSED ->
              Optional.of(
                  new Outcome.Refused(
                      r.getString("refusal_code"),
                      r.getString("refusal_field"),
                      r.getString("refusal_message"),
                      result));
        };
    return new Row(submission, state, r.getLong("accepted_at"), endorsement, outcome);
  }

  private void update(String sql, Binding binding) throws SQLException {
    database.transaction(
        c -> {
          try (PreparedStatement s = c.prepareStatement(sql)) {
            binding.bind(s);
            return s.executeUpdate();
          }
        });
  }

  /** Sets the parameters of a statement. */
  @FunctionalInterface
  private interface Binding {
    void bind(PreparedStatement statement) throws SQLException;
  }

  @Override
  public void close() {
    closed = true;
    tidying.interrupt();
    database.close();
  }
}
