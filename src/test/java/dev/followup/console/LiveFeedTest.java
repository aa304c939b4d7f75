package dev.followup.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.followup.account.Accounts;
import dev.followup.config.TestConfig;
import dev.followup.event.CrmEvent;
import dev.followup.event.EntityRef;
import dev.followup.event.EventKind;
import dev.followup.event.EventSubject;
import dev.followup.event.Facts;
import dev.followup.ledger.Ledger.PendingCommand;
import dev.followup.ledger.Ledger.WriteResult;
import dev.followup.ledger.PlannedWork;
import dev.followup.ledger.memory.InMemoryLedger;
import dev.followup.rule.Plan;
import dev.followup.rule.RuleBook;
import dev.followup.rule.WaitVerdict;
import dev.followup.rule.store.RuleBookStore;
import dev.followup.task.Outcome;
import dev.followup.task.WaitEnd;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LiveFeedTest {

    private static final Instant NOON = Instant.parse("2026-11-24T09:00:00Z");

    private final Accounts accounts = new Accounts(TestConfig.with(Map.of("followup.crm.host", "demo.amocrm.ru")));
    private final Clock clock = Clock.fixed(NOON, ZoneOffset.UTC);
    private final InMemoryLedger ledger = new InMemoryLedger(clock);
    private RuleBookStore books = books("rules.yaml");
    private LiveFeed feed = new LiveFeed(accounts, books, clock);

    private static RuleBookStore books(String file) {
        return new RuleBookStore(TestConfig.with(Map.of(
                "followup.rules", "file:src/test/resources/console/" + file, "followup.crm.host", "demo.amocrm.ru")));
    }

    @Test
    void shows_verdicts_with_their_lines_and_the_way_of_a_command() throws Exception {
        var event = lead(501, 60_000);
        var written = plan(event);
        assertThat(only().rules())
                .extracting(FeedEvent.Verdict::rule, FeedEvent.Verdict::decision)
                .containsExactly(tuple("call-new-lead", "fires"), tuple("plan-big-deal", "does-not-fire"));
        assertThat(only().rules().getLast().reason()).contains("rules.yaml:23:");
        assertThat(only().others()).isEqualTo(2);
        assertThat(only().about()).contains("leads/501");

        PendingCommand command = written.added().getFirst();
        feed.sent(List.of(command.command()));
        feed.concluded(command, new Outcome.Deferred("the CRM is away"));
        feed.concluded(command, new Outcome.Deferred("the CRM is away"));
        feed.concluded(command, Outcome.Done.added(1003));
        var shown = only().commands().getFirst();
        assertThat(shown.steps())
                .extracting(FeedCommand.Step::state, FeedCommand.Step::reason)
                .containsExactly(
                        tuple(FeedCommand.State.PENDING, null),
                        tuple(FeedCommand.State.SENT, null),
                        tuple(FeedCommand.State.PENDING, "the CRM is away"),
                        tuple(FeedCommand.State.DONE, null));
        assertThat(shown.tasks()).containsExactly(1003L);
        assertThat(shown.rule()).isEqualTo("call-new-lead");
        assertThat(feed.fired()).isEqualTo(Map.of("call-new-lead", 1L));
    }

    @Test
    void shows_until_when_an_action_waits_and_what_becomes_of_it() throws Exception {
        var message = new CrmEvent(
                EventKind.MESSAGE_RECEIVED,
                "demo",
                new EntityRef(EntityRef.Type.LEADS, 501),
                NOON,
                new Facts(Map.of("message", Map.of("talk_id", 77L), "lead", Map.of("id", 501L))),
                "message");
        var written = plan(message);
        var waiting = only().commands().getFirst();
        assertThat(waiting.state()).isEqualTo(FeedCommand.State.WAITING);
        assertThat(waiting.steps().getFirst().until()).isEqualTo("2026-11-24T09:30:00Z");
        assertThat(waiting.work()).isNotNull();

        var wait = written.waits().getFirst().waits().getFirst();
        feed.waitEnded(WaitEnd.dropped(wait).because("message.sent stopped it"), WriteResult.NOTHING);
        assertThat(only().commands().getFirst().steps().getLast())
                .extracting(FeedCommand.Step::state, FeedCommand.Step::reason)
                .containsExactly(FeedCommand.State.DROPPED, "message.sent stopped it");
    }

    @Test
    void a_date_that_is_reached_is_an_event_of_its_own_and_goes_on_where_it_was_reported() throws Exception {
        books = books("dates.yaml");
        feed = new LiveFeed(accounts, books, clock);
        var reported = lead(501, 1, Map.of("custom_fields", Map.of("77", List.of("2026-11-25T00:00:00+03:00"))));
        plan(reported);
        var wait = ledger.journal()
                .waits("demo", Set.of("contract-ends"), EventSubject.of("leads/501"))
                .getFirst();
        assertThat(only().commands().getFirst().state()).isEqualTo(FeedCommand.State.WAITING);

        var facts = Map.of(
                "event",
                Map.of("rule", "contract-ends"),
                "lead",
                reported.facts().document().get("lead"));
        var reached = wait.event().with(new Facts(facts));
        var draft = ((WaitVerdict.Fires) book().ask("contract-ends", 0, reached, _ -> {})).draft();
        var end = WaitEnd.fired(wait, draft);
        var written = write(PlannedWork.of(List.of()).waits(List.of(), List.of(end)));
        feed.dateReached(reached, wait.due(), written);
        feed.waitEnded(end, written);
        feed.concluded(written.added().getFirst(), Outcome.Done.added(1004));
        var events = feed.after(-1, 0).events();
        assertThat(events).extracting(FeedEvent::kind).containsExactlyInAnyOrder("lead.added", "lead.date-reached");
        assertThat(events).allSatisfy(event -> {
            assertThat(event.commands()).hasSize(1);
            assertThat(event.commands().getFirst().tasks()).containsExactly(1004L);
        });
        assertThat(feed.fired()).isEqualTo(Map.of("contract-ends", 1L));
    }

    @Test
    void an_event_that_is_reported_again_is_counted_and_not_shown_twice() throws Exception {
        var event = lead(501, 60_000);
        plan(event);
        feed.notPlanned(event, "repeat of an event");
        assertThat(only().repeats()).isEqualTo(1);
        assertThat(only().commands()).hasSize(1);
    }

    @Test
    void a_thousand_events_are_bounded_and_the_rest_is_counted() throws Exception {
        for (long id = 1; id <= 1000; id++) {
            feed.notPlanned(lead(id, 1), "no rule listens to it");
        }
        var news = feed.after(-1, 0);
        assertThat(news.events()).hasSize(LiveFeed.KEPT);
        assertThat(news.events().getLast().entity()).isEqualTo("leads/1000");
        assertThat(news.dropped()).isEqualTo(1000 - LiveFeed.KEPT);
        assertThat(feed.find(1)).isEmpty();
        assertThat(feed.find(1000)).isPresent();
    }

    @Test
    void who_has_seen_a_version_gets_only_what_is_newer() throws Exception {
        feed.notPlanned(lead(1, 1), "no rule listens to it");
        long seen = feed.after(-1, 0).version();
        assertThat(feed.after(seen, 0).events()).isEmpty();
        var later = Thread.ofVirtual().start(() -> feed.notPlanned(lead(2, 1), "no rule listens to it"));
        assertThat(feed.after(seen, 5000).events())
                .extracting(FeedEvent::entity)
                .containsExactly("leads/2");
        later.join();
    }

    @Test
    void readers_that_wait_go_when_it_is_closed() throws Exception {
        Thread.ofVirtual().start(feed::close);
        assertThat(feed.after(0, Duration.ofMinutes(1).toMillis()).events()).isEmpty();
        assertThat(feed.isClosed()).isTrue();
    }

    private FeedEvent only() throws InterruptedException {
        assertThat(feed.after(-1, 0).events()).hasSize(1);
        return feed.after(-1, 0).events().getFirst();
    }

    /// Plans an event and writes its commands down, as the worker does.
    private WriteResult plan(CrmEvent event) {
        Plan plan = book().plan(event);
        var written = write(PlannedWork.of(plan.drafts()).waits(plan.waits(), List.of()));
        feed.planned(event, NOON, plan, written, "rules fire");
        return written;
    }

    private WriteResult write(PlannedWork work) {
        return ledger.acquire("demo", "test", Duration.ofMinutes(1))
                .orElseThrow()
                .write(work, _ -> Set.of());
    }

    private RuleBook book() {
        return books.of(accounts.all().getFirst());
    }

    private static CrmEvent lead(long id, long price) {
        return lead(id, price, Map.of());
    }

    private static CrmEvent lead(long id, long price, Map<String, Object> more) {
        var lead = new HashMap<String, Object>(more);
        lead.putAll(Map.of("id", id, "name", "Roof", "price", price, "responsible_user_id", 101L));
        return new CrmEvent(
                EventKind.LEAD_ADDED,
                "demo",
                new EntityRef(EntityRef.Type.LEADS, id),
                NOON,
                new Facts(Map.of("lead", lead)),
                "lead-" + id);
    }
}
