// SPDX-License-Identifier: Apache-2.0
package portolan.domain.customs;

/** Why documents do not let goods pass; what each one means for the reader is in its comment. */
public enum Mismatch {
  /** A document is about another order. */
  ORDER_DIFFERS,
  /** Amounts are in different currencies. */
  CURRENCY_DIFFERS,
  /** The order has another buyer than the declaration. */
  BUYER_DIFFERS,
  /** Somebody else than the buyer paid. */
  PAYER_DIFFERS,
  /** The goods go to somebody else than the buyer. */
  CONSIGNEE_DIFFERS,
  /** A product is in the declaration or in the order only. */
  PRODUCT_DIFFERS,
  /** Another number of pieces of a product was ordered than declared. */
  QUANTITY_DIFFERS,
  /** Goods are declared at another value than ordered. */
  VALUE_DIFFERS,
  /** Another freight is declared than ordered. */
  FREIGHT_DIFFERS,
  /** Another insurance is declared than ordered. */
  INSURANCE_DIFFERS,
  /** The order's total is not the sum of its parts. */
  TOTAL_DIFFERS,
  /** Another amount was paid than ordered. */
  AMOUNT_PAID_DIFFERS,
  /** Order, payment and waybill are more than 24 hours apart. */
  TOO_FAR_APART,
  /** The waybill is for another logistic unit than declared. */
  CONSIGNMENT_DIFFERS,
  /** The waybill states another weight than declared. */
  WEIGHT_DIFFERS,
  /** The payment served another declaration. */
  PAYMENT_USED,
  /** No version of the rule is in force. */
  RULE_NOT_IN_FORCE,
  /** The rule is for another commodity, origin, destination or currency. */
  RULE_NOT_APPLICABLE
}
