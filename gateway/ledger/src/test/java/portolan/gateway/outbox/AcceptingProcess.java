// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.outbox;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.hyperledger.fabric.protos.peer.TxValidationCode;

/**
 * A program that accepts submissions as fast as it can and says what it promised: {@code accepted
 * KEY} once it has taken one, {@code submit KEY ENVELOPE} before an envelope leaves it, {@code
 * committed KEY} when a caller was told so. To be killed at any moment.
 */
final class AcceptingProcess {
  private static final String ANSWER = "{\"results\":[{}]}";
  private static final String ENDING = "ending:";
  private static final int CALLERS = 4;

  private AcceptingProcess() {}

  public static void main(String[] arguments) throws Exception {
    Outbox outbox = new Outbox(new QuickLedger(), Path.of(arguments[0]), 1_000_000);
    for (int caller = 0; caller < CALLERS; caller++) {
      int c = caller;
      Thread.ofPlatform().start(() -> accept(outbox, c));
    }
  }

  private static void accept(Outbox outbox, int caller) {
    try {
      for (int i = 0; ; i++) {
        boolean ends = i % 3 == 0;
        String key = (ends ? ENDING : "endless:") + caller + "." + i;
        var outcome = outbox.accept(Submissions.of(key));
        say("accepted " + key);
        if (ends) {
          outcome.get();
          say("committed " + key);
        }
      }
    } catch (Exception e) {
      say("failed " + e);
    }
  }

  private static void say(String line) {
    // One write of one line: it is in the pipe, whatever becomes of this process.
    synchronized (System.out) {
      System.out.println(line);
      System.out.flush();
    }
  }

  /** Endorses everything; some transactions are committed, the others never. */
  private static final class QuickLedger implements Ledger {
    private final AtomicInteger number = new AtomicInteger();

    @Override
    public void follow(OptionalLong from) {}

    @Override
    public Endorsement endorse(Submission submission, List<String> organisations) {
      String id = submission.key() + "-" + number.incrementAndGet();
      return new Endorsement(
          id, ByteString.copyFromUtf8(id), ANSWER, organisations, OptionalLong.empty());
    }

    @Override
    public void submit(ByteString envelope) throws LedgerUnavailableException {
      String id = envelope.toStringUtf8();
      say("submit " + id.substring(0, id.indexOf('-')) + " " + id);
    }

    @Override
    public Optional<Commit> awaitCommit(String transactionId, Duration atMost)
        throws LedgerUnavailableException {
      if (transactionId.startsWith(ENDING)) {
        return Optional.of(new Commit(7, TxValidationCode.VALID));
      }
      throw new LedgerUnavailableException("never", null);
    }

    @Override
    public Optional<Commit> askForCommit(String transactionId, Duration atMost)
        throws LedgerUnavailableException {
      return awaitCommit(transactionId, atMost);
    }
  }
}
