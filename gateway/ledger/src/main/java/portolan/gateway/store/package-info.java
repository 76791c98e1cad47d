// SPDX-License-Identifier: Apache-2.0
/**
 * The folder of a gateway and the files in it: {@link portolan.gateway.store.DataFolder} is one
 * gateway's at a time, {@link portolan.gateway.store.FileDatabase} is a database in one of its
 * {@link portolan.gateway.store.StoreFile files}, whose tables are a {@link
 * portolan.gateway.store.Schema} of numbered steps. Knows neither the ledger nor what is kept.
 */
package portolan.gateway.store;
