import static java.util.stream.Collectors.joining;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/// The libraries in the zip, with the licence of each as the SBOM states it, and the licences and notices that their
/// jars hold.
final class ThirdParty {

    /// A licence or a notice of a jar, which must go along with its classes.
    private static final Pattern TEXT = Pattern.compile("META-INF/([^/]*(?:LICENSE|LICENCE|NOTICE)[^/]*)");

    private static final String TEXTS = "META-INF/licenses/";

    private static final String UNKNOWN = "(no link)";

    /// What Quarkus puts before the name of a jar from which it has removed classes.
    private static final String MODIFIED = "modified-";

    private final Map<String, String> licences;
    private final Map<String, List<String>> texts = new TreeMap<>();

    private ThirdParty(Map<String, String> licences) {
        this.licences = licences;
    }

    /// @param sbom a CycloneDX SBOM in XML
    static ThirdParty of(Path sbom) throws IOException {
        var licences = new TreeMap<String, String>();
        for (var component : children(child(root(sbom.toFile()), "components"), "component")) {
            var library = "%s.%s-%s"
                    .formatted(text(component, "group"), text(component, "name"), text(component, "version"));
            var stated = children(child(component, "licenses"), "license");
            licences.put(library, stated.stream().map(ThirdParty::licence).collect(joining("\n    or ")));
        }
        return new ThirdParty(licences);
    }

    /// The name of a library as the list has it: group, name, and version.
    ///
    /// @param jar the jar's name in the zip, without folders
    /// @throws IllegalStateException if the SBOM does not have it, or has no licence for it
    String library(String jar) {
        var library = jar.replaceFirst("^" + MODIFIED, "").replaceFirst("\\.jar$", "");
        var licence = licences.get(library);
        if (licence == null) {
            throw new IllegalStateException(library + " is in the zip but not in the SBOM: check the scopes of the "
                    + "cyclonedx-maven-plugin in pom.xml");
        }
        if (licence.isEmpty() || licence.contains(UNKNOWN)) {
            throw new IllegalStateException("The licence of " + library + " is unknown: its pom.xml states \"" + licence
                    + "\". Look it up in the library's repository and name it in src/build/ThirdParty.java, with where "
                    + "it was found; or replace the library");
        }
        texts.computeIfAbsent(library, _ -> new ArrayList<>());
        return library;
    }

    /// The name that a jar's file gets in the jar of all libraries: a licence or notice gets one of its own, so that
    /// none hides another.
    String fileName(String library, String file) {
        var text = TEXT.matcher(file);
        if (!text.matches()) {
            return file;
        }
        var name = TEXTS + library + "/" + text.group(1);
        texts.get(library).add(name);
        return name;
    }

    /// The list, as a text for people.
    ///
    /// @param jar the jar that holds the licences and notices
    String list(String jar) {
        var list = new StringBuilder("""
                The libraries in this zip, with their licences. The licences and notices that came with a library are
                in %s under the names given here.
                """.formatted(jar));
        texts.forEach((library, files) -> {
            list.append("\n").append(library).append("\n    ").append(licences.get(library)).append("\n");
            files.forEach(file -> list.append("    ").append(file).append("\n"));
        });
        return list.toString();
    }

    private static Element root(File sbom) throws IOException {
        try {
            return DocumentBuilderFactory.newDefaultNSInstance().newDocumentBuilder().parse(sbom).getDocumentElement();
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException("cannot read " + sbom, e);
        }
    }

    /// The licence with a link to its text.
    private static String licence(Element license) {
        var id = text(license, "id");
        var url = text(license, "url");
        if (!id.isEmpty()) {
            return id + " " + (url.isEmpty() ? "https://spdx.org/licenses/" + id + ".html" : url);
        }
        return text(license, "name") + " " + (url.isEmpty() ? UNKNOWN : url);
    }

    private static String text(Element parent, String name) {
        var child = child(parent, name);
        return child == null ? "" : child.getTextContent().strip();
    }

    private static Element child(Element parent, String name) {
        var children = children(parent, name);
        return children.isEmpty() ? null : children.getFirst();
    }

    private static List<Element> children(Element parent, String name) {
        var children = new ArrayList<Element>();
        for (Node node = parent == null ? null : parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && name.equals(element.getLocalName())) {
                children.add(element);
            }
        }
        return children;
    }
}
