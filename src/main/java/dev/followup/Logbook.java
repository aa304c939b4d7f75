package dev.followup;

import dev.followup.account.Account;
import dev.followup.event.CrmEvent;
import dev.followup.ledger.Ledger.Written;
import dev.followup.rule.Plan;
import dev.followup.task.Outcome;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/// Tells in the log what happened, what follows from it, and how that ended; never what is written in tasks.
final class Logbook {

    private static final Logger LOG = Logger.getLogger("dev.followup");

    /// For whole ways: a laptop's console shows the steps as they happen.
    private static final Logger WAYS = Logger.getLogger("dev.followup.ways");

    /// From the first quote to the last: what stands between may hold quotes of its own.
    private static final Pattern QUOTED = Pattern.compile("\".*\"", Pattern.DOTALL);

    private Logbook() {}

    /// What a rule book makes of an event.
    static void planned(CrmEvent event, Plan plan) {
        try (var _ = Fields.of(event)) {
            if (plan.drafts().isEmpty() && !event.kind().isScheduled()) {
                LOG.infof("%s: no rule fires", of(event));
            }
            plan.warnings().forEach(warning -> LOG.warnf("%s: %s", of(event), unquoted(warning)));
        }
    }

    /// What of it is new on the list.
    static void written(CrmEvent event, Plan plan, Written written) {
        for (var draft : plan.drafts()) {
            var key = draft.order().key();
            var rule = draft.order().origin().rule();
            try (var _ = Fields.of(event).with("rule", rule).with("order", key)) {
                if (written.spent().contains(key)) {
                    LOG.infof("%s: rule %s has answered before: %s", of(event), rule, draft.once());
                }
                if (written.stopped().contains(key)) {
                    LOG.errorf(
                            "%s: rule %s stopped: it answers no more, at most %s. If it should, raise its at-most",
                            of(event), rule, draft.limit());
                }
                written.added().stream()
                        .filter(order -> order.key().equals(key))
                        .forEach(order -> LOG.infof("%s: rule %s orders %s", of(event), rule, OrderWords.said(order)));
            }
        }
    }

    /// How orders ended, each in a line of its own. Those that have not, for one and the same reason, share one:
    /// a list of thousands may wait for hours.
    static void ended(Account account, List<Ended> ended) {
        var alike =
                ended.stream().collect(Collectors.groupingBy(Ended::outcome, LinkedHashMap::new, Collectors.toList()));
        alike.forEach((outcome, all) -> {
            if (outcome.staysOnTheList() && all.size() > 1) {
                try (var _ = Fields.of("outcome", all.getFirst().word()).with("orders", all.size())) {
                    tell(account.name() + ": each of " + all.size() + " orders", all.getFirst());
                }
            } else {
                all.forEach(one -> ended(account, one));
            }
        });
    }

    private static void ended(Account account, Ended one) {
        var order = one.order();
        try (var _ = Fields.of(order).with("outcome", one.word())) {
            tell(
                    "%s: %s: rule %s"
                            .formatted(
                                    account.name(),
                                    OrderWords.about(order),
                                    order.origin().rule()),
                    one);
        }
    }

    private static void tell(String who, Ended one) {
        switch (one.outcome()) {
            case Outcome.Done done -> LOG.infof("%s: %s %s", who, OrderWords.tasks(done), OrderWords.did(one.order()));
            case Outcome.Skipped skipped -> LOG.infof("%s: not sent: %s", who, skipped.reason());
            case Outcome.Refused refused -> LOG.errorf("%s: the CRM refuses it: %s", who, refused.reason());
            case Outcome.Later later -> LOG.warnf("%s: waits: %s", who, later.reason());
            case Outcome.Uncertain uncertain -> LOG.warnf("%s: may have been done: %s", who, uncertain.reason());
            case Outcome.Blocked _ -> {} // told once for all of them, when the account closes
        }
    }

    /// The whole way of an event of whose orders none is left. What ended in an earlier invocation has only a
    /// line of its own.
    ///
    /// @param way how its orders ended, at least one
    static void way(Account account, List<Ended> way, Instant now) {
        var entry = way.getFirst().entry();
        var occasion = entry.occasion();
        if (occasion == null) {
            return;
        }
        var took = occasion.until(now);
        try (var _ = Fields.of(way.getFirst().event(), occasion).with("took", took)) {
            WAYS.infof(
                    "%s: %s %s of %s: %splanned after %d ms, over after %d ms: %s",
                    account.name(),
                    occasion.entity() == null ? way.getFirst().event() : occasion.entity(),
                    occasion.kind(),
                    occasion.time(),
                    occasion.storedAt() == null ? "" : "stored after " + occasion.until(occasion.storedAt()) + " ms, ",
                    occasion.until(entry.since()),
                    took,
                    way.stream().map(OrderWords::end).collect(Collectors.joining("; ")));
        }
    }

    /// What could not be done yet, and why.
    static void waits(Account account, String what, Outcome why) {
        if (!(why instanceof Outcome.Blocked)) {
            LOG.warnf("%s: waits: %s: %s", account.name(), what, why);
        }
    }

    /// Without what was found in the CRM: a person who may see it has it explained.
    private static String unquoted(String warning) {
        return QUOTED.matcher(warning).replaceAll("\"…\"");
    }

    private static String of(CrmEvent event) {
        var about = event.entity() == null ? event.key() : event.entity().toString();
        return event.account() + ": " + about + " " + event.kind();
    }
}
