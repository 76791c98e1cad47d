// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance.differential;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;
import portolan.acceptance.differential.script.Operation;
import portolan.network.Consortium;

/**
 * Rounds made of a seed: few keys, so that transactions get into each other's way; mostly right
 * endorsers, so that much is valid; every operation of the script chaincode, and everything that
 * can be wrong with a proposal or an envelope.
 */
final class RandomRounds implements Iterator<Round> {
  private static final String[] KEYS = {
    "a", "a0", "a00", "b", "b1", "c", "c1", "c2", "d", "e", "e9", "f", "g", "h", "i", "j", "k", "l",
    "m", "n", "o", "p", "\u00e9", "\uffff"
  };
  private static final String[] PRIVATE_KEYS = {"p", "p1", "q", "r", "s", "t"};
  private static final String[] VALUES = {"1", "2", "3", "four", ""};
  private static final int LATEST_REPEATS = 6;

  private final SplittableRandom random;
  private final Consortium consortium;
  private final List<String> members;
  private final int perRound;
  private final int first;
  private final int transactions;
  private final Map<Integer, List<Integer>> later = new LinkedHashMap<>();
  private int round;
  private int number;
  private int planned;

  /**
   * Rounds for this consortium.
   *
   * @param round the number of the round before the first
   * @param number that of the transaction before the first
   * @param transactions so many are submitted, those included that no peer endorses
   */
  RandomRounds(Consortium consortium, long seed, int round, int number, int transactions) {
    this.round = round;
    this.number = number;
    this.first = number;
    this.random = new SplittableRandom(seed);
    this.consortium = consortium;
    this.members = consortium.members().stream().map(Consortium.Member::mspId).toList();
    this.perRound = consortium.ordering().maxMessages();
    this.transactions = transactions;
  }

  @Override
  public boolean hasNext() {
    return planned < transactions;
  }

