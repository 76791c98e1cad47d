// SPDX-License-Identifier: Apache-2.0
/**
 * The index of events: a projection of what was captured, of which event names which object, of
 * what was in what and of who has it. It answers traces and lists of events, as of any block.
 */
package portolan.gateway.projection.provenance;
