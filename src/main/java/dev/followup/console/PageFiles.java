package dev.followup.console;

import dev.followup.sandbox.http.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// The files of the page, beside this class.
final class PageFiles {

    static final String INDEX = "index.html";

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml");

    private PageFiles() {}

    /// A file by its name: letters and one dot, so that no name leads elsewhere.
    static Response file(String name) {
        if (!name.matches("[a-z]+\\.[a-z]+")) {
            return Response.problem(404, "no such file");
        }
        var type = TYPES.get(name.substring(name.indexOf('.') + 1));
        try (var in = PageFiles.class.getResourceAsStream(name)) {
            return in == null || type == null
                    ? Response.problem(404, "no such file")
                    : new Response(200, type, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
