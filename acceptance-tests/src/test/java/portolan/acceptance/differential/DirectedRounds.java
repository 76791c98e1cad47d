// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance.differential;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import portolan.network.Consortium;

/**
 * Tells stories beside each other: the first steps of some in one block, then their second steps,
 * and so on, as many as fit. A story's own step is not cut in two, unless it is longer than a
 * block.
 */
final class DirectedRounds {
  private final Consortium consortium;
  private final List<Round> rounds = new ArrayList<>();
  private int number;

  private DirectedRounds(Consortium consortium) {
    this.consortium = consortium;
  }

  static List<Round> of(Consortium consortium, List<Story> stories) {
    DirectedRounds directed = new DirectedRounds(consortium);
    List<Story> together = new ArrayList<>();
    for (Story story : stories) {
      together.add(story);
      if (together.size() > 1 && !directed.fits(together)) {
        together.removeLast();
        directed.tell(together);
        together = new ArrayList<>(List.of(story));
      }
    }
    directed.tell(together);
    return directed.rounds;
  }

  private boolean fits(List<Story> stories) {
    if (stories.stream().anyMatch(Story::isAlone)) {
      return false;
    }
    for (int i = 0; i < longest(stories); i++) {
      int step = i;
      int submitted =
          stories.stream()
              .filter(s -> step < s.steps().size())
              .mapToInt(s -> s.steps().get(step).submitted().size())
              .sum();
      if (submitted > consortium.ordering().maxMessages()) {
        return false;
      }
    }
    return true;
  }

  private static int longest(List<Story> stories) {
    return stories.stream().mapToInt(s -> s.steps().size()).max().orElse(0);
  }

  private void tell(List<Story> stories) {
    List<Map<Integer, Integer>> numbers = new ArrayList<>();
    stories.forEach(s -> numbers.add(new HashMap<>()));
    for (int i = 0; i < longest(stories); i++) {
      List<Round.Question> questions = new ArrayList<>();
      List<Round.Transaction> endorsed = new ArrayList<>();
      List<Integer> submitted = new ArrayList<>();
      for (int which = 0; which < stories.size(); which++) {
        Story story = stories.get(which);
        Map<Integer, Integer> its = numbers.get(which);
        if (i >= story.steps().size()) {
          continue;
        }
        Story.Step step = story.steps().get(i);
        for (Call call : step.questions()) {
          questions.add(new Round.Question(++number, story.name(), call, ProposalChange.NONE));
        }
        for (Story.Planned planned : step.endorsed()) {
          its.put(planned.handle(), ++number);
          endorsed.add(
              new Round.Transaction(
                  number,
                  story.name(),
                  planned.call(),
                  its.get(planned.idOf()),
                  planned.proposal(),
                  planned.envelope()));
        }
        step.submitted().forEach(handle -> submitted.add(its.get(handle)));
      }
      rounds.add(new Round(rounds.size() + 1, questions, endorsed, submitted));
    }
  }
}
