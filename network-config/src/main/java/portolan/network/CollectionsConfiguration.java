// SPDX-License-Identifier: Apache-2.0
package portolan.network;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Collectors;
import portolan.network.Consortium.Collection;
import portolan.network.Consortium.Definition;
import portolan.network.Consortium.Member;

/** A definition's private data collections in the form that Fabric's peer program reads. */
final class CollectionsConfiguration {
  private CollectionsConfiguration() {}

  static String json(Definition definition, List<Member> members) {
    ArrayNode all = new ObjectMapper().createArrayNode();
    for (Collection collection : definition.collections()) {
      ObjectNode json =
          all.addObject()
              .put("name", collection.name())
              .put(
                  "policy",
                  collection.members().stream()
                      .map(m -> "'" + m + ".member'")
                      .collect(Collectors.joining(", ", "OR(", ")")))
              .put("requiredPeerCount", collection.requiredPeers())
              .put("maxPeerCount", collection.mostPeers())
              .put("blockToLive", collection.blockToLive())
              .put("memberOnlyRead", collection.memberOnlyRead())
              .put("memberOnlyWrite", collection.memberOnlyWrite());
      collection
          .rule()
          .ifPresent(
              rule ->
                  json.putObject("endorsementPolicy")
                      .put("signaturePolicy", rule.signaturePolicy(members)));
    }
    return all.toPrettyString() + "\n";
  }
}
