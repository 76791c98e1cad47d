// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.statements;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import portolan.domain.encoding.Sha256;
import portolan.domain.settlement.reconciliation.BankAmount;
import portolan.domain.settlement.reconciliation.BankEntry;
import portolan.domain.settlement.reconciliation.BankEntry.Direction;
import portolan.domain.settlement.reconciliation.BankEntry.Report;
import portolan.domain.settlement.reconciliation.Charge;
import portolan.domain.settlement.reconciliation.Reconciliation.Told;
import portolan.domain.settlement.reconciliation.Suspicion;
import portolan.gateway.health.HealthSource;
import portolan.gateway.iso20022.AccountReport;
import portolan.gateway.store.FileDatabase;
import portolan.gateway.store.Schema;
import portolan.gateway.store.StoreFile;

/**
 * The bookings that a bank's gateway has read and the payment orders that it has handed out, on
 * disk. Should the file be lost, the same statements give the same again: what they confirmed is on
 * the ledger, the rest is suspended anew.
 */
public final class StatementStore implements HealthSource, AutoCloseable {
  private static final List<String> FIRST =
      List.of(
          """
          create table if not exists booking (
            number bigint generated always as identity primary key,
            report varchar(16) not null,
            account varchar(34) not null,
            statement_id varchar(35) not null,
            statement_date varchar(10) not null,
            page int not null,
            reference varchar(60) not null,
            content_hash varchar(64) not null,
            servicer_reference varchar(35) not null,
            booked_on varchar(10) not null,
            copied boolean not null,
            direction varchar(8),
            currency varchar(3),
            amount decimal(24, 5),
            charges text not null,
            reference_text text not null,
            problem varchar(500),
            outcome varchar(16) not null,
            redemption_id varchar(129),
            suspicion varchar(40),
            read_at bigint not null,
            resolution varchar(500),
            resolved_at bigint)
          """,
          "create unique index if not exists booking_place on booking(report, account,"
              + " statement_id, page, reference, statement_date, content_hash)",
          "create index if not exists booking_redemption on booking(redemption_id)",
          """
          create table if not exists payment_message (
            message_id varchar(35) primary key,
            request_hash varchar(64) not null,
            xml text not null,
            written_at bigint not null)
          """,
          """
          create table if not exists payment_message_item (
            redemption_id varchar(129) primary key,
            message_id varchar(35) not null,
            place int not null)
          """);

  /** What makes its tables. */
  static final Schema SCHEMA =
      new Schema(List.of("booking", "payment_message", "payment_message_item"), List.of(FIRST));

  private static final int MAX_PROBLEM = 500;

  private final Path directory;
  private volatile FileDatabase opened;
  private boolean closed;

  /**
   * In a folder. The file is made when it is first needed, because most members are no banks; one
   * that is there is opened at once, so that a damaged one is noticed at the start.
   *
   * @throws portolan.gateway.store.StoreException if it cannot be opened; the message says what to
   *     do
   */
  public StatementStore(Path directory) throws SQLException {
    this.directory = directory;
    if (Files.exists(StoreFile.STATEMENTS.in(directory))) {
      database();
    }
  }

  private synchronized FileDatabase database() throws SQLException {
    if (closed) {
      throw new SQLException("the statements are closed");
    }
    if (opened == null) {
      opened =
          new FileDatabase(
              directory,
              StoreFile.STATEMENTS,
              c -> {
                SCHEMA.bring(c, StoreFile.STATEMENTS, directory);
                return null;
              });
    }
    return opened;
  }

  @Override
  public Optional<String> trouble() {
    FileDatabase its = opened;
    return its == null ? Optional.empty() : its.trouble();
  }

