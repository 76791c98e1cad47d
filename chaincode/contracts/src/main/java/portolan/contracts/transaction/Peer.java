// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.transaction;

import java.time.InstantSource;

/**
 * The peer that a contract runs for.
 *
 * @param mspId its member
 * @param clock its clock; it accepts or refuses, and never reaches the ledger
 */
public record Peer(String mspId, InstantSource clock) {}
