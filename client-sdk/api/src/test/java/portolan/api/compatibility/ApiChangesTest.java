// SPDX-License-Identifier: Apache-2.0
package portolan.api.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.TextFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import portolan.api.ApiDescriptors;

/** Planted changes of a small API, each told by its name and as what it is. */
class ApiChangesTest {
  private static final String SMALL =
      """
      file {
        name: "portolan/v1/small.proto"
        package: "portolan.v1"
        message_type {
          name: "Parcel"
          field { name: "parcel_id" number: 1 type: TYPE_STRING label: LABEL_OPTIONAL json_name: "parcelId" options { [portolan.v1.own_id]: true } }
          field { name: "weight" number: 2 type: TYPE_INT64 label: LABEL_OPTIONAL json_name: "weight" }
          field { name: "seal" number: 3 type: TYPE_STRING label: LABEL_OPTIONAL json_name: "seal" oneof_index: 0 }
          oneof_decl { name: "closed_by" }
          reserved_range { start: 10 end: 11 }
          reserved_name: "colour"
        }
        enum_type { name: "Mood" value { name: "MOOD_UNSPECIFIED" number: 0 } value { name: "MOOD_GOOD" number: 1 } }
        service {
          name: "ParcelService"
          method { name: "Send" input_type: ".portolan.v1.Parcel" output_type: ".portolan.v1.Parcel" }
          method { name: "Find" input_type: ".portolan.v1.Parcel" output_type: ".portolan.v1.Parcel" options { [google.api.http] { get: "/v1/parcels" } } }
        }
        options { java_package: "portolan.api.v1" java_outer_classname: "SmallProto" java_multiple_files: true }
        syntax: "proto3"
      }
      """;

  private static FileDescriptorSet read(String text) throws TextFormat.ParseException {
    FileDescriptorSet.Builder set = FileDescriptorSet.newBuilder();
    TextFormat.getParser().merge(text, ApiDescriptors.options(), set);
    return set.build();
  }

  private static List<ApiChange> changes(String from, String to) throws Exception {
    assertThat(SMALL).contains(from);
    return ApiChanges.between(read(SMALL), read(SMALL.replace(from, to)));
  }

