// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance.differential;

import java.util.ArrayList;
import java.util.List;

/** The cases that people get wrong, each by its name. */
final class DirectedCases {
  private static final String ALL = "ABC";
  private final List<Story> stories = new ArrayList<>();

  private DirectedCases() {}

  static List<Story> all() {
    DirectedCases cases = new DirectedCases();
    cases.reads();
    cases.ranges();
    cases.writes();
    cases.pages();
    cases.policies();
    cases.policiesInOneBlock();
    cases.privateWrites();
    cases.privateReads();
    cases.membersOnly();
    cases.expiry();
    cases.nestedCalls();
    cases.events();
    cases.history();
    cases.endings();
    cases.proposals();
    cases.envelopes();
    cases.repetitions();
    cases.sizes();
    return cases.stories;
  }

  private Story story(String name) {
    Story story = new Story(name, "s%02d.".formatted(stories.size()));
    stories.add(story);
    return story;
  }

  private void reads() {
    story("a key that is read and changed in the same block")
        .tx("put|~k|1")
        .next()
        .tx("put|~k|2")
        .tx("get|~k", "put|~l|1")
        .next()
        .tx("get|~k", "get|~l");
    story("a key that is only read does not change")
        .tx("put|~k|1")
        .next()
        .tx("get|~k", "put|~l|1")
        .tx("get|~k", "put|~m|1");
    story("an absent key that stays absent").tx("get|~k", "put|~l|1").next().tx("get|~l");
    story("an absent key that appears").tx("put|~k|1").tx("get|~k", "put|~l|1");
    story("a key that is deleted and read in one block")
        .tx("put|~k|1")
        .next()
        .tx("del|~k")
        .tx("get|~k", "put|~l|1");
    story("a key that is deleted and made again has another version").tx("put|~k|1").next();
    Story again = stories.getLast();
    int old = again.endorse(again.call("A", "open", "A", "get|~k", "put|~l|1"));
    again.tx("del|~k").next().tx("put|~k|1").next().submit(old);
    story("a transaction does not see its own writes")
        .tx("put|~k|1", "get|~k", "range|~|~z", "del|~k", "get|~k");
    Story stale = story("an endorsed transaction that is held back for three blocks");
    stale.tx("put|~k|1").next();
    int held = stale.endorse(stale.call("A", "open", "A", "get|~k", "put|~k|2"));
    int blind = stale.endorse(stale.call("A", "open", "A", "put|~b|2"));
    stale
        .next()
        .tx("put|~k|3")
        .tx("put|~b|3")
        .next()
        .next()
        .submit(held, blind)
        .next()
        .tx("get|~k", "get|~b");
    story("a read of the same value written again conflicts")
        .tx("put|~k|1")
        .next()
        .tx("put|~k|1")
        .tx("get|~k", "put|~l|1");
    story("keys that are not plain")
        .tx("put|~\u00e4|1", "put|~\u20ac|2", "put|~ |3", "put||4")
        .next()
        .tx("get|~\u00e4", "range|~|~\uffff", "get|", "del|", "range||\u0001");
  }

  private void ranges() {
    story("a phantom made by a delete")
        .tx("put|~a|1", "put|~b|2")
        .next()
        .tx("del|~b")
        .tx("range|~a|~z", "put|~r|1");
    story("a phantom made by an insertion")
        .tx("put|~a|1")
        .next()
        .tx("put|~b|2")
        .tx("range|~a|~c", "put|~r|1");
    story("a change of a key in the range")
        .tx("put|~a|1")
        .next()
        .tx("put|~a|2")
        .tx("range|~a|~c", "put|~r|1");
    story("a range that ends exactly at a key")
        .tx("put|~a|1")
        .next()
        .tx("put|~c|2")
        .tx("range|~a|~c", "put|~r|1")
        .next()
        .tx("range|~a|~c");
    story("a range that begins exactly at a key")
        .tx("put|~b|1")
        .next()
        .tx("del|~b")
        .tx("range|~b|~c", "put|~r|1");
    story("an insertion before the range")
        .tx("put|~b|1")
        .next()
        .tx("put|~a|2")
        .tx("range|~b|~c", "put|~r|1");
    story("an empty range that stays empty").tx("range|~x|~y", "put|~r|1");
    story("an empty range that fills").tx("put|~x1|1").tx("range|~x|~y", "put|~r|1");
    story("a range the wrong way round").tx("put|~a|1").next().tx("range|~z|~a", "put|~r|1");
    story("a range from a key to the same key").tx("put|~a|1").next().tx("range|~a|~a", "put|~r|1");
    story("two ranges of which one is hit")
        .tx("put|~a|1", "put|~m|1")
        .next()
        .tx("put|~n|1")
        .tx("range|~a|~b", "range|~m|~o", "put|~r|1");
    story("a range in which the transaction itself writes")
        .tx("put|~a|1")
        .next()
        .tx("range|~a|~c", "put|~b|1", "del|~a")
        .next()
        .tx("range|~a|~c");
    story("a delete and an insertion that leave as many keys")
        .tx("put|~a|1", "put|~b|1")
        .next()
        .tx("del|~b", "put|~c|1")
        .tx("range|~a|~z", "put|~r|1");
    story("composite keys")
        .tx(
            "putComposite|1|t|x|1",
            "putComposite|2|t|x|2",
            "putComposite|3|t|y|1",
            "putComposite|4|t~|x")
        .next()
        .tx("rangeComposite|t|x", "rangeComposite|t", "rangeComposite|t~", "range||~")
        .tx("putComposite|5|t|x|3")
        .tx("rangeComposite|t|x", "put|~r|1");
    story("a range over more than a hundred keys")
        .tx(many("put|~%03d|v", 130))
        .next()
        .tx("range|~000|~999", "put|~r|1")
        .tx("put|~050|w")
        .tx("range|~000|~999", "put|~q|1");
    story("a range in pieces of hashes is hit")
        .tx(many("put|~%03d|v", 130))
        .next()
        .tx("del|~077")
        .tx("range|~000|~999", "put|~r|1");
  }

