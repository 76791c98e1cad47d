// SPDX-License-Identifier: Apache-2.0
/**
 * What a gateway makes of the blocks, each in a package below this one. {@link
 * portolan.gateway.projection.Feed} reads the own peer's blocks once and hands them to every {@link
 * portolan.gateway.projection.Projection}; each keeps its {@link
 * portolan.gateway.projection.Position} beside its data, in the same commit, so that it can be cut
 * off anywhere and go on, or be made anew from block 0. One in SQL keeps both in a {@link
 * portolan.gateway.projection.ProjectionStore}.
 *
 * <p>Receipts do not come by here: what became of a transaction is told by a stream of its own,
 * which no projection can hold up.
 */
package portolan.gateway.projection;
