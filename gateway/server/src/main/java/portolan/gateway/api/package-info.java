// SPDX-License-Identifier: Apache-2.0
/**
 * The public API of one member, put together: {@link portolan.gateway.api.PublicApi} makes the
 * calls of all services and has them served. Each domain has a package of its own below; what they
 * share is in {@code call} (what a call is), {@code ledger} (how it reads and writes) and {@code
 * transport} (how it comes in and is answered).
 */
package portolan.gateway.api;
