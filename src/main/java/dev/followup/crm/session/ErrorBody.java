package dev.followup.crm.session;

import com.fasterxml.jackson.databind.JsonNode;
import dev.followup.text.LogText;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// The error that a CRM answer describes: a problem document, and the list of refused items that a good
/// answer may hold as well. Read leniently, since their shapes are known to vary.
///
/// @param detail the CRM's text, with the hint that its token endpoint gives, at most a few hundred
/// characters
/// @param items what is wrong with single items, in the order of the answer
/// @param isJson whether it is JSON at all: proxies answer with web pages
/// @param isProblem whether it is a problem document for the status of the answer
public record ErrorBody(String detail, List<Item> items, boolean isJson, boolean isProblem) {

    private static final int LONGEST = 300;

    /// The error in the body of an answer.
    ///
    /// @param json a missing node if the body is not JSON
    /// @param status of the answer
    static ErrorBody of(JsonNode json, int status) {
        var detail = json.path("detail").asText(json.path("title").asText(""));
        var hint = json.path("hint").asText("");
        return new ErrorBody(
                shortened(hint.isEmpty() ? detail : detail + ": " + hint),
                items(json.path("validation-errors")),
                json.isContainerNode(),
                isProblem(json, status));
    }

    /// Whether the JSON is a problem document, which has a title or a detail, for this status.
    private static boolean isProblem(JsonNode json, int status) {
        return (json.path("title").isTextual() || json.path("detail").isTextual())
                && json.path("status").asInt(status) == status;
    }

    /// The refused items of a `validation-errors` list, or of a map of the same.
    public static List<Item> items(JsonNode validationErrors) {
        return stream(validationErrors)
                .map(item -> new Item(
                        item.path("request_id").asText(""),
                        stream(item.path("errors")).map(Flaw::of).toList()))
                .toList();
    }

    private static Stream<JsonNode> stream(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }

    private static String shortened(String words) {
        return LogText.of(words.strip(), LONGEST);
    }

    /// An item of the request that the CRM refused.
    ///
    /// @param requestId which item of the request it is; empty if the CRM does not say
    /// @param flaws what is wrong with the item
    public record Item(String requestId, List<Flaw> flaws) {

        /// Whether nothing but the responsible user is wrong, who is deactivated, for example.
        public boolean namesResponsibleOnly() {
            return !flaws.isEmpty()
                    && flaws.stream().allMatch(flaw -> flaw.path().endsWith("responsible_user_id"));
        }

        /// All flaws in one line, as far as a log line has room for them.
        public String words() {
            return LogText.of(flaws.stream().map(Flaw::words).collect(Collectors.joining("; ")), 2 * LONGEST);
        }
    }

    /// One flaw of an item.
    ///
    /// @param code such as `NotSupportedChoice`
    /// @param path the path of the field, with dots
    /// @param detail the CRM's sentence
    record Flaw(String code, String path, String detail) {

        static Flaw of(JsonNode json) {
            return new Flaw(
                    shortened(json.path("code").asText("")),
                    shortened(json.path("path").asText("")),
                    shortened(json.path("detail").asText("")));
        }

        String words() {
            return path + ": " + code + " (" + detail + ")";
        }
    }
}
