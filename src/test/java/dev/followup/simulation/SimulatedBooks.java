package dev.followup.simulation;

import static java.util.Map.entry;

import dev.followup.account.Account;
import dev.followup.config.FollowupConfig;
import dev.followup.rule.store.BookVersion;
import dev.followup.rule.store.RuleBookStore;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/// The rule books of the worlds. What their rules mean is said a second time, in the reference model.
final class SimulatedBooks extends RuleBookStore {

    static final int MEETING_STAGE = 102;
    static final int CONTRACT_STAGE = 103;
    static final Set<Integer> REGRETTED_STAGES = Set.of(101, 143);
    static final List<Integer> STAGES = List.of(101, MEETING_STAGE, CONTRACT_STAGE, 143);

    /// The name that the rule on stages has in a book's other version.
    private static final String RENAMED = "still-there";

    /// The rule that a book's other version does not have.
    static final String DROPPED = "idle";

    /// The rules whose waits are stopped by events.
    static final Set<String> STOPPED = Set.of("stuck", "escalate", "extend");

    /// The rules by name, each with the text of the action that only its book's other version has.
    private static final Map<String, String> RULES = Map.ofEntries(
            entry("call", """
              - name: call
                when: lead.added
                then: [ { create-task: { text: "call {lead.name}", due: 15m, responsible: owner } } ]
            """),
            entry("prepare", """
              - name: prepare
                when: lead.added
                if: { lead.price: { numeric: [">=", 50000] } }
                then:
                  - create-task: { text: "prepare {lead.name}", due: 1h, responsible: { rotate: [102, 103, 104] } }
                  - create-task: { text: "visit {lead.name}", due: 2h }
                fallback: 101
            """),
            entry("greet", """
              - name: greet
                when: lead.added
                if: { contact.name: [{ exists: true }] }
                then: [ { create-task: { text: "greet {contact.name}", due: 30m } } ]
            """),
            entry("file", """
              - name: file
                when: lead.status-changed
                if: { lead.status_id: 103 }
                then:
                  - complete-tasks: { result: "decided" }
                  - create-task: { text: "file {lead.name}", due: 1d }
            """),
            entry("regret", """
              - name: regret
                when: lead.status-changed
                if: { lead.status_id: [101, 143] }
                once: per-entity
                then: [ { create-task: { text: "regret {lead.name}", due: 1d } } ]
            """),
            entry("meet", """
              - name: meet
                when: lead.status-changed
                if: { lead.status_id: 102 }
                unless: open-task
                then: [ { create-task: { type: meeting, text: "meet {lead.name}", due: 3d } } ]
            """),
            entry("hand-over", """
              - name: hand-over
                when: lead.owner-changed
                then:
                  - change-tasks: { responsible: owner }
                  - create-task: { text: "learn about {lead.name}", due: 1h, responsible: owner }
            """),
            entry("notice", """
              - name: notice
                when: task.added
                then: [ { create-task: { text: "noticed {task.text}", due: 1h } } ]
            """),
            entry("review", """
              - name: review
                when: task.completed
                then: [ { create-task: { text: "review {task.text}", due: 1h } } ]
            """),
            entry("stuck", """
              - name: stuck
                when: lead.status-changed
                if: { lead.status_id: 102 }
                stop-on: [lead.status-changed]
                then: [ { create-task: { after: 2m, text: "stuck {lead.name}", due: 1h } } ]
            """),
            entry("idle", """
              - name: idle
                when: lead.added
                except: { lead.status_id: [103, 143] }
                then: [ { create-task: { after: 3m, text: "idle {lead.name}", due: 1h } } ]
            """),
            entry("chase", """
              - name: chase
                when: lead.added
                still: { lead.status_id: 101 }
                then: [ { create-task: { after: 2m, text: "chase {lead.name}", due: 1h } } ]
            """),
            entry("escalate", """
              - name: escalate
                when: task.added
                stop-on: [task.completed]
                if-again: add
                then:
                  - create-task: { after: 1m, text: "first {task.text}", due: 1h }
                  - create-task: { after: 3m, text: "second {task.text}", due: 1h }
            """),
            entry("nudge", """
              - name: nudge
                when: lead.owner-changed
                if-again: restart
                then: [ { create-task: { after: 1m, text: "nudge {lead.name}", due: 1h } } ]
            """),
            entry("extend", """
              - name: extend
                when: task.added
                stop-on: [task.completed]
                then:
                  - change-tasks: { after: 1m, duration: 30m }
                  - change-tasks: { after: 3m, duration: 1h }
            """),
            entry("offer", """
              - name: offer
                when: lead.status-changed
                if: { lead.status_id: 103 }
                then:
                  - create-task:
                      text: "offer {lead.name}"
                      due: 1h
                      close-on: [lead.status-changed: { lead.status_id: [101, 143] }]
            """),
            entry("attend", """
              - name: attend
                when: lead.added
                then: [ { create-task: { text: "attend {lead.name}", due: 1h, responsible: { rotate: sales } } } ]
                fallback: 101
            """),
            entry("balance", """
              - name: balance
                when: lead.status-changed
                then: [ { create-task: { text: "balance {lead.name}", due: 1h, responsible: { least-loaded: sales } } } ]
                fallback: 101
            """));

