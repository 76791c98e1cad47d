// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement;

import java.util.List;
import java.util.stream.IntStream;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;

/**
 * Money that a bank issued.
 *
 * @param mintId chosen by the bank
 * @param allowanceId what it was minted against
 * @param issuer the bank
 * @param owner first owner of the notes
 * @param amount sum of the notes
 * @param notes how many
 * @param payloadHash of the item
 */
public record Mint(
    String mintId,
    String allowanceId,
    String issuer,
    String owner,
    Money amount,
    int notes,
    String payloadHash) {

  /** Reads a mint. */
  public static Mint fromJson(Fields fields) {
    return new Mint(
        fields.text("mintId", Format.QUALIFIED),
        fields.text("allowanceId", Allowance.ID),
        fields.text("issuer", Format.MEMBER),
        fields.text("owner", Format.MEMBER),
        new Money(Currency.fromJson(fields, "currency"), fields.positiveAmount("amount")),
        (int) fields.integer("notes", 1, SettlementPlan.MAX_NOTES),
        fields.text("payloadHash", Format.SHA256));
  }

  /** The form on the ledger. */
  public JsonObject toJson() {
    return Json.object()
        .put("mintId", mintId)
        .put("allowanceId", allowanceId)
        .put("issuer", issuer)
        .put("owner", owner)
        .put("currency", amount.currency().code())
        .putAmount("amount", amount.minorUnits())
        .put("notes", notes)
        .put("payloadHash", payloadHash)
        .build();
  }

  /** Ids of the notes. */
  public List<String> noteIds() {
    return IntStream.rangeClosed(1, notes).mapToObj(n -> Note.mintedId(mintId, n)).toList();
  }
}
