package dev.followup.lambda;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import dev.followup.explain.Explanation;
import dev.followup.explain.ExplanationRenderer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An explanation as it was asked for.
///
/// @param explanation in JSON its parts; `null` if text was asked for
/// @param text its lines; absent unless text was asked for
public record ExplainResponse(
        @JsonUnwrapped @Nullable Explanation explanation,

        @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSerialize(using = LinesSerializer.class)
        List<String> text) {

    static ExplainResponse json(Explanation explanation) {
        return new ExplainResponse(explanation, List.of());
    }

    static ExplainResponse text(Explanation explanation, ObjectMapper json) {
        return new ExplainResponse(null, new ExplanationRenderer(explanation, json).lines());
    }
}
