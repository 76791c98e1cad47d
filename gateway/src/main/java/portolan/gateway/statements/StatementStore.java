package portolan.gateway.statements;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import portolan.domain.encoding.Sha256;
import portolan.domain.settlement.reconciliation.BankEntry;
import portolan.domain.settlement.reconciliation.BankEntry.Direction;
import portolan.domain.settlement.reconciliation.BankEntry.Report;
import portolan.domain.settlement.reconciliation.Reconciliation.Told;
import portolan.domain.settlement.reconciliation.Suspicion;
import portolan.gateway.outbox.FileDatabase;

/**
 * The bookings that a bank's gateway has read and the payment orders that it has handed out, on
 * disk. Should the file be lost, the same statements give the same again: what they confirmed is on
 * the ledger, the rest is suspended anew.
 */
public final class StatementStore implements AutoCloseable {
  private static final String[] SCHEMA = {
    """
    create table if not exists bank_entry (
      number bigint generated always as identity,
      report varchar(16) not null,
      account varchar(34) not null,
      statement_id varchar(35) not null,
      page int not null,
      reference varchar(60) not null,
      content_hash varchar(64) not null,
      direction varchar(8) not null,
      currency varchar(3) not null,
      amount decimal(24, 5) not null,
      reference_text clob not null,
      outcome varchar(16) not null,
      redemption_id varchar(129),
      suspicion varchar(40),
      read_at bigint not null,
      resolution varchar(500),
      resolved_at bigint,
      primary key (report, account, statement_id, page, reference))
    """,
    "create unique index if not exists bank_entry_number on bank_entry(number)",
    "create index if not exists bank_entry_redemption on bank_entry(redemption_id)",
    """
    create table if not exists payment_message (
      message_id varchar(31) primary key,
      request_hash varchar(64) not null,
      xml clob not null,
      written_at bigint not null)
    """,
    """
    create table if not exists payment_message_item (
      redemption_id varchar(129) primary key,
      message_id varchar(31) not null,
      place int not null)
    """
  };

  private final Path directory;
  private FileDatabase opened;
  private boolean closed;

  /** In a folder. The file is made when it is first needed: most members are no banks. */
  public StatementStore(Path directory) {
    this.directory = directory;
  }

  private synchronized FileDatabase database() throws SQLException {
    if (closed) {
      throw new SQLException("the statements are closed");
    }
    if (opened == null) {
      FileDatabase database = new FileDatabase(directory, "statements");
      database.transaction(
          c -> {
            try (Statement s = c.createStatement()) {
              for (String part : SCHEMA) {
                s.execute(part);
              }
              return null;
            }
          });
      opened = database;
    }
    return opened;
  }

  /** Hash of all that counts about a booking, to find that a message was changed. */
  private static String contentHash(BankEntry e) {
    return Sha256.hex(
        String.join(
            "\n",
            e.direction().name(),
            e.currency(),
            e.amount().stripTrailingZeros().toPlainString(),
            Boolean.toString(e.reversal()),
            e.returned().map(r -> r.reason().map(Object::toString).orElse("?")).orElse(""),
            text(e.references()),
            Boolean.toString(e.detailsAgree())));
  }

  /** What was read before. */
  public record Before(JudgedEntry judged, boolean sameContent) {}

  /** Those of these bookings that were read before, by key. */
  public Map<BankEntry.Key, Before> find(Collection<BankEntry> entries) throws SQLException {
    return database()
        .transaction(
            c -> {
              Map<BankEntry.Key, Before> found = new HashMap<>();
              try (PreparedStatement s =
                  c.prepareStatement(
                      "select content_hash, outcome, redemption_id, suspicion from bank_entry"
                          + " where report=? and account=? and statement_id=? and page=? and reference=?")) {
                for (BankEntry entry : entries) {
                  bindKey(s, entry.key());
                  try (ResultSet r = s.executeQuery()) {
                    if (r.next()) {
                      found.put(
                          entry.key(),
                          new Before(
                              judged(entry, r),
                              r.getString("content_hash").equals(contentHash(entry))));
                    }
                  }
                }
              }
              return found;
            });
  }

  private static void bindKey(PreparedStatement s, BankEntry.Key key) throws SQLException {
    s.setString(1, key.report().name());
    s.setString(2, key.account());
    s.setString(3, key.statementId());
    s.setInt(4, key.page());
    s.setString(5, key.reference());
  }

