// SPDX-License-Identifier: Apache-2.0
/** The keeper's timers: a projection of what ends when, in a file of maps. */
package portolan.gateway.projection.timers;
