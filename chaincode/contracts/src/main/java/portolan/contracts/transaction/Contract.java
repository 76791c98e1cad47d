// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.transaction;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.hyperledger.fabric.shim.ChaincodeStub;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.Refusal;
import portolan.domain.group.Argument;
import portolan.domain.group.Group;
import portolan.domain.group.ItemResult;
import portolan.domain.membership.Role;
import portolan.domain.worldstate.ContractFunction;
import portolan.domain.worldstate.RefusalCode;

/**
 * A table of functions. Every function takes exactly one argument, a JSON object, and answers with
 * one. One object serves all calls of a process, so it holds no state.
 *
 * <p>A call as a whole is refused by a {@link portolan.domain.encoding.RefusedException}, whose
 * message {@code CODE|field|text} is all that reaches the client.
 */
public abstract class Contract {
  /** Holders of any role: every registered member. */
  protected static final Set<Role> ANY_ROLE = Set.of(Role.values());

  @FunctionalInterface
  private interface Handler {
    JsonObject handle(Transaction transaction, Fields argument);
  }

  private final Peer peer;
  private final SortedMap<String, Handler> functions = new TreeMap<>();

  /** For the peer that it runs for. */
  protected Contract(Peer peer) {
    this.peer = peer;
  }

  /**
   * Declares a function that takes a group of items and changes the ledger.
   *
   * @param roles the caller holds at least one of them
   * @param function made anew for every call
   */
  protected final void group(
      String name, Set<Role> roles, Function<Transaction, ? extends GroupFunction<?>> function) {
    declare(
        name,
        (transaction, envelope) -> {
          transaction.requireTimestampInWindow();
          GroupFunction<?> its = function.apply(transaction);
          if (!its.learnsRolesOfCaller()) {
            transaction.requireRole(roles);
          }
          List<ItemResult> results = its.run(roles, envelope, sealedEnvelope(transaction));
          transaction.flush();
          return ItemResult.toJson(results);
        });
  }

  /** As {@link #group(String, Set, Function)}, for a function of this project's contracts. */
  protected final void group(
      ContractFunction name,
      Set<Role> roles,
      Function<Transaction, ? extends GroupFunction<?>> function) {
    group(name.functionName(), roles, function);
  }

  /** Declares a function that changes the ledger as a whole and checks its caller itself. */
  protected final void submit(String name, BiFunction<Transaction, Fields, JsonObject> function) {
    declare(
        name,
        (transaction, argument) -> {
          transaction.requireTimestampInWindow();
          JsonObject answer = function.apply(transaction, argument);
          transaction.keep();
          transaction.flush();
          return answer;
        });
  }

  /** As {@link #submit(String, BiFunction)}, for a function of this project's contracts. */
  protected final void submit(
      ContractFunction name, BiFunction<Transaction, Fields, JsonObject> function) {
    submit(name.functionName(), function);
  }

  /** Declares a function that only reads. */
  protected final void evaluate(String name, BiFunction<Transaction, Fields, JsonObject> function) {
    declare(
        name,
        (transaction, argument) -> {
          JsonObject answer = function.apply(transaction, argument);
          if (transaction.changed()) {
            throw new IllegalStateException(name + " is for reading and wrote");
          }
          return answer;
        });
  }

  /** As {@link #evaluate(String, BiFunction)}, for a function of this project's contracts. */
  protected final void evaluate(
      ContractFunction name, BiFunction<Transaction, Fields, JsonObject> function) {
    evaluate(name.functionName(), function);
  }

  private void declare(String name, Handler handler) {
    if (functions.put(name, handler) != null) {
      throw new IllegalArgumentException("declared twice: " + name);
    }
  }

  /** Names of all its functions. */
  public final Set<String> functionNames() {
    return Set.copyOf(functions.keySet());
  }

  /** Where roles are read; by default in the registry that {@code provenance} keeps. */
  protected Registry registry(Transaction transaction) {
    return new NestedRegistry(transaction);
  }

  private static Optional<Fields> sealedEnvelope(Transaction transaction) {
    Map<String, byte[]> transientFields = transaction.stub().getTransient();
    return Optional.ofNullable(transientFields.get(Group.SEALED))
        .map(bytes -> Fields.ofSealed(Group.SEALED, Fields.parse(Group.SEALED, bytes).json()));
  }

  /**
   * Serves one call.
   *
   * @throws portolan.domain.encoding.RefusedException when the call as a whole is refused
   */
  public final JsonObject serve(ChaincodeStub stub, MultiRead multiRead) {
    List<byte[]> arguments = stub.getArgs();
    String name =
        arguments.isEmpty() ? "" : new String(arguments.getFirst(), StandardCharsets.UTF_8);
    Handler handler = functions.get(name);
    if (handler == null) {
      throw new Refusal(
              RefusalCode.UNKNOWN_FUNCTION,
              "function",
              "expected one of " + String.join(", ", functions.keySet()))
          .toException();
    }
    if (arguments.size() != 2) {
      throw new Refusal(
              RefusalCode.INVALID_ARGUMENT,
              "arguments",
              "expected exactly 1 argument, found " + (arguments.size() - 1))
          .toException();
    }
    Fields argument = Fields.parse("", Argument.json(arguments.get(1)));
    return handler.handle(new Transaction(stub, peer, multiRead, this), argument);
  }
}
