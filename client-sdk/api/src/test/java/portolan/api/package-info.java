// SPDX-License-Identifier: Apache-2.0
/** What is promised of the public API as a whole: that it is kept, and that it is described. */
package portolan.api;
