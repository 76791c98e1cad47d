package portolan.gateway.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.sql.SQLException;
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
    try (OutboxStore store = new OutboxStore(folder)) {
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

  @Test
  void onlyOldOutcomesAreForgottenAndNoneThatSomethingUnfinishedFollowsFrom() throws SQLException {
    inStore(
        s -> {
          s.insert(List.of(A, B), 1);
          s.insert(List.of(Submissions.of("old")), 1);
          s.insert(List.of(Submissions.of("recent")), 1);
          s.insert(List.of(Submissions.of("unfinished")), 1);
          for (String key : List.of("a", "old")) {
            s.finished(key, new Outcome.Existing("{}"), 999);
          }
          s.finished("recent", new Outcome.Existing("{}"), 1_000);
          s.forgetFinishedBefore(1_000);
          return null;
        });

    assertThat(find("old")).isEmpty();
    for (String key : List.of("a", "b", "recent", "unfinished")) {
      assertThat(find(key)).as(key).isPresent();
    }
    inStore(
        s -> {
          s.finished("b", new Outcome.Existing("{}"), 2_000);
          s.forgetFinishedBefore(1_000);
          return null;
        });
    assertThat(find("a")).isEmpty();
    assertThat(find("b")).isPresent();
  }
}
