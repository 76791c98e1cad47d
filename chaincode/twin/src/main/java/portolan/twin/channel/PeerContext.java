// SPDX-License-Identifier: Apache-2.0
package portolan.twin.channel;

import java.time.InstantSource;

/**
 * What a chaincode may know of the peer that it runs for.
 *
 * @param mspId the peer's organisation. The shim's own {@code getMspId()} reads an environment
 *     variable of the process and is therefore the same for all peers of a twin.
 * @param clock the peer's clock
 */
public record PeerContext(String mspId, InstantSource clock) {}
