import java.io.IOException;
import java.lang.classfile.Attribute;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.attribute.RecordAttribute;
import java.lang.classfile.attribute.RecordComponentInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Takes the annotations off the components of all records in a folder of classes, for mutation tests: a JVM refuses to
/// redefine a record with such annotations a second time. What was refused would count as noticed by a test.
/// Source: issue 1285 of PIT; seen with JDK 25.
///
/// Run by the profile `mutation`: `java src/build/BareRecords.java target/mutation/build/classes`
class BareRecords {

    /// @param arguments the folder
    static void main(String[] arguments) throws IOException {
        try (var files = Files.walk(Path.of(arguments[0]))) {
            for (var file : (Iterable<Path>) files.filter(path -> path.toString().endsWith(".class"))::iterator) {
                var type = ClassFile.of().parse(file);
                if (type.findAttribute(Attributes.record()).isPresent()) {
                    Files.write(file, ClassFile.of().transformClass(type, BareRecords::add));
                }
            }
        }
    }

    private static void add(ClassBuilder builder, ClassElement element) {
        builder.with(
                element instanceof RecordAttribute components
                        ? RecordAttribute.of(components.components().stream()
                                .map(BareRecords::bare)
                                .toList())
                        : element);
    }

    private static RecordComponentInfo bare(RecordComponentInfo component) {
        List<Attribute<?>> kept = new ArrayList<>();
        component.findAttribute(Attributes.signature()).ifPresent(kept::add);
        return RecordComponentInfo.of(component.name(), component.descriptor(), kept);
    }
}