  private static String[] many(String operation, int count) {
    String[] all = new String[count];
    for (int i = 0; i < count; i++) {
      all[i] = operation.formatted(i);
    }
    return all;
  }

  private void writes() {
    story("an empty value deletes")
        .tx("put|~k|1")
        .next()
        .tx("put|~k|")
        .next()
        .tx("get|~k", "range|~|~z", "history|~k");
    story("an empty value for a key that was never there")
        .tx("put|~k|")
        .next()
        .tx("get|~k", "history|~k");
    story("a delete of an absent key").tx("del|~k").next().tx("get|~k", "history|~k");
    story("a delete of an absent key and a read of it").tx("del|~k").tx("get|~k", "put|~l|1");
    story("blind writes of one key in one block")
        .tx("put|~k|1")
        .tx("put|~k|2")
        .tx("del|~k")
        .tx("put|~k|3")
        .next()
        .tx("get|~k", "history|~k");
    story("a key written twice by one transaction")
        .tx("put|~k|1", "put|~k|2", "put|~k|3")
        .next()
        .tx("get|~k", "history|~k");
    story("a key written and deleted by one transaction")
        .tx("put|~k|1")
        .next()
        .tx("put|~k|2", "del|~k")
        .tx("del|~l", "put|~l|1")
        .next()
        .tx("get|~k", "get|~l", "history|~k", "history|~l");
    story("nothing written").tx("who").tx("get|~k").next().tx("who");
    Story other = story("a read of a key that an invalid transaction wrote");
    other.tx("put|~k|1").next();
    other
        .tx(other.call("A", "open", "A", "put|~k|2"), EnvelopeChange.BAD_ENDORSEMENT)
        .tx("get|~k", "put|~l|1")
        .next()
        .tx("get|~k", "get|~l", "history|~k");
  }

  private void pages() {
    story("pages")
        .tx(many("put|~%d|v", 5))
        .next()
        .tx("page|~|~z|2|")
        .tx("page|~|~z|2|~2")
        .tx("page|~|~z|5|")
        .tx("page|~|~z|9|")
        .tx("page|~|~z|0|")
        .tx("page|~|~z|2|~9")
        .tx("page|~|~z|2|zz")
        .tx("page|~|~z|-1|")
        .tx("page||~z|1|");
    story("a page and then a write")
        .tx("put|~k|1")
        .next()
        .tx("page|~|~z|1|", "put|~l|1")
        .next()
        .tx("get|~l");
    story("a write and then a page")
        .tx("put|~k|1")
        .next()
        .tx("put|~l|1", "page|~|~z|1|")
        .next()
        .tx("get|~l");
    story("a page and a private write").tx("page|~|~z|1|", "pdel|everyone|~k");
    story("a page and a policy").tx("page|~|~z|1|", "setPolicy|~k|AMSP");
    story("a page that is hit")
        .tx(many("put|~%d|v", 5))
        .next()
        .tx("del|~0")
        .tx("page|~|~z|2|")
        .tx("page|~3|~z|2|");
    Story asked = story("a page that is asked for");
    asked
        .tx(many("put|~%d|v", 5))
        .next()
        .ask(asked.call("A", "open", "A", "page|~|~z|2|"))
        .ask(asked.call("B", "open", "A", "page|~|~z|3|~3"));
    story("a rich query").tx("query|{\"selector\":{}}", "put|~k|1");
    story("a write, then a rich query").tx("put|~k|1", "query|{\"selector\":{}}");
  }

