// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.transaction;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hyperledger.fabric.shim.ChaincodeStub;
import org.hyperledger.fabric.shim.ledger.KeyModification;
import org.hyperledger.fabric.shim.ledger.KeyValue;
import org.hyperledger.fabric.shim.ledger.QueryResultsIterator;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.JsonObject;

/**
 * The public state of this chaincode as the transaction sees it. Fabric's own view does not show a
 * transaction what it wrote itself; this one does, so that an item of a group sees the effects of
 * the items before it. The writes of an item are kept or discarded as a whole.
 */
public final class Ledger {
  /** Most versions of a key that are looked at. */
  static final int MAX_HISTORY = 1000;

  private final ChaincodeStub stub;
  private final MultiRead multiRead;
  private final Map<String, Optional<JsonObject>> committed = new HashMap<>();
  private final Map<String, Optional<JsonObject>> kept = new LinkedHashMap<>();
  private final Map<String, Optional<JsonObject>> ofItem = new LinkedHashMap<>();
  private final Map<String, KeyPolicy> policies = new HashMap<>();

  Ledger(ChaincodeStub stub, MultiRead multiRead) {
    this.stub = stub;
    this.multiRead = multiRead;
  }

  /** Reads these keys at once; reading them again costs nothing. */
  public void fetch(Collection<String> keys) {
    List<String> missing = new ArrayList<>(new LinkedHashSet<>(keys));
    missing.removeIf(committed::containsKey);
    if (missing.isEmpty()) {
      return;
    }
    List<byte[]> values = multiRead.read(stub, missing);
    for (int i = 0; i < missing.size(); i++) {
      byte[] value = values.get(i);
      String key = missing.get(i);
      committed.put(
          key,
          value == null || value.length == 0
              ? Optional.empty()
              : Optional.of(Fields.parse(key, value).json()));
    }
  }

  /** What is stored under the key, this transaction's writes included. */
  public Optional<Fields> find(String key) {
    return read(key).map(json -> Fields.of(key, json));
  }

  /** As {@link #find}, as plain JSON. */
  public Optional<JsonObject> read(String key) {
    if (ofItem.containsKey(key)) {
      return ofItem.get(key);
    }
    if (kept.containsKey(key)) {
      return kept.get(key);
    }
    fetch(List.of(key));
    return committed.get(key);
  }

  /** Whether something is stored under the key. */
  public boolean has(String key) {
    return read(key).isPresent();
  }

  /**
   * Committed entries in the order of their keys. For evaluating only: it does not show what this
   * transaction wrote.
   *
   * @param from first key that counts
   * @param to first key that does not
   * @param limit most entries
   */
  public List<Entry> range(String from, String to, int limit) {
    return entries(stub.getStateByRange(from, to), limit);
  }

  /**
   * What was stored under the key by transactions before this one, the latest first, at most
   * {@value #MAX_HISTORY}. Validation does not check it again: a version that is found has to be
   * known by something that is read, a hash say.
   */
  public List<JsonObject> history(String key) {
    List<JsonObject> versions = new ArrayList<>();
    try (QueryResultsIterator<KeyModification> modifications = stub.getHistoryForKey(key)) {
      for (KeyModification modification : modifications) {
        if (versions.size() == MAX_HISTORY) {
          break;
        }
        if (!modification.isDeleted()) {
          versions.add(Fields.parse(key, modification.getValue()).json());
        }
      }
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("closing a history failed", e);
    }
    return versions;
  }

  static List<Entry> entries(QueryResultsIterator<KeyValue> range, int limit) {
    List<Entry> entries = new ArrayList<>();
    try (range) {
      for (KeyValue row : range) {
        if (entries.size() == limit) {
          break;
        }
        entries.add(new Entry(row.getKey(), Fields.parse(row.getKey(), row.getValue()).json()));
      }
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("closing a range failed", e);
    }
    return entries;
  }

  /** Stores an entity. */
  public void write(String key, JsonObject entity) {
    ofItem.put(key, Optional.of(entity));
  }

  /** As {@link #write(String, JsonObject)}; the next change needs these endorsers. */
  public void write(String key, JsonObject entity, KeyPolicy policy) {
    write(key, entity);
    policies.put(key, policy);
  }

  /** Deletes what is stored under the key. */
  public void delete(String key) {
    ofItem.put(key, Optional.empty());
  }

  void keep() {
    kept.putAll(ofItem);
    ofItem.clear();
  }

  void discard() {
    ofItem.clear();
  }

  /** Whether anything was written so far. */
  boolean changed() {
    return !kept.isEmpty() || !ofItem.isEmpty();
  }

  /** Hands the kept writes to the peer; a key that was never there need not be deleted. */
  void flush() {
    kept.forEach(
        (key, entity) -> {
          if (entity.isPresent()) {
            stub.putState(key, entity.get().canonicalBytes());
            if (policies.containsKey(key)) {
              stub.setStateValidationParameter(key, policies.get(key).bytes());
            }
          } else if (!Optional.empty().equals(committed.get(key))) {
            stub.delState(key);
          }
        });
  }
}