  /** Hash of all that counts about a booking, to find that a message was changed. */
  private static String contentHash(BankEntry e) {
    return Sha256.hex(
        String.join(
            "\n",
            e.direction().name(),
            e.currency(),
            plain(e.amount()),
            e.payments().stream().map(StatementStore::plain).toList().toString(),
            text(e.charges()),
            Boolean.toString(e.reversal()),
            e.returned()
                .map(r -> r.reason().map(Object::toString).orElse("?") + r.narrative())
                .orElse(""),
            text(e.references()),
            e.doubt().map(Suspicion::name).orElse(""),
            e.booking().servicerReference(),
            e.booking().date()));
  }

  /** Whether two bookings are the same but for where they stand. */
  public static boolean saysTheSame(BankEntry one, BankEntry other) {
    return contentHash(one).equals(contentHash(other));
  }

  private static String plain(BigDecimal amount) {
    return amount.stripTrailingZeros().toPlainString();
  }

  /**
   * What was read before under the same reference of a statement with the same id.
   *
   * @param outcome what became of the very same entry, if that is among it
   * @param changed whether the same statement had something else there
   */
  public record Before(Optional<JudgedEntry.Judgement> outcome, boolean changed) {}

  private record Row(String date, String contentHash, JudgedEntry.Judgement judgement) {
    boolean isReadable() {
      return judgement.suspicion().filter(w -> w == Suspicion.MALFORMED).isEmpty();
    }
  }

  /** What was read before of these bookings, by key; nothing for those that are new. */
  public Map<BankEntry.Key, Before> find(Collection<BankEntry> entries) throws SQLException {
    return database()
        .read(
            c -> {
              Map<BankEntry.Key, Before> found = new HashMap<>();
              for (BankEntry entry : entries) {
                boolean dated = !entry.booking().date().isEmpty();
                before(rows(c, entry.key()), entry.key(), contentHash(entry), dated)
                    .ifPresent(b -> found.put(entry.key(), b));
              }
              return found;
            });
  }

  /** What became of entries that could not be read, as far as they were seen before, by key. */
  public Map<BankEntry.Key, JudgedEntry.Judgement> findMalformed(
      Collection<AccountReport.Malformed> entries) throws SQLException {
    return database()
        .read(
            c -> {
              Map<BankEntry.Key, JudgedEntry.Judgement> found = new HashMap<>();
              for (AccountReport.Malformed entry : entries) {
                before(rows(c, entry.key()), entry.key(), entry.contentHash(), false)
                    .flatMap(Before::outcome)
                    .ifPresent(outcome -> found.put(entry.key(), outcome));
              }
              return found;
            });
  }

  /**
   * Ids of statements may start anew: another date, other content. A statement that is made anew
   * has the same entries, which are known by their own dates.
   */
  private static Optional<Before> before(
      List<Row> rows, BankEntry.Key key, String contentHash, boolean dated) {
    List<Row> same = rows.stream().filter(r -> r.date().equals(key.date())).toList();
    Optional<JudgedEntry.Judgement> outcome =
        (dated ? rows : same)
            .stream()
                .filter(r -> r.contentHash().equals(contentHash))
                .map(Row::judgement)
                .findFirst();
    boolean changed = outcome.isEmpty() && same.stream().anyMatch(Row::isReadable);
    return outcome.isPresent() || changed
        ? Optional.of(new Before(outcome, changed))
        : Optional.empty();
  }

  private static List<Row> rows(Connection c, BankEntry.Key key) throws SQLException {
    List<Row> rows = new ArrayList<>();
    try (PreparedStatement s =
        c.prepareStatement(
            "select statement_date, content_hash, outcome, redemption_id, suspicion from booking"
                + " where report=? and account=? and statement_id=? and page=? and reference=?"
                + " order by number")) {
      s.setString(1, key.report().name());
      s.setString(2, key.account());
      s.setString(3, key.statementId());
      s.setInt(4, key.page());
      s.setString(5, key.reference());
      try (ResultSet r = s.executeQuery()) {
        while (r.next()) {
          rows.add(
              new Row(
                  r.getString("statement_date"),
                  r.getString("content_hash"),
                  new JudgedEntry.Judgement(
                      JudgedEntry.Outcome.valueOf(r.getString("outcome")),
                      Optional.ofNullable(r.getString("redemption_id")),
                      Optional.ofNullable(r.getString("suspicion")).map(Suspicion::valueOf))));
        }
      }
    }
    return rows;
  }

