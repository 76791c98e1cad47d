// SPDX-License-Identifier: Apache-2.0
/** Products that members register, and the code lists that describe them. */
package portolan.domain.registry;
