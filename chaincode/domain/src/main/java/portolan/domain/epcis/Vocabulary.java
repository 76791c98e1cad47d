// SPDX-License-Identifier: Apache-2.0
package portolan.domain.epcis;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Words of the Core Business Vocabulary 2.0. Each can be written bare ({@code packing}), as a Web
 * URI ({@code https://ref.gs1.org/cbv/BizStep-packing}), as a compact one ({@code
 * cbv:BizStep-packing}) or as a URN ({@code urn:epcglobal:cbv:bizstep:packing}): it is one word.
 */
public enum Vocabulary {
  /** CBV 2.0, section 7.1. */
  BIZ_STEP(
      "https://ref.gs1.org/cbv/BizStep-",
      "urn:epcglobal:cbv:bizstep:",
      "accepting arriving assembling collecting commissioning consigning creating_class_instance"
          + " cycle_counting decommissioning departing destroying disassembling dispensing encoding"
          + " entering_exiting holding inspecting installing killing loading other packing picking"
          + " receiving removing repackaging repairing replacing reserving retail_selling sampling"
          + " sensor_reporting shipping staging_outbound stock_taking stocking storing transporting"
          + " unloading unpacking void_shipping"),
  /** CBV 2.0, section 7.2. */
  DISPOSITION(
      "https://ref.gs1.org/cbv/Disp-",
      "urn:epcglobal:cbv:disp:",
      "active available completeness_inferred completeness_verified conformant container_closed"
          + " container_open damaged destroyed dispensed disposed encoded expired in_progress"
          + " in_transit inactive mismatch_class mismatch_instance mismatch_quantity"
          + " needs_replacement no_pedigree_match non_conformant non_sellable_other"
          + " partially_dispensed recalled reserved retail_sold returned sellable_accessible"
          + " sellable_not_accessible stolen unavailable unknown"),
  /** CBV 2.0, section 7.3. */
  TRANSACTION_TYPE(
      "https://ref.gs1.org/cbv/BTT-",
      "urn:epcglobal:cbv:btt:",
      "bol cert desadv inv pedigree po poc prodorder recadv rma testprd testres upevt"),
  /** CBV 2.0, section 7.4. */
  SOURCE_DESTINATION(
      "https://ref.gs1.org/cbv/SDT-",
      "urn:epcglobal:cbv:sdt:",
      "location owning_party possessing_party"),
  /** CBV 2.0, section 7.5. */
  ERROR_REASON(
      "https://ref.gs1.org/cbv/ER-", "urn:epcglobal:cbv:er:", "did_not_occur incorrect_data"),
  /** CBV 2.0, section 7.8. */
  COMPONENT(
      "https://ref.gs1.org/cbv/Comp-",
      "urn:epcglobal:cbv:comp:",
      "altitude axial_distance azimuth easting elevation_angle height latitude longitude northing"
          + " polar_angle spherical_radius x y z"),
  /** GS1 Web Vocabulary. */
  MEASUREMENT(
      "https://gs1.org/voc/",
      "",
      "AbsoluteHumidity AbsorbedDose AbsorbedDoseRate Acceleration Altitude AmountOfSubstance"
          + " AmountOfSubstancePerUnitVolume Angle AngularAcceleration AngularMomentum"
          + " AngularVelocity Area Capacitance Conductance Conductivity Count Density Dimensionless"
          + " DoseEquivalent DoseEquivalentRate DynamicViscosity ElectricCharge ElectricCurrent"
          + " ElectricCurrentDensity ElectricFieldStrength Energy Exposure Force Frequency"
          + " Illuminance Inductance Irradiance KinematicViscosity Length LinearMomentum Luminance"
          + " LuminousFlux LuminousIntensity MagneticFlux MagneticFluxDensity"
          + " MagneticVectorPotential Mass MassConcentration MassFlowRate MassPerAreaTime"
          + " MemoryCapacity MolalityOfSolute MolarEnergy MolarMass MolarVolume Power Pressure"
          + " RadiantFlux RadiantIntensity Radioactivity RelativeHumidity Resistance Resistivity"
          + " SolidAngle SpecificVolume Speed SurfaceDensity SurfaceTension Temperature Time Torque"
          + " Voltage Volume VolumeFlowRate VolumeFraction VolumetricFlux Wavenumber"),
  /** GS1 Web Vocabulary. */
  ALERT("https://gs1.org/voc/", "", "ALARM_CONDITION ERROR_CONDITION");

  private static final Map<Vocabulary, Set<String>> WORDS = words();

  private static final Pattern GS1 =
      Pattern.compile(
          "https://ref\\.gs1\\.org/cbv/(BizStep|Disp|BTT|SDT|ER|Comp)-"
              + "|urn:epcglobal:cbv:"
              + "|https?://(ns\\.gs1\\.org/cbv|(www\\.)?gs1\\.org/voc)/");

  private final String web;
  private final String urn;
  private final String words;

  Vocabulary(String web, String urn, String words) {
    this.web = web;
    this.urn = urn;
    this.words = words;
  }

  /** The bare word, whichever way it is written; nothing if it is none of this vocabulary. */
  public Optional<String> word(String text, Context context) {
    String bare = bare(context.expand(text));
    return has(bare) ? Optional.of(bare) : Optional.empty();
  }

  /** The Web URI of a word; text that is none of this vocabulary as it is, expanded. */
  String uri(String text, Context context) {
    String expanded = context.expand(text);
    String bare = bare(expanded);
    return has(bare) ? web + bare : expanded;
  }

  private boolean has(String word) {
    return WORDS.get(this).contains(word);
  }

  private static Map<Vocabulary, Set<String>> words() {
    Map<Vocabulary, Set<String>> all = new EnumMap<>(Vocabulary.class);
    for (Vocabulary vocabulary : values()) {
      all.put(vocabulary, Set.of(vocabulary.words.split(" ", -1)));
    }
    return all;
  }

  /** Whether a URI is in a namespace of the vocabularies above, where every word is known. */
  boolean owns(String uri) {
    return GS1.matcher(uri).lookingAt();
  }

  /** In words, completing "expected ...". */
  String description() {
    return switch (this) {
      case BIZ_STEP -> "a business step of CBV 2.0";
      case DISPOSITION -> "a disposition of CBV 2.0";
      case TRANSACTION_TYPE -> "a business transaction type of CBV 2.0";
      case SOURCE_DESTINATION -> "location, owning_party or possessing_party";
      case ERROR_REASON -> "did_not_occur or incorrect_data";
      case COMPONENT -> "a component of CBV 2.0";
      case MEASUREMENT -> "a measurement type of the GS1 Web Vocabulary";
      case ALERT -> "ALARM_CONDITION or ERROR_CONDITION";
    };
  }

  private String bare(String expanded) {
    if (expanded.startsWith(web)) {
      return expanded.substring(web.length());
    }
    if (!urn.isEmpty() && expanded.startsWith(urn)) {
      return expanded.substring(urn.length());
    }
    return expanded;
  }
}
