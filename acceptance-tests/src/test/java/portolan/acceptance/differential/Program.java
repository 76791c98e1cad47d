// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance.differential;

import java.util.Iterator;
import java.util.List;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import portolan.network.Consortium;

/**
 * What is done to a ledger.
 *
 * @param seed also makes the ids of transactions
 * @param rounds each made only when it is needed, since long programs do not fit into memory
 */
record Program(long seed, Iterator<Round> rounds) {

  /** The directed cases, and then so many random transactions. */
  static Program of(Consortium consortium, long seed, int transactions) {
    List<Round> directed = DirectedRounds.of(consortium, DirectedCases.all());
    int last =
        directed.stream()
            .flatMap(
                r ->
                    Stream.concat(
                        r.questions().stream().map(Round.Question::number),
                        r.endorsed().stream().map(Round.Transaction::number)))
            .max(Integer::compare)
            .orElse(0);
    Iterator<Round> random =
        new RandomRounds(consortium, seed, directed.size(), last, transactions);
    return new Program(
        seed,
        Stream.concat(
                directed.stream(),
                StreamSupport.stream(Spliterators.spliteratorUnknownSize(random, 0), false))
            .iterator());
  }
}
