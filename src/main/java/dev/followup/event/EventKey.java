package dev.followup.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The deduplication key of an event, the same for every webhook, layout or delivery that reports it, such as
/// `demo:lead.status-changed:501:1778118620:16451912>142`: account, kind, id, time, and what changed. Texts are
/// included as digests only.
///
/// - A creation or a deletion needs no change: id and time identify it.
/// - Two plain updates in the same second differ by the digest of their facts.
/// - An event without a reported time uses the ten-minute slot (`~` and its number) in which the queue received
/// it: it repeats an equal event of that slot, or one that [EventTime#isRepeat] names.
/// - Recovery knows events by their coarse key, which has no seconds (`@`).
public record EventKey(String account, EventKind kind, ObservedChange observed, EventTime time) {

    /// The longest key, in characters.
    static final int MAX_LENGTH = 200;

    /// The subjects of the events that the CRM's own list of events has.
    private static final Set<String> LISTED = Set.of("lead", "contact", "company", "customer", "task");

    private static final int DIGEST_BYTES = 16;
    private static final int LONGEST_WORD = 60;
    private static final String UNKNOWN = "?";

    /// The key, never longer than `MAX_LENGTH`.
    public String text() {
        return text(time.mark() + change());
    }

    private String text(String detail) {
        var id = observed.id().isEmpty() ? digest(observed.now()) : plain(observed.id());
        var thing = String.join(":", plain(account), kind.word(), id);
        var key = thing + ":" + detail;
        return key.length() <= MAX_LENGTH ? key : thing + ":" + digest(key);
    }

    /// The keys of earlier events that this event may repeat.
    public Set<String> former() {
        return time.before()
                .map(before -> new EventKey(account, kind, observed, before).text())
                .collect(Collectors.toUnmodifiableSet());
    }

    /// The key without seconds, by which recovery knows an event again: the CRM's list may date it some seconds
    /// or minutes apart from the entity. An addition has no time, since it happens once; a change has its
    /// ten-minute slot, and neither of them a pipeline. Empty for events that the list does not have.
    public Optional<String> coarse() {
        if (!LISTED.contains(kind.subject()) || observed.id().isEmpty()) {
            return Optional.empty();
        }
        return switch (kind.verb()) {
            case "added" -> Optional.of(text("@"));
            case "completed", "deleted", "restored" -> Optional.of(text("@" + time.slot()));
            case "status-changed" -> Optional.of(text("@" + time.slot() + change(ObservedChange.STATUS)));
            case "owner-changed" -> Optional.of(text("@" + time.slot() + change(ObservedChange.OWNER)));
            default -> Optional.empty();
        };
    }

    /// The coarse key of an event, from its facts.
    public static Optional<String> coarse(CrmEvent event) {
        var subject = event.kind().subject();
        var id = event.facts().id(subject + ".id").map(String::valueOf).orElse("");
        var observed = new ObservedChange(
                event.kind(), subject, id, changed(event.facts(), subject), changed(event.facts(), "old"), null);
        return new EventKey(event.account(), event.kind(), observed, new EventTime(event.time(), true)).coarse();
    }

    /// The stage and the owner, before the event or after it.
    private static Map<String, Object> changed(Facts facts, String where) {
        var values = new HashMap<String, Object>();
        for (var name : List.of(ObservedChange.STATUS, ObservedChange.OWNER)) {
            facts.at(where + "." + name).ifPresent(value -> values.put(name, value));
        }
        return values;
    }

    private String change() {
        if (ObservedChange.isBeginning(kind)) {
            return "";
        }
        return switch (kind.verb()) {
            case "status-changed" -> change(ObservedChange.STATUS) + pipeline();
            case "owner-changed" -> change(ObservedChange.OWNER);
            case "completed", "deleted", "restored", "accepted", "declined" -> "";
            default -> ":" + digest(observed.now());
        };
    }

    private String pipeline() {
        return observed.changes().contains("pipeline") ? change(ObservedChange.PIPELINE) : "";
    }

    private String change(String name) {
        return ":" + value(observed.old(), name) + ">" + value(observed.now(), name);
    }

    private static String value(Map<String, Object> document, String name) {
        return plain(String.valueOf(document.getOrDefault(name, UNKNOWN)));
    }

    /// A word if it is short and has only harmless characters; else its digest.
    private static String plain(String word) {
        boolean harmless =
                word.length() <= LONGEST_WORD && word.chars().allMatch(c -> c > ' ' && c < 127 && c != ':' && c != '#');
        return harmless ? word : digest(word);
    }

    /// A digest of values that does not depend on their order. The account's id is left out: old layouts lack
    /// it.
    private static String digest(Object value) {
        var canonical = new StringBuilder();
        append(canonical, value);
        try {
            var sha = MessageDigest.getInstance("SHA-256")
                    .digest(canonical.toString().getBytes(UTF_8));
            return HexFormat.of().formatHex(Arrays.copyOf(sha, DIGEST_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static void append(StringBuilder canonical, Object value) {
        switch (value) {
            case Map<?, ?> map -> {
                var sorted = new TreeMap<String, Object>();
                map.forEach((name, part) -> sorted.put(String.valueOf(name), part));
                sorted.remove("account_id");
                canonical.append('{');
                sorted.forEach((name, part) -> {
                    append(canonical, name);
                    append(canonical, part);
                });
                canonical.append('}');
            }
            case List<?> list -> {
                canonical.append('[');
                list.forEach(part -> append(canonical, part));
                canonical.append(']');
            }
            default -> {
                var text = value.toString();
                canonical.append(text.length()).append('.').append(text);
            }
        }
    }
}