  private void policies() {
    Story key = story("a key of its own policy");
    key.tx("put|~k|1")
        .next()
        .tx("setPolicy|~k|AMSP|BMSP")
        .next()
        .tx("getPolicy|~k", "put|~k|2")
        .tx(key.call("A", "open", "AB", "put|~k|3"))
        .next()
        .tx(key.call("C", "open", "BC", "del|~k"))
        .tx(key.call("C", "open", ALL, "get|~k"))
        .next()
        .tx(key.call("C", "open", "AB", "del|~k"))
        .next()
        .tx("getPolicy|~k", "put|~k|4")
        .next()
        .tx("get|~k", "getPolicy|~k");
    Story taken = story("a policy that is taken away");
    taken
        .tx("put|~k|1", "setPolicy|~k|BMSP|CMSP")
        .next()
        .tx("setPolicy|~k")
        .next()
        .tx(taken.call("A", "open", "BC", "setPolicy|~k"))
        .next()
        .tx("getPolicy|~k", "put|~k|2")
        .next()
        .tx("get|~k");
    story("a policy for an absent key")
        .tx("setPolicy|~k|AMSP|BMSP")
        .next()
        .tx("get|~k", "getPolicy|~k")
        .tx("put|~k|1")
        .next()
        .tx("get|~k", "getPolicy|~k");
    story("only a policy is written")
        .tx("put|~k|1")
        .next()
        .tx("setPolicy|~k|AMSP")
        .tx("get|~k", "put|~l|1")
        .next()
        .tx("get|~k", "history|~k");
    Story bad = story("a policy that is none");
    bad.tx("put|~k|1")
        .next()
        .tx("setBadPolicy|~k")
        .next()
        .tx("put|~k|2")
        .tx(bad.call("A", "open", ALL, "put|~k|3"))
        .next()
        .tx("get|~k");
    Story weaker = story("a key whose policy asks for less than the definition's");
    weaker
        .tx(weaker.call("A", "pair", "AB", "put|~k|1", "setPolicy|~k|CMSP"))
        .next()
        .tx(weaker.call("A", "pair", "C", "put|~k|2"))
        .next()
        .tx(weaker.call("A", "pair", "C", "put|~k|3", "put|~l|1"))
        .tx(weaker.call("A", "pair", "AB", "put|~k|4"))
        .next()
        .tx(weaker.call("A", "pair", "AB", "get|~k", "get|~l"));
    Story definition = story("too few signatures for a definition");
    definition
        .tx(definition.call("A", "pair", "A", "put|~k|1"))
        .tx(definition.call("A", "pair", "AC", "put|~k|2"))
        .tx(definition.call("A", "both", "AC", "put|~k|1"))
        .tx(definition.call("A", "both", ALL, "put|~k|2"))
        .tx(definition.call("A", "both", "C", "get|~k"))
        .tx(definition.call("A", "both", "C", "who"));
    Story hidden = story("a private key of its own policy");
    hidden
        .tx(hidden.call("A", "open", "A", "pput|everyone|~p|t").with("t", "1"))
        .next()
        .tx(hidden.call("A", "open", "A", "psetPolicy|everyone|~p|BMSP"))
        .next()
        .tx(hidden.call("A", "open", "A", "pput|everyone|~p|t").with("t", "2"))
        .tx(
            hidden
                .call("B", "open", "B", "pgetPolicy|everyone|~p", "pput|everyone|~p|t")
                .with("t", "3"))
        .next()
        .tx(hidden.call("A", "open", "A", "pget|everyone|~p"));
    Story collection = story("a collection of its own policy");
    collection
        .tx(collection.call("C", "open", "C", "pput|guarded|~p|t").with("t", "1"))
        .tx(collection.call("B", "open", "B", "pput|guarded|~q|t").with("t", "1"))
        .tx(collection.call("B", "open", "BC", "pput|guarded|~r|t", "put|~k|1").with("t", "1"))
        .tx(collection.call("C", "open", "C", "pget|guarded|~p", "put|~l|1"))
        .next()
        .tx(
            collection.call(
                "C",
                "open",
                "C",
                "pget|guarded|~p",
                "pget|guarded|~q",
                "pget|guarded|~r",
                "get|~k",
                "get|~l"));
    Story chosen = story("the gateway chooses who endorses");
    chosen
        .tx(chosen.call("A", "pair", "", "put|~k|1"))
        .tx(chosen.call("C", "both", "", "put|~k|1"))
        .tx(chosen.call("C", "open", "", "put|~k|1"))
        .tx(chosen.call("A", "open", "", "pput|guarded|~p|t").with("t", "1"))
        .tx(chosen.call("A", "open", "", "pput|_implicit_org_BMSP|~p|t").with("t", "1"))
        .tx(chosen.call("A", "open", "", "pput|_implicit_org_AMSP|~p|t").with("t", "1"))
        .tx(chosen.call("A", "open", "", "pdel|_implicit_org_BMSP|~p"))
        .next()
        .tx(chosen.call("A", "pair", "AB", "get|~k", "setPolicy|~k|AMSP|BMSP|CMSP"))
        .next()
        .tx(chosen.call("A", "pair", "", "put|~k|2"))
        .next()
        .tx(chosen.call("A", "pair", "AB", "get|~k"));
  }

