// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance.differential;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hyperledger.fabric.protos.gateway.ErrorDetail;

/**
 * Brings what two ledgers say into one form. Replaced, because it cannot be equal (also see {@link
 * Blocks} for private data, {@link ReadWriteSets} for block numbers):
 *
 * <ul>
 *   <li>ids of the program's transactions, whole or their first eight digits, by {@code tx#NUMBER},
 *       since they depend on the callers' certificates;
 *   <li>addresses by ADDRESS;
 *   <li>points in time by TIME;
 *   <li>identities, in hexadecimal digits or as certificates, by IDENTITY;
 *   <li>the size of a message that is too big, since signatures differ in length, by SIZE;
 *   <li>stack frames, which the shim makes part of messages, by nothing;
 *   <li>the order of error details, which is that of arrival, by that of the alphabet;
 *   <li>what lies below the shim in the stack of an exception of chaincode, and what a process adds
 *       to serve the script there, by nothing;
 *   <li>the order of the collections that a gateway names, which is that of a hash map, by that of
 *       the alphabet;
 *   <li>those whose result did not match the others': that is whoever came later, one or two.
 * </ul>
 */
final class Wording {
  private static final String MISMATCH = "ProposalResponsePayloads do not match";
  private static final Pattern ID = Pattern.compile("\\b[0-9a-f]{64}\\b");
  private static final Pattern ID_START = Pattern.compile("\\b[0-9a-f]{8}\\b");
  private static final Pattern ADDRESS = Pattern.compile("\\b127\\.0\\.0\\.1:[0-9]+");
  private static final Pattern TIME =
      Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:.]+( ?(Z|[+-][0-9]{4} [A-Z]+))");
  private static final Pattern SIZE = Pattern.compile("payload is [0-9]+ bytes");
  private static final Pattern FRAMES = Pattern.compile("(\\n\\tat [^\\n]*)+\\n?");
  private static final Pattern HEX_IDENTITY = Pattern.compile("\\b[0-9a-f]{200,}\\b");
  private static final Pattern PEM =
      Pattern.compile("-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", Pattern.DOTALL);

  private static final Pattern BELOW_THE_SHIM =
      Pattern.compile(
          "(ChaincodeInvocationTask\\.call\\([^)]*\\))"
              + "(([\\s;]|<9>)+at [^\\n;()]*\\([^)]*\\))+");

  private static final Pattern SERVER_OF_THE_SCRIPT =
      Pattern.compile("([\\s;]|<9>)+at [^\\n;()]*ScriptProcess\\$Served\\.invoke\\([^)]*\\)");

  private static final Pattern COLLECTIONS =
      Pattern.compile("(private data collection\\(s\\): \\[)([^\\]]*)");

  private final Map<String, String> ids = new ConcurrentHashMap<>();

  /** From now on, this id is called by this name. */
  void know(String id, String name) {
    ids.put(id, name);
    ids.put(id.substring(0, 8), name);
  }

  String name(String id) {
    return ids.getOrDefault(id, id);
  }

  String same(String text) {
    // Go's protobuf writes one or the other space, by the build, so that nobody relies on it.
    String same = PEM.matcher(text.replace('\u00a0', ' ')).replaceAll("IDENTITY");
    same = HEX_IDENTITY.matcher(same).replaceAll("IDENTITY");
    same = ID.matcher(same).replaceAll(m -> Matcher.quoteReplacement(name(m.group())));
    same = ID_START.matcher(same).replaceAll(m -> Matcher.quoteReplacement(name(m.group())));
    same = ADDRESS.matcher(same).replaceAll("ADDRESS");
    same = BELOW_THE_SHIM.matcher(same).replaceAll("$1");
    same = SERVER_OF_THE_SCRIPT.matcher(same).replaceAll("");
    same =
        COLLECTIONS
            .matcher(same)
            .replaceAll(
                m ->
                    Matcher.quoteReplacement(
                        m.group(1)
                            + String.join(
                                " ",
                                Pattern.compile(" ").splitAsStream(m.group(2)).sorted().toList())));
    same = SIZE.matcher(same).replaceAll("payload is SIZE bytes");
    same = FRAMES.matcher(same).replaceAll("");
    return TIME.matcher(same).replaceAll("TIME");
  }

  /** Status, description and what the members' peers said. */
  String error(StatusRuntimeException e) {
    List<String> details = new ArrayList<>();
    Status status = StatusProto.fromThrowable(e);
    if (status != null) {
      for (Any any : status.getDetailsList()) {
        if (any.is(ErrorDetail.class)) {
          try {
            ErrorDetail detail = any.unpack(ErrorDetail.class);
            String message = same(detail.getMessage());
            if (!message.equals(MISMATCH)) {
              details.add(detail.getMspId() + ": " + message);
            } else if (!details.contains(MISMATCH)) {
              details.add(MISMATCH);
            }
          } catch (InvalidProtocolBufferException malformed) {
            throw new IllegalStateException(malformed);
          }
        } else {
          details.add(any.getTypeUrl());
        }
      }
    }
    details.sort(null);
    return "%s %s%s"
        .formatted(
            e.getStatus().getCode(),
            same(String.valueOf(e.getStatus().getDescription())),
            details.isEmpty() ? "" : " " + details);
  }
}
