// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.reconciliation;

import java.util.Optional;
import portolan.domain.settlement.reconciliation.BankEntry.Direction;

/**
 * A charge that a booking tells of.
 *
 * @param direction a debit is charged to the account, a credit is given back to it
 * @param included whether the bank says that the booked amount includes it; ISO 20022's charges are
 *     "pre-advised or included in the entry amount", so nothing is said by leaving it out
 */
public record Charge(BankAmount amount, Direction direction, Optional<Boolean> included) {}
