// SPDX-License-Identifier: Apache-2.0
package portolan.network;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * A process of the network as it is to be run.
 *
 * @param name for example {@code orderer0}, {@code peer.supplier}, {@code chaincode.supplier}
 * @param ports what it listens on, and for what
 * @param readyPorts those of them that are open when it serves
 */
record Node(
    String name,
    Kind kind,
    List<String> command,
    Map<String, String> environment,
    SortedMap<Integer, String> ports,
    List<Integer> readyPorts,
    Path log) {

  enum Kind {
    ORDERER,
    PEER,
    CHAINCODE
  }
}
