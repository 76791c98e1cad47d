// SPDX-License-Identifier: Apache-2.0
/** {@code portolan conformance}: judges this release by cases that others wrote. */
package portolan.command.conformance;
