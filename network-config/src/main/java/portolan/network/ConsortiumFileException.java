// SPDX-License-Identifier: Apache-2.0
package portolan.network;

/** A consortium file is wrong; the message names the file, the field and what was expected. */
public final class ConsortiumFileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ConsortiumFileException(String file, String field, String problem) {
    super(field.isEmpty() ? file + ": " + problem : file + ": " + field + ": " + problem);
  }
}
