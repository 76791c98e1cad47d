// SPDX-License-Identifier: Apache-2.0
package portolan.domain.settlement.reconciliation;

import java.math.BigDecimal;

/**
 * An amount as a bank's message states it.
 *
 * @param currency as it was written
 * @param value in units of the currency, not negative
 */
public record BankAmount(String currency, BigDecimal value) {}
