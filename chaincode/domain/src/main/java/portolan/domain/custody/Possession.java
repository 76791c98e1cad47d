// SPDX-License-Identifier: Apache-2.0
package portolan.domain.custody;

import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonArray;
import portolan.domain.encoding.JsonNumber;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.JsonText;
import portolan.domain.encoding.Sha256;
import portolan.domain.gs1.Epc;
import portolan.domain.gs1.EpcClass;
import portolan.domain.gs1.Sgtin;
import portolan.domain.worldstate.RefusalCode;

/**
 * Where one object stands: of the same size, whatever has happened to it. Its history is in the
 * transactions.
 *
 * <p>While it is packed, its custodian is that of the outermost parent, and what is stored here is
 * from before. It is packed only while the epoch of its parent is the one that it went into.
 *
 * @param custodian the member that holds it, or held it before it was packed
 * @param receiver the member it has left for and that has not yet taken it
 * @param claim who says to have received it though it was not shipped yet
 * @param sender who handed it over, as long as nothing else happened to it
 * @param parent what it is packed in
 * @param epoch its own, as a parent of others
 * @param disposition CBV 2.0 word or URI
 * @param lot batch or lot number, from the master data at its beginning
 * @param order the order that it travels for: the last one that a party of it has named as the
 *     reason of a change, or who took it from one
 * @param since time of the last change of custody; nothing older changes it
 * @param last {@link EventHeader#identity()} of the event that changed it last, {@link
 *     EventHeader#by} the member that captured it
 * @param before {@link #hash()} of the state before that, nothing if there was none
 * @param isParent whether something was packed into it in this epoch
 * @param isEnded whether its life is over; then it can begin again
 * @param marks the recalls that reach it or something in it
 */
