package dev.followup.simulation;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.followup.crm.eventlog.EventsApi;
import dev.followup.crm.session.Page;
import dev.followup.crm.task.TaskReceipts;
import dev.followup.crm.task.TaskRequest;
import dev.followup.crm.task.TasksApi;
import dev.followup.inbox.AccountRequest;
import dev.followup.inbox.BatchResponse;
import dev.followup.inbox.Inbox;
import dev.followup.inbox.InboxMessage;
import dev.followup.inbox.MessageBatch;
import dev.followup.ledger.AccountLedger;
import dev.followup.ledger.ForwardingLedger;
import dev.followup.ledger.ForwardingLedger.ForwardingAccountLedger;
import dev.followup.ledger.Ledger;
import dev.followup.ledger.PlannedWork;
import dev.followup.task.Outcome;
import dev.followup.task.TaskAddition;
import dev.followup.task.TaskCommand;
import dev.followup.task.WaitEnd;
import dev.followup.task.WaitRequest;
import dev.followup.task.WaitRequest.Start;
import dev.followup.task.WaitRequest.Stop;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.core.MultivaluedMap;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The test of the simulation: each guarantee on which "once, not twice, not never" rests is taken away, and
/// some world must notice it soon.
class WeakenedGuaranteesTest {

    /// Soon after it are worlds that notice the weakenings that few worlds notice.
    private static final long FIRST = 201;
    private static final int MOST_WORLDS = 500;

    /// The first worlds from there on that noticed a weakening, where they are more than a few worlds away: the
    /// search begins with them.
    private static final Map<String, Long> KNOWN = Map.ofEntries(
            entry("a person's equal task is adopted", 224L),
            entry("no pace", 240L),
            entry("a lease that ends early, and no generation check", 218L),
            entry("no record of who is away", 243L),
            entry("no mark of once", 217L),
            entry("waits fire while the webhook is off", 257L),
            entry("a renamed rule does not know what waits", 238L),
            entry("waits without their rule are dropped at once", 415L),
            entry("only the first step of a ladder waits", 216L),
            entry("what was added just before is not known", 375L),
            entry("deferred events are forgotten", 219L),
            entry("events are planned in the wrong order", 219L),
            entry("failed messages are deleted", 215L));

    /// More than twice as many as notice that there is no lease.
    private static final int WORLDS_WITH_A_LEASE = 40;

    /// Less than a slow call takes.
    private static final Duration EARLY = Duration.ofSeconds(3);

