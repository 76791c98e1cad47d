// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.projection.journal;

import java.sql.SQLException;
import java.util.List;
import portolan.domain.money.Currency;
import portolan.domain.money.Money;
import portolan.domain.settlement.journal.OwnNote;

/** The notes that a member can spend, in the orders in which a payment looks at them. */
public interface NoteStock {

  /** The spendable notes of a bank and currency that are worth most, the largest first. */
  List<OwnNote> largest(String issuer, Currency currency, int limit) throws SQLException;

  /** The spendable notes of a bank and currency that are worth least, the smallest first. */
  List<OwnNote> smallest(String issuer, Currency currency, int limit) throws SQLException;

  /** The spendable notes of a bank that are worth an amount or more, the smallest first. */
  List<OwnNote> atLeast(String issuer, Money amount, int limit) throws SQLException;
}
