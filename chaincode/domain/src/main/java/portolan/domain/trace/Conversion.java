// SPDX-License-Identifier: Apache-2.0
package portolan.domain.trace;

/**
 * That something went into a transformation and something came out of it. The events of one
 * transformationID are one transformation, in whichever order they come (EPCIS 2.0, 7.4.6): so each
 * side has its own moment.
 *
 * @param input what went in
 * @param in when it did
 * @param output what came out
 * @param out when it did
 */
public record Conversion(String input, Moment in, String output, Moment out) {}
