// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.projection.provenance;

import java.util.List;
import portolan.gateway.store.Schema;

/**
 * The tables of the index. Events have numbers in the order of the ledger; objects, classes, lots
 * and orders have one for each name, in the order in which they were first seen. Times of events
 * are microseconds since 1970.
 */
final class IndexTables {
  /** Longest URI or name, in characters. */
  static final int MAX_TEXT = 2000;

  /** Longest MSP id. */
  static final int MAX_MEMBER = 64;

  /** Longest text of a time. */
  static final int MAX_TIME = 100;

  private static final List<String> TABLES =
      List.of(
          "provenance_block",
          "provenance_event",
          "provenance_object",
          "provenance_naming",
          "provenance_stay",
          "provenance_holding",
          "provenance_product",
          "provenance_recall",
          "provenance_mark");

  private static final List<String> FIRST =
      List.of(
          // Only blocks that bring events or move the ledger's time.
          """
          create table if not exists provenance_block (
            block bigint primary key,
            at bigint not null,
            last_number bigint not null)
          """,
          """
          create table if not exists provenance_event (
            number bigint primary key,
            block bigint not null,
            place int not null,
            item int not null,
            transaction_id varchar(64) not null,
            event_id varchar(2000) not null,
            hash varchar(100) not null,
            captured_by varchar(64) not null,
            event_time bigint not null,
            time_text varchar(100) not null,
            record_time bigint not null,
            type varchar(30) not null,
            biz_step varchar(2000) not null,
            read_point varchar(2000) not null,
            declared_at varchar(100),
            reason varchar(2000),
            wrong_from bigint,
            body_bytes int not null,
            body {bytes} not null)
          """,
          "create index if not exists provenance_event_id on provenance_event(event_id)",
          "create index if not exists provenance_event_time on provenance_event(event_time)",
          "create index if not exists provenance_event_step on provenance_event(biz_step, number)",
          "create index if not exists provenance_event_member"
              + " on provenance_event(captured_by, number)",
          """
          create table if not exists provenance_object (
            id bigint primary key,
            name varchar(2000) not null)
          """,
          "create unique index if not exists provenance_object_name on provenance_object(name)",
          """
          create table if not exists provenance_naming (
            number bigint not null,
            part int not null,
            object_id bigint not null,
            role varchar(14) not null,
            event_time bigint not null,
            amount varchar(100),
            unit varchar(100),
            primary key (number, part))
          """,
          "create index if not exists provenance_naming_object"
              + " on provenance_naming(object_id, number)",
          // What an error declaration makes undone is known until it, and what was before it from
          // then on again.
          """
          create table if not exists provenance_stay (
            child_id bigint not null,
            from_number bigint not null,
            known_from bigint not null,
            from_time bigint not null,
            parent_id bigint not null,
            to_number bigint,
            to_time bigint,
            known_until bigint,
            primary key (child_id, from_number, known_from))
          """,
          "create index if not exists provenance_stay_parent"
              + " on provenance_stay(parent_id, to_number)",
          """
          create table if not exists provenance_holding (
            object_id bigint not null,
            number bigint not null,
            custodian varchar(64),
            receiver varchar(64),
            disposition varchar(2000),
            epoch bigint not null,
            primary key (object_id, number))
          """,
          """
          create table if not exists provenance_product (
            gtin varchar(14) primary key,
            block bigint not null,
            name varchar(200) not null,
            origin_country varchar(2) not null)
          """);

  /** Recalls, what they have marked, and what tells which objects they reach. */
  private static final List<String> RECALLS =
      List.of(
          "alter table provenance_holding add column if not exists lot varchar(20)",
          "alter table provenance_holding add column if not exists order_id varchar(129)",
          "alter table provenance_holding add column if not exists ended boolean",
          // One row for each time that it was written.
          """
          create table if not exists provenance_recall (
            recall_id varchar(129) not null,
            number bigint not null,
            block bigint not null,
            body {bytes} not null,
            primary key (recall_id, number))
          """,
          // Objects, and classes and lots as a whole.
          """
          create table if not exists provenance_mark (
            recall_id varchar(129) not null,
            object_id bigint not null,
            from_number bigint not null,
            to_number bigint,
            primary key (recall_id, object_id, from_number))
          """,
          "create index if not exists provenance_mark_object on provenance_mark(object_id)");

  /** A declaration that came too late says that an event was wrong and takes nothing back. */
  private static final List<String> UNDONE =
      List.of("alter table provenance_event add column if not exists undone_from bigint");

  static final Schema SCHEMA = new Schema(TABLES, List.of(FIRST, RECALLS, UNDONE));

  private IndexTables() {}
}
