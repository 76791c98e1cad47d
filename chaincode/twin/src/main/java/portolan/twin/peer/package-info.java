// SPDX-License-Identifier: Apache-2.0
/** The nodes: peers that endorse and commit, and the ordering service that cuts blocks. */
package portolan.twin.peer;
