// SPDX-License-Identifier: Apache-2.0
/** Time and chance: the machine's clock, or a virtual one with everything chosen by a seed. */
package portolan.twin.time;