  private void policiesInOneBlock() {
    Story first = story("a policy is set, then a write under it, in one block");
    first
        .tx("put|~k|1")
        .next()
        .tx("setPolicy|~k|BMSP")
        .tx("put|~k|2")
        .tx(first.call("A", "open", "AB", "put|~k|3"))
        .next()
        .tx("get|~k", "getPolicy|~k");
    Story last = story("a write, then a policy, in one block");
    last.tx("put|~k|1")
        .next()
        .tx("put|~k|2")
        .tx("setPolicy|~k|BMSP")
        .next()
        .tx("get|~k", "getPolicy|~k");
    Story two = story("two policies in one block");
    two.tx("put|~k|1")
        .next()
        .tx("setPolicy|~k|BMSP")
        .tx("setPolicy|~k|AMSP")
        .next()
        .tx("get|~k", "getPolicy|~k");
    Story failed = story("a policy that fails, then a write, in one block");
    failed
        .tx("put|~k|1", "setPolicy|~k|BMSP")
        .next()
        .tx("setPolicy|~k|AMSP")
        .tx(failed.call("A", "open", "B", "put|~k|2"))
        .next()
        .tx("get|~k", "getPolicy|~k");
    Story conflict = story("a policy that conflicts later, then a write, in one block");
    conflict
        .tx("put|~k|1", "put|~c|1")
        .next()
        .tx("put|~c|2")
        .tx("get|~c", "setPolicy|~k|BMSP")
        .tx("put|~k|2")
        .next()
        .tx("get|~k", "getPolicy|~k");
    Story pprivate = story("a private policy is set, then a write under it, in one block");
    pprivate
        .tx(pprivate.call("A", "open", "A", "pput|everyone|~p|t").with("t", "1"))
        .next()
        .tx("psetPolicy|everyone|~p|BMSP")
        .tx(pprivate.call("A", "open", "A", "pput|everyone|~p|t").with("t", "2"))
        .next()
        .tx("pget|everyone|~p", "pgetPolicy|everyone|~p");
  }

