// SPDX-License-Identifier: Apache-2.0
package portolan.domain.custody;

import portolan.domain.gs1.EpcClass;

/** So much of a lot, or of a class without lots. */
public record Portion(EpcClass kind, Measure measure) {}
