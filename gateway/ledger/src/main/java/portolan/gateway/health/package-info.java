// SPDX-License-Identifier: Apache-2.0
/** How parts of a gateway say that they do not work just now, and that they work again. */
package portolan.gateway.health;
