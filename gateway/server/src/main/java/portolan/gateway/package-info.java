// SPDX-License-Identifier: Apache-2.0
/** The gateway of one member: the public API on one side, its own Fabric peer on the other. */
package portolan.gateway;
