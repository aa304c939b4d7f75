package dev.followup.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonEOFException;
import dev.followup.text.LogText;
import dev.followup.webhook.FormNode.Branch;
import dev.followup.webhook.FormNode.Text;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// The parser of a webhook that a relay passes on as JSON, into the tree that its form would give: texts for all
/// values, `1` and `0` for flags, indexes for the places of a list, nothing for `null`. Names may have brackets,
/// `"leads[add][0][id]"`, as relays have them that do not know PHP's.
///
/// A webhook may be an element of a list, the content of a text, or the `body`, `payload` or `data` of an
/// envelope, as a text or an object, also in base64 with `"isBase64Encoded": true`. The bounds are those of
/// forms.
final class JsonBodyParser {

    /// Texts and numbers are bounded by the length of the body, and no number is converted here.
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION) // the last of two would hide the first
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNameLength(PhpFormParser.MAX_LENGTH)
                    .maxNumberLength(PhpFormParser.MAX_LENGTH)
                    .build())
            .build();

    private static final String EXPECTED = ", expected a form such as leads[add][0][id]=501, or the same as JSON";

    /// Some relays begin a body with it.
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    /// How many wraps there may be: a list, a text, an envelope.
    private static final int MAX_WRAPS = 4;

    /// The names under which envelopes have a webhook, best first.
    private static final List<String> CONTENTS = List.of("body", "payload", "data");

    /// The most digits that a number with an exponent may become.
    private static final int LONGEST_NUMBER = 40;

    private final JsonParser json;
    private int values;

    private JsonBodyParser(JsonParser json) {
        this.json = json;
    }

    /// Whether a body can only be JSON: a form begins with a name.
    static boolean isJson(String body) {
        return !body.isBlank() && "{[\"".indexOf(body.strip().charAt(0)) >= 0;
    }

    /// Parses a body.
    ///
    /// @throws MalformedWebhookException if it is broken, holds no webhook, or exceeds a limit
    static ParsedBody parse(String body) throws MalformedWebhookException {
        return parse(body, MAX_WRAPS);
    }

    private static ParsedBody parse(String marked, int wraps) throws MalformedWebhookException {
        var body = marked.startsWith(BYTE_ORDER_MARK) ? marked.substring(BYTE_ORDER_MARK.length()) : marked;
        if (!isJson(body)) {
            return ParsedBody.of(PhpFormParser.parse(body));
        }
        PhpFormParser.refuseTooLong(body);
        return unwrapped(document(body), wraps);
    }

    /// The object that a text within a webhook holds; empty if it holds none, or one of nothing.
    static Optional<Branch> object(String text) {
        try {
            return text.startsWith("{")
                            && document(text) instanceof Branch object
                            && !object.children().isEmpty()
                    ? Optional.of(object)
                    : Optional.empty();
        } catch (MalformedWebhookException _) {
            return Optional.empty();
        }
    }

    /// The webhooks in a document.
    private static ParsedBody unwrapped(FormNode document, int wraps) throws MalformedWebhookException {
        if (wraps == 0) {
            throw new MalformedWebhookException("the body is wrapped more than " + MAX_WRAPS + " times" + EXPECTED);
        }
        return switch (document) {
            case Text text -> parse(text.value(), wraps - 1);
            case Branch nothing
            when nothing.children().isEmpty() ->
                throw new MalformedWebhookException("the body is empty JSON" + EXPECTED);
            case Branch list when list.isList() -> ParsedBody.of(list, element -> unwrapped(element, wraps - 1));
            case Branch object -> {
                var content = content(object);
                yield content.isPresent() ? unwrapped(content.get(), wraps - 1) : ParsedBody.of(object);
            }
        };
    }

    /// The content of an envelope; empty if the object has a key of webhooks, or no content.
    private static Optional<FormNode> content(Branch object) throws MalformedWebhookException {
        var name = CONTENTS.stream().filter(object.children()::containsKey).findFirst();
        if (name.isEmpty() || object.children().keySet().stream().anyMatch(WebhookBodyParser::isKey)) {
            return Optional.empty();
        }
        var encoded = object.text(name.get())
                .filter(_ -> object.text("isBase64Encoded").equals(Optional.of("1")));
        try {
            return encoded.isEmpty()
                    ? name.map(object.children()::get)
                    : Optional.of(new Text(new String(Base64.getDecoder().decode(encoded.get()), UTF_8)));
        } catch (IllegalArgumentException _) {
            throw new MalformedWebhookException(
                    "the " + name.get() + " of the envelope is not base64, though isBase64Encoded is true");
        }
    }

    private static FormNode document(String body) throws MalformedWebhookException {
        try (var json = JSON.createParser(body)) {
            var parser = new JsonBodyParser(json);
            json.nextToken();
            var document = parser.value(1);
            if (json.nextToken() != null) {
                throw new MalformedWebhookException("the body has more after its JSON" + EXPECTED);
            }
            return document;
        } catch (JsonEOFException _) {
            throw new MalformedWebhookException("the body is cut off: it ends inside JSON");
        } catch (JsonProcessingException e) {
            throw new MalformedWebhookException("the body is broken JSON at character "
                    + (e.getLocation() == null ? "?" : e.getLocation().getCharOffset()) + ": "
                    + LogText.of(e.getOriginalMessage()));
        } catch (IOException e) {
            throw new IllegalStateException("a text was read", e);
        }
    }

    /// The value at which the parser is.
    private FormNode value(int depth) throws IOException, MalformedWebhookException {
        if (depth > PhpFormParser.MAX_DEPTH) {
            throw new MalformedWebhookException(
                    "the body is nested deeper than " + PhpFormParser.MAX_DEPTH + " levels");
        }
        if (++values > PhpFormParser.MAX_KEYS) {
            throw new MalformedWebhookException("the body has more values than " + PhpFormParser.MAX_KEYS);
        }
        return switch (json.currentToken()) {
            case START_OBJECT -> object(depth);
            case START_ARRAY -> list(depth);
            case VALUE_TRUE -> new Text("1");
            case VALUE_FALSE -> new Text("0");
            case VALUE_NULL -> new Text("");
            case VALUE_NUMBER_FLOAT -> new Text(plain(json.getText()));
            default -> new Text(json.getText());
        };
    }

    /// A number as forms have it: without an exponent, and without zeros at the end of its fraction. What is too long
    /// for a number of the CRM stays as it is.
    private static String plain(String number) {
        if (number.length() > LONGEST_NUMBER) {
            return number;
        }
        try {
            var decimal = new BigDecimal(number).stripTrailingZeros();
            return Math.abs((long) decimal.scale()) > LONGEST_NUMBER ? number : decimal.toPlainString();
        } catch (NumberFormatException _) {
            return number; // the exponent has more digits than any number
        }
    }

    private Branch object(int depth) throws IOException, MalformedWebhookException {
        var object = new Branch();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            var path = PhpFormParser.path(json.currentName());
            if (json.nextToken() != JsonToken.VALUE_NULL) {
                object.put(path, value(depth + path.size()));
            }
        }
        return object;
    }

    private Branch list(int depth) throws IOException, MalformedWebhookException {
        var list = new Branch();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            list.put("", value(depth + 1));
        }
        return list;
    }
}
