package dev.followup.lambda;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import java.io.IOException;
import java.util.List;

/// Writes text into JSON so that it can be read as it stands, without a tool: each line begins a line.
final class LinesSerializer extends JsonSerializer<List<String>> {

    private static final DefaultPrettyPrinter PRINTER =
            new DefaultPrettyPrinter().withArrayIndenter(new DefaultIndenter("", "\n"));

    @Override
    public boolean isEmpty(SerializerProvider provider, List<String> lines) {
        return lines.isEmpty();
    }

    @Override
    public void serialize(List<String> lines, JsonGenerator json, SerializerProvider provider) throws IOException {
        json.setPrettyPrinter(PRINTER.createInstance());
        json.writeStartArray();
        for (var line : lines) {
            json.writeString(line);
        }
        json.writeEndArray();
    }
}
