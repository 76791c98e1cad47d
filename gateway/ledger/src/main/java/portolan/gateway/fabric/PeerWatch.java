// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.fabric;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hyperledger.fabric.protos.gateway.ErrorDetail;

/**
 * Whether other members' peers endorse when they are asked. One that stops leaves a line in the
 * log, and another one when it endorses again: between them thousands of attempts may fail. How the
 * own peer is, the gateway asks by itself.
 */
final class PeerWatch {
  /** How a peer says that it knows no peer of a member that is up. */
  private static final Pattern NO_PEERS = Pattern.compile("org\\(s\\): ([\\w.,\\- ]+)");

  /** A peer that answers what another one did not: as a rule a block before or behind it. */
  private static final String OTHER_ANSWER = "ProposalResponsePayloads do not match";

  private static final Logger LOG = Logger.getLogger(PeerWatch.class.getName());

  private final String own;
  private final Map<String, String> silent = new HashMap<>();

  PeerWatch(String own) {
    this.own = own;
  }

  /** These have endorsed. */
  void endorsed(Collection<String> members) {
    List<String> back = new ArrayList<>();
    synchronized (silent) {
      if (silent.isEmpty()) {
        return;
      }
      for (String member : members) {
        if (silent.remove(member) != null) {
          back.add(member);
        }
      }
    }
    back.forEach(m -> LOG.warning("the peer of " + m + " endorses again"));
  }

  /**
   * An endorsement failed, and no contract refused it.
   *
   * @param description of the error
   * @param details what each peer, or who asked it, said
   */
  void failed(String description, List<ErrorDetail> details) {
    Map<String, String> why = new TreeMap<>();
    for (ErrorDetail detail : details) {
      if (detail.getMessage().contains(OTHER_ANSWER)) {
        continue;
      }
      why.putIfAbsent(detail.getMspId(), detail.getMessage());
      members(detail.getMessage()).forEach(m -> why.putIfAbsent(m, detail.getMessage()));
    }
    members(description).forEach(m -> why.putIfAbsent(m, description));
    why.remove(own);
    why.remove("");
    synchronized (silent) {
      why.keySet().removeAll(silent.keySet());
      silent.putAll(why);
    }
    why.forEach(
        (m, reason) ->
            LOG.warning(
                "the peer of "
                    + m
                    + " or its chaincode does not endorse: "
                    + reason.lines().findFirst().orElse("")));
  }

  private static List<String> members(String text) {
    Matcher named = NO_PEERS.matcher(text);
    return named.find()
        ? Pattern.compile(",").splitAsStream(named.group(1)).map(String::strip).toList()
        : List.of();
  }
}