  @Test
  void theSameApiHasNoChanges() throws Exception {
    assertThat(ApiChanges.between(read(SMALL), read(SMALL))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      textBlock =
          """
          name: "weight" number: 2 type: TYPE_INT64 | name: "weight" number: 4 type: TYPE_INT64 | portolan.v1.Parcel.weight: field 2 removed; keep its number and name reserved
          name: "weight" | name: "mass" | portolan.v1.Parcel.weight: name changed from weight to mass
          json_name: "weight" | json_name: "Weight" | portolan.v1.Parcel.weight: JSON name changed from weight to Weight
          TYPE_INT64 | TYPE_STRING | portolan.v1.Parcel.weight: type changed from int64 to string
          TYPE_INT64 label: LABEL_OPTIONAL | TYPE_INT64 label: LABEL_REPEATED | portolan.v1.Parcel.weight: type changed from int64 to repeated int64
          label: LABEL_OPTIONAL json_name: "weight" | label: LABEL_OPTIONAL json_name: "weight" proto3_optional: true | portolan.v1.Parcel.weight: presence changed from false to true
          oneof_index: 0 | options { deprecated: true } | portolan.v1.Parcel.seal: oneof changed from closed_by to none
          options { [portolan.v1.own_id]: true } | options { deprecated: false } | portolan.v1.Parcel.parcel_id: own_id taken away: an id without its member is no longer understood
          reserved_range { start: 10 end: 11 } | reserved_range { start: 9 end: 10 } | portolan.v1.Parcel: 10 to 10 no longer reserved
          reserved_name: "colour" | reserved_name: "size" | portolan.v1.Parcel: colour no longer reserved
          name: "Parcel" | name: "Packet" | portolan.v1.Parcel: message removed
          value { name: "MOOD_GOOD" number: 1 } | value { name: "MOOD_FINE" number: 1 } | portolan.v1.Mood.MOOD_GOOD: value removed
          name: "MOOD_GOOD" number: 1 | name: "MOOD_GOOD" number: 2 | portolan.v1.Mood.MOOD_GOOD: number changed from 1 to 2
          name: "ParcelService" | name: "PostService" | portolan.v1.ParcelService: service removed
          name: "Send" | name: "Post" | portolan.v1.ParcelService/Send: call removed
          output_type: ".portolan.v1.Parcel" | output_type: ".portolan.v1.Parcel" server_streaming: true | portolan.v1.ParcelService/Send: response changed from .portolan.v1.Parcel to stream .portolan.v1.Parcel
          input_type: ".portolan.v1.Parcel" | input_type: ".portolan.v1.Other" | portolan.v1.ParcelService/Send: request changed from .portolan.v1.Parcel to .portolan.v1.Other
          get: "/v1/parcels" | get: "/v1/packets" | portolan.v1.ParcelService/Find: place by HTTP changed from GET /v1/parcels to GET /v1/packets
          get: "/v1/parcels" | post: "/v1/parcels" | portolan.v1.ParcelService/Find: place by HTTP changed from GET /v1/parcels to POST /v1/parcels
          portolan/v1/small.proto | portolan/v1/parcel.proto | portolan.v1.Parcel: moved from portolan/v1/small.proto to portolan/v1/parcel.proto
          java_package: "portolan.api.v1" | java_package: "portolan.api" | portolan/v1/small.proto: java_package changed from portolan.api.v1 to portolan.api
          java_multiple_files: true | cc_enable_arenas: true | portolan/v1/small.proto: java_multiple_files changed from true to false
          java_multiple_files: true | java_multiple_files: true go_package: "x" | portolan/v1/small.proto: other options changed from  to go_package: "x"
          json_name: "weight" | json_name: "weight" options { jstype: JS_STRING } | portolan.v1.Parcel.weight: other options changed from  to jstype: JS_STRING
          name: "ParcelService" | name: "ParcelService" options { deprecated: true } | portolan.v1: something in the descriptors differs that this test has no name for
          """)
  void whatBreaksCallersIsTold(String from, String to, String told) throws Exception {
    assertThat(changes(from, to))
        .filteredOn(ApiChange::isBreaking)
        .extracting(ApiChange::toString)
        .contains(told);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      textBlock =
          """
          oneof_decl | field { name: "height" number: 5 type: TYPE_INT64 label: LABEL_OPTIONAL json_name: "height" } oneof_decl | portolan.v1.Parcel.height: field 5 added
          json_name: "weight" | json_name: "weight" options { [portolan.v1.own_id]: true } | portolan.v1.Parcel.weight: own_id: an id may leave out the own member
          json_name: "weight" | json_name: "weight" options { deprecated: true } | portolan.v1.Parcel.weight: deprecated
          reserved_name: "colour" | reserved_name: "colour" reserved_name: "size" | portolan.v1.Parcel: size reserved
          value { name: "MOOD_GOOD" | value { name: "MOOD_BAD" number: 2 } value { name: "MOOD_GOOD" | portolan.v1.Mood.MOOD_BAD: value added
          enum_type | message_type { name: "Crate" } enum_type | portolan.v1.Crate: message added
          method { name: "Send" | method { name: "Track" input_type: ".portolan.v1.Parcel" output_type: ".portolan.v1.Parcel" } method { name: "Send" | portolan.v1.ParcelService/Track: call added
          options { java_package | service { name: "CrateService" } options { java_package | portolan.v1.CrateService: service added
          """)
  void whatIsAddedBreaksNobody(String from, String to, String told) throws Exception {
    assertThat(changes(from, to))
        .satisfies(all -> assertThat(all).noneMatch(ApiChange::isBreaking))
        .extracting(ApiChange::toString)
        .containsExactly(told);
  }

  @Test
  void theOrderOfThingsSaysNothing() throws Exception {
    assertThat(
            changes(
                "value { name: \"MOOD_UNSPECIFIED\" number: 0 } value { name: \"MOOD_GOOD\" number: 1 }",
                "value { name: \"MOOD_GOOD\" number: 1 } value { name: \"MOOD_UNSPECIFIED\" number: 0 }"))
        .isEmpty();
  }

  @Test
  void aWholeFileCanBeAddedAndRemoved() throws Exception {
    FileDescriptorSet small = read(SMALL);
    FileDescriptorSet more =
        small.toBuilder()
            .addFile(FileDescriptorProto.newBuilder().setName("portolan/v1/more.proto"))
            .build();

    assertThat(ApiChanges.between(small, more))
        .containsExactly(ApiChange.addition("portolan/v1/more.proto", "file added"));
    assertThat(ApiChanges.between(more, small))
        .containsExactly(ApiChange.breaking("portolan/v1/more.proto", "file removed"));
  }
}
