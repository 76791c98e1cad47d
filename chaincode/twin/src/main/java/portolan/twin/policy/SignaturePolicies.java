// SPDX-License-Identifier: Apache-2.0
package portolan.twin.policy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hyperledger.fabric.protos.common.MSPPrincipal;
import org.hyperledger.fabric.protos.common.MSPRole;
import org.hyperledger.fabric.protos.common.SignaturePolicy;
import org.hyperledger.fabric.protos.common.SignaturePolicyEnvelope;

/**
 * Reads policies as people write them for Fabric: {@code AND('A.peer', OutOf(1, 'B.peer',
 * 'C.member'))}.
 */
public final class SignaturePolicies {
  private static final Pattern TOKEN =
      Pattern.compile("\\s*(?:(\\()|(\\))|(,)|['\"]([^'\"]+)['\"]|([A-Za-z]+)|(\\d+))");

  private final String text;
  private final Matcher tokens;
  private final Map<String, Integer> principals = new LinkedHashMap<>();
  private int position;

  private SignaturePolicies(String text) {
    this.text = text;
    this.tokens = TOKEN.matcher(text);
  }

  /**
   * Reads a policy.
   *
   * @throws IllegalArgumentException when it is malformed; the message says where
   */
  public static SignaturePolicyEnvelope parse(String text) {
    SignaturePolicies reader = new SignaturePolicies(text);
    SignaturePolicy rule = reader.rule();
    if (!text.substring(reader.position).isBlank()) {
      throw reader.failure("expected the end");
    }
    SignaturePolicyEnvelope.Builder policy = SignaturePolicyEnvelope.newBuilder().setRule(rule);
    reader.principals.keySet().forEach(p -> policy.addIdentities(principal(p)));
    return policy.build();
  }

  /** One signature of somebody with this role in this organisation. */
  public static SignaturePolicyEnvelope signedBy(String mspId, MSPRole.MSPRoleType role) {
    return SignaturePolicyEnvelope.newBuilder()
        .setRule(outOf(1, List.of(SignaturePolicy.newBuilder().setSignedBy(0).build())))
        .addIdentities(principal(mspId, role))
        .build();
  }

  private SignaturePolicy rule() {
    Matcher token = next("expected a principal in quotes, AND, OR or OutOf");
    if (token.group(4) != null) {
      String principal = token.group(4);
      principal(principal);
      principals.putIfAbsent(principal, principals.size());
      return SignaturePolicy.newBuilder().setSignedBy(principals.get(principal)).build();
    }
    if (token.group(5) == null) {
      throw failure("expected a principal in quotes, AND, OR or OutOf");
    }
    String operator = token.group(5).toUpperCase(Locale.ROOT);
    if (next("expected (").group(1) == null) {
      throw failure("expected (");
    }
    int n = 0;
    if (operator.equals("OUTOF")) {
      String number = next("expected a number").group(6);
      if (number == null || next("expected a comma").group(3) == null) {
        throw failure("expected a number and a comma");
      }
      n = Integer.parseInt(number);
    }
    List<SignaturePolicy> rules = new ArrayList<>();
    while (true) {
      rules.add(rule());
      Matcher after = next("expected a comma or )");
      if (after.group(2) != null) {
        break;
      }
      if (after.group(3) == null) {
        throw failure("expected a comma or )");
      }
    }
    int required =
        switch (operator) {
          case "AND" -> rules.size();
          case "OR" -> 1;
          case "OUTOF" -> n;
          default -> throw failure("expected AND, OR or OutOf, found " + operator);
        };
    if (required < 0 || required > rules.size()) {
      throw failure("expected a number up to " + rules.size() + ", found " + required);
    }
    return outOf(required, rules);
  }

  private Matcher next(String expected) {
    if (!tokens.region(position, text.length()).lookingAt()) {
      throw failure(expected);
    }
    position = tokens.end();
    return tokens;
  }

  private IllegalArgumentException failure(String expected) {
    return new IllegalArgumentException(
        "policy \"%s\", at character %d: %s".formatted(text, position + 1, expected));
  }

  /** So many of these. */
  static SignaturePolicy outOf(int n, List<SignaturePolicy> rules) {
    return SignaturePolicy.newBuilder()
        .setNOutOf(SignaturePolicy.NOutOf.newBuilder().setN(n).addAllRules(rules))
        .build();
  }

  private static MSPPrincipal principal(String text) {
    int dot = text.lastIndexOf('.');
    if (dot <= 0) {
      throw new IllegalArgumentException(
          "principal '%s': expected an MSP id, a dot and a role".formatted(text));
    }
    MSPRole.MSPRoleType role =
        switch (text.substring(dot + 1)) {
          case "member" -> MSPRole.MSPRoleType.MEMBER;
          case "admin" -> MSPRole.MSPRoleType.ADMIN;
          case "client" -> MSPRole.MSPRoleType.CLIENT;
          case "peer" -> MSPRole.MSPRoleType.PEER;
          case "orderer" -> MSPRole.MSPRoleType.ORDERER;
          default ->
              throw new IllegalArgumentException(
                  "principal '%s': expected the role member, admin, client, peer or orderer"
                      .formatted(text));
        };
    return principal(text.substring(0, dot), role);
  }

  /** A role of an organisation. */
  static MSPPrincipal principal(String mspId, MSPRole.MSPRoleType role) {
    return MSPPrincipal.newBuilder()
        .setPrincipalClassification(MSPPrincipal.Classification.ROLE)
        .setPrincipal(
            MSPRole.newBuilder().setMspIdentifier(mspId).setRole(role).build().toByteString())
        .build();
  }
}
