// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.block;

import com.google.protobuf.ByteString;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What took effect in a block, as one member may see it: of its invalid transactions nothing is
 * left, and of what is sealed only what is in the member's own implicit collection.
 *
 * @param number from 0 on
 * @param transactions the valid ones that contracts endorsed, in the order in which they took
 *     effect
 * @param bytes size of the block as the peer delivered it, private data included
 */
public record CommittedBlock(long number, List<Transaction> transactions, int bytes) {
  public CommittedBlock {
    transactions = List.copyOf(transactions);
  }

  /** The latest time that one of its transactions has; empty if there is none. */
  public Optional<Instant> time() {
    return transactions.stream().map(Transaction::timestamp).max(Comparator.naturalOrder());
  }

  /**
   * A valid transaction.
   *
   * @param place among all transactions of the block, from 0 on
   * @param id Fabric's, 64 hexadecimal digits
   * @param timestamp as its creator chose it, whole milliseconds
   * @param call what its creator asked for
   * @param writes what it changed, one for each chaincode that it changed
   */
  public record Transaction(
      int place, String id, Instant timestamp, Call call, List<Writes> writes) {
    public Transaction {
      writes = List.copyOf(writes);
    }
  }

  /**
   * What a transaction called. What it sealed is not in it.
   *
   * @param caller MSP id of its creator
   * @param chaincode name of the definition that was called; others may have been called by that
   *     one
   * @param function name in the chaincode; empty if nothing was named
   * @param arguments without the name of the function
   * @param response what the contract answered, as its endorsers signed it
   */
  public record Call(
      String caller,
      String chaincode,
      String function,
      List<ByteString> arguments,
      ByteString response) {
    public Call {
      arguments = List.copyOf(arguments);
    }
  }

  /**
   * What a transaction changed in the state of one chaincode.
   *
   * @param chaincode name of its definition
   * @param open public keys, in the order in which the transaction has them
   * @param hashes keys that it sealed to the member, whether the peer has the values or not
   * @param shown of those what the peer has: without some of {@code hashes} if it has not received
   *     them yet
   */
  public record Writes(
      String chaincode, List<KeyWrite> open, List<HashedWrite> hashes, List<KeyWrite> shown) {
    public Writes {
      open = List.copyOf(open);
      hashes = List.copyOf(hashes);
      shown = List.copyOf(shown);
    }
  }

  /**
   * A key that was written or deleted.
   *
   * @param value empty if it was deleted
   */
  public record KeyWrite(String key, boolean deleted, ByteString value) {}

  /**
   * A sealed key that was written or deleted, as all members see it.
   *
   * @param keyHash SHA-256 of the key, 32 bytes
   * @param valueHash SHA-256 of the value, 32 bytes; empty if it was deleted
   */
  public record HashedWrite(ByteString keyHash, boolean deleted, ByteString valueHash) {}

  /** What its transactions changed of one chaincode's public state, in the order of its effect. */
  public List<KeyWrite> open(String chaincode) {
    return transactions.stream()
        .flatMap(t -> t.writes().stream())
        .filter(w -> w.chaincode().equals(chaincode))
        .flatMap(w -> w.open().stream())
        .toList();
  }
}
