// SPDX-License-Identifier: Apache-2.0
/** The rules of trade: plain Java, no dependency, no clock, no randomness. */
package portolan.domain;