  private static JudgedEntry judged(BankEntry entry, ResultSet r) throws SQLException {
    return new JudgedEntry(
        entry,
        JudgedEntry.Outcome.valueOf(r.getString("outcome")),
        Optional.ofNullable(r.getString("redemption_id")),
        Optional.ofNullable(r.getString("suspicion")).map(Suspicion::valueOf));
  }

  /** The bookings that were matched to these redemptions. */
  public List<Told> told(Collection<String> redemptionIds) throws SQLException {
    return database()
        .transaction(
            c -> {
              List<Told> told = new ArrayList<>();
              try (PreparedStatement s =
                  c.prepareStatement(
                      "select redemption_id, report, direction from bank_entry where redemption_id = any(?) and suspicion is null")) {
                s.setArray(1, c.createArrayOf("varchar", redemptionIds.toArray()));
                try (ResultSet r = s.executeQuery()) {
                  while (r.next()) {
                    told.add(
                        new Told(
                            r.getString("redemption_id"),
                            Report.valueOf(r.getString("report")),
                            Direction.valueOf(r.getString("direction"))));
                  }
                }
              }
              return told;
            });
  }

  /** Keeps new bookings, all or none. */
  public void insert(Collection<JudgedEntry> entries, long nowMillis) throws SQLException {
    database()
        .transaction(
            c -> {
              try (PreparedStatement s =
                  c.prepareStatement(
                      "insert into bank_entry (report, account, statement_id, page, reference, content_hash, direction, currency, amount,"
                          + " reference_text, outcome, redemption_id, suspicion, read_at) values (?,?,?,?,?,?,?,?,?,?,?,?,?,?)")) {
                for (JudgedEntry judged : entries) {
                  BankEntry entry = judged.entry();
                  bindKey(s, entry.key());
                  s.setString(6, contentHash(entry));
                  s.setString(7, entry.direction().name());
                  s.setString(8, entry.currency());
                  s.setBigDecimal(9, entry.amount());
                  s.setString(10, text(entry.references()));
                  s.setString(11, judged.outcome().name());
                  s.setString(12, judged.redemptionId().orElse(null));
                  s.setString(13, judged.suspicion().map(Suspicion::name).orElse(null));
                  s.setLong(14, nowMillis);
                  s.addBatch();
                }
                return s.executeBatch();
              }
            });
  }

  /** What is shown of the references to the person who has to find the payment. */
  private static String text(BankEntry.References references) {
    List<String> all = new ArrayList<>();
    all.add(references.uetr());
    all.add(references.endToEndId());
    all.add(references.instructionId());
    all.addAll(references.creditorReferences());
    all.addAll(references.remittanceText());
    all.addAll(references.servicerReferences());
    all.removeIf(String::isEmpty);
    return String.join("\n", all);
  }

  /**
   * A booking that waits for a person.
   *
   * @param number in the order of reading
   * @param references one in each line
   */
  public record Suspended(
      long number,
      BankEntry.Key key,
      Direction direction,
      String currency,
      BigDecimal amount,
      String references,
      Suspicion suspicion,
      long readAtMillis) {}

  /** Bookings that wait, the oldest first: those with higher numbers than {@code after}. */
  public List<Suspended> suspended(long after, int limit) throws SQLException {
    return database()
        .transaction(
            c -> {
              List<Suspended> waiting = new ArrayList<>();
              try (PreparedStatement s =
                  c.prepareStatement(
                      "select * from bank_entry where number > ? and suspicion is not null and resolution is null"
                          + " order by number limit ?")) {
                s.setLong(1, after);
                s.setInt(2, limit);
                try (ResultSet r = s.executeQuery()) {
                  while (r.next()) {
                    waiting.add(suspended(r));
                  }
                }
              }
              return waiting;
            });
  }

  private static Suspended suspended(ResultSet r) throws SQLException {
    return new Suspended(
        r.getLong("number"),
        new BankEntry.Key(
            Report.valueOf(r.getString("report")),
            r.getString("account"),
            r.getString("statement_id"),
            r.getInt("page"),
            r.getString("reference")),
        Direction.valueOf(r.getString("direction")),
        r.getString("currency"),
        r.getBigDecimal("amount").stripTrailingZeros(),
        r.getString("reference_text"),
        Suspicion.valueOf(r.getString("suspicion")),
        r.getLong("read_at"));
  }

