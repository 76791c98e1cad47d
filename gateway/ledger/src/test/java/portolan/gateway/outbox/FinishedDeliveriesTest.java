// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import portolan.gateway.store.StoreFile;

/**
 * What deliveries cost the outbox when they have ended: 200,000 that are all kept, or with {@code
 * -Dportolan.long=true} a million, because storing them takes a minute on a machine that is busy.
 * Then also a million of the size that they have in practice, kept and forgotten as a gateway does.
 */
class FinishedDeliveriesTest {
  private static final Endorsers ENDORSERS =
      new Endorsers(List.of("BankMSP"), List.of("PlatformMSP", "SupplierMSP"), 1);
  private static final int UNFINISHED = 3;

  private static final int MILLION_GROUPS = 2_000;
  private static final int GROUPS = Boolean.getBoolean("portolan.long") ? MILLION_GROUPS : 400;
  private static final int PER_GROUP = 500;
  private static final int BY_THEMSELVES = 3_000;

  @TempDir Path folder;

  private final Random random = new Random(1);

  /** Stores groups that have ended, and at last some that have not. */
  private void deliver(Path directory, Retention retention, int groups, int perGroup, int envelope)
      throws SQLException {
    try (OutboxStore store = new OutboxStore(directory, retention)) {
      for (int group = 1; group <= groups + UNFINISHED; group++) {
        List<OutboxStore.Member> members = new ArrayList<>(perGroup);
        StringBuilder items = new StringBuilder();
        StringBuilder results = new StringBuilder();
        for (int i = 0; i < perGroup; i++) {
          String id = "E-" + group + "-" + i + "-" + HexFormat.of().toHexDigits(random.nextInt());
          String hash = HexFormat.of().toHexDigits(random.nextLong()).repeat(4);
          members.add(new OutboxStore.Member("confirm:" + id, hash, group, i, 1));
          items.append(i == 0 ? "" : ",");
          items
              .append("{\"id\":\"")
              .append(id)
              .append("\",\"secret\":\"")
              .append(hash)
              .append("\"}");
          results.append(i == 0 ? "" : ",");
          results.append("{\"id\":\"").append(id).append("\",\"state\":\"DELIVERED\"}");
        }
        Submission submission =
            new Submission(
                Outbox.groupKey(group),
                "",
                "settlement",
                "confirm",
                "{\"items\":[" + items + "]}",
                Optional.empty(),
                ENDORSERS,
                Optional.empty());
        store.insert(submission, members, System.currentTimeMillis());
        if (group <= groups) {
          String result = "{\"results\":[" + results + "]}";
          if (envelope > 0) {
            byte[] bytes = new byte[envelope * perGroup];
            random.nextBytes(bytes);
            store.endorsed(
                submission.key(),
                new Ledger.Endorsement(
                    "f".repeat(64),
                    ByteString.copyFrom(bytes),
                    result,
                    ENDORSERS.choice(0),
                    OptionalLong.of(group)));
          }
          store.finished(
              submission.key(),
              new Outcome.Committed("f".repeat(64), group, ENDORSERS.choice(0), result, 17),
              System.currentTimeMillis());
        }
      }
    }
  }

  /** Stores requests that were written by themselves and have ended. */
  private static void write(Path directory, Retention retention, int requests) throws SQLException {
    try (OutboxStore store = new OutboxStore(directory, retention)) {
      List<Submission> all =
          IntStream.range(0, requests).mapToObj(i -> Submissions.of("fund:E" + i)).toList();
      store.insert(all, System.currentTimeMillis());
      for (Submission each : all) {
        store.finished(
            each.key(),
            new Outcome.Committed("f".repeat(64), 1, ENDORSERS.choice(0), "{}", 17),
            System.currentTimeMillis());
      }
    }
  }

  /** How many rows the database looks at for a question. */
  private static long rowsRead(Path directory, String query) throws SQLException {
    try (Connection c =
            DriverManager.getConnection(
                "jdbc:h2:file:" + directory.resolve("outbox"), "gateway", "");
        Statement s = c.createStatement();
        ResultSet r = s.executeQuery("explain analyze " + query)) {
      r.next();
      String plan = r.getString(1);
      assertThat(plan).doesNotContain("tableScan");
      Matcher counts = Pattern.compile("scanCount: (\\d+)").matcher(plan);
      long sum = 0;
      while (counts.find()) {
        sum += Long.parseLong(counts.group(1));
      }
      return sum;
    }
  }