    /// The people of the books in whose worlds somebody is away now and then.
    private static final String PEOPLE = """
            people:
              anna: { user: 101 }
              boris: { user: 102, deputy: vera }
              vera: { user: 103, deputy: anna }
            teams: { sales: [boris, vera, anna] }
            """;

    /// The people who may be away, with their users.
    static final Map<String, Long> MAY_BE_AWAY = Map.of("boris", 102L, "vera", 103L);

    private static final List<List<String>> BOOKS = List.of(
            List.of("call", "prepare", "greet", "file", "regret", "meet", "hand-over", "notice", "review"),
            List.of("call", "file", "review"),
            List.of("call", "prepare", "notice", "review"),
            List.of("prepare", "greet", "meet", "regret"),
            List.of("greet", "hand-over", "file", "notice"),
            List.of("call", "regret", "meet", "review"),
            List.of("call", "stuck", "idle", "nudge", "regret"),
            List.of("escalate", "stuck", "file", "prepare"),
            List.of("escalate", "offer", "idle", "regret", "review"),
            List.of("offer", "nudge", "hand-over", "regret"),
            List.of("chase", "stuck", "nudge", "notice"),
            List.of("extend", "stuck", "call", "idle"),
            List.of("extend", "escalate", "review"),
            List.of("attend", "balance", "call", "review"),
            List.of("attend", "balance", "hand-over", "regret"));

    /// The number of the books without people, which come first.
    static final int WITHOUT_PEOPLE = 13;

    static final int WITH_PEOPLE = BOOKS.size() - WITHOUT_PEOPLE;

    private static final Map<String, BookVersion> READ = new ConcurrentHashMap<>();

    private final BookVersion book;

    /// @param isOther whether it is the book's other version, in which calls are worded otherwise, a rule
    /// is renamed, and another one is missing
    SimulatedBooks(FollowupConfig config, int number, boolean isOther, Guarantees guarantees) {
        super(config);
        this.book = READ.computeIfAbsent(
                guarantees.book(text(number, isOther)), text -> BookVersion.read("rules.yaml", text));
    }

    @Override
    public BookVersion version(Account account) {
        return book;
    }

    /// The names of a book's rules.
    static List<String> rules(int number) {
        return BOOKS.get(number);
    }

    /// Whether a rule of a book waits.
    static boolean waits(int number) {
        return rules(number).stream()
                .anyMatch(rule -> RULES.getOrDefault(rule, "").contains("after: "));
    }

    /// Whether a book has people.
    static boolean hasPeople(int number) {
        return number >= WITHOUT_PEOPLE;
    }

    /// Whether a book's other version lacks a rule.
    static boolean isDropped(int number) {
        return rules(number).contains(DROPPED);
    }

    /// What the webhook is subscribed to, since a book's rules listen to it.
    static Set<String> subscriptions(int number) {
        var subscriptions = new HashSet<>(Set.of("add_lead", "status_lead", "responsible_lead"));
        boolean isLadder = rules(number).contains("escalate") || rules(number).contains("extend");
        if (rules(number).contains("notice") || isLadder) {
            subscriptions.add("add_task");
        }
        if (rules(number).contains("review") || isLadder) {
            subscriptions.add("update_task");
        }
        return subscriptions;
    }

    private static String text(int number, boolean isOther) {
        var text = BOOKS.get(number).stream()
                .filter(rule -> !isOther || !rule.equals(DROPPED))
                .map(rule -> RULES.getOrDefault(rule, ""))
                .collect(Collectors.joining(
                        "",
                        "zone: Europe/Moscow\nresponsible: 101\n" + (hasPeople(number) ? PEOPLE : "") + "rules:\n",
                        ""));
        return isOther
                ? text.replace("\"call ", "\"ring ").replace("name: stuck", "name: " + RENAMED + "\n    was: stuck")
                : text;
    }
}
