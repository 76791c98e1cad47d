// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance.differential;

import java.util.ArrayList;
import java.util.List;
import portolan.acceptance.differential.script.Operation;

/**
 * A case that must come out right, told step by step; each step sees the state that the one before
 * has left. Stories do not touch each other's keys: in operations, {@code ~} stands for the story's
 * own prefix. So many of them can be told at once, in the same blocks.
 */
final class Story {
  private final String name;
  private final String prefix;
  private final List<Step> steps = new ArrayList<>();
  private int handles;
  private boolean alone;

  Story(String name, String prefix) {
    this.name = name;
    this.prefix = prefix;
    next();
  }

  /** What is asked, endorsed and submitted on one state. */
  record Step(List<Call> questions, List<Planned> endorsed, List<Integer> submitted) {}

  /**
   * A transaction of the story.
   *
   * @param handle its number within the story
   * @param idOf the handle of the one whose id it bears
   */
  record Planned(
      int handle, Call call, int idOf, ProposalChange proposal, EnvelopeChange envelope) {}

  /** No other story may be told in the same blocks. */
  Story alone() {
    alone = true;
    return this;
  }

  boolean isAlone() {
    return alone;
  }

  String name() {
    return name;
  }

  List<Step> steps() {
    return steps;
  }

  private Step step() {
    return steps.getLast();
  }

  /** What follows happens on the state that all before has left. */
  Story next() {
    steps.add(new Step(new ArrayList<>(), new ArrayList<>(), new ArrayList<>()));
    return this;
  }

  /** Lets some blocks pass. */
  Story pass(int blocks) {
    for (int i = 0; i < blocks; i++) {
      next();
    }
    return this;
  }

  /** A call, in operations of the form that {@link Operation#decode} reads. */
  Call call(String caller, String definition, String endorsers, String... operations) {
    List<Operation> decoded = new ArrayList<>();
    for (String each : operations) {
      decoded.add(Operation.decode(each.replace("~", prefix)));
    }
    List<String> members = new ArrayList<>();
    endorsers.chars().forEach(c -> members.add((char) c + "MSP"));
    return new Call(
        caller + "MSP", caller + "MSP", definition, decoded, java.util.Map.of(), members);
  }

  /** Endorsed now, submitted when the story says so. */
  int endorse(Call call, int idOf, ProposalChange proposal, EnvelopeChange envelope) {
    int handle = handles++;
    step().endorsed().add(new Planned(handle, call, idOf < 0 ? handle : idOf, proposal, envelope));
    return handle;
  }

  int endorse(Call call) {
    return endorse(call, -1, ProposalChange.NONE, EnvelopeChange.NONE);
  }

  Story submit(int... which) {
    for (int handle : which) {
      step().submitted().add(handle);
    }
    return this;
  }

  /** Endorsed and submitted by A on the definition {@code open}, with A's signature. */
  Story tx(String... operations) {
    return tx(call("A", "open", "A", operations));
  }

  Story tx(Call call) {
    return submit(endorse(call));
  }

  Story tx(Call call, ProposalChange change) {
    return submit(endorse(call, -1, change, EnvelopeChange.NONE));
  }

  Story tx(Call call, EnvelopeChange change) {
    return submit(endorse(call, -1, ProposalChange.NONE, change));
  }

  Story ask(Call call) {
    step().questions().add(call);
    return this;
  }
}
