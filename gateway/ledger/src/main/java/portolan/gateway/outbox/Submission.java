// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.outbox;

import java.util.Optional;

/**
 * Something to be written on the ledger, once.
 *
 * @param key business idempotency key, e.g. {@code escrow:E-1}; at most 200 characters
 * @param requestHash hash of the caller's request; the same key with another hash is refused
 * @param chaincode name of the chaincode definition
 * @param function contract function
 * @param argument its one argument, canonical JSON
 * @param sealed JSON that only the endorsers may see, passed in the transient field
 * @param endorsers who must endorse it
 * @param after key of the submission that this one follows: it must be on the ledger first
 */
public record Submission(
    String key,
    String requestHash,
    String chaincode,
    String function,
    String argument,
    Optional<String> sealed,
    Endorsers endorsers,
    Optional<String> after) {}
