// SPDX-License-Identifier: Apache-2.0
/** Groups: many items in one call, each accepted or refused by itself. */
package portolan.domain.group;
