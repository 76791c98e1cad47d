// SPDX-License-Identifier: Apache-2.0
package portolan.domain.customs;

/**
 * All that is known of one declaration when it is assessed.
 *
 * @param lodgement what is public
 */
public record Dossier(
    Lodgement lodgement,
    Declaration declaration,
    OrderDocument order,
    PaymentDocument payment,
    WaybillDocument waybill) {}
