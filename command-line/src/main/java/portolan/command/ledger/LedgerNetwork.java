// SPDX-License-Identifier: Apache-2.0
package portolan.command.ledger;

import java.nio.file.Path;
import portolan.gateway.fabric.PeerConnection;
import portolan.network.Consortium;
import portolan.network.Progress;

/**
 * A consortium's ledger on this machine: the members' peers, and the files of their gateways and of
 * those gateways' clients.
 */
public interface LedgerNetwork extends AutoCloseable {
  /** What it is and where, for people. */
  String description();

  Consortium consortium();

  /** Where everything of it is kept. */
  Path folder();

  /** Brings it up; afterwards gateways can use it. The ledger of an earlier time goes on. */
  void up(Progress progress);

  /** Whether something of it is at work that another program has started. */
  boolean isOfOthers();

  /** The file that a member's gateway reads. */
  Path gatewayConfiguration(String member);

  /** The folder with client.crt, client.key and ca.crt for callers of a member's gateway. */
  Path clientCredentials(String member);

  /** How a member's gateway reaches the member's peer. */
  PeerConnection peers();

  /** Ends it, so that nothing is left running. Ledger and keys stay. */
  void down();

  /** What becomes of it when this program ends without {@link #down}, for people. */
  String afterwards();

  /** This program needs it no longer. */
  @Override
  void close();
}
