// SPDX-License-Identifier: Apache-2.0
/** For comparison in benchmarks only; no network for trading defines it. */
package portolan.contracts.benchmark;
