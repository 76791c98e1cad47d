// SPDX-License-Identifier: Apache-2.0
/**
 * What happened to goods: which events are of an object because it was in others, what it was made
 * of, and who has it. Objects, lots and classes are names here, in their canonical form; when
 * something happened is a {@link portolan.domain.trace.Moment}. Where the facts are kept is not
 * known here: whoever keeps them answers as a {@link portolan.domain.trace.History}.
 */
package portolan.domain.trace;
