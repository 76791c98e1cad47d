package portolan.acceptance.differential;

import java.util.Iterator;

/**
 * What is done to a ledger.
 *
 * @param seed also makes the ids of transactions
 * @param rounds each made only when it is needed, since long programs do not fit into memory
 */
record Program(String name, long seed, Iterator<Round> rounds) {}