  private void privateWrites() {
    Story twice = story("two private writes of one key in one block");
    twice
        .tx(twice.call("A", "open", "A", "pput|everyone|~p|t").with("t", "1"))
        .tx(twice.call("B", "open", "B", "pput|everyone|~p|t").with("t", "2"))
        .next()
        .tx(twice.call("A", "open", "A", "pget|everyone|~p", "phash|everyone|~p"));
    Story conflict = story("a private read and a private write in one block");
    conflict
        .tx(conflict.call("A", "open", "A", "pput|two|~p|t").with("t", "1"))
        .next()
        .tx(conflict.call("A", "open", "A", "pput|two|~p|t").with("t", "2"))
        .tx(conflict.call("B", "open", "B", "pget|two|~p", "put|~l|1"))
        .tx(conflict.call("C", "open", "C", "phash|two|~p", "put|~m|1"))
        .next()
        .tx("get|~l", "get|~m");
    Story absent = story("a private key that appears");
    absent
        .tx(absent.call("A", "open", "A", "pput|two|~p|t").with("t", "1"))
        .tx(absent.call("B", "open", "B", "pget|two|~p", "put|~l|1"))
        .tx(absent.call("C", "open", "C", "phash|two|~p", "put|~m|1"))
        .next()
        .tx("get|~l", "get|~m");
    Story same = story("the same private value written again");
    same.tx(same.call("A", "open", "A", "pput|two|~p|t").with("t", "1"))
        .next()
        .tx(same.call("A", "open", "A", "pput|two|~p|t").with("t", "1"))
        .tx(same.call("B", "open", "B", "pget|two|~p", "put|~l|1"))
        .next()
        .tx("get|~l");
    Story purged = story("a purge, and reads after it");
    purged
        .tx(purged.call("A", "open", "A", "pput|everyone|~p|t").with("t", "1"))
        .next()
        .tx("ppurge|everyone|~p")
        .tx("pget|everyone|~p", "put|~l|1")
        .next()
        .tx("pget|everyone|~p", "phash|everyone|~p", "prange|everyone|~|~z")
        .ask(purged.call("C", "open", "C", "pget|everyone|~p", "phash|everyone|~p"))
        .next()
        .tx(purged.call("A", "open", "A", "pput|everyone|~p|t").with("t", "2"))
        .next()
        .tx("pget|everyone|~p", "phash|everyone|~p");
    story("a purge of an absent key").tx("ppurge|everyone|~p").next().tx("phash|everyone|~p");
    Story deleted = story("a private delete");
    deleted
        .tx(deleted.call("A", "open", "A", "pput|two|~p|t").with("t", "1"))
        .next()
        .tx("pdel|two|~p")
        .next()
        .tx("pget|two|~p", "phash|two|~p", "prange|two|~|~z");
    story("a private delete of an absent key").tx("pdel|two|~p").tx("phash|two|~p", "put|~l|1");
    Story empty = story("an empty private value");
    empty
        .tx(empty.call("A", "open", "A", "pput|two|~p|t").with("t", ""))
        .tx(empty.call("A", "open", "A", "pput|two|~p|missing", "put|~l|1"));
    Story writtenTwice = story("a private key written twice by one transaction");
    writtenTwice
        .tx(
            writtenTwice
                .call(
                    "A",
                    "open",
                    "A",
                    "pput|two|~p|t",
                    "pdel|two|~p",
                    "pput|two|~p|t",
                    "pget|two|~p")
                .with("t", "1"))
        .next()
        .tx("pget|two|~p");
    Story implicit = story("implicit collections");
    implicit
        .tx(implicit.call("A", "open", "A", "pput|_implicit_org_AMSP|~p|t").with("t", "1"))
        .tx(implicit.call("A", "open", "A", "pput|_implicit_org_BMSP|~p|t").with("t", "1"))
        .tx(implicit.call("A", "open", "B", "pput|_implicit_org_BMSP|~q|t").with("t", "1"))
        .tx(
            implicit
                .call(
                    "A",
                    "open",
                    "AB",
                    "pput|_implicit_org_AMSP|~r|t",
                    "pput|_implicit_org_BMSP|~r|t")
                .with("t", "1"))
        .tx(implicit.call("A", "pair", "A", "pput|_implicit_org_AMSP|~p|t").with("t", "1"))
        .tx(
            implicit
                .call("A", "both", "C", "pput|_implicit_org_CMSP|~p|t", "put|~k|1")
                .with("t", "1"))
        .tx(implicit.call("A", "open", "A", "pput|_implicit_org_DMSP|~p|t").with("t", "1"))
        .next();
    for (String member : List.of("A", "B", "C")) {
      implicit.ask(
          implicit.call(
              member,
              "open",
              member,
              "pget|_implicit_org_AMSP|~p",
              "phash|_implicit_org_BMSP|~p",
              "pget|_implicit_org_BMSP|~q",
              "phash|_implicit_org_BMSP|~q",
              "pget|_implicit_org_AMSP|~r",
              "pget|_implicit_org_BMSP|~r",
              "phash|_implicit_org_AMSP|~r"));
    }
    Story together = story("public and private writes of a transaction that conflicts");
    together
        .tx("put|~k|1")
        .next()
        .tx("put|~k|2")
        .tx(together.call("A", "open", "A", "get|~k", "pput|everyone|~p|t").with("t", "1"))
        .next()
        .tx("pget|everyone|~p", "phash|everyone|~p");
  }

  private void privateReads() {
    Story range = story("a private range and then a write");
    range
        .tx(range.call("A", "open", "A", "pput|two|~p|t").with("t", "1"))
        .next()
        .tx("prange|two|~|~z", "put|~k|1")
        .tx("prange|two|~|~z", "pdel|two|~p")
        .tx("prange|two|~|~z")
        .next()
        .tx("get|~k", "pget|two|~p");
    Story written = story("a write and then a private range");
    written
        .tx(written.call("A", "open", "A", "pput|two|~p|t").with("t", "1"))
        .next()
        .tx("put|~k|1", "prange|two|~|~z")
        .tx("pdel|two|~p", "prange|two|~|~z")
        .next()
        .tx("get|~k", "pget|two|~p");
    Story open = story("a private range of which nothing is checked at commit");
    open.tx(open.call("A", "open", "A", "pput|two|~p|t").with("t", "1"))
        .next()
        .tx(open.call("A", "open", "A", "pput|two|~q|t").with("t", "1"))
        .tx("prange|two|~|~z");
    Story foreign = story("private data at a peer that does not have it");
    foreign
        .tx(foreign.call("A", "open", "A", "pput|two|~p|t").with("t", "1"))
        .next()
        .tx(foreign.call("A", "open", "C", "pget|two|~p", "put|~k|1"))
        .tx(foreign.call("A", "open", "AC", "pget|two|~p", "put|~k|1"))
        .tx(foreign.call("A", "open", "C", "phash|two|~p", "pget|two|~absent"))
        .tx(foreign.call("A", "open", "C", "prange|two|~|~z"));
    Story blind = story("private data written through a peer that is no member");
    blind
        .tx(blind.call("A", "open", "C", "pput|two|~p|t").with("t", "1"))
        .tx(blind.call("A", "open", "C", "pdel|two|~p"))
        .next()
        .tx(blind.call("A", "open", "A", "pget|two|~p", "phash|two|~p"));
    story("a collection that is not there")
        .tx("pget|nothing|~p")
        .tx("pdel|nothing|~p")
        .tx("phash|nothing|~p")
        .tx("prange|nothing|~|~z")
        .tx("pget||~p")
        .tx("phash||~p")
        .tx("pget|two|", "pdel|two|");
    Story elsewhere = story("a collection of another definition");
    elsewhere
        .tx(elsewhere.call("A", "pair", "AB", "pput|everyone|~p|t").with("t", "1"))
        .tx(elsewhere.call("A", "both", "AB", "pget|two|~p"));
    Story transients = story("who sees the transient field");
    transients
        .tx(transients.call("A", "open", "AB", "who").with("t", "1"))
        .ask(transients.call("A", "open", "A", "who").with("t", "1"))
        .ask(transients.call("A", "open", "B", "who").with("t", "1"))
        .ask(transients.call("A", "open", "", "who").with("t", "1"));
  }