  @Override
  public Round next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    round++;
    List<Round.Question> questions = new ArrayList<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      questions.add(
          new Round.Question(++number, "random", question(), oneOf(ProposalChange.values(), 10)));
    }
    List<Round.Transaction> endorsed = new ArrayList<>();
    List<Integer> submitted = new ArrayList<>();
    List<Integer> chosenByGateway = new ArrayList<>();
    submitted.addAll(later.getOrDefault(round, List.of()));
    later.remove(round);
    while (submitted.size() + chosenByGateway.size() < perRound) {
      number++;
      Round.Transaction transaction = transaction(chance(85));
      boolean plain = setsPolicies(transaction.call().operations());
      endorsed.add(transaction);
      if (transaction.call().endorsers().isEmpty()) {
        chosenByGateway.add(number);
      } else if (chance(8)) {
        submitLater(number);
      } else {
        submitted.add(number);
      }
      if (!plain && chance(1)) {
        submitted.add(number);
      }
      if (!plain && chance(1)) {
        submitLater(number);
      }
    }
    shuffle(submitted);
    // Of equally good endorsers Fabric's gateway takes any, and they are no longer equally good
    // when
    // a block has changed a key's policy: what it chose for comes before any such block.
    submitted.addAll(0, chosenByGateway);
    planned += submitted.size();
    return new Round(round, questions, endorsed, submitted);
  }

  /**
   * One that is not plain may be rejected before the policies of its keys are looked at, and may
   * not set such policies: another transaction of the same block that writes such a key would wait
   * for the outcome for ever, and with it every peer of Fabric 3.1.1.
   */
  private Round.Transaction transaction(boolean plain) {
    Call call = call();
    if (!plain && setsPolicies(call.operations())) {
      plain = true;
    }
    if (plain) {
      return new Round.Transaction(
          number, "random", call, number, ProposalChange.NONE, EnvelopeChange.NONE);
    }
    return new Round.Transaction(
        number,
        "random",
        call,
        chance(7) && number > first + 50 ? number - 1 - random.nextInt(40) : number,
        oneOf(ProposalChange.values(), 7),
        oneOf(EnvelopeChange.values(), 35));
  }

  private static boolean setsPolicies(List<Operation> operations) {
    return operations.stream().anyMatch(o -> o.encoded().contains("Policy|"));
  }

  private void submitLater(int which) {
    later
        .computeIfAbsent(round + 1 + random.nextInt(LATEST_REPEATS), r -> new ArrayList<>())
        .add(which);
  }

  private Call call() {
    Consortium.Definition definition = oneOf(consortium.definitions());
    Map<String, String> confidential = new LinkedHashMap<>();
    List<String> endorsers = endorsers(definition);
    List<Operation> operations = new ArrayList<>();
    int many = 1 + random.nextInt(4);
    for (int i = 0; i < many; i++) {
      Operation operation = operation(definition, endorsers, confidential, 0);
      readFirst(operation, operations);
      operations.add(operation);
    }
    if (operations.stream().anyMatch(o -> o.name().equals("call")) && setsPolicies(operations)) {
      // For the same reason: of several definitions, those after the first that fails are not
      // looked at.
      operations.removeIf(o -> setsPolicies(List.of(o)));
      operations.add(Operation.of("get", oneOf(KEYS)));
    }
    String caller = oneOf(members);
    boolean gatewayChooses = chance(3);
    if (gatewayChooses) {
      // The gateway forgets the policy of a definition that only calls others, and may draw
      // endorsers that do not satisfy it.
      operations.add(Operation.of("get", oneOf(KEYS)));
    }
    return new Call(
        caller,
        chance(85) ? caller : oneOf(members),
        definition.name(),
        operations,
        confidential,
        gatewayChooses ? List.of() : endorsers);
  }

  /**
   * Who only sets the policy of a key that another transaction deletes in the same block makes
   * every peer of Fabric 3.1.1 panic, unless the deletion is a conflict because the key was read.
   */
  private static void readFirst(Operation operation, List<Operation> operations) {
    switch (operation.name()) {
      case "setPolicy" -> operations.add(Operation.of("getPolicy", operation.field(0)));
      case "psetPolicy" ->
          operations.add(Operation.of("pgetPolicy", operation.field(0), operation.field(1)));
      default -> {
        // Harmless.
      }
    }
  }

  /** For one peer, or for the gateway's own and then another: which is next of more is chance. */
  private Call question() {
    Call call = call();
    return chance(70)
        ? call.endorsedBy(oneOf(members))
        : call.endorsedBy(
            call.gateway(), members.get((members.indexOf(call.gateway()) + 1) % members.size()));
  }

  private List<String> endorsers(Consortium.Definition definition) {
    if (chance(30)) {
      return members;
    }
    if (chance(8)) {
      return List.of(oneOf(members));
    }
    return switch (definition.name()) {
      case "open" -> chance(50) ? List.of(oneOf(members)) : two();
      case "both" -> List.of(members.get(0), members.get(1));
      default -> two();
    };
  }

  private List<String> two() {
    List<String> two = new ArrayList<>(members);
    two.remove(random.nextInt(two.size()));
    return two;
  }

  private Operation operation(
      Consortium.Definition definition,
      List<String> endorsers,
      Map<String, String> confidential,
      int depth) {
    String key = oneOf(KEYS);
    int which = random.nextInt(100);
    if (which < 20) {
      return Operation.of("get", key);
    } else if (which < 42) {
      return Operation.of("put", key, oneOf(VALUES) + (chance(5) ? "" : random.nextInt(1000)));
    } else if (which < 48) {
      return Operation.of("del", key);
    } else if (which < 55) {
      return Operation.of("range", chance(20) ? "" : oneOf(KEYS), chance(20) ? "" : oneOf(KEYS));
    } else if (which < 57) {
      return Operation.of(
          "page",
          oneOf(KEYS),
          chance(50) ? "" : oneOf(KEYS),
          Integer.toString(random.nextInt(5)),
          chance(80) ? "" : oneOf(KEYS));
    } else if (which < 60) {
      return withMembers("setPolicy", endorsers, key);
    } else if (which < 62) {
      return Operation.of("getPolicy", key);
    } else if (which < 63) {
      return Operation.of("history", key);
    } else if (which < 64) {
      return Operation.of("fill", key, Integer.toString(random.nextInt(12_000)));
    } else if (which < 66) {
      return Operation.of("event", "happened" + random.nextInt(3), oneOf(VALUES));
    } else if (which < 67) {
      return Operation.of("rangeComposite", "type", "x");
    } else if (which < 68) {
      return Operation.of("putComposite", oneOf(VALUES), "type", "x", "y" + random.nextInt(5));
    } else if (which < 72 && depth < 2) {
      Consortium.Definition other = oneOf(consortium.definitions());
      List<Operation> nested = new ArrayList<>();
      for (int i = 1 + random.nextInt(2); i > 0; i--) {
        nested.add(operation(other, endorsers, confidential, depth + 1));
      }
      nested.removeIf(o -> setsPolicies(List.of(o)));
      return Operation.call(chance(2) ? "nowhere" : other.name(), nested);
    } else if (which < 73) {
      return rare();
    }
    return privateOperation(definition, endorsers, confidential);
  }

  /**
   * No policy that is none: a transaction that was endorsed before it and writes that key after it
   * ends every peer of Fabric 3.1.1.
   */
  private Operation rare() {
    return switch (random.nextInt(7)) {
      case 0 -> Operation.of("fail", "because");
      case 1 -> Operation.of("status", Integer.toString(random.nextInt(600)), "as told", "this");
      case 2 -> Operation.of("throw", "thrown");
      case 3 -> Operation.of("differ", oneOf(KEYS));
      case 4 -> Operation.of("failAt", oneOf(members), "not here");
      case 5 -> Operation.of("query", "{\"selector\":{}}");
      default -> Operation.of("who");
    };
  }

  private Operation privateOperation(
      Consortium.Definition definition, List<String> endorsers, Map<String, String> confidential) {
    String collection = collection(definition, endorsers);
    String key = oneOf(PRIVATE_KEYS);
    int which = random.nextInt(100);
    if (which < 35) {
      String name = "t" + confidential.size();
      confidential.put(name, oneOf(VALUES) + random.nextInt(1000));
      return Operation.of("pput", collection, key, chance(98) ? name : "missing");
    } else if (which < 50) {
      return Operation.of("pget", collection, key);
    } else if (which < 68) {
      return Operation.of("phash", collection, key);
    } else if (which < 78) {
      return Operation.of("pdel", collection, key);
    } else if (which < 84) {
      return Operation.of("ppurge", collection, key);
    } else if (which < 90) {
      return Operation.of(
          "prange",
          collection,
          chance(30) ? "" : oneOf(PRIVATE_KEYS),
          chance(30) ? "" : oneOf(PRIVATE_KEYS));
    } else if (which < 95) {
      return Operation.of("pgetPolicy", collection, key);
    }
    Operation policy = withMembers("psetPolicy", endorsers, key);
    List<String> fields = new ArrayList<>(List.of(collection));
    fields.addAll(policy.fields());
    return new Operation("psetPolicy", fields);
  }

  /** Mostly one that all endorsers are members of. */
  private String collection(Consortium.Definition definition, List<String> endorsers) {
    List<String> fitting = new ArrayList<>();
    List<String> others = new ArrayList<>(List.of("nothing"));
    for (Consortium.Collection each : definition.collections()) {
      (each.members().containsAll(endorsers) ? fitting : others).add(each.name());
    }
    for (String member : members) {
      String implicit = "_implicit_org_" + member;
      (endorsers.equals(List.of(member)) ? fitting : others).add(implicit);
    }
    return fitting.isEmpty() || chance(12) ? oneOf(others) : oneOf(fitting);
  }

  private Operation withMembers(String name, List<String> endorsers, String key) {
    List<String> fields = new ArrayList<>(List.of(key));
    if (chance(70)) {
      fields.addAll(chance(70) ? endorsers : two());
    }
    return new Operation(name, fields);
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  private <T> T oneOf(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  private <T> T oneOf(T[] all) {
    return all[random.nextInt(all.length)];
  }

  /** Mostly the first, which is what is right. */
  private <T> T oneOf(T[] all, int percentOfOthers) {
    return chance(percentOfOthers) ? oneOf(all) : all[0];
  }

  private void shuffle(List<Integer> numbers) {
    for (int i = numbers.size() - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      Integer there = numbers.get(i);
      numbers.set(i, numbers.get(other));
      numbers.set(other, there);
    }
  }
}