  /**
   * Takes a booking out of the list, because a person has dealt with it; it stays on record.
   *
   * @return how it was resolved: as it says here, unless it was resolved before; empty if there is
   *     no such booking in suspense
   */
  public Optional<String> resolve(long number, String resolution, long nowMillis)
      throws SQLException {
    return database()
        .transaction(
            c -> {
              try (PreparedStatement s =
                  c.prepareStatement(
                      "update bank_entry set resolution=?, resolved_at=?"
                          + " where number=? and suspicion is not null and resolution is null")) {
                s.setString(1, resolution);
                s.setLong(2, nowMillis);
                s.setLong(3, number);
                s.executeUpdate();
              }
              try (PreparedStatement s =
                  c.prepareStatement("select resolution from bank_entry where number=?")) {
                s.setLong(1, number);
                try (ResultSet r = s.executeQuery()) {
                  return r.next() ? Optional.ofNullable(r.getString(1)) : Optional.<String>empty();
                }
              }
            });
  }

  /**
   * A payment order for the bank rails, as it was handed out.
   *
   * @param requestHash of the request that it answered
   * @param redemptionIds in its order
   */
  public record PaymentMessage(
      String messageId, String requestHash, String xml, List<String> redemptionIds) {}

  /** The message of that id. */
  public Optional<PaymentMessage> message(String messageId) throws SQLException {
    return database()
        .transaction(
            c -> {
              List<String> ids = new ArrayList<>();
              try (PreparedStatement s =
                  c.prepareStatement(
                      "select redemption_id from payment_message_item where message_id=? order by place")) {
                s.setString(1, messageId);
                try (ResultSet r = s.executeQuery()) {
                  while (r.next()) {
                    ids.add(r.getString(1));
                  }
                }
              }
              try (PreparedStatement s =
                  c.prepareStatement(
                      "select request_hash, xml from payment_message where message_id=?")) {
                s.setString(1, messageId);
                try (ResultSet r = s.executeQuery()) {
                  return r.next()
                      ? Optional.of(
                          new PaymentMessage(
                              messageId, r.getString("request_hash"), r.getString("xml"), ids))
                      : Optional.<PaymentMessage>empty();
                }
              }
            });
  }

  /** Those of these redemptions that no message asks to pay. */
  public List<String> notOrdered(List<String> redemptionIds) throws SQLException {
    return database()
        .transaction(
            c -> {
              List<String> left = new ArrayList<>(redemptionIds);
              try (PreparedStatement s =
                  c.prepareStatement(
                      "select redemption_id from payment_message_item where redemption_id = any(?)")) {
                s.setArray(1, c.createArrayOf("varchar", redemptionIds.toArray()));
                try (ResultSet r = s.executeQuery()) {
                  while (r.next()) {
                    left.remove(r.getString(1));
                  }
                }
              }
              return left;
            });
  }

  /** Keeps a message; fails if one of its redemptions is in another one. */
  public void insert(PaymentMessage message, long nowMillis) throws SQLException {
    database()
        .transaction(
            c -> {
              insertMessage(c, message, nowMillis);
              try (PreparedStatement s =
                  c.prepareStatement(
                      "insert into payment_message_item (redemption_id, message_id, place) values (?,?,?)")) {
                for (int i = 0; i < message.redemptionIds().size(); i++) {
                  s.setString(1, message.redemptionIds().get(i));
                  s.setString(2, message.messageId());
                  s.setInt(3, i);
                  s.addBatch();
                }
                return s.executeBatch();
              }
            });
  }

  private static void insertMessage(Connection c, PaymentMessage message, long nowMillis)
      throws SQLException {
    try (PreparedStatement s =
        c.prepareStatement(
            "insert into payment_message (message_id, request_hash, xml, written_at) values (?,?,?,?)")) {
      s.setString(1, message.messageId());
      s.setString(2, message.requestHash());
      s.setString(3, message.xml());
      s.setLong(4, nowMillis);
      s.executeUpdate();
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (opened != null) {
      opened.close();
    }
  }
}
