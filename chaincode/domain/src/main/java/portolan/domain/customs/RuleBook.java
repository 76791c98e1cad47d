// SPDX-License-Identifier: Apache-2.0
package portolan.domain.customs;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Refusal;
import portolan.domain.encoding.Timestamp;
import portolan.domain.worldstate.RefusalCode;

/**
 * All versions of one rule.
 *
 * @param publisher the authority; no other one publishes a version
 * @param versions version 1 first, without gaps
 */
public record RuleBook(String ruleId, String publisher, List<Edition> versions) {
  /** Most versions of a rule. */
  public static final int MAX_VERSIONS = 200;

  /** A version as it was published. */
  public record Edition(SignedRule signed, Instant publishedAt, String payloadHash) {

    private static Edition fromJson(Fields fields) {
      Instant publishedAt = fields.timestamp("publishedAt");
      String payloadHash = fields.text("payloadHash", Format.SHA256);
      return new Edition(SignedRule.fromJson(fields), publishedAt, payloadHash);
    }

    private JsonObject toJson() {
      return Json.object()
          .put("rule", signed.rule().toJson())
          .put("signature", signed.signature())
          .put("certificate", signed.certificate())
          .put("publishedAt", Timestamp.format(publishedAt))
          .put("payloadHash", payloadHash)
          .build();
    }
  }

  /** Copies the versions. */
  public RuleBook {
    versions = List.copyOf(versions);
  }

  /** The outcome of publishing: the book, and whether the version was in it before. */
  public record Published(RuleBook book, boolean existing) {}

  /**
   * Publishes a version.
   *
   * @param book the rule's book, if it has one
   * @param path path of the signed rule in the call
   * @throws portolan.domain.encoding.RefusedException {@code PERMISSION_DENIED} when another
   *     authority publishes this rule, {@code ALREADY_EXISTS} when the version is there with other
   *     content, {@code INVALID_ARGUMENT} when a version is left out
   */
  public static Published publish(
      Optional<RuleBook> book, String path, String publisher, Edition edition) {
    TariffRule rule = edition.signed().rule();
    RuleBook before = book.orElse(new RuleBook(rule.ruleId(), publisher, List.of()));
    if (!before.publisher().equals(publisher)) {
      throw new Refusal(
              RefusalCode.PERMISSION_DENIED,
              path + ".rule.ruleId",
              "expected the authority that published the first version, " + before.publisher())
          .toException();
    }
    int known = before.versions().size();
    if (rule.version() <= known) {
      Edition same = before.versions().get((int) rule.version() - 1);
      if (!same.payloadHash().equals(edition.payloadHash())) {
        throw new Refusal(
                RefusalCode.ALREADY_EXISTS,
                path + ".rule.version",
                "this version was published with other content or another signature")
            .toException();
      }
      return new Published(before, true);
    }
    if (rule.version() != known + 1) {
      throw new Refusal(
              RefusalCode.INVALID_ARGUMENT,
              path + ".rule.version",
              "expected " + (known + 1) + ", the next version of " + rule.ruleId())
          .toException();
    }
    List<Edition> versions = new ArrayList<>(before.versions());
    versions.add(edition);
    return new Published(new RuleBook(rule.ruleId(), publisher, versions), false);
  }

  /**
   * The version that an assessment uses: the last one that was valid when the goods were declared
   * and may be used today.
   */
  public Optional<TariffRule> inForce(LocalDate declared, LocalDate today) {
    return versions.reversed().stream()
        .map(edition -> edition.signed().rule())
        .filter(rule -> !rule.validFrom().isAfter(declared) && !rule.knownFrom().isAfter(today))
        .findFirst();
  }

  /** Reads the form on the ledger. */
  public static RuleBook fromJson(Fields fields) {
    return new RuleBook(
        fields.text("ruleId", Format.IDENTIFIER),
        fields.text("publisher", Format.MEMBER),
        fields.objects("versions", 1, MAX_VERSIONS).stream().map(Edition::fromJson).toList());
  }

  /** The form on the ledger. */
  public JsonObject toJson() {
    return Json.object()
        .put("ruleId", ruleId)
        .put("publisher", publisher)
        .putAll("versions", versions.stream().map(Edition::toJson).toList())
        .build();
  }
}