  private void membersOnly() {
    Story only = story("a collection for members' clients only");
    only.tx(only.call("A", "open", "A", "pput|two|~p|t").with("t", "1"))
        .next()
        .tx(only.call("C", "open", "A", "pget|two|~p", "put|~k|1"))
        .tx(only.call("C", "open", "A", "phash|two|~p", "put|~l|1"))
        .tx(only.call("C", "open", "A", "pput|two|~q|t", "put|~m|1").with("t", "1"))
        .tx(only.call("C", "open", "A", "pdel|two|~p", "ppurge|two|~p", "put|~n|1"))
        .tx(
            only.call(
                "C",
                "open",
                "A",
                "prange|two|~|~z",
                "pgetPolicy|two|~p",
                "psetPolicy|two|~p|AMSP",
                "put|~o|1"))
        .next()
        .tx("range|~|~z", "pget|two|~p");
    Story loose = story("a collection for everybody's clients");
    loose
        .tx(loose.call("C", "open", "A", "pput|loose|~p|t").with("t", "1"))
        .next()
        .tx(loose.call("C", "open", "A", "pget|loose|~p"))
        .tx(loose.call("C", "open", "C", "pget|loose|~p"))
        .tx(loose.call("C", "open", "A", "pdel|loose|~p"))
        .next()
        .tx(loose.call("C", "open", "B", "pget|loose|~p"));
    Story implicit = story("an implicit collection and foreign clients");
    implicit
        .tx(implicit.call("C", "open", "A", "pput|_implicit_org_AMSP|~p|t").with("t", "1"))
        .next()
        .tx(implicit.call("C", "open", "A", "pget|_implicit_org_AMSP|~p"))
        .tx(implicit.call("C", "open", "A", "pdel|_implicit_org_AMSP|~p"))
        .next()
        .tx(implicit.call("A", "open", "A", "pget|_implicit_org_AMSP|~p"));
  }

  private void expiry() {
    Story brief = story("private data that lives for three blocks");
    brief.tx(brief.call("A", "open", "A", "pput|brief|~p|t").with("t", "1")).next();
    for (int i = 0; i < 6; i++) {
      brief
          .tx("pget|brief|~p", "phash|brief|~p")
          .ask(brief.call("C", "open", "C", "pget|brief|~p", "phash|brief|~p", "prange|brief|~|~z"))
          .next();
    }
    Story renewed = story("private data that is renewed before it ends");
    renewed
        .tx(renewed.call("A", "open", "A", "pput|brief|~p|t").with("t", "1"))
        .next()
        .next()
        .tx(renewed.call("A", "open", "A", "pput|brief|~p|t").with("t", "2"))
        .next();
    for (int i = 0; i < 5; i++) {
      renewed.tx("pget|brief|~p", "phash|brief|~p").next();
    }
    Story read = story("private data that ends while a reader is held back");
    read.tx(read.call("A", "open", "A", "pput|brief|~p|t").with("t", "1")).next();
    int early = read.endorse(read.call("A", "open", "A", "pget|brief|~p", "put|~k|1"));
    int late = read.endorse(read.call("A", "open", "A", "pget|brief|~p", "put|~l|1"));
    read.pass(3).submit(early).next().next().submit(late).next().tx("get|~k", "get|~l");
  }

