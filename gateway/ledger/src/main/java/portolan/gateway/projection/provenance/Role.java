// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.projection.provenance;

/** As what an event names something. */
enum Role {
  /** It is seen. */
  SUBJECT,
  /** Something goes into it, comes out of it or is joined with it. */
  PARENT,
  /** It goes into the parent, comes out of it or is joined with it. */
  CHILD,
  /** It goes into a transformation. */
  INPUT,
  /** It comes out of a transformation. */
  OUTPUT,
  /** It is the transformationID that joins events. */
  TRANSFORMATION,
  /** It is an order of this channel, the reason of the event. */
  ORDER
}
