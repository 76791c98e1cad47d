// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.iso20022;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import javax.xml.stream.XMLStreamWriter;

/**
 * An element of a message. ISO 20022 has no mixed content: an element holds text or other elements.
 *
 * @param namespace empty for none
 * @param name without prefix
 * @param attributes by name; those of a namespace, such as hints where a schema is, are left out
 * @param text without surrounding white space; empty if there are children
 * @param children in their order
 */
record XmlElement(
    String namespace,
    String name,
    Map<String, String> attributes,
    String text,
    List<XmlElement> children) {
  /** Largest message that is read. */
  static final int MAX_BYTES = 3 << 20;

  private static final int MAX_DEPTH = 64;
  private static final int MAX_ELEMENTS = 200_000;

  XmlElement {
    attributes = Map.copyOf(attributes);
    children = List.copyOf(children);
  }

  /** An element that holds others. */
  static XmlElement of(String namespace, String name, XmlElement... children) {
    return new XmlElement(namespace, name, Map.of(), "", List.of(children));
  }

  /** An element that holds text. */
  static XmlElement of(String namespace, String name, String text) {
    return new XmlElement(namespace, name, Map.of(), text, List.of());
  }

  /** The first child of that name. */
  Optional<XmlElement> child(String wanted) {
    return children(wanted).findFirst();
  }

  /** All children of that name. */
  Stream<XmlElement> children(String wanted) {
    return children.stream().filter(c -> c.name.equals(wanted));
  }

  /** The element at the end of a path of first children. */
  Optional<XmlElement> at(String... path) {
    Optional<XmlElement> element = Optional.of(this);
    for (String step : path) {
      element = element.flatMap(e -> e.child(step));
    }
    return element;
  }

  /** The text at the end of a path; empty if there is nothing. */
  String textAt(String... path) {
    return at(path).map(XmlElement::text).orElse("");
  }

  /** All that it says in one form, whatever the order of attributes. */
  String canonical() {
    StringBuilder all = new StringBuilder(name).append(new TreeMap<>(attributes)).append('{');
    all.append(text);
    children.forEach(child -> all.append(child.canonical()));
    return all.append('}').toString();
  }

  /** Collects an element while it is read. */
  private static final class Open {
    private final String namespace;
    private final String name;
    private final Map<String, String> attributes = new LinkedHashMap<>();
    private final StringBuilder text = new StringBuilder();
    private final List<XmlElement> children = new ArrayList<>();

    Open(XMLStreamReader at) {
      namespace = Optional.ofNullable(at.getNamespaceURI()).orElse("");
      name = at.getLocalName();
      for (int i = 0; i < at.getAttributeCount(); i++) {
        if (at.getAttributeNamespace(i) == null || at.getAttributeNamespace(i).isEmpty()) {
          attributes.put(at.getAttributeLocalName(i), at.getAttributeValue(i));
        }
      }
    }

    XmlElement close() throws MessageException {
      String content = text.toString().strip();
      if (!content.isEmpty() && !children.isEmpty()) {
        throw new MessageException(name, "expected text or elements, found both");
      }
      return new XmlElement(namespace, name, attributes, content, children);
    }
  }

  /**
   * Reads a message. Document type declarations, and with them entities, are refused; nothing but
   * these bytes is read.
   *
   * @throws MessageException when it is not well-formed, too large, too deep or has too many
   *     elements
   */
  static XmlElement parse(byte[] xml) throws MessageException {
    if (xml.length > MAX_BYTES) {
      throw new MessageException("", "expected at most " + MAX_BYTES + " bytes");
    }
    try {
      XMLStreamReader reader = factory().createXMLStreamReader(new ByteArrayInputStream(xml));
      try {
        return read(reader);
      } finally {
        reader.close();
      }
    } catch (XMLStreamException e) {
      throw new MessageException("", "not well-formed XML: " + e.getMessage());
    }
  }

  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    return factory;
  }

  private static XmlElement read(XMLStreamReader reader)
      throws XMLStreamException, MessageException {
    Deque<Open> open = new ArrayDeque<>();
    int elements = 0;
    while (reader.hasNext()) {
      switch (reader.next()) {
        case XMLStreamConstants.START_ELEMENT -> {
          if (open.size() == MAX_DEPTH || ++elements > MAX_ELEMENTS) {
            throw new MessageException(
                "", "expected at most " + MAX_ELEMENTS + " elements, " + MAX_DEPTH + " deep");
          }
          open.push(new Open(reader));
        }
        case XMLStreamConstants.END_ELEMENT -> {
          XmlElement closed = open.pop().close();
          if (open.isEmpty()) {
            rejectTrailer(reader);
            return closed;
          }
          open.peek().children.add(closed);
        }
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE -> {
          if (!open.isEmpty()) {
            open.peek().text.append(reader.getText());
          }
        }
        case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
            throw new MessageException("", "expected no document type and no entities");
        default -> {
          // Comments and processing instructions say nothing.
        }
      }
    }
    throw new MessageException("", "expected an element");
  }

  /** What follows the outermost element is read too, so that bad XML is not taken for good. */
  private static void rejectTrailer(XMLStreamReader reader) throws XMLStreamException {
    while (reader.hasNext()) {
      reader.next();
    }
  }

  /** This element as a message of its own, UTF-8. */
  byte[] toXml() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      XMLStreamWriter writer =
          XMLOutputFactory.newDefaultFactory()
              .createXMLStreamWriter(out, StandardCharsets.UTF_8.name());
      writer.writeStartDocument(StandardCharsets.UTF_8.name(), "1.0");
      write(writer, "", "\n");
      writer.writeEndDocument();
      writer.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("writing to memory failed", e);
    }
    return out.toByteArray();
  }

  private void write(XMLStreamWriter writer, String outer, String margin)
      throws XMLStreamException {
    writer.writeCharacters(margin);
    writer.writeStartElement(name);
    if (!namespace.equals(outer)) {
      writer.writeDefaultNamespace(namespace);
    }
    for (Map.Entry<String, String> attribute : attributes.entrySet()) {
      writer.writeAttribute(attribute.getKey(), attribute.getValue());
    }
    writer.writeCharacters(text);
    for (XmlElement child : children) {
      child.write(writer, namespace, margin + "  ");
    }
    if (!children.isEmpty()) {
      writer.writeCharacters(margin);
    }
    writer.writeEndElement();
  }
}