  private static long rowsReadAtTheStart(Path directory) throws SQLException {
    return rowsRead(directory, OutboxStore.UNFINISHED)
        + rowsRead(directory, OutboxStore.LAST_GROUP);
  }

  private static long millisSince(long nanos) {
    return (System.nanoTime() - nanos) / 1_000_000;
  }

  /** Opens and closes it as a gateway does. */
  private static void openAndClose(Path directory, Retention retention, String what)
      throws SQLException {
    GroupLedger ledger = new GroupLedger();
    ledger.hold();
    long start = System.nanoTime();
    Outbox outbox =
        new Outbox(
            ledger.connect(), new OutboxStore(directory, retention), Outbox.DEFAULT_CAPACITY);
    GroupCommit groups = new GroupCommit(outbox, Grouping.DEFAULT);
    long opened = millisSince(start);
    assertThat(outbox.unfinished()).isEqualTo(UNFINISHED);
    ledger.letGo();
    start = System.nanoTime();
    groups.close();
    outbox.close();
    System.out.printf("%s: opened in %d ms, closed in %d ms%n", what, opened, millisSince(start));
  }

  @Test
  void whatIsReadBeforeAGatewayServesDoesNotDependOnThem() throws Exception {
    Retention all = new Retention(Duration.ofDays(1), 2_000_000, 2_000_000);
    Path few = folder.resolve("few");
    Path many = folder.resolve("many");
    deliver(few, all, 10, 50, 0);
    write(few, all, 10);
    long start = System.nanoTime();
    deliver(many, all, GROUPS, PER_GROUP, 0);
    write(many, all, BY_THEMSELVES);
    System.out.printf(
        "stored in %d ms, in a file of %,d bytes%n",
        millisSince(start), Files.size(StoreFile.OUTBOX.in(many)));

    long rows = rowsReadAtTheStart(few);
    assertThat(rows).isLessThanOrEqualTo(2 * UNFINISHED + 4);
    assertThat(rowsReadAtTheStart(many)).isEqualTo(rows);
    for (String step : List.of(OutboxStore.OLDEST_GROUPS, OutboxStore.OLDEST_REQUESTS)) {
      assertThat(rowsRead(many, step)).as(step).isLessThanOrEqualTo(OutboxStore.STEP + 10);
    }
    openAndClose(few, all, "500 finished deliveries");
    openAndClose(many, all, "%,d finished deliveries, all kept".formatted(GROUPS * PER_GROUP));
    assertThat(counted(many, "group_number > 0"))
        .as("none was forgotten")
        .isEqualTo(GROUPS + UNFINISHED);
    assertThat(counted(many, "group_number = 0")).isEqualTo(BY_THEMSELVES);
    try (OutboxStore store = new OutboxStore(many, all)) {
      List<OutboxStore.Member> first = store.membersOf(List.of(1L));
      assertThat(first).hasSize(PER_GROUP);
      assertThat(store.members(List.of(first.getFirst().key()))).containsExactly(first.getFirst());
    }
  }

  private static long counted(Path directory, String which) throws SQLException {
    try (Connection c =
            DriverManager.getConnection(
                "jdbc:h2:file:" + directory.resolve("outbox"), "gateway", "");
        Statement s = c.createStatement();
        ResultSet r = s.executeQuery("select count(*) from outbox where " + which)) {
      r.next();
      return r.getLong(1);
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "portolan.long", matches = "true")
  void aMillionOfThemAreForgottenInTime() throws Exception {
    deliver(folder, Retention.DEFAULT, MILLION_GROUPS, PER_GROUP, 700);
    long bytes = Files.size(StoreFile.OUTBOX.in(folder));
    System.out.printf("1,000,000 finished deliveries: file of %,d bytes%n", bytes);
    assertThat(rowsReadAtTheStart(folder)).isLessThanOrEqualTo(2 * UNFINISHED + 4);
    openAndClose(folder, Retention.DEFAULT, "1,000,000 finished deliveries, kept as usual");
  }
}
