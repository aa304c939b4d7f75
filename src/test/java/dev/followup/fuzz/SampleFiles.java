package dev.followup.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The files that inputs are made of.
public final class SampleFiles {

    private SampleFiles() {}

    /// The texts of all files below some folders whose names end so, in the order of their paths.
    public static List<String> texts(String ending, String... folders) throws IOException {
        var texts = new ArrayList<String>();
        for (var folder : folders) {
            try (var files = Files.walk(Path.of(folder))) {
                for (var file : files.filter(one -> one.toString().endsWith(ending))
                        .sorted()
                        .toList()) {
                    texts.add(Files.readString(file));
                }
            }
        }
        return texts;
    }
}
