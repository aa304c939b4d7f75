package dev.followup.webhook;

import dev.followup.event.CrmEvent;
import dev.followup.event.EventFacts;
import dev.followup.event.EventKey;
import dev.followup.event.EventTime;
import dev.followup.webhook.FormNode.Branch;
import dev.followup.webhook.FormNode.Text;
import dev.followup.webhook.WebhookContent.Unread;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The parser of one body, `<entity>[<action>][<index>][<field>]`, or `add[<index>][<field>]` for messages. It
/// collects the events that items prove and the parts that gave none. Two items that report the same, such as
/// `leads[update]` and `leads[status]`, are one event. A body may hold several webhooks of one account.
final class WebhookBodyParser {

    private static final String ACCOUNT = "account";
    private static final String MESSAGE_ACTION = "add";
    private static final String SCHEME = "https://";

    private final String account;
    private final Instant sentAt;
    private final Map<String, CrmEvent> events = new LinkedHashMap<>();
    private final List<Unread> unread = new ArrayList<>();
    private @Nullable String subdomain;
    private int items;

    WebhookBodyParser(String account, Instant sentAt) {
        this.account = account;
        this.sentAt = sentAt;
    }

    /// Whether a key at the top of a body is one of webhooks.
    static boolean isKey(String key) {
        return key.equals(ACCOUNT) || key.equals(MESSAGE_ACTION) || WebhookEntity.isKnown(key);
    }

    /// @throws MalformedWebhookException if it is a list in which no webhook has a known entity
    WebhookContent read(ParsedBody body) throws MalformedWebhookException {
        unread.addAll(body.unread());
        for (var webhook : body.webhooks().entrySet()) {
            read(webhook.getKey(), webhook.getValue());
        }
        boolean isList = body.webhooks().size() + body.unread().size() > 1;
        if (isList && !hasKnownEntity(body) && !unread.isEmpty()) {
            throw ParsedBody.noWebhook(unread.getFirst());
        }
        return new WebhookContent.Events(List.copyOf(events.values()), unread, subdomain);
    }

    private static boolean hasKnownEntity(ParsedBody body) {
        return body.webhooks().values().stream()
                .flatMap(webhook -> webhook.children().keySet().stream())
                .anyMatch(key -> !key.equals(ACCOUNT) && isKey(key));
    }

    /// @param prefix the place of the webhook in a list; empty if it is alone
    private void read(String prefix, Branch form) {
        var first = subdomain;
        var named = subdomain(form);
        if (first == null) {
            subdomain = named.orElse(null);
        } else if (named.isPresent() && !named.get().equalsIgnoreCase(first)) {
            unread.add(new Unread(
                    prefix + ACCOUNT,
                    "is " + MalformedWebhookException.quote(named.get()) + ", but a webhook before it names "
                            + MalformedWebhookException.quote(first)));
            return;
        }
        int before = items + unread.size();
        form.children().forEach((key, node) -> {
            if (!key.equals(ACCOUNT)) {
                guarded(prefix + key, () -> readEntity(prefix + key, key, node));
            }
        });
        if (items + unread.size() == before) {
            unread.add(new Unread(
                    prefix + ACCOUNT, "found nothing else, expected an entity beside it, such as leads[add][0][id]"));
        }
    }

    private void readEntity(String entityPlace, String key, FormNode node) throws MalformedWebhookException {
        if (key.equals(MESSAGE_ACTION) && node instanceof Branch messages) {
            readMessages(entityPlace, messages);
            return;
        }
        var entity = WebhookEntity.of(key);
        for (var action :
                branch(node, "an action, such as " + key + "[add]").children().entrySet()) {
            var place = entityPlace + "[" + action.getKey() + "]";
            guarded(place, () -> {
                entity.check(action.getKey());
                readItems(place, entity, action.getKey(), action.getValue());
            });
        }
    }

