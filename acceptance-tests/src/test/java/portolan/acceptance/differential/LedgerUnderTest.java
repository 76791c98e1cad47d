// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance.differential;

import io.grpc.Channel;
import java.time.Duration;

/**
 * A channel of Fabric, or of something that must not be told from it. Its members are those of
 * {@code consortium.yaml}, every definition runs {@link
 * portolan.acceptance.differential.script.ScriptChaincode}, and blocks are cut by the file's {@code
 * maxMessages}: nothing is in the ledger but what its making left there.
 */
public interface LedgerUnderTest extends AutoCloseable {

  /** What the reports call it. */
  String name();

  /** The name of the channel. */
  String channel();

  /**
   * A connection to a member's peer: Fabric's {@code gateway.Gateway} and {@code protos.Deliver}.
   */
  Channel peer(String mspId);

  /** Someone of a member whom this ledger knows. */
  Caller caller(String mspId);

  /**
   * How far ahead of the clock a program's first proposal is dated. Peers let clocks differ by a
   * quarter of an hour, and a slow ledger falls back behind a program's own times.
   */
  Duration ahead();

  @Override
  void close();
}