  private void nestedCalls() {
    Story call = story("a call of another definition");
    call.tx(call.call("A", "open", "A", "call|pair|put\\p~k\\p1"))
        .tx(call.call("A", "open", "AB", "call|pair|put\\p~l\\p1", "put|~m|1"))
        .tx(call.call("A", "open", "A", "call|pair|get\\p~l", "put|~n|1"))
        .next()
        .tx(call.call("A", "pair", "AB", "get|~k", "get|~l", "call|open|get\\p~m|get\\p~n"))
        .tx(call.call("A", "open", "AC", "call|both|put\\p~k\\p1"))
        .tx(call.call("A", "both", "AB", "call|open|put\\p~o\\p1|event\\pinner\\p1"))
        .tx(call.call("A", "both", "AB", "event|outer|1", "call|open|event\\pinner\\p1"));
    Story odd = story("calls that do not work");
    odd.tx("call|open|get\\p~k")
        .tx("call|nowhere|get\\p~k")
        .tx("call|pair|fail\\pinside", "put|~k|1")
        .tx("call|pair|throw\\pinside", "put|~l|1")
        .tx("call|pair|status\\p399\\pinside\\pthis", "put|~m|1")
        .tx("call|pair|put\\p~k\\p1|fail\\pinside", "put|~n|1")
        .tx("call|pair|call\\ppair\\pget\\\\p~k")
        .tx("call|qscc|GetChainInfo")
        .tx("call|pair")
        .tx("call||get\\p~k")
        .next()
        .tx("range|~|~z", "call|pair|range\\p~\\p~z");
    Story back = story("a call back to the caller");
    back.tx(back.call("A", "open", "A", "call|pair|call\\popen\\pget\\\\p~k"));
    Story hidden = story("private data through a call");
    hidden
        .tx(hidden.call("A", "open", "AB", "call|pair|pput\\ptwo\\p~p\\pt").with("t", "1"))
        .next()
        .tx(hidden.call("A", "open", "AB", "call|pair|pget\\ptwo\\p~p"))
        .tx(hidden.call("C", "open", "AB", "call|pair|pget\\ptwo\\p~p", "put|~k|1"))
        .next()
        .tx("get|~k");
    Story conflict = story("a conflict in the other definition");
    conflict
        .tx(conflict.call("A", "pair", "AB", "put|~k|1"))
        .next()
        .tx(conflict.call("A", "pair", "AB", "put|~k|2"))
        .tx(conflict.call("A", "open", "A", "call|pair|get\\p~k", "put|~l|1"))
        .tx(conflict.call("A", "open", "A", "call|pair|range\\p~\\p~z", "put|~m|1"))
        .next()
        .tx("range|~|~z");
  }

  private void events() {
    story("an event").tx("event|~one|1", "put|~k|1");
    story("an event set twice").tx("event|~one|1", "event|~two|2");
    story("an event without a payload").tx("event|~one|");
    story("an event without a name").tx("event||1", "put|~k|1");
    Story failed = story("an event of a transaction that fails");
    failed
        .tx(failed.call("A", "pair", "A", "event|~one|1", "put|~k|1"))
        .tx(failed.call("A", "pair", "A", "event|~two|2"));
    story("an event of a transaction that conflicts")
        .tx("put|~k|1")
        .tx("get|~k", "event|~one|1", "put|~l|1");
  }

  private void history() {
    story("history after a delete")
        .tx("put|~k|1")
        .next()
        .tx("put|~k|2")
        .next()
        .tx("del|~k")
        .next()
        .tx("put|~k|3")
        .next()
        .tx("history|~k", "put|~l|1")
        .next()
        .tx("history|~k", "get|~l");
    story("history of an absent key").tx("history|~k", "put|~k|1");
    story("history is not checked at commit")
        .tx("put|~k|1")
        .next()
        .tx("put|~k|2")
        .tx("history|~k", "put|~l|1")
        .next()
        .tx("get|~l");
    story("history of one block")
        .tx("put|~k|1")
        .tx("put|~k|2")
        .tx("del|~k")
        .tx("put|~k|3")
        .next()
        .tx("history|~k");
    Story invalid = story("history without invalid transactions");
    invalid.tx("put|~k|1").next().tx("put|~k|2").tx("get|~k", "put|~k|3").next().tx("history|~k");
  }

  private void endings() {
    Story fail = story("chaincode that refuses");
    fail.tx("put|~k|1", "fail|because")
        .tx("fail|")
        .tx("throw|thrown")
        .tx("nonsense|~k", "put|~l|1");
    for (String status :
        List.of(
            "0", "100", "199", "200", "201", "300", "399", "400", "404", "499", "500", "501",
            "-1")) {
      fail.tx("put|~" + status + "|1", "status|" + status + "|as told|this");
      fail.ask(fail.call("A", "open", "A", "status|" + status + "|as told|this"));
    }
    fail.ask(fail.call("A", "open", "A", "fail|because"))
        .ask(fail.call("A", "open", "B", "throw|thrown"))
        .ask(fail.call("A", "open", "AB", "fail|because"))
        .ask(fail.call("A", "open", "AB", "failAt|AMSP|not here"))
        .next()
        .tx("range|~|~z");
    Story differ = story("endorsers that differ");
    differ
        .tx(differ.call("A", "pair", "AB", "differ|~k"))
        .tx(differ.call("A", "pair", ALL, "differ|~k"))
        .tx(differ.call("A", "pair", "AB", "failAt|BMSP|not here", "put|~l|1"))
        .tx(differ.call("A", "pair", ALL, "failAt|BMSP|not here", "failAt|CMSP|nor here"))
        .tx(differ.call("A", "open", "A", "differ|~k"))
        .next()
        .tx("get|~k");
    Story nowhere = story("members and chaincode that are not there");
    nowhere
        .tx(nowhere.call("A", "open", "AD", "put|~k|1"))
        .tx(nowhere.call("A", "open", "DE", "put|~k|1"))
        .tx(nowhere.call("A", "nowhere", "A", "put|~k|1"))
        .tx(nowhere.call("A", "nowhere", "", "put|~k|1"))
        .ask(nowhere.call("A", "open", "D", "get|~k"))
        .ask(nowhere.call("A", "nowhere", "A", "get|~k"))
        .ask(nowhere.call("A", "nowhere", "", "get|~k"));
    Story through = story("through another member's gateway");
    through
        .tx(through.call("A", "open", "A", "put|~k|1").at("BMSP"))
        .ask(through.call("A", "open", "C", "who").at("BMSP"))
        .ask(through.call("A", "open", "", "who").at("BMSP"));
    story("no operations").tx();
  }