    /// Reads messages that are posted without the name of their entity, `add[0][chat_id]`. Nothing else is.
    private void readMessages(String above, Branch messages) throws MalformedWebhookException {
        if (!messages.isCollection()) {
            readMessage(above, messages);
            return;
        }
        for (var item : messages.inOrder()) {
            var place = above + "[" + item.getKey() + "]";
            guarded(place, () -> readMessage(place, branch(item.getValue(), "fields, such as " + place + "[id]")));
        }
    }

    private void readMessage(String place, Branch item) throws MalformedWebhookException {
        if (item.text("chat_id").isEmpty()) {
            throw new MalformedWebhookException(
                    "names no entity and has no chat_id, expected a message, or an entity before " + place);
        }
        readItem(WebhookEntity.MESSAGES, MESSAGE_ACTION, item);
    }

    /// Reads an item, a list of them, or lists in a list.
    private void readItems(String place, WebhookEntity entity, String action, FormNode node)
            throws MalformedWebhookException {
        var branch = item(action, node, place);
        if (branch.children().containsKey("id") || !branch.hasIndexes()) {
            readItem(entity, action, branch);
            return;
        }
        for (var child : branch.inOrder()) {
            var within = place + "[" + child.getKey() + "]";
            guarded(within, () -> readElement(within, entity, action, child));
        }
    }

    /// Reads an element of a list. A text is one only in the place of an item, and not as a field beside items.
    private void readElement(String place, WebhookEntity entity, String action, Map.Entry<String, FormNode> element)
            throws MalformedWebhookException {
        if (element.getValue() instanceof Text && !Branch.isIndex(element.getKey())) {
            throw new MalformedWebhookException("is a field beside items, expected an item");
        }
        readItems(place, entity, action, element.getValue());
    }

    private void readItem(WebhookEntity entity, String action, Branch item) throws MalformedWebhookException {
        items++;
        var observed = ItemParser.read(entity, action, item);
        var kinds = observed.kinds();
        if (kinds.isEmpty()) {
            throw new MalformedWebhookException("says " + observed.kind() + ", but old and new are equal");
        }
        for (var kind : kinds) {
            var time = EventTime.of(kind, observed, sentAt);
            var facts = new EventFacts(kind, observed, time.instant()).facts();
            var key = new EventKey(account, kind, observed, time);
            var event = new CrmEvent(kind, account, observed.entity(), time.instant(), facts, key.text(), key.former());
            events.putIfAbsent(event.key(), event);
        }
    }

    /// The branch of an item. For a deletion an id alone is an item.
    private static Branch item(String action, FormNode node, String place) throws MalformedWebhookException {
        if (node instanceof Text && action.equals("delete")) {
            var item = new Branch();
            item.put("id", node);
            return item;
        }
        return branch(node, "fields, such as " + place + "[id]");
    }

    private static Branch branch(FormNode node, String expected) throws MalformedWebhookException {
        return switch (node) {
            case Branch branch -> branch;
            case Text text ->
                throw new MalformedWebhookException(
                        "is " + MalformedWebhookException.quote(text.value()) + ", expected " + expected);
        };
    }

    private void guarded(String place, Part part) {
        try {
            part.read();
        } catch (MalformedWebhookException e) {
            unread.add(new Unread(MalformedWebhookException.shorten(place), e.reason()));
        }
    }

    /// The account's name by its own field, else the first label of its host.
    private static Optional<String> subdomain(Branch form) {
        var account = form.branch(ACCOUNT);
        return account.flatMap(block -> block.text("subdomain"))
                .or(() -> account.flatMap(block -> block.branch("_links"))
                        .flatMap(links -> links.text("self"))
                        .filter(self -> self.startsWith(SCHEME) && self.indexOf('.') > SCHEME.length())
                        .map(self -> self.substring(SCHEME.length(), self.indexOf('.'))));
    }

    private interface Part {
        void read() throws MalformedWebhookException;
    }
}
