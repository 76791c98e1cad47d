/** What is agreed on a channel: members, chaincode definitions, collections, ordering. */
package portolan.twin.channel;
