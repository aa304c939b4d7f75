package dev.followup.webhook;

import dev.followup.webhook.FormNode.Branch;
import dev.followup.webhook.WebhookContent.Unread;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A parsed body: one webhook, or those of a list.
///
/// @param webhooks the trees by the places before their keys: empty for a webhook alone, such as `[1].`
/// in a list
/// @param unread the elements of a list that are no webhooks, each with its reason
record ParsedBody(Map<String, Branch> webhooks, List<Unread> unread) {

    static ParsedBody of(Branch webhook) {
        return new ParsedBody(Map.of("", webhook), List.of());
    }

    /// The webhooks of a list. One that is broken does not prevent that the others are read.
    ///
    /// @throws MalformedWebhookException if the list holds no webhook that can be read
    static ParsedBody of(Branch list, Parser parser) throws MalformedWebhookException {
        var elements = list.inOrder();
        if (elements.size() == 1) {
            return parser.parse(elements.getFirst().getValue());
        }
        var webhooks = new LinkedHashMap<String, Branch>();
        var unread = new ArrayList<Unread>();
        for (var element : elements) {
            var place = "[" + element.getKey() + "]";
            try {
                var parsed = parser.parse(element.getValue());
                parsed.webhooks().forEach((within, webhook) -> webhooks.put(below(place, within), webhook));
                parsed.unread().forEach(part -> unread.add(new Unread(place + part.where(), part.reason())));
            } catch (MalformedWebhookException e) {
                unread.add(new Unread(place, e.reason()));
            }
        }
        if (webhooks.isEmpty()) {
            throw noWebhook(unread.getFirst());
        }
        return new ParsedBody(webhooks, unread);
    }

    /// The refusal of a list without a webhook.
    ///
    /// @param first why its first element is none
    static MalformedWebhookException noWebhook(Unread first) {
        return new MalformedWebhookException(
                "the body is a list without any webhook that can be read; " + first.where() + ": " + first.reason());
    }

    private static String below(String place, String within) {
        return within.isEmpty() ? place + "." : place + within;
    }

    /// Parses an element of a list.
    interface Parser {
        ParsedBody parse(FormNode element) throws MalformedWebhookException;
    }
}
