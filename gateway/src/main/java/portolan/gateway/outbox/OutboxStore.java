package portolan.gateway.outbox;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

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

  private static final String SCHEMA =
      """
      create table if not exists outbox (
        id varchar(300) primary key,
        request_hash varchar(64) not null,
        chaincode varchar(64) not null,
        function varchar(64) not null,
        argument clob,
        sealed clob,
        endorsers varchar(2000) not null,
        after_id varchar(300),
        state varchar(16) not null,
        accepted_at bigint not null,
        finished_at bigint,
        transaction_id varchar(64),
        envelope blob,
        endorsed_by varchar(2000),
        result clob,
        not_before bigint,
        block_number bigint,
        elapsed_millis bigint,
        refusal_code varchar(%d),
        refusal_field varchar(%d),
        refusal_message varchar(%d))
      """
          .formatted(
              Outcome.Refused.MAX_CODE, Outcome.Refused.MAX_FIELD, Outcome.Refused.MAX_MESSAGE);

  /** The requests that a group is made of; the group itself is a row of the outbox. */
  private static final String MEMBER_SCHEMA =
      """
      create table if not exists outbox_member (
        id varchar(300) primary key,
        request_hash varbinary(32) not null,
        group_number bigint not null,
        first_item int not null,
        items int not null)
      """;

  /**
   * A contribution in its group.
   *
   * @param first index of its first item
   */
  record Member(String key, String requestHash, long group, int first, int items) {}

  private final FileDatabase database;

  OutboxStore(Path directory) throws SQLException {
    database = new FileDatabase(directory, "outbox");
    database.transaction(
        c -> {
          try (Statement s = c.createStatement()) {
            s.execute(SCHEMA);
            s.execute(MEMBER_SCHEMA);
            s.execute("create index if not exists outbox_state on outbox(state)");
            return null;
          }
        });
  }

  /** Adds new submissions, all or none. A refused one of the same key is replaced. */
  void insert(List<Submission> submissions, long nowMillis) throws SQLException {
    insert(submissions, List.of(), false, nowMillis);
  }

  /**
   * Adds a group and its members, all or none.
   *
   * @param replacing whether one of these keys may be there already, from a group that refused it
   */
  void insert(Submission group, List<Member> members, boolean replacing, long nowMillis)
      throws SQLException {
    insert(List.of(group), members, replacing, nowMillis);
  }

  private void insert(
      List<Submission> submissions, List<Member> members, boolean replacing, long nowMillis)
      throws SQLException {
    database.transaction(
        c -> {
          insert(c, submissions, nowMillis);
          insert(c, members, replacing);
          return null;
        });
  }

  private static void insert(Connection c, List<Submission> submissions, long nowMillis)
      throws SQLException {
    try (PreparedStatement s =
        c.prepareStatement(
            "merge into outbox (id, request_hash, chaincode, function, argument, sealed, endorsers, after_id, state, accepted_at, finished_at)"
                + " key (id) values (?,?,?,?,?,?,?,?,?,?,null)")) {
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
        s.addBatch();
      }
      s.executeBatch();
    }
  }

  private static void insert(Connection c, List<Member> members, boolean replacing)
      throws SQLException {
    String columns = "outbox_member (id, request_hash, group_number, first_item, items)";
    try (PreparedStatement s =
        c.prepareStatement(
            (replacing ? "merge into " + columns + " key (id)" : "insert into " + columns)
                + " values (?,?,?,?,?)")) {
      for (Member member : members) {
        s.setString(1, member.key());
        s.setBytes(2, HexFormat.of().parseHex(member.requestHash()));
        s.setLong(3, member.group());
        s.setInt(4, member.first());
        s.setInt(5, member.items());
        s.addBatch();
      }
      s.executeBatch();
    }
  }

  void endorsed(String key, Ledger.Endorsement endorsement) throws SQLException {
    update(
        "update outbox set state='ENDORSED', transaction_id=?, envelope=?, endorsed_by=?, result=?, not_before=? where id=?",
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
        "update outbox set state=?, argument=null, sealed=null, envelope=null, result=?, block_number=?, elapsed_millis=?,"
            + " refusal_code=?, refusal_field=?, refusal_message=?, finished_at=? where id=?",
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
  }

  private static void clear(PreparedStatement s, int... columns) throws SQLException {
    for (int column : columns) {
      s.setObject(column, null);
    }
  }

  Optional<Row> find(String key) throws SQLException {
    List<Row> rows = select("where id = ?", s -> s.setString(1, key));
    return rows.isEmpty() ? Optional.empty() : Optional.of(rows.getFirst());
  }

  /** Those of these keys that are, or were, in a group. */
  List<Member> members(List<String> keys) throws SQLException {
    return membersWhere(
        "select m.* from unnest(?) k(id) join outbox_member m on m.id = k.id", "varchar", keys);
  }

  /** The members of these groups; reads all that there are. */
  List<Member> membersOf(Collection<Long> groups) throws SQLException {
    return membersWhere(
        "select * from outbox_member where group_number = any(?)", "bigint", groups);
  }

  private List<Member> membersWhere(String query, String type, Collection<?> values)
      throws SQLException {
    return database.transaction(
        c -> {
          List<Member> members = new ArrayList<>();
          try (PreparedStatement s = c.prepareStatement(query)) {
            s.setArray(1, c.createArrayOf(type, values.toArray()));
            try (ResultSet r = s.executeQuery()) {
              while (r.next()) {
                members.add(
                    new Member(
                        r.getString("id"),
                        HexFormat.of().formatHex(r.getBytes("request_hash")),
                        r.getLong("group_number"),
                        r.getInt("first_item"),
                        r.getInt("items")));
              }
            }
          }
          return members;
        });
  }

  /** The highest number of a group; 0 if there was none. */
  long lastGroup() throws SQLException {
    return database.transaction(
        c -> {
          try (Statement s = c.createStatement();
              ResultSet r = s.executeQuery("select max(group_number) from outbox_member")) {
            return r.next() ? r.getLong(1) : 0;
          }
        });
  }

  /** What was accepted and is not finished, oldest first. */
  List<Row> unfinished() throws SQLException {
    return select("where state in ('ACCEPTED','ENDORSED') order by accepted_at, id", s -> {});
  }

  /**
   * Forgets outcomes older than the given moment, unless something unfinished follows from them.
   */
  void forgetFinishedBefore(long millis) throws SQLException {
    update(
        "delete from outbox where finished_at < ? and id not in"
            + " (select after_id from outbox where after_id is not null and state in ('ACCEPTED','ENDORSED'))",
        s -> s.setLong(1, millis));
    update(
        "delete from outbox_member m where not exists"
            + " (select 1 from outbox g where g.id = '"
            + Outbox.GROUP_KEY
            + "' || m.group_number)",
        s -> {});
  }

  private List<Row> select(String condition, Binding binding) throws SQLException {
    return database.transaction(
        c -> {
          try (PreparedStatement s = c.prepareStatement("select * from outbox " + condition)) {
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
    database.close();
  }
}
