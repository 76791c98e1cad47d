package portolan.gateway.outbox;

import java.nio.charset.StandardCharsets;
import java.util.List;
import portolan.domain.encoding.Fields;

/** What a contract answered about a group of items, seen as a whole. */
sealed interface ContractAnswer {

  /** At least one item writes something: the transaction has to be submitted. */
  record Writes() implements ContractAnswer {}

  /** All accepted, and all were on the ledger before. */
  record AllExisting() implements ContractAnswer {}

  /** Nothing new is written and at least one item was refused; this is the first refusal. */
  record AllRefused(String code, String field, String message) implements ContractAnswer {}

  /** Reads {@code {"results":[...]}}; an answer of another form counts as a write. */
  static ContractAnswer of(String result) {
    Fields answer = Fields.parse("result", result.getBytes(StandardCharsets.UTF_8));
    if (!answer.has("results")) {
      return answer.has("existing") && answer.flag("existing") ? new AllExisting() : new Writes();
    }
    List<Fields> results = answer.objects("results", 1, 1_000);
    if (results.stream().anyMatch(r -> r.flag("accepted") && !r.flag("existing"))) {
      return new Writes();
    }
    return results.stream()
        .filter(r -> !r.flag("accepted"))
        .findFirst()
        .<ContractAnswer>map(
            r ->
                new AllRefused(
                    r.text("code", 100),
                    r.optionalText("field", 400).orElse(""),
                    r.text("message", 4_000)))
        .orElseGet(AllExisting::new);
  }
}
