/** Envelopes and blocks: taking them apart, hashing and linking them, keeping them. */
package portolan.twin.block;