  private void proposals() {
    Story story = story("proposals that are wrong");
    for (ProposalChange change : ProposalChange.values()) {
      story.tx(story.call("A", "open", "A", "put|~k|1"), change);
      story.tx(story.call("A", "open", "B", "put|~k|1"), change);
      story.tx(story.call("A", "open", "", "put|~k|1"), change);
    }
  }

  private void envelopes() {
    Story story = story("envelopes that are wrong");
    for (EnvelopeChange change : EnvelopeChange.values()) {
      story.tx(story.call("A", "open", "A", "put|~" + change + "|1"), change);
    }
    Story pair = story("envelopes with endorsements that are wrong");
    for (EnvelopeChange change : EnvelopeChange.values()) {
      pair.tx(pair.call("C", "pair", "AB", "put|~" + change + "|1"), change);
    }
    pair.next().tx(pair.call("A", "pair", "AB", "range|~|~z"));
    Story all = story("more endorsements than are asked for, one of them wrong");
    all.tx(all.call("C", "pair", ALL, "put|~k|1"), EnvelopeChange.BAD_ENDORSEMENT)
        .tx(all.call("C", "pair", ALL, "put|~l|1"), EnvelopeChange.WITHOUT_FIRST_ENDORSEMENT)
        .tx(all.call("C", "both", ALL, "put|~m|1"), EnvelopeChange.WITHOUT_FIRST_ENDORSEMENT);
  }

  private void repetitions() {
    Story block = story("one transaction twice in a block");
    int once = block.endorse(block.call("A", "open", "A", "put|~k|1"));
    block.submit(once, once).next().submit(once).next().submit(once);
    Story invalid = story("a transaction again that was invalid");
    int bad = invalid.endorse(invalid.call("A", "pair", "A", "put|~k|1"));
    invalid.submit(bad).next().submit(bad);
    Story broken = story("a transaction that was broken, and then is not");
    int wrong =
        broken.endorse(
            broken.call("A", "open", "A", "put|~k|1"),
            -1,
            ProposalChange.NONE,
            EnvelopeChange.BAD_ENDORSEMENT);
    int right =
        broken.endorse(
            broken.call("A", "open", "A", "put|~k|2"),
            wrong,
            ProposalChange.NONE,
            EnvelopeChange.NONE);
    broken.submit(wrong, right).next().submit(right).next().tx("get|~k");
    Story sameId = story("two transactions of one id in a block");
    int first = sameId.endorse(sameId.call("A", "open", "A", "put|~k|1"));
    int second =
        sameId.endorse(
            sameId.call("A", "open", "A", "put|~k|2"),
            first,
            ProposalChange.NONE,
            EnvelopeChange.NONE);
    sameId.submit(second, first).next().tx("get|~k");
    Story endorsedAgain = story("a proposal of an id that is in the ledger");
    int there = endorsedAgain.endorse(endorsedAgain.call("A", "open", "A", "put|~k|1"));
    endorsedAgain.submit(there).next();
    endorsedAgain.submit(
        endorsedAgain.endorse(
            endorsedAgain.call("A", "open", "A", "put|~k|2"),
            there,
            ProposalChange.NONE,
            EnvelopeChange.NONE));
  }

  private void sizes() {
    Story big = story("values that fill blocks").alone();
    big.tx("fill|~a|200000")
        .tx("fill|~b|200000")
        .tx("fill|~c|200000")
        .tx("fill|~d|600000")
        .tx("fill|~e|1000")
        .next()
        .tx("range|~|~z");
    Story tooBig = story("a transaction that no block can hold").alone();
    tooBig.tx("fill|~a|21500000", "put|~b|1").next().tx("get|~a", "get|~b");
  }
}