public record Possession(
    String custodian,
    Optional<String> receiver,
    Optional<Claim> claim,
    Optional<String> sender,
    Optional<Inside> parent,
    long epoch,
    String disposition,
    Optional<String> lot,
    Optional<String> order,
    Instant since,
    String last,
    Optional<String> before,
    boolean isParent,
    boolean isEnded,
    Marks marks) {
  private static final Format IDENTITY =
      Format.of("a SHA-256 in base64url", "[A-Za-z0-9_-]{43}", 43);
  private static final Format HASH =
      Format.of("16 bytes of a SHA-256 in base64url", "[A-Za-z0-9_-]{22}", 22);
  private static final Format EPC = Format.of("an EPC", "[!-~]+", 300);
  private static final Format FLAGS = Format.of("p (parent), x (ended)", "p|x", 1);

  private static final String GTIN = "01";
  private static final int HASH_BYTES = 16;
  private static final long LIMIT = (1L << 53) - 1;
  private static final String STEM = "https://id.gs1.org/";
  private static final String ON_ITS_WAY = "in_transit";
  private static final String USUAL = "active";

  /**
   * That a member has received an object before it was shipped.
   *
   * @param at time of the event
   */
  public record Claim(String member, Instant at) {}

  /**
   * Reads the form on the ledger.
   *
   * @see #toJson()
   */
  public static Possession fromJson(Fields fields) {
    Optional<String> receiver = fields.optionalText("r", Format.MEMBER);
    Optional<String> flags = fields.optionalText("f", FLAGS);
    return new Possession(
        fields.text("c", Format.MEMBER),
        receiver,
        fields.has("k") ? Optional.of(claim(fields)) : Optional.empty(),
        fields.optionalText("s", Format.MEMBER),
        fields.has("p") ? Optional.of(inside(fields)) : Optional.empty(),
        fields.has("e") ? fields.integer("e", 1, LIMIT) : 0,
        fields.optionalText("d", 300).orElse(usual(receiver)),
        fields.optionalText("q", 20),
        fields.optionalText("o", Format.QUALIFIED),
        Instant.ofEpochMilli(fields.integer("t", -LIMIT, LIMIT)),
        fields.text("l", IDENTITY),
        fields.optionalText("b", HASH),
        flags.equals(Optional.of("p")),
        flags.equals(Optional.of("x")),
        Marks.fromJson(fields));
  }

  /** As {@link #toJson(Optional)} has written it. */
  public static Optional<Possession> beforeInSameTransaction(Fields fields) {
    return fields.optionalObject("w").map(Possession::fromJson);
  }

  private static Claim claim(Fields fields) {
    Fields claim = fields.object("k");
    return new Claim(
        claim.text("c", Format.MEMBER), Instant.ofEpochMilli(claim.integer("t", -LIMIT, LIMIT)));
  }

  private static Inside inside(Fields fields) {
    if (fields.json("p") instanceof JsonArray array
        && array.values().size() == 2
        && array.values().get(0) instanceof JsonText epc
        && EPC.accepts(epc.value())
        && array.values().get(1) instanceof JsonNumber epoch
        && epoch.wholeNumber().isPresent()) {
      boolean isKey = Character.isDigit(epc.value().charAt(0));
      return new Inside(
          Epc.of(fields.path("p"), isKey ? STEM + epc.value() : epc.value()),
          epoch.wholeNumber().get());
    }
    throw fields.refuse(RefusalCode.INVALID_ARGUMENT, "p", "expected an EPC and an epoch");
  }

  /**
   * The form on the ledger, in few bytes: {@code c} custodian, {@code r} receiver, {@code k} claim
   * ({@code c}, {@code t}), {@code s} sender, {@code p} parent (without the stem of its Digital
   * Link) and its epoch, {@code e} own epoch if not 0, {@code d} disposition if it is not the usual
   * one (in_transit with a receiver, else active), {@code q} lot, {@code o} order, {@code t} since
   * in milliseconds, {@code l} last, {@code b} before, {@code f} flag: p (parent) or x (ended),
   * {@code m} the recalls that reach it, {@code i} how much of what is in it each recall reaches.
   */
  public JsonObject toJson() {
    JsonObject.Builder json = Json.object().put("c", custodian).put("l", last);
    json.put("t", since.toEpochMilli());
    receiver.ifPresent(member -> json.put("r", member));
    claim.ifPresent(
        c ->
            json.put(
                "k", Json.object().put("c", c.member()).put("t", c.at().toEpochMilli()).build()));
    sender.ifPresent(member -> json.put("s", member));
    parent.ifPresent(
        p -> json.put("p", JsonArray.of(List.of(shortened(p.parent()), JsonNumber.of(p.epoch())))));
    if (epoch != 0) {
      json.put("e", epoch);
    }
    if (!disposition.equals(usual(receiver))) {
      json.put("d", disposition);
    }
    lot.ifPresent(text -> json.put("q", text));
    order.ifPresent(id -> json.put("o", id));
    before.ifPresent(hash -> json.put("b", hash));
    if (isEnded || isParent) {
      json.put("f", isEnded ? "x" : "p");
    }
    marks.addTo(json);
    return json.build();
  }

  /**
   * The form on the ledger, with a state before that the ledger's history does not have, as {@code
   * w}: the same transaction has made and replaced it, or the object had come out of its parent
   * without being named. Who takes an event back needs it.
   */
  public JsonObject toJson(Optional<Possession> replaced) {
    return replaced
        .map(state -> toJson().toBuilder().put("w", state.toJson()).build())
        .orElseGet(this::toJson);
  }

  private static Json shortened(Epc epc) {
    String canonical = epc.canonical();
    return Json.text(canonical.startsWith(STEM) ? canonical.substring(STEM.length()) : canonical);
  }

  private static String usual(Optional<String> receiver) {
    return receiver.isPresent() ? ON_ITS_WAY : USUAL;
  }

  /** 16 bytes of the SHA-256 of the form on the ledger, in base64url. */
  public String hash() {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Arrays.copyOf(Sha256.digest(toJson().canonicalBytes()), HASH_BYTES));
  }

  /** How it stands since all came out of its parent, without a change of its own. */
  Possession freed(EpochEnd end) {
    PossessionChange change = new PossessionChange(this);
    change.parent = Optional.empty();
    // What the holder has put in itself was not handed over with the parent.
    change.sender = end.sender().filter(none -> !custodian.equals(end.custodian()));
    change.custodian = end.custodian();
    change.receiver = Optional.empty();
    change.since = later(since, end.since());
    change.disposition = end.blocking().orElse(disposition);
    change.order = order.or(end::order);
    change.marks = marks.inheriting(end.marks());
    return change.after(end.last(), hash());
  }

  /**
   * The classes whose recall an object in this state follows: its product and, if GS1 would take
   * its lot as one, its lot.
   */
  public List<EpcClass> classes(Epc epc) {
    if (!(epc instanceof Sgtin unit)) {
      return List.of();
    }
    EpcClass product = new EpcClass(GTIN, unit.gtin().digits(), "");
    return lot.flatMap(text -> lotOf(product, text))
        .map(its -> List.of(product, its))
        .orElse(List.of(product));
  }

  /** Master data say what they like. */
  private static Optional<EpcClass> lotOf(EpcClass product, String lot) {
    try {
      return Optional.of(new EpcClass(product.code(), product.key(), lot));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The same object, reached by these recalls: nothing else happened to it. */
  Possession with(Marks changed) {
    PossessionChange change = new PossessionChange(this);
    change.marks = changed;
    return change.asItIs();
  }

  static Instant later(Instant a, Instant b) {
    return a.isBefore(b) ? b : a;
  }
}
