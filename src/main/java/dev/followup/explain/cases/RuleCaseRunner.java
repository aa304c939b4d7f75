package dev.followup.explain.cases;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.followup.event.CrmEvent;
import dev.followup.event.SampleEvent;
import dev.followup.explain.Explanation;
import dev.followup.explain.ExplanationBuilder;
import dev.followup.explain.cases.CommandDiff.Difference;
import dev.followup.rule.RuleBook;
import dev.followup.webhook.WebhookContent;
import dev.followup.webhook.WebhookReader;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The runner of a rule book's cases.
public final class RuleCaseRunner {

    /// The fields of a command that a case may expect.
    public static final List<String> FIELDS = Stream.of(Explanation.Command.class, Explanation.Work.class)
            .flatMap(part -> Stream.of(part.getRecordComponents()))
            .map(RecordComponent::getName)
            .filter(field -> !Set.of("event", "work").contains(field))
            .toList();

    private static final String ACCOUNT = "case";

    private final RuleBook book;
    private final WebhookReader reader;
    private final ObjectMapper json;

    public RuleCaseRunner(RuleBook book, WebhookReader reader, ObjectMapper json) {
        this.book = book;
        this.reader = reader;
        this.json = json;
    }

    /// The cases in a file.
    ///
    /// @param name the name of the file in problems, such as `rules.cases.yaml`
    /// @param zone the zone of times without an offset: that of the book
    /// @throws dev.followup.yaml.InvalidFileException with every problem of the file, if there is one
    public static List<RuleCase> cases(String name, String yaml, ZoneId zone) {
        return RuleCasesReader.read(name, yaml, FIELDS, zone);
    }

    /// The difference between expected and found commands, or the facts that are missing to decide; empty if
    /// the case holds.
    public Optional<String> failure(RuleCase one) {
        try {
            var run = new RuleCaseRunner(knowing(one), reader, json);
            var failure = switch (one.content()) {
                case RuleCase.Single single -> run.failure(single);
                case RuleCase.Story story -> run.failure(story);
            };
            return failure.map(difference -> one.place() + " " + one.name() + ": " + difference);
        } catch (IllegalArgumentException wrong) {
            return Optional.of(one.place() + " " + one.name() + ": " + wrong.getMessage());
        } catch (RuntimeException | StackOverflowError bug) {
            var where = Stream.of(bug.getStackTrace()).findFirst().map(frame -> " at " + frame);
            return Optional.of(
                    one.place() + " " + one.name() + ": cannot be tried, by a bug: " + bug + where.orElse(""));
        }
    }

    /// The book with the absences of a case.
    private RuleBook knowing(RuleCase one) {
        for (var absence : one.away()) {
            if (book.people().named(absence.person()).isEmpty()) {
                throw new IllegalArgumentException("away: the book has no person " + absence.person());
            }
        }
        return book.knowing(one.away(), null);
    }

    private Optional<String> failure(RuleCase.Single single) {
        var written = explained(events(single.given()), single.given().heardAt());
        return difference(single.expected(), written.commands())
                .or(() -> undecided(written))
                .map(difference -> difference.words() + reasons(difference, written, List.of()));
    }

    /// The failure of the first step that does not hold.
    private Optional<String> failure(RuleCase.Story story) {
        var run = new StoryRun(ACCOUNT, book, story.steps().getFirst().time());
        var describer = new ExplanationBuilder(book);
        for (var step : story.steps()) {
            var given = step.given();
            var walk = new StoryWalk(ACCOUNT, book, step);
            var events = given == null ? walk.events() : events(given);
            var written = explained(events, step.time());
            run.play(step, events);
            var found = run.commands().stream().map(describer::describe).toList();
            var failure = difference(step.expected(), found)
                    .or(() -> undecided(written))
                    .map(difference -> "at " + step.time().atZone(book.zone()).toOffsetDateTime() + " (" + step.place()
                            + "), " + difference.words()
                            + reasons(difference, written, joined(walk.notes(), run.notes())));
            if (failure.isPresent()) {
                return failure;
            }
        }
        return Optional.empty();
    }

    private Explanation explained(List<CrmEvent> events, Instant heardAt) {
        var explanation = new ExplanationBuilder(book);
        events.forEach(event -> explanation.add(event, heardAt));
        return explanation.build();
    }

    private static List<String> joined(List<String> one, List<String> other) {
        return Stream.concat(one.stream(), other.stream()).toList();
    }

    private Optional<Difference> difference(
            List<Map<String, @Nullable Object>> expected, List<Explanation.Command> found) {
        return CommandDiff.of(expected, found, book.zone(), json).difference();
    }

    /// The failure of a case whose commands match, but with rules that are undecided.
    private static Optional<Difference> undecided(Explanation explanation) {
        return explanation.rules().stream().anyMatch(verdict -> verdict.fires() == null)
                ? Optional.of(new Difference("what is expected is found, but some rules are not decided", true))
                : Optional.empty();
    }

    /// The reasons why rules on the event did not fire, if something is lacking, and the warnings of those that did.
    ///
    /// @param notes what happened to waits
    private static String reasons(Difference difference, Explanation explanation, List<String> notes) {
        var reasons = explanation.rules().stream()
                .filter(_ -> difference.lacks())
                .filter(verdict -> verdict.listens() && !Boolean.TRUE.equals(verdict.fires()))
                .map(verdict -> verdict.rule() + ": " + reason(verdict));
        return Stream.of(reasons, explanation.warnings().stream(), notes.stream())
                .flatMap(all -> all)
                .distinct()
                .map(reason -> System.lineSeparator() + "    " + reason)
                .collect(Collectors.joining());
    }

    private static String reason(Explanation.Verdict verdict) {
        return verdict.fires() == null
                ? "needs facts: " + verdict.reason() + "; give it under facts"
                : verdict.reason();
    }

    private List<CrmEvent> events(RuleCase.Given given) {
        if (given.event() != null) {
            return List.of(new SampleEvent(given.event()).in(ACCOUNT, given.at()));
        }
        return switch (reader.read(ACCOUNT, String.valueOf(given.webhook()), given.at())) {
            case WebhookContent.Refused refused ->
                throw new IllegalArgumentException("the webhook: " + refused.reason());
            case WebhookContent.Events content -> {
                if (!content.unread().isEmpty()) {
                    var unread = content.unread().getFirst();
                    throw new IllegalArgumentException("the webhook: " + unread.where() + ": " + unread.reason());
                }
                yield content.events().stream()
                        .map(event -> knowing(event, given.facts()))
                        .toList();
            }
        };
    }

    private static CrmEvent knowing(CrmEvent event, Map<String, Map<String, @Nullable Object>> facts) {
        var known = event;
        for (var fact : facts.entrySet()) {
            known = known.knowing(fact.getKey(), fact.getValue());
        }
        return known;
    }
}
