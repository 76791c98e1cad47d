// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.transaction;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import org.hyperledger.fabric.shim.Chaincode;
import org.hyperledger.fabric.shim.ChaincodeStub;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Refusal;
import portolan.domain.membership.Role;
import portolan.domain.worldstate.ContractFunction;
import portolan.domain.worldstate.RefusalCode;

/** One call of a contract function: who calls, when, and what the ledger holds. */
public final class Transaction {
  /** How far a transaction's timestamp may be ahead of the peer's clock. */
  public static final Duration MAX_AHEAD = Duration.ofSeconds(10);

  /** How far a transaction's timestamp may be behind the peer's clock. */
  public static final Duration MAX_BEHIND = Duration.ofMinutes(20);

  private static final int SUCCESS = 200;

  private final ChaincodeStub stub;
  private final Peer peer;
  private final Creator creator;
  private final Ledger ledger;
  private final SealedLedger sealedLedger;
  private final Registry registry;

  Transaction(ChaincodeStub stub, Peer peer, MultiRead multiRead, Contract contract) {
    this.stub = stub;
    this.peer = peer;
    this.creator = new Creator(stub);
    this.ledger = new Ledger(stub, multiRead);
    this.sealedLedger = new SealedLedger(stub, peer, creator);
    this.registry = contract.registry(this);
  }

  /** The transaction id. */
  public String id() {
    return stub.getTxId();
  }

  /** The member whose identity signed the proposal. */
  public String caller() {
    return creator.mspId();
  }

  /** The certificate of that identity; Fabric has verified its chain and signature. */
  public X509Certificate callerCertificate() {
    return creator.certificate();
  }

  /** The transaction's own time, chosen by the client, in milliseconds. All that is written. */
  public Instant timestamp() {
    return stub.getTxTimestamp().truncatedTo(ChronoUnit.MILLIS);
  }

  /** Refuses a caller that holds none of these roles. */
  public void requireRole(Set<Role> allowed) {
    Set<Role> held = registry.roles(caller());
    if (held.stream().noneMatch(allowed::contains)) {
      throw new Refusal(
              RefusalCode.PERMISSION_DENIED,
              "role",
              "expected a caller with the role "
                  + String.join(" or ", Role.words(allowed))
                  + "; "
                  + caller()
                  + (held.isEmpty()
                      ? " is not registered"
                      : " is " + String.join(", ", Role.words(held))))
          .toException();
    }
  }

  /** The peer that this contract runs for. */
  public Peer peer() {
    return peer;
  }

  /** The public state. */
  public Ledger ledger() {
    return ledger;
  }

  /** The sealed documents. */
  public SealedLedger sealedLedger() {
    return sealedLedger;
  }

  /** The roles of the members. */
  public Registry registry() {
    return registry;
  }

  /** What Fabric offers, for what this class does not cover; do not write through it. */
  public ChaincodeStub stub() {
    return stub;
  }

  /**
   * Evaluates a function of another chaincode on this channel. A failed call fails this
   * transaction.
   */
  public Fields call(ContractFunction function, JsonObject argument) {
    String callee = function.chaincode() + ":" + function.functionName();
    List<byte[]> call =
        List.of(
            function.functionName().getBytes(StandardCharsets.UTF_8), argument.canonicalBytes());
    Chaincode.Response response;
    try {
      response = stub.invokeChaincode(function.chaincode(), call);
    } catch (RuntimeException e) {
      throw new NestedCallException(callee, e);
    }
    if (response.getStatusCode() != SUCCESS) {
      throw new NestedCallException(callee, String.valueOf(response.getMessage()));
    }
    return Fields.parse(callee, response.getPayload());
  }

  /** Refuses a timestamp too far from the peer's clock. */
  void requireTimestampInWindow() {
    Instant now = peer.clock().instant();
    Instant timestamp = stub.getTxTimestamp();
    if (timestamp.isAfter(now.plus(MAX_AHEAD)) || timestamp.isBefore(now.minus(MAX_BEHIND))) {
      throw new Refusal(
              RefusalCode.TIMESTAMP_OUT_OF_WINDOW,
              "timestamp",
              "expected the transaction's timestamp at most "
                  + MAX_AHEAD.toSeconds()
                  + " s ahead of and "
                  + MAX_BEHIND.toMinutes()
                  + " min behind the clock of the peer of "
                  + peer.mspId())
          .toException();
    }
  }

  void keep() {
    ledger.keep();
    sealedLedger.keep();
  }

  void discard() {
    ledger.discard();
    sealedLedger.discard();
  }

  boolean changed() {
    return ledger.changed() || sealedLedger.changed();
  }

  /** Hands all kept writes to the peer. */
  void flush() {
    if (sealedLedger.changed() && !ledger.changed()) {
      // Such a transaction would be valid with the endorsement of that one collection's member.
      throw new IllegalStateException("a transaction that seals a document writes public state");
    }
    ledger.flush();
    sealedLedger.flush();
  }
}
