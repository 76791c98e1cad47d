// SPDX-License-Identifier: Apache-2.0
package portolan.domain.order;

/** Incoterms 2020, by their three-letter names. */
public enum Incoterm {
  EXW,
  FCA,
  CPT,
  CIP,
  DAP,
  DPU,
  DDP,
  FAS,
  FOB,
  CFR,
  CIF
}