  private static BankEntry.Key key(ResultSet r) throws SQLException {
    return new BankEntry.Key(
        Report.valueOf(r.getString("report")),
        r.getString("account"),
        r.getString("statement_id"),
        r.getString("statement_date"),
        r.getInt("page"),
        r.getString("reference"));
  }

  /** The bookings that were matched to these redemptions. */
  public List<Told> told(Collection<String> redemptionIds) throws SQLException {
    return database()
        .read(
            c -> {
              List<Told> told = new ArrayList<>();
              try (PreparedStatement s =
                  c.prepareStatement(
                      "select * from booking where redemption_id = any(?) and suspicion is null"
                          + " order by number")) {
                s.setArray(1, c.createArrayOf("varchar", redemptionIds.toArray()));
                try (ResultSet r = s.executeQuery()) {
                  while (r.next()) {
                    told.add(
                        new Told(
                            r.getString("redemption_id"),
                            key(r),
                            Direction.valueOf(r.getString("direction")),
                            new BankEntry.Booking(
                                r.getString("servicer_reference"),
                                r.getString("booked_on"),
                                r.getBoolean("copied"))));
                  }
                }
              }
              return told;
            });
  }

  /** Keeps new bookings, and entries that cannot be read, all or none. */
  public void insert(
      Collection<JudgedEntry> entries,
      Collection<AccountReport.Malformed> malformed,
      long nowMillis)
      throws SQLException {
    database()
        .transaction(
            c -> {
              try (PreparedStatement s =
                  c.prepareStatement(
                      "insert into booking (report, account, statement_id, statement_date, page,"
                          + " reference, content_hash, servicer_reference, booked_on, copied,"
                          + " direction, currency, amount, charges, reference_text, problem,"
                          + " outcome, redemption_id, suspicion, read_at) values"
                          + " (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)")) {
                for (JudgedEntry judged : entries) {
                  bind(s, judged, nowMillis);
                  s.addBatch();
                }
                for (AccountReport.Malformed entry : malformed) {
                  bind(s, entry, nowMillis);
                  s.addBatch();
                }
                return s.executeBatch();
              }
            });
  }

  private static void bindKey(PreparedStatement s, BankEntry.Key key) throws SQLException {
    s.setString(1, key.report().name());
    s.setString(2, key.account());
    s.setString(3, key.statementId());
    s.setString(4, key.date());
    s.setInt(5, key.page());
    s.setString(6, key.reference());
  }

  private static void bind(PreparedStatement s, JudgedEntry judged, long nowMillis)
      throws SQLException {
    BankEntry entry = judged.entry();
    JudgedEntry.Judgement judgement = judged.judgement();
    bindKey(s, entry.key());
    s.setString(7, contentHash(entry));
    s.setString(8, entry.booking().servicerReference());
    s.setString(9, entry.booking().date());
    s.setBoolean(10, entry.booking().copy());
    s.setString(11, entry.direction().name());
    s.setString(12, entry.currency());
    s.setBigDecimal(13, entry.amount());
    s.setString(14, text(entry.charges()));
    s.setString(15, text(entry.references()));
    s.setString(16, null);
    s.setString(17, judgement.outcome().name());
    s.setString(18, judgement.redemptionId().orElse(null));
    s.setString(19, judgement.suspicion().map(Suspicion::name).orElse(null));
    s.setLong(20, nowMillis);
  }

  private static void bind(PreparedStatement s, AccountReport.Malformed entry, long nowMillis)
      throws SQLException {
    bindKey(s, entry.key());
    s.setString(7, entry.contentHash());
    s.setString(8, "");
    s.setString(9, "");
    s.setBoolean(10, false);
    s.setString(11, null);
    s.setString(12, null);
    s.setBigDecimal(13, null);
    s.setString(14, "");
    s.setString(15, "");
    s.setString(16, problem(entry));
    s.setString(17, JudgedEntry.Outcome.SUSPENDED.name());
    s.setString(18, null);
    s.setString(19, Suspicion.MALFORMED.name());
    s.setLong(20, nowMillis);
  }

