// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.architecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;

/** Leaves out test classes, those of another module's test jar too. */
public final class WithoutTests implements ImportOption {
  private static final ImportOption FOLDERS = new ImportOption.DoNotIncludeTests();

  @Override
  public boolean includes(Location location) {
    return FOLDERS.includes(location) && !location.contains("-tests.jar");
  }
}
