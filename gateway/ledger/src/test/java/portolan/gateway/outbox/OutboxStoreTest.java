// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutboxStoreTest {
  private static final Submission A = Submissions.of("a");
  private static final Submission B = Submissions.after("a", "b");
  private static final Ledger.Endorsement ENDORSED =
      new Ledger.Endorsement(
          "f".repeat(64),
          ByteString.copyFrom(new byte[] {0, 1, -1, 127}),
          "{\"results\":[]}",
          List.of("BankMSP", "PlatformMSP"),
          OptionalLong.of(41));

  @TempDir Path folder;

  /** Does something with a store and closes it. */
  private <T> T inStore(Work<T> work) throws SQLException {
    Retention forEver = new Retention(Duration.ofDays(100_000), 100, 100);
    try (OutboxStore store = new OutboxStore(folder, forEver)) {
      return work.in(store);
    }
  }

  private interface Work<T> {
    T in(OutboxStore store) throws SQLException;
  }

  private Optional<OutboxStore.Row> find(String key) throws SQLException {
    return inStore(s -> s.find(key));
  }

  private List<OutboxStore.Row> unfinished() throws SQLException {
    return inStore(OutboxStore::unfinished);
  }

  private OutboxStore.Row row(String key) throws SQLException {
    return find(key).orElseThrow();
  }

  @Test
  void aSubmissionIsReadBackAsItWasStored() throws SQLException {
    Submission everything =
        new Submission(
            "k".repeat(300),
            "h".repeat(64),
            "settlement",
            "fund",
            "{\"items\":[{\"name\":\"Zoë 玩具\"}]}" + " ".repeat(2_000_000),
            Optional.of("{\"secret\":\"" + "s".repeat(2_000_000) + "\"}"),
            new Endorsers(List.of("BankMSP", "SupplierMSP"), List.of("A", "B", "C"), 2),
            Optional.of("another"));
    Submission little =
        new Submission(
            "little",
            "h",
            "provenance",
            "capture",
            "{}",
            Optional.empty(),
            new Endorsers(List.of(), List.of("A", "B"), 2),
            Optional.empty());

    inStore(
        s -> {
          s.insert(List.of(everything, little), 1_234L);
          return null;
        });

    for (Submission submission : List.of(everything, little)) {
      OutboxStore.Row row = row(submission.key());
      assertThat(row.submission()).isEqualTo(submission);
      assertThat(row.state()).isEqualTo(OutboxStore.State.ACCEPTED);
      assertThat(row.acceptedAtMillis()).isEqualTo(1_234L);
      assertThat(row.endorsement()).isEmpty();
      assertThat(row.outcome()).isEmpty();
    }
  }

  @Test
  void anEndorsementIsReadBackAsItWasStoredAndResetForgetsIt() throws SQLException {
    inStore(
        s -> {
          s.insert(List.of(A), 1);
          s.endorsed("a", ENDORSED);
          return null;
        });
    assertThat(row("a").state()).isEqualTo(OutboxStore.State.ENDORSED);
    assertThat(row("a").endorsement()).contains(ENDORSED);

    inStore(
        s -> {
          s.reset("a");
          return null;
        });
    assertThat(row("a").state()).isEqualTo(OutboxStore.State.ACCEPTED);
    assertThat(row("a").endorsement()).isEmpty();
  }

  @Test
  void everyOutcomeIsReadBackAsItWasStored() throws SQLException {
    Function<String, Outcome> committed =
        result ->
            new Outcome.Committed(
                ENDORSED.transactionId(), Long.MAX_VALUE, ENDORSED.endorsers(), result, 17);
    List<Outcome> outcomes =
        List.of(
            committed.apply("{\"results\":[\"" + "r".repeat(100_000) + "\"]}"),
            new Outcome.Existing("{}"),
            new Outcome.Refused("WRONG_SECRET", "items[0].secret", "not it", "{\"results\":[]}"),
            new Outcome.Refused("C".repeat(5_000), "f".repeat(5_000), "m".repeat(50_000), ""));
    for (Outcome outcome : outcomes) {
      inStore(
          s -> {
            s.insert(List.of(A), 1);
            s.endorsed("a", ENDORSED);
            s.finished("a", outcome, 2);
            return null;
          });
      assertThat(row("a").outcome()).contains(outcome);
      assertThat(unfinished()).isEmpty();
      inStore(
          s -> {
            s.finished("a", new Outcome.Refused("FREE", "", "the key again", ""), 3);
            return null;
          });
    }
  }

  @Test
  void whatWasSealedIsForgottenWhenTheSubmissionEnds() throws SQLException {
    inStore(
        s -> {
          s.insert(List.of(A), 1);
          s.endorsed("a", ENDORSED);
          s.finished("a", new Outcome.Existing("{}"), 2);
          return null;
        });

    assertThat(row("a").submission().sealed()).isEmpty();
    assertThat(row("a").submission().argument()).isEmpty();
    assertThat(row("a").endorsement()).isEmpty();
    assertThat(row("a").submission().requestHash()).isEqualTo(A.requestHash());
  }

  @Test
  void aRefusedSubmissionIsReplacedWithoutALeftover() throws SQLException {
    Submission again = Submissions.of("a", "another hash");
    inStore(
        s -> {
          s.insert(List.of(A), 1);
          s.endorsed("a", ENDORSED);
          s.finished("a", new Outcome.Refused("MVCC", "", "no", ""), 2);
          s.insert(List.of(again), 3);
          return null;
        });

    OutboxStore.Row row = row("a");
    assertThat(row.submission()).isEqualTo(again);
    assertThat(row.state()).isEqualTo(OutboxStore.State.ACCEPTED);
    assertThat(row.acceptedAtMillis()).isEqualTo(3);
    assertThat(row.endorsement()).isEmpty();
    assertThat(row.outcome()).isEmpty();
  }

  @Test
  void severalSubmissionsAreStoredAllOrNone() throws SQLException {
    Submission tooLong = Submissions.after("a", "x".repeat(301));

    assertThatThrownBy(
            () ->
                inStore(
                    s -> {
                      s.insert(List.of(A, tooLong), 1);
                      return null;
                    }))
        .isInstanceOf(SQLException.class);

    assertThat(find("a")).isEmpty();
    assertThat(unfinished()).isEmpty();
  }

  @Test
  void theUnfinishedComeOldestFirst() throws SQLException {
    inStore(
        s -> {
          s.insert(List.of(Submissions.of("late")), 30);
          s.insert(List.of(Submissions.of("early")), 10);
          s.insert(List.of(Submissions.of("ended")), 15);
          s.insert(List.of(Submissions.of("middle")), 20);
          s.endorsed("middle", ENDORSED);
          s.finished("ended", new Outcome.Existing("{}"), 40);
          return null;
        });

    assertThat(unfinished())
        .extracting(r -> r.submission().key())
        .containsExactly("early", "middle", "late");
  }

  /** Forgets what is older than a second, as the store does by itself, but at the given time. */
  private static void forgetAt(OutboxStore store, long nowMillis) throws SQLException {
    while (store.forget(nowMillis)) {}
  }

  private OutboxStore storeThatKeeps(int requests, int grouped) throws SQLException {
    return new OutboxStore(folder, new Retention(Duration.ofDays(1), requests, grouped));
  }

  @Test
  void onlyOldOutcomesAreForgottenAndNoneThatSomethingUnfinishedFollowsFrom() throws SQLException {
    // Of the distant future, so that the store forgets none of them by itself.
    long then = System.currentTimeMillis() * 2;
    long day = Duration.ofDays(1).toMillis();
    try (OutboxStore s = storeThatKeeps(100, 100)) {
      s.insert(List.of(A, B), then);
      for (String key : List.of("old", "recent", "unfinished")) {
        s.insert(List.of(Submissions.of(key)), then);
      }
      for (String key : List.of("a", "old")) {
        s.finished(key, new Outcome.Existing("{}"), then - 1);
      }
      s.finished("recent", new Outcome.Existing("{}"), then);
      forgetAt(s, then + day);

      assertThat(s.find("old")).isEmpty();
      for (String key : List.of("a", "b", "recent", "unfinished")) {
        assertThat(s.find(key)).as(key).isPresent();
      }
      s.finished("b", new Outcome.Existing("{}"), then + 1);
      forgetAt(s, then + day);
      assertThat(s.find("a")).isEmpty();
      assertThat(s.find("b")).isPresent();
    }
  }

  @Test
  void noMoreOutcomesAreKeptThanWantedWhileTheStoreIsInUse() throws SQLException {
    long now = System.currentTimeMillis();
    try (OutboxStore s = storeThatKeeps(10, 30)) {
      for (int i = 1; i <= 200; i++) {
        s.insert(List.of(Submissions.of("single" + i)), now);
        s.finished("single" + i, new Outcome.Existing("{}"), now + i);
        addGroup(s, i, i != 5, "m" + i + "-1", "m" + i + "-2", "m" + i + "-3");
      }
      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () ->
                  s.find("single190").isEmpty()
                      && s.find("group:191").isEmpty()
                      && s.members(List.of("m191-2")).isEmpty());

      assertThat(s.find("group:192")).isPresent();
      assertThat(s.members(List.of("m192-2"))).hasSize(1);
      assertThat(s.find("single191")).isPresent();
      assertThat(s.find("group:5")).as("has not ended").isPresent();
    }
    try (OutboxStore s = storeThatKeeps(10, 30)) {
      assertThat(s.members(List.of("m191-2", "m192-2", "m200-3")))
          .extracting(OutboxStore.Member::key)
          .containsExactlyInAnyOrder("m192-2", "m200-3");
    }
  }

  private static void addGroup(OutboxStore store, long number, boolean ends, String... keys)
      throws SQLException {
    List<OutboxStore.Member> members = new ArrayList<>();
    for (String key : keys) {
      members.add(new OutboxStore.Member(key, "0b".repeat(32), number, members.size(), 1));
    }
    store.insert(Submissions.of("group:" + number), members, System.currentTimeMillis());
    if (ends) {
      store.finished(
          "group:" + number,
          new Outcome.Existing("{\"results\":[]}"),
          System.currentTimeMillis() + number);
    }
  }

  @Test
  void theMembersOfAGroupAreReadBackAsTheyWereStoredAndTheLastGroupOfAKeyCounts()
      throws SQLException {
    OutboxStore.Member long1 = new OutboxStore.Member("ключ".repeat(75), "f0".repeat(32), 1, 0, 7);
    OutboxStore.Member short1 = new OutboxStore.Member("k", "00".repeat(32), 1, 7, 1_000);
    OutboxStore.Member short2 = new OutboxStore.Member("k", "01".repeat(32), 2, 0, 1);
    inStore(
        s -> {
          s.insert(Submissions.of("group:1"), List.of(long1, short1), 1);
          assertThat(s.members(List.of("k", "other", long1.key())))
              .containsExactlyInAnyOrder(long1, short1);
          s.insert(Submissions.of("group:2"), List.of(short2), 2);
          return null;
        });
    inStore(
        s -> {
          assertThat(s.members(List.of("k", "other", long1.key())))
              .containsExactlyInAnyOrder(long1, short2);
          assertThat(s.membersOf(List.of(1L))).containsExactly(long1, short1);
          assertThat(s.lastGroup()).isEqualTo(2);
          return null;
        });
  }

  @Test
  void whatAnEarlierVersionHasStoredIsTakenUp() throws SQLException {
    try (Connection c =
            DriverManager.getConnection("jdbc:h2:file:" + folder.resolve("outbox"), "gateway", "");
        Statement s = c.createStatement()) {
      s.execute(
          """
          create table outbox (id varchar(300) primary key, request_hash varchar(64) not null,
            chaincode varchar(64) not null, function varchar(64) not null, argument clob, sealed clob,
            endorsers varchar(2000) not null, after_id varchar(300), state varchar(16) not null,
            accepted_at bigint not null, finished_at bigint, transaction_id varchar(64), envelope blob,
            endorsed_by varchar(2000), result clob, not_before bigint, block_number bigint,
            elapsed_millis bigint, refusal_code varchar(100), refusal_field varchar(400),
            refusal_message varchar(4000))
          """);
      s.execute(
          "create table outbox_member (id varchar(300) primary key, request_hash varbinary(32) not null,"
              + " group_number bigint not null, first_item int not null, items int not null)");
      s.execute(
          "insert into outbox (id, request_hash, chaincode, function, argument, endorsers, state, accepted_at)"
              + " values ('group:41','','settlement','confirm','{}','BankMSP||0','ACCEPTED',1),"
              + " ('a','h','settlement','fund','{}','BankMSP||0','ACCEPTED',2)");
    }

    assertThat(unfinished()).extracting(r -> r.submission().key()).containsExactly("group:41", "a");
    assertThat((long) inStore(OutboxStore::lastGroup)).isEqualTo(41);
  }

  @Test
  void theFileIsTheOwnersAloneAlsoWhenItWasThereBefore() throws Exception {
    inStore(s -> null);
    Path file = folder.resolve("outbox.mv.db");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

    inStore(s -> null);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }
}