  /** What is shown of an entry that cannot be read. */
  public static String problem(AccountReport.Malformed entry) {
    String problem = entry.place() + ": " + entry.problem();
    return problem.substring(0, Math.min(MAX_PROBLEM, problem.length()));
  }

  /** One in each line, such as {@code EUR 26.00 DEBIT false}. */
  private static String text(List<Charge> charges) {
    return String.join(
        "\n",
        charges.stream()
            .map(
                charge ->
                    String.join(
                        " ",
                        charge.amount().currency(),
                        plain(charge.amount().value()),
                        charge.direction().name(),
                        charge.included().map(Object::toString).orElse("-")))
            .toList());
  }

  private static List<Charge> charges(String text) {
    return text.lines()
        .map(line -> line.split(" ", 4))
        .map(
            parts ->
                new Charge(
                    new BankAmount(parts[0], new BigDecimal(parts[1])),
                    Direction.valueOf(parts[2]),
                    parts[3].equals("-")
                        ? Optional.empty()
                        : Optional.of(Boolean.valueOf(parts[3]))))
        .toList();
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
    all.addAll(references.others());
    all.removeIf(String::isEmpty);
    return String.join("\n", all);
  }

  /**
   * A booking that waits for a person.
   *
   * @param number in the order of reading
   * @param money empty if it cannot be read
   * @param references one in each line
   * @param problem of one that cannot be read; otherwise empty
   */
  public record Suspended(
      long number,
      BankEntry.Key key,
      Direction direction,
      Optional<BankAmount> money,
      List<Charge> charges,
      String references,
      Suspicion suspicion,
      String problem,
      long readAtMillis) {}

  /** Bookings that wait, the oldest first: those with higher numbers than {@code after}. */
  public List<Suspended> suspended(long after, int limit) throws SQLException {
    return database()
        .read(
            c -> {
              List<Suspended> waiting = new ArrayList<>();
              try (PreparedStatement s =
                  c.prepareStatement(
                      "select * from booking where number > ? and suspicion is not null and"
                          + " resolution is null order by number limit ?")) {
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
    BigDecimal amount = r.getBigDecimal("amount");
    String direction = r.getString("direction");
    return new Suspended(
        r.getLong("number"),
        key(r),
        direction == null ? Direction.CREDIT : Direction.valueOf(direction),
        amount == null
            ? Optional.empty()
            : Optional.of(new BankAmount(r.getString("currency"), amount.stripTrailingZeros())),
        charges(r.getString("charges")),
        r.getString("reference_text"),
        Suspicion.valueOf(r.getString("suspicion")),
        Optional.ofNullable(r.getString("problem")).orElse(""),
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
                      "update booking set resolution=?, resolved_at=?"
                          + " where number=? and suspicion is not null and resolution is null")) {
                s.setString(1, resolution);
                s.setLong(2, nowMillis);
                s.setLong(3, number);
                s.executeUpdate();
              }
              try (PreparedStatement s =
                  c.prepareStatement("select resolution from booking where number=?")) {
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
        .read(
            c -> {
              List<String> ids = new ArrayList<>();
              try (PreparedStatement s =
                  c.prepareStatement(
                      "select redemption_id from payment_message_item where message_id=? order by"
                          + " place")) {
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
        .read(
            c -> {
              List<String> left = new ArrayList<>(redemptionIds);
              try (PreparedStatement s =
                  c.prepareStatement(
                      "select redemption_id from payment_message_item where redemption_id ="
                          + " any(?)")) {
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
                      "insert into payment_message_item (redemption_id, message_id, place) values"
                          + " (?,?,?)")) {
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
            "insert into payment_message (message_id, request_hash, xml, written_at) values"
                + " (?,?,?,?)")) {
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
