// SPDX-License-Identifier: Apache-2.0
/** What is agreed on a channel: members, chaincode definitions, collections, ordering. */
package portolan.twin.channel;
