package dev.followup.devmode;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// What a client likes to get, by its `AcceptHeader` headers.
///
/// @param headers each with one range of types or several, as in `text/plain, */*;q=0.1`
record AcceptHeader(List<String> headers) {

    /// How much it likes a type: from 0 for not at all to 1. Of the ranges that hold the type, the narrowest counts.
    double quality(String type) {
        return headers.stream()
                .flatMap(header -> Stream.of(header.split(",")))
                .map(range -> range.strip().split("\\s*;\\s*"))
                .filter(range -> holds(range[0], type))
                .max(Comparator.comparingInt(range -> range[0].replace("*", "").length()))
                .map(AcceptHeader::quality)
                .orElse(0.0);
    }

    private static boolean holds(String range, String type) {
        return range.equals("*/*")
                || range.equalsIgnoreCase(type)
                || (range.endsWith("/*") && type.startsWith(range.substring(0, range.length() - 1)));
    }

    private static double quality(String[] range) {
        try {
            return Stream.of(range)
                    .skip(1)
                    .filter(parameter -> parameter.startsWith("q="))
                    .findFirst()
                    .map(parameter -> Double.valueOf(parameter.substring("q=".length())))
                    .orElse(1.0);
        } catch (NumberFormatException _) {
            return 0;
        }
    }
}
