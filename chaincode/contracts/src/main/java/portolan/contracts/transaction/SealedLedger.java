// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.transaction;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.hyperledger.fabric.shim.ChaincodeStub;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Refusal;
import portolan.domain.worldstate.ImplicitCollection;
import portolan.domain.worldstate.RefusalCode;

/**
 * Documents sealed to members: private data in the implicit collection of each member that needs
 * it. Writing needs the endorsement of every member written to; reading is possible only at the
 * member's own peer, by the member itself.
 */
public final class SealedLedger {

  private record Place(String member, String key) {}

  private final ChaincodeStub stub;
  private final Peer peer;
  private final Creator creator;
  private final Map<Place, Optional<JsonObject>> kept = new LinkedHashMap<>();
  private final Map<Place, Optional<JsonObject>> ofItem = new LinkedHashMap<>();

  SealedLedger(ChaincodeStub stub, Peer peer, Creator creator) {
    this.creator = creator;
    this.stub = stub;
    this.peer = peer;
  }

  /** Seals a document to these members. */
  public void seal(Collection<String> members, String key, JsonObject document) {
    for (String member : new TreeSet<>(members)) {
      ofItem.put(new Place(member, key), Optional.of(document));
    }
  }

  /** Deletes a document from the collections of these members, if it is there. */
  public void delete(Collection<String> members, String key) {
    for (String member : new TreeSet<>(members)) {
      ofItem.put(new Place(member, key), Optional.empty());
    }
  }

  /**
   * The document that is sealed to the caller under this key. For evaluating only: members differ
   * in what they hold.
   *
   * @throws portolan.domain.encoding.RefusedException {@code PERMISSION_DENIED} when the caller is
   *     not the member whose peer this is: a peer serves the identities of every member
   */
  public Optional<JsonObject> own(String key) {
    requireOwnPeer();
    byte[] value = stub.getPrivateData(ImplicitCollection.of(peer.mspId()), key);
    return value == null || value.length == 0
        ? Optional.empty()
        : Optional.of(Fields.parse(key, value).json());
  }

  /**
   * The caller's own documents in the order of their keys, as {@link #own}.
   *
   * @param from first key that counts
   * @param to first key that does not
   * @param limit most documents
   */
  public List<Entry> own(String from, String to, int limit) {
    requireOwnPeer();
    return Ledger.entries(
        stub.getPrivateDataByRange(ImplicitCollection.of(peer.mspId()), from, to), limit);
  }

  /**
   * Whether a document is sealed to a member under this key, with what this transaction seals and
   * deletes: every peer knows, without the document.
   */
  public boolean isSealedTo(String member, String key) {
    Place place = new Place(member, key);
    Optional<JsonObject> own = ofItem.getOrDefault(place, kept.get(place));
    if (own != null) {
      return own.isPresent();
    }
    byte[] hash = stub.getPrivateDataHash(ImplicitCollection.of(member), key);
    return hash != null && hash.length > 0;
  }

  private void requireOwnPeer() {
    if (!peer.mspId().equals(creator.mspId())) {
      throw new Refusal(
              RefusalCode.PERMISSION_DENIED,
              "caller",
              "sealed documents are read by a member at its own peer; this one is of "
                  + peer.mspId())
          .toException();
    }
  }

  void keep() {
    kept.putAll(ofItem);
    ofItem.clear();
  }

  void discard() {
    ofItem.clear();
  }

  boolean changed() {
    return !kept.isEmpty() || !ofItem.isEmpty();
  }

  void flush() {
    kept.forEach(
        (place, document) -> {
          if (document.isPresent()) {
            stub.putPrivateData(
                ImplicitCollection.of(place.member()),
                place.key(),
                document.get().canonicalBytes());
          } else {
            stub.delPrivateData(ImplicitCollection.of(place.member()), place.key());
          }
        });
  }
}
