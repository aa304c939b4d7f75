package dev.followup.function;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An explanation as it was asked for.
///
/// @param explanation in JSON its parts; `null` if text was asked for
/// @param text its lines; absent unless text was asked for
public record ExplainReply(
        @JsonUnwrapped @Nullable Explanation explanation,

        @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSerialize(using = LineByLine.class)
        List<String> text) {

    static ExplainReply json(Explanation explanation) {
        return new ExplainReply(explanation, List.of());
    }

    static ExplainReply text(Explanation explanation) {
        return new ExplainReply(null, new ExplanationText(explanation).lines());
    }
}