    static Stream<Arguments> weakened() {
        return Stream.of(
                arguments("no look before resending", tasks(api -> new ForwardingTasks(api) {
                    @Override
                    public @Nullable Page<JsonNode> list(URI host, MultivaluedMap<String, String> query) {
                        return query.containsKey("filter[updated_at]") ? null : super.list(host, query);
                    }
                })),
                arguments("a person's equal task is adopted", tasks(api -> new ForwardingTasks(api) {
                    @Override
                    public @Nullable Page<JsonNode> list(URI host, MultivaluedMap<String, String> query) {
                        var page = super.list(host, query);
                        if (page != null) {
                            page.items().forEach(task -> ((ObjectNode) task).put("created_by", CrmModel.TOKEN_USER));
                        }
                        return page;
                    }
                })),
                arguments("a call that adds is repeated after any failure", tasks(api -> new ForwardingTasks(api) {
                    @Override
                    public @Nullable TaskReceipts add(URI host, List<TaskRequest> tasks) {
                        try {
                            return super.add(host, tasks);
                        } catch (ProcessingException _) {
                            return super.add(host, tasks);
                        }
                    }
                })),
                arguments("reconciled after a second", settings("followup.reconcile-after", "1s")),
                arguments("no pace", settings("followup.crm.requests-per-second", "100")),
                arguments("no recovery", settings("followup.recover-missed-events", "false")),
                arguments("no lease", early(write -> write.endsWith("LEASE"))),
                arguments(
                        "no generation check, and no condition on send", // each of them is enough alone
                        table(write -> write.matches("Check .* LEASE|Update .* PENDING#.*"), _ -> false)),
                arguments("a lease that ends early, and no generation check", new Guarantees() {
                    @Override
                    public Map<String, String> settings() {
                        return Map.of("followup.lease-duration", "1s");
                    }

                    @Override
                    public boolean isUnchecked(String write) {
                        return write.matches("Check .* LEASE");
                    }

                    @Override
                    public Duration visibility() {
                        return EARLY;
                    }
                }),
                arguments("no record of events", table(write -> write.contains(" E#"), key -> key.startsWith("E#"))),
                arguments("no record of who is away", table(_ -> false, key -> key.endsWith(" AWAY"))),
                arguments("a rotation that does not turn", new Guarantees() {
                    @Override
                    public String book(String text) {
                        return text.replace("{ rotate: sales }", "boris");
                    }
                }),
                arguments("no mark of once", table(_ -> false, key -> key.startsWith("O#"))),
                arguments("no mark of what was stopped", table(_ -> false, key -> key.startsWith("M#"))),
                arguments(
                        "no lease, and what waits ends without a condition",
                        early(write -> write.endsWith("LEASE") || write.contains(" W#"))),
                arguments("missed stops are not looked up", withoutLateEvents(_ -> List.of())),
                arguments(
                        "a stop of the tick's batch is decided after it, and not looked up", // the look is enough alone
                        withoutLateEvents(work -> work.waits().stream()
                                .filter(Stop.class::isInstance)
                                .toList())),
                arguments("waits fire while the webhook is off", table(_ -> false, key -> key.endsWith("WEBHOOKS"))),
                arguments("a renamed rule does not know what waits", new Guarantees() {
                    @Override
                    public String book(String text) {
                        return text.replace("    was: stuck\n", "");
                    }
                }),
                arguments(
                        "waits without their rule are dropped at once",
                        ends(end -> isWithoutRule(end) ? WaitEnd.dropped(end.waiting()) : end)),
                arguments("only the first step of a ladder waits", ledger(own -> new ForwardingAccountLedger(own) {
                    @Override
                    public Ledger.WriteResult write(PlannedWork work, SendSelection selection) {
                        var first = work.waits().stream()
                                .map(WeakenedGuaranteesTest::firstStep)
                                .toList();
                        return super.write(work.waits(first, work.ended()), selection);
                    }
                })),
                arguments("what was added just before is not known", ledger(own -> new ForwardingAccountLedger(own) {
                    @Override
                    public List<TaskAddition> additions() {
                        return List.of();
                    }
                })),
                arguments("no trace of tasks", table(_ -> false, key -> key.startsWith("T#"))),
                arguments("deferred events are forgotten", table(_ -> false, key -> key.contains("PLAN#"))),
                arguments("sent is not marked", ledger(own -> new ForwardingAccountLedger(own) {
                    @Override
                    public Ledger.WriteResult write(PlannedWork work, SendSelection selection) {
                        return super.write(work, SendSelection.NONE);
                    }

                    @Override
                    public void markSent(List<TaskCommand> commands, Instant at) {}
                })),
                arguments("done is not recorded", outcomes(WeakenedGuaranteesTest::withoutDone)),
                arguments("uncertain counts as not sent", outcomes(WeakenedGuaranteesTest::deferred)),
                arguments("events are planned in the wrong order", ledger(own -> new ForwardingAccountLedger(own) {
                    @Override
                    public Ledger.WriteResult write(PlannedWork work, SendSelection selection) {
                        var reversed = new PlannedWork(
                                work.drafts().reversed(),
                                work.deferred(),
                                work.settled(),
                                work.completed(),
                                work.reopened(),
                                work.scheduledUntil(),
                                work.causes(),
                                work.heard(),
                                work.waits(),
                                work.ended(),
                                work.walks(),
                                work.notes());
                        return super.write(reversed, selection);
                    }
                })),
                arguments("failed messages are deleted", new Guarantees() {
                    @Override
                    public BatchResponse response(MessageBatch batch, BatchResponse response) {
                        return BatchResponse.again(List.of());
                    }
                }),
                arguments("dead letters are dropped", new Guarantees() {
                    @Override
                    public Inbox inbox(Inbox inbox) {
                        return new InboxWithoutDeadLetters(inbox);
                    }
                }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("weakened")
    void some_world_notices(String name, Guarantees guarantees) throws InterruptedException, ExecutionException {
        try (var simulation = new Simulation()) {
            var noticed = simulation.firstFailure(KNOWN.getOrDefault(name, FIRST), MOST_WORLDS, guarantees);
            assertThat(noticed).as("a world that notices: " + name).isPresent();
            long seed = noticed.orElseThrow().plan().seed();
            System.out.printf("Noticed by world %d, after %d worlds: %s%n", seed, seed - FIRST + 1, name);
        }
    }

    /// What "no lease" proves if the lease alone makes the difference.
    @Test
    void the_lease_is_enough_when_messages_come_again_early() throws InterruptedException, ExecutionException {
        try (var simulation = new Simulation()) {
            assertThat(simulation.firstFailure(FIRST, WORLDS_WITH_A_LEASE, early(_ -> false)))
                    .isEmpty();
        }
    }

    private static Guarantees settings(String key, String value) {
        return new Guarantees() {
            @Override
            public Map<String, String> settings() {
                return Map.of(key, value);
            }
        };
    }

    private static Guarantees tasks(UnaryOperator<TasksApi> weakening) {
        return new Guarantees() {
            @Override
            public TasksApi tasks(TasksApi tasks) {
                return weakening.apply(tasks);
            }
        };
    }

    private static Guarantees table(Predicate<String> isUnchecked, Predicate<String> isForgotten) {
        return new Guarantees() {
            @Override
            public boolean isUnchecked(String write) {
                return isUnchecked.test(write);
            }

            @Override
            public boolean isForgotten(String key) {
                return isForgotten.test(key);
            }
        };
    }

    /// Messages come again while they are still being processed.
    private static Guarantees early(Predicate<String> isUnchecked) {
        return new Guarantees() {
            @Override
            public boolean isUnchecked(String write) {
                return isUnchecked.test(write);
            }

            @Override
            public Duration visibility() {
                return EARLY;
            }
        };
    }

    private static Guarantees ledger(UnaryOperator<AccountLedger> weakening) {
        return new Guarantees() {
            @Override
            public Ledger ledger(Ledger ledger) {
                return new ForwardingLedger(ledger) {
                    @Override
                    protected AccountLedger around(AccountLedger acquired) {
                        return weakening.apply(acquired);
                    }
                };
            }
        };
    }

    /// The events list does not have what happened lately, which recovery has no need of.
    ///
    /// @param late the requests of planned work that are written when the invocation ends
    private static Guarantees withoutLateEvents(Function<PlannedWork, List<WaitRequest>> late) {
        var ledger = ledger(own -> new ForwardingAccountLedger(own) {
            private final List<WaitRequest> requests = new ArrayList<>();

            @Override
            public Ledger.WriteResult write(PlannedWork work, SendSelection selection) {
                var kept = late.apply(work);
                requests.addAll(kept);
                var others = work.waits().stream()
                        .filter(request -> !kept.contains(request))
                        .toList();
                return super.write(work.waits(others, work.ended()), selection);
            }

            @Override
            public void release(Map<String, Outcome> outcomes) {
                super.write(PlannedWork.of(List.of()).waits(requests, List.of()), SendSelection.NONE);
                super.release(outcomes);
            }
        });
        return new Guarantees() {
            @Override
            public Ledger ledger(Ledger whole) {
                return ledger.ledger(whole);
            }

            @Override
            public EventsApi events(EventsApi events) {
                return (host, query) -> isLate(query) ? null : events.list(host, query);
            }
        };
    }

    /// Waits end otherwise.
    private static Guarantees ends(UnaryOperator<WaitEnd> weakening) {
        return ledger(own -> new ForwardingAccountLedger(own) {
            @Override
            public Ledger.WriteResult write(PlannedWork work, SendSelection selection) {
                var ended = work.ended().stream().map(weakening).toList();
                return super.write(work.waits(work.waits(), ended), selection);
            }
        });
    }

    private static boolean isWithoutRule(WaitEnd end) {
        return end.retryAt() != null
                && end.waiting().origin().rule().equals(SimulatedBooks.DROPPED)
                && SimulatedInvocation.CURRENT.get().world().function().hasOtherBook();
    }

    private static WaitRequest firstStep(WaitRequest request) {
        return request instanceof Start start
                ? new Start(
                        start.cause(),
                        start.rule(),
                        start.storedAt(),
                        start.subject(),
                        start.subjects(),
                        start.steps().subList(0, 1),
                        start.ifAgain(),
                        start.once())
                : request;
    }

    private static boolean isLate(MultivaluedMap<String, String> query) {
        var hourAgo = SimulatedInvocation.CURRENT.get().world().now().minus(Duration.ofHours(1));
        var until = query.getFirst("filter[created_at][to]");
        return until != null && Long.parseLong(until) > hourAgo.getEpochSecond();
    }

    /// Other outcomes are recorded.
    private static Guarantees outcomes(UnaryOperator<Map<String, Outcome>> weakening) {
        return ledger(own -> new ForwardingAccountLedger(own) {
            @Override
            public void recordOutcomes(Map<String, Outcome> outcomes) {
                super.recordOutcomes(weakening.apply(outcomes));
            }

            @Override
            public void release(Map<String, Outcome> outcomes) {
                super.release(weakening.apply(outcomes));
            }
        });
    }

    private static Map<String, Outcome> withoutDone(Map<String, Outcome> outcomes) {
        return outcomes.entrySet().stream()
                .filter(outcome -> !(outcome.getValue() instanceof Outcome.Done))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static Map<String, Outcome> deferred(Map<String, Outcome> outcomes) {
        return outcomes.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        outcome -> outcome.getValue() instanceof Outcome.Uncertain
                                ? new Outcome.Deferred("not sent")
                                : outcome.getValue()));
    }

    /// A client that forwards everything to another one, but for what a subclass does itself.
    private static class ForwardingTasks implements TasksApi {

        private final TasksApi api;

        ForwardingTasks(TasksApi api) {
            this.api = api;
        }

        @Override
        public @Nullable Page<JsonNode> list(URI host, MultivaluedMap<String, String> query) {
            return api.list(host, query);
        }

        @Override
        public @Nullable TaskReceipts add(URI host, List<TaskRequest> tasks) {
            return api.add(host, tasks);
        }

        @Override
        public @Nullable TaskReceipts edit(URI host, List<TaskRequest> tasks) {
            return api.edit(host, tasks);
        }

        @Override
        public @Nullable TaskReceipts editOne(URI host, long id, TaskRequest task) {
            return api.editOne(host, id, task);
        }
    }

    private record InboxWithoutDeadLetters(Inbox inbox) implements Inbox {

        @Override
        public void sendToDeadLetters(InboxMessage message, String reason) {}

        @Override
        public void tick(String account, Instant time) {
            inbox.tick(account, time);
        }

        @Override
        public void request(String account, AccountRequest request) {
            inbox.request(account, request);
        }

        @Override
        public void deliverAgainSoon(List<InboxMessage> messages) {
            inbox.deliverAgainSoon(messages);
        }
    }
}
